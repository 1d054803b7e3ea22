"""The aiogram dispatcher with everything in its order."""

from collections.abc import Iterable

from aiogram import Dispatcher, Router
from aiogram.fsm.state import State
from aiogram.fsm.strategy import FSMStrategy
from aiogram_dialog import setup_dialogs
from aiogram_dialog.manager.message_manager import MessageManager

from bot.dialog_ids import use_random_ids
from bot.dialog_manager import AnsweringManagerFactory
from bot.dialog_state import DialogStates
from bot.errors import register_errors
from bot.media_ids import BotMediaIds
from bot.middlewares import (
    ScopeMiddleware,
    TextGuardMiddleware,
    ThrottleMiddleware,
    UserMiddleware,
)
from services.ports import Limiter


def build_dispatcher(
    states: DialogStates, routers: Iterable[Router], *, menu: State, limiter: Limiter
) -> Dispatcher:
    """A dispatcher over these routers; `menu` is the dialog where an old button leads.

    `feed_update` must be given `connected_bot`. Handlers find `user`, `contact`, `t`, `community`
    and `member` among their arguments.
    """
    dispatcher = Dispatcher(
        storage=states, events_isolation=states, fsm_strategy=FSMStrategy.USER_IN_TOPIC
    )
    dispatcher.update.outer_middleware(ThrottleMiddleware(limiter))
    dispatcher.update.outer_middleware(UserMiddleware())
    dispatcher.update.outer_middleware(ScopeMiddleware())
    dispatcher.message.outer_middleware(TextGuardMiddleware())
    dispatcher.include_routers(*routers)
    use_random_ids()
    setup_dialogs(
        dispatcher,
        dialog_manager_factory=AnsweringManagerFactory(MessageManager(), BotMediaIds()),
        events_isolation=states,
    )
    register_errors(dispatcher, menu)
    return dispatcher
