"""The first page, the community's own, and what stands at the door of the server."""

from aiohttp import web

from bot.i18n import Translator
from miniapp.keys import MINI_APP
from miniapp.render import HOME, Page, long_day, render, render_document, render_shell
from miniapp.visitor import Visitor
from services import clock, communities, courses
from services.errors import NotFoundError

MORE_COURSES = 2


async def show_today(request: web.Request, v: Visitor) -> web.Response:
    """What to go on with, what is new, how far one is: at most four things."""
    listed = await courses.list_courses(v.member)
    current = await courses.find_current(v.member)
    if current is None:
        new = (course for course in listed if course.next_lesson_id and not course.is_begun)
        current = next(new, None)
    others = [course for course in listed if current is None or course.id != current.id]
    return await render(
        request,
        v,
        "communities/today.html",
        current=current,
        others=sorted(others, key=lambda course: course.is_finished)[:MORE_COURSES],
        members=await communities.count_members(v.community),
        date=_today(v.t),
    )


async def show_about(request: web.Request, v: Visitor) -> web.Response:
    """The community, and what the visitor is in it."""
    return await render(
        request,
        v,
        "communities/about.html",
        members=await communities.count_members(v.community),
        since=long_day(v.t, v.member.joined_at),
    )


async def show_nothing(request: web.Request, v: Visitor) -> web.Response:
    """Any other address of the Mini App."""
    raise NotFoundError


async def show_landing(request: web.Request) -> web.Response:
    """What this server is, for a browser that came by."""
    house = request.app[MINI_APP]
    platform = await house.registry.find_platform()
    return await render_document(
        request,
        "communities/landing.html",
        sandbox_url=house.sandbox_url,
        bot_username=platform.username if platform else None,
    )


async def open_mini_app(request: web.Request) -> web.Response:
    """The Mini App at its other address; its script goes on from there."""
    return await render_shell(request)


def _today(t: Translator) -> str:
    return long_day(t, clock.now(), has_weekday=True)


PAGES = (
    Page(HOME, "communities.today", "member", show_today),
    Page(f"{HOME}community", "communities.about", "member", show_about),
)
#: Behind all others: whatever else is asked for below the Mini App's address.
NOTHING = Page(HOME + "{rest:.+}", "communities.nothing", "member", show_nothing)
