"""How dialogs answer a tap: once, with words where there is something to say."""

from dataclasses import dataclass

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.api.entities import ChatEvent
from aiogram_dialog.api.internal import DialogManagerFactory
from aiogram_dialog.api.protocols import (
    DialogRegistryProtocol,
    MediaIdStorageProtocol,
    MessageManagerProtocol,
)
from aiogram_dialog.manager.manager import ManagerImpl

ANSWER = "callback_answer"
TOAST_LENGTH = 200


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """A toast, or an alert that must be closed."""

    text: str
    is_alert: bool = False


def say(manager: DialogManager, text: str, *, is_alert: bool = False) -> None:
    """Answer the current tap with these words when the dialog is done with it."""
    manager.middleware_data[ANSWER] = CallbackAnswer(text[:TOAST_LENGTH], is_alert)


async def answer_tap(query: CallbackQuery, answer: CallbackAnswer | None) -> None:
    """Answer a tap; one that is too old for an answer counts as answered."""
    try:
        if answer is None:
            await query.answer()
        else:
            await query.answer(answer.text, show_alert=answer.is_alert)
    except TelegramBadRequest as error:
        if "query is too old" not in error.message.lower():
            raise


class AnsweringManager(ManagerImpl):
    """The dialog manager whose one answer to a tap carries what was said."""

    async def answer_callback(self) -> None:
        """Answer the tap that is being handled."""
        if isinstance(self.event, CallbackQuery) and self.event.id:
            await answer_tap(self.event, self.middleware_data.get(ANSWER))


class AnsweringManagerFactory(DialogManagerFactory):
    """Makes an `AnsweringManager` for each event."""

    def __init__(
        self, message_manager: MessageManagerProtocol, media_ids: MediaIdStorageProtocol
    ) -> None:
        self._message_manager = message_manager
        self._media_ids = media_ids

    def __call__(
        self,
        event: ChatEvent,
        data: dict[str, object],
        registry: DialogRegistryProtocol,
        router: Router,
    ) -> DialogManager:
        """A manager for this event."""
        return AnsweringManager(
            event=event,
            data=data,
            message_manager=self._message_manager,
            media_id_storage=self._media_ids,
            registry=registry,
            router=router,
            getter=None,
        )
