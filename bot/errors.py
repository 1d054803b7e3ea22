"""What a person hears when something does not work.

Domain errors are translated into an alert or a message; old buttons bring a fresh menu; what
Telegram refuses for good counts as done. Everything else goes up to the inbox, which tries again.
"""

import structlog
from aiogram import Bot, Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import ExceptionTypeFilter
from aiogram.fsm.state import State
from aiogram.types import ErrorEvent, Update
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.api.exceptions import OutdatedIntent, UnknownIntent, UnknownState

from bot.dialog_manager import CallbackAnswer, answer_tap
from bot.i18n import Translator, choose_language
from bot.logs import correlation_id
from models import Community
from models.base import within
from services import users
from services.communities import ConnectedBot
from services.errors import DomainError

log = structlog.get_logger(__name__)

TOO_OLD = ("query is too old", "message is not modified", "message to edit not found")


def register_errors(dispatcher: Dispatcher, menu: State) -> None:
    """Put the handlers on a dispatcher; `menu` is where an old button leads."""

    async def refresh(
        event: ErrorEvent,
        dialog_manager: DialogManager,
        community: Community,
        t: Translator,
    ) -> None:
        query = event.update.callback_query
        if query is not None:
            await answer_tap(query, CallbackAnswer(t("common-stale-button")))
        with within(community.id):
            await dialog_manager.start(menu, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)

    router: Router = dispatcher
    router.errors.register(
        refresh, ExceptionTypeFilter(UnknownIntent, OutdatedIntent, UnknownState)
    )
    router.errors.register(refuse, ExceptionTypeFilter(DomainError))
    router.errors.register(leave, ExceptionTypeFilter(TelegramForbiddenError))
    router.errors.register(let_go, ExceptionTypeFilter(TelegramBadRequest))


async def refuse(event: ErrorEvent, bot: Bot, t: Translator | None = None) -> None:
    """Say why not: an alert for a tap, else a message."""
    error = event.exception
    if not isinstance(error, DomainError):
        return
    say = t or _translator_of(event.update)
    log.info("refused", code=error.code)
    await _tell(bot, event.update, say(error.text, **error.details))


async def leave(event: ErrorEvent, connected_bot: ConnectedBot) -> None:
    """The person blocked the bot: remember it, nothing more is to be done."""
    person = _person_of(event.update)
    if person is not None:
        await users.mark_blocked(connected_bot.row_id, person)


async def let_go(event: ErrorEvent) -> object:
    """What came too late is done; any other bad request is a mistake of ours."""
    said = str(event.exception).lower()
    return None if any(words in said for words in TOO_OLD) else UNHANDLED


async def apologise(bot: Bot, update: Update) -> None:
    """Tell the person that their step failed for good, with the code that the log has."""
    t = _translator_of(update)
    try:
        await _tell(bot, update, t("common-error-unexpected", code=correlation_id()))
    except Exception:
        log.warning("apology_failed", exc_info=True)


async def _tell(bot: Bot, update: Update, text: str) -> None:
    if update.callback_query is not None:
        await answer_tap(update.callback_query, CallbackAnswer(text[:200], is_alert=True))
    elif update.message is not None and update.message.chat.type == "private":
        await bot.send_message(update.message.chat.id, text, parse_mode=None)


def _person_of(update: Update) -> int | None:
    person = getattr(update.event, "from_user", None)
    return None if person is None else int(person.id)


def _translator_of(update: Update) -> Translator:
    person = getattr(update.event, "from_user", None)
    return Translator(choose_language(person.language_code if person else None))
