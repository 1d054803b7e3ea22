"""Coming in and finding one's way: /start and its links, /menu, /admin, blocking, groups."""

from typing import TYPE_CHECKING

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram_dialog import DialogManager, ShowMode, StartMode

from bot.arrivals import come_by_invite, come_by_key
from bot.community_bots import CommunityBots
from bot.deep_links import DeepLink, LinkKind, read_deep_link
from bot.dialog_manager import CallbackAnswer, answer_tap
from bot.i18n import Translator
from bot.outbox import move_chat
from bot.settings import Settings
from bot.visiting import visit
from dialogs.communities.states import Admin, Menu
from dialogs.courses.states import CoursePage
from dialogs.widgets import cut
from models.choices import ConnectedChatKind
from services import communities, courses, users
from services.communities import TelegramChat
from services.errors import DomainError, NotFoundError

if TYPE_CHECKING:
    from models import Membership, User
    from services.communities import ConnectedBot

MOST_OFFERED = 6


def router() -> Router:
    """The doors: commands in private chats, and what happens to the bot itself."""
    router = Router(name=__name__)
    router.message.filter(F.chat.type == "private")
    router.message.register(start, CommandStart())
    router.message.register(show_menu, Command("menu", "help", "cancel"))
    router.message.register(show_admin, Command("admin"))
    router.my_chat_member.register(
        note_blocking, F.chat.type == "private", F.new_chat_member.status == "kicked"
    )
    router.my_chat_member.register(
        offer_chat, F.chat.type != "private", F.new_chat_member.status == "administrator"
    )
    router.callback_query.register(decide_request, F.data.startswith("join:"))
    router.callback_query.register(connect_chat, F.data.startswith("connect:"))
    return router


def group_router() -> Router:
    """What happens in connected groups."""
    router = Router(name=f"{__name__}.groups")
    router.message.register(follow_move, F.migrate_to_chat_id)
    return router


def hint_router() -> Router:
    """Whatever else is said in private, after dialogs had their turn."""
    router = Router(name=f"{__name__}.hint")
    router.message.register(hint, F.chat.type == "private")
    return router


# Links


async def start(message: Message, command: CommandObject, dialog_manager: DialogManager) -> None:
    """Greet and show what can be done, or what the link leads to."""
    link = read_deep_link(command.args)
    if link is not None:
        await follow(message, link, dialog_manager)
        return
    if command.args:
        t: Translator = dialog_manager.middleware_data["t"]
        await message.answer(t("communities-link-unknown"))
    await show_menu(message, dialog_manager)


async def follow(message: Message, link: DeepLink, manager: DialogManager) -> None:
    """Go where a link leads; where it leads nowhere say so and show the menu."""
    try:
        if link.kind is LinkKind.COMMUNITY:
            await come_by_key(manager, link.key, Menu.home)
        elif link.kind is LinkKind.INVITE:
            await come_by_invite(message, manager, link.key, Menu.home)
        elif link.kind is LinkKind.CLAIM:
            await claim(message, manager, link.key)
        else:
            await show_course(message, manager, link.key)
    except DomainError as error:
        t: Translator = manager.middleware_data["t"]
        is_missing = type(error) is NotFoundError
        key = "communities-link-unknown" if is_missing else error.text
        await message.answer(t(key, **error.details), parse_mode=None)
        await show_menu(message, manager)


async def claim(message: Message, manager: DialogManager, token: str) -> None:
    """Become the platform's first admin; in the platform's bot only."""
    data = manager.middleware_data
    user: User = data["user"]
    connected: ConnectedBot = data["connected_bot"]
    settings: Settings = data["settings"]
    if connected.community_id is not None:
        raise NotFoundError
    home = await communities.claim(user, token, secret_key=settings.secret_key)
    await message.answer(data["t"]("communities-claimed"))
    await visit(manager, home, await communities.find_member(home, user), Menu.home)


