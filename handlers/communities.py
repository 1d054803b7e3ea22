"""Coming in and finding one's way: /start, /menu, /cancel, and a hint where nothing else fits."""

from typing import TYPE_CHECKING

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode, StartMode

from bot.deep_links import LinkKind, read_deep_link
from bot.i18n import Translator
from dialogs.communities.states import Menu
from dialogs.courses.states import CoursePage
from services import courses
from services.errors import NotFoundError

if TYPE_CHECKING:
    from models import Membership


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


async def start(
    message: Message,
    command: CommandObject,
    dialog_manager: DialogManager,
    member: "Membership | None" = None,
) -> None:
    """Greet and show what can be done, or what the link leads to above that."""
    link = read_deep_link(command.args)
    if link is not None and link.kind is LinkKind.COURSE and member is not None:
        await show_course(message, dialog_manager, member, link.key)
        return
    await show_menu(message, dialog_manager)


async def show_course(
    message: Message, dialog_manager: DialogManager, member: "Membership", slug: str
) -> None:
    """Open a course above a fresh menu; the menu alone when there is no such course."""
    try:
        await courses.access_course(member, slug)
    except NotFoundError:
        t: Translator = dialog_manager.middleware_data["t"]
        await message.answer(t("courses-unknown"))
        await show_menu(message, dialog_manager)
        return
    await dialog_manager.start(Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await dialog_manager.start(CoursePage.home, data={"slug": slug}, show_mode=ShowMode.SEND)


async def show_menu(message: Message, dialog_manager: DialogManager) -> None:
    """Leave whatever is open and show the menu."""
    await dialog_manager.start(Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


async def hint(message: Message, t: Translator) -> None:
    """Say what one can do."""
    await message.answer(t("communities-hint"))
