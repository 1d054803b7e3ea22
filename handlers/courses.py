"""Commands about courses: /courses."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode, StartMode

from dialogs.communities.states import Menu
from dialogs.courses.states import Catalogue


def router() -> Router:
    """The doors, in private chats."""
    router = Router(name=__name__)
    router.message.filter(F.chat.type == "private")
    router.message.register(show_courses, Command("courses"))
    return router


async def show_courses(message: Message, dialog_manager: DialogManager) -> None:
    """Open the courses above a fresh menu."""
    await dialog_manager.start(Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await dialog_manager.start(Catalogue.home, show_mode=ShowMode.SEND)
