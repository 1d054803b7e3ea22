"""Commands about oneself: /settings, /language."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode, StartMode

from dialogs.communities.states import Menu
from dialogs.users.states import Settings


def router() -> Router:
    """The doors, in private chats."""
    router = Router(name=__name__)
    router.message.filter(F.chat.type == "private")
    router.message.register(show_settings, Command("settings"))
    router.message.register(show_language, Command("language"))
    return router


async def show_settings(message: Message, dialog_manager: DialogManager) -> None:
    """Open the settings above a fresh menu."""
    await dialog_manager.start(Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await dialog_manager.start(Settings.home, show_mode=ShowMode.SEND)


async def show_language(message: Message, dialog_manager: DialogManager) -> None:
    """Open the choice of languages above a fresh menu."""
    await dialog_manager.start(Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await dialog_manager.start(Settings.language, show_mode=ShowMode.SEND)