async def show_course(message: Message, manager: DialogManager, slug: str) -> None:
    """Open a course above a fresh menu; the menu alone when there is no such course."""
    member: Membership | None = manager.middleware_data["member"]
    if member is None:
        await show_menu(message, manager)
        return
    try:
        await courses.access_course(member, slug)
    except NotFoundError:
        t: Translator = manager.middleware_data["t"]
        await message.answer(t("courses-unknown"))
        await show_menu(message, manager)
        return
    await manager.start(Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await manager.start(CoursePage.home, data={"slug": slug}, show_mode=ShowMode.SEND)


# Commands


async def show_menu(message: Message, dialog_manager: DialogManager) -> None:
    """Leave whatever is open and show the menu."""
    await dialog_manager.start(Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


async def show_admin(message: Message, dialog_manager: DialogManager) -> None:
    """Open what there is to look after, above a fresh menu; who may nothing is told so."""
    await dialog_manager.start(Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await dialog_manager.start(Admin.home, show_mode=ShowMode.SEND)


async def hint(message: Message, t: Translator) -> None:
    """Say what one can do."""
    await message.answer(t("communities-hint"))


# Taps on messages of our own accord


async def decide_request(query: CallbackQuery, user: "User", t: Translator) -> None:
    """Approve or refuse; the message then tells who decided and when, this one or another."""
    _, answer, number, key = (query.data or "").split(":", 3)
    if answer not in {"yes", "no"} or not number.isascii() or not number.isdigit():
        await answer_tap(query, CallbackAnswer(t("common-stale-button")))
        return
    _, member = await communities.access_community(user, key)
    decision = await communities.decide_request(member, int(number), approve=answer == "yes")
    outcome = "approved" if decision.is_approved else "refused"
    state = t.html(
        f"communities-request-{outcome}",
        who=decision.decided_by.name if decision.decided_by else "—",
        moment=t.moment(decision.decided_at),
    )
    if isinstance(query.message, Message):
        await query.message.edit_text(
            t.html("communities-request", name=decision.applicant.name, state="") + state
        )
    await answer_tap(query, None)


# The bot itself


async def note_blocking(event: ChatMemberUpdated, connected_bot: "ConnectedBot") -> None:
    """The person blocked the bot; that they came back is noted with whatever they do next."""
    await users.mark_blocked(connected_bot.row_id, event.from_user.id)


async def offer_chat(
    event: ChatMemberUpdated, bot: Bot, user: "User", t: Translator, connected_bot: "ConnectedBot"
) -> None:
    """Made admin of a group or channel: ask who did it, in private, where it belongs.

    Who never began a chat with the bot cannot be written to; the errors' handler notes that.
    """
    own = await communities.list_connectable(user)
    if connected_bot.community_id is not None:
        own = [one for one in own if one.id == connected_bot.community_id]
    if not own or await communities.find_by_chat(event.chat.id) is not None:
        return
    await bot.send_message(
        event.from_user.id,
        t.html("communities-chat-offer", chat=event.chat.title or ""),
        reply_markup=InlineKeyboardMarkup(
            inline_keyboard=[
                [
                    InlineKeyboardButton(
                        text=cut(t("communities-chat-offer-button", community=one.title)),
                        callback_data=f"connect:{event.chat.id}:{one.key}",
                    )
                ]
                for one in own[:MOST_OFFERED]
            ]
        ),
    )


async def connect_chat(
    query: CallbackQuery,
    bot: Bot,
    user: "User",
    t: Translator,
    connected_bot: "ConnectedBot",
    community_bots: CommunityBots,
) -> None:
    """Let the group belong to the community; everything in the tap may be invented."""
    _, number, key = (query.data or "").split(":", 2)
    community, member = await communities.access_community(user, key)
    if connected_bot.community_id not in {None, community.id}:
        raise NotFoundError
    try:
        chat = await bot.get_chat(int(number))
        kind = ConnectedChatKind(chat.type)
    except (ValueError, TelegramBadRequest, TelegramForbiddenError):
        raise communities.NotChatAdminError from None
    told = TelegramChat(telegram_id=chat.id, kind=kind, title=chat.title or "")
    await community_bots.connect_chat(member, told, connected_bot)
    if isinstance(query.message, Message):
        await query.message.edit_text(
            t.html("communities-chat-connected", chat=told.title, community=community.title)
        )
    await answer_tap(query, None)


async def follow_move(message: Message) -> None:
    """A group became a supergroup: everything that named it names its new id."""
    if message.migrate_to_chat_id is not None:
        await move_chat(message.chat.id, message.migrate_to_chat_id)
