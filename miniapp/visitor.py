"""The person of a request, inside of their community.

```
async with visitor(request) as v:
    courses = await services.courses.list_courses(v.member)
```
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from structlog.contextvars import bound_contextvars

from bot.i18n import LANGUAGES, Translator, choose_language
from miniapp.session import SignedIn, authenticate
from models import Community, Membership, Session, User
from models.base import within
from services.errors import ForbiddenError


class NotProvenError(ForbiddenError):
    """Who asks is vouched for by a community's own bot only, and that is not enough for this."""

    code = "not_proven"
    text = "users-error-not-proven"


TRANSLATOR = web.RequestKey("translator", Translator)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, where, and the words for them."""

    user: User
    community: Community
    member: Membership
    session: Session | None
    bot_id: int
    is_proven: bool
    t: Translator

    @property
    def reach(self) -> int | None:
        """The bot (Telegram id) whose sessions are all that the visitor may touch; None: of any."""
        return None if self.is_proven else self.bot_id

    def require_proof(self) -> None:
        """Refuse where something is about to change that belongs to the person everywhere.

        Raises:
            NotProvenError: when the bot's owner could have made up who asks.
        """
        if not self.is_proven:
            raise NotProvenError


@asynccontextmanager
async def visitor(request: web.Request, *_: object) -> AsyncIterator[Visitor]:
    """Let somebody in, or refuse; everything inside sees only their community."""
    known = await authenticate(request)
    async with welcome(request, known) as v:
        yield v


@asynccontextmanager
async def welcome(request: web.Request, known: SignedIn) -> AsyncIterator[Visitor]:
    """The same for somebody who has just been recognised."""
    t = translator_for(known.user, known.community)
    request[TRANSLATOR] = t
    with (
        within(known.community.id),
        bound_contextvars(community_id=known.community.id, user_id=known.user.id),
    ):
        yield Visitor(
            known.user,
            known.community,
            known.member,
            known.session,
            known.bot_id,
            known.is_proven,
            t,
        )


def translator_for(user: User, community: Community) -> Translator:
    """Language as chosen, else that of their Telegram; time as chosen, else the community's."""
    language = user.language or choose_language(user.language_code)
    return Translator(language, user.time_zone or community.time_zone)


def translator_of(request: web.Request) -> Translator:
    """The words for whoever asks: the visitor's once they are known, before that the browser's."""
    known = request.get(TRANSLATOR)
    return known or Translator(_preferred(request.headers.get("Accept-Language", "")))


def _preferred(header: str) -> str:
    """The first of our languages in the order in which a browser writes them."""
    for part in header.split(","):
        language = part.partition(";")[0].split("-")[0].strip().lower()
        if language in LANGUAGES:
            return language
    return choose_language(None)
