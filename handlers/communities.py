"""Coming in and finding one's way: /start, /menu, /cancel, and a hint where nothing else fits."""

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode, StartMode

from bot.i18n import Translator
from dialogs.communities.states import Menu


def router() -> Router:
    """The doors, in private chats."""
    router = Router(name=__name__)
    router.message.filter(F.chat.type == "private")
    router.message.register(start, CommandStart())
    router.message.register(show_menu, Command("menu", "help", "cancel"))
    return router


def hint_router() -> Router:
    """Whatever else is said in private, after dialogs had their turn."""
    router = Router(name=f"{__name__}.hint")
    router.message.register(hint, F.chat.type == "private")
    return router


async def start(message: Message, dialog_manager: DialogManager) -> None:
    """Greet and show what can be done."""
    await dialog_manager.start(Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


async def show_menu(message: Message, dialog_manager: DialogManager) -> None:
    """Leave whatever is open and show the menu."""
    await dialog_manager.start(Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


async def hint(message: Message, t: Translator) -> None:
    """Say what one can do."""
    await message.answer(t("communities-hint"))
