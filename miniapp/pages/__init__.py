"""Pages for people, one file a noun; every address has a name and says who may see it."""

from miniapp.pages import communities, courses, users
from miniapp.render import Page

PAGES: tuple[Page, ...] = (*communities.PAGES, *courses.PAGES, *users.PAGES)
