"""Invites: what there is, one of them, a new one."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiogram.types import BufferedInputFile, CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Cancel, SwitchTo

from bot.deep_links import DeepLink, LinkKind, write_deep_link
from bot.dialog_manager import say
from bot.i18n import Translator
from dialogs.communities.common import (
    NAME_LENGTH,
    PREVIEW_PAGES,
    choices,
    member_of,
    require_member,
)
from dialogs.communities.states import Invites
from dialogs.paging import page_of, pager
from dialogs.widgets import Label, Words, cut
from dialogs.windows import SafeWindow
from gateways.documents import draw_qr
from models.choices import Role
from services import clock, communities, steps
from services.communities import InviteStatus, InviteTerms

if TYPE_CHECKING:
    from models import Invite, Membership
    from services.communities import ConnectedBot

LIMITS = (1, 10, 50, 100, 0)
DAYS = (1, 7, 30, 0)
SHOWN = 100


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home(), invite(), role(), limit(), expiry())


# What there is


def home() -> SafeWindow:
    """One button an invite, the newest first."""
    return SafeWindow(
        Words("communities-invites", when="items"),
        Words("communities-invites-empty", when=lambda data, *_: not data["items"]),
        SwitchTo(Label("communities-invite-create-button"), id="create", state=Invites.role),
        choices("invite", open_invite),
        pager(),
        Cancel(Label("common-back"), id="back"),
        state=Invites.home,
        getter=list_invites,
        preview_data={
            "items": [{"id": f"{n}", "label": "Участник · 3 из 10"} for n in range(6)],
            **PREVIEW_PAGES,
        },
    )


async def list_invites(
    dialog_manager: DialogManager, member: "Membership | None", t: Translator, **_: Any
) -> dict[str, Any]:
    """The invites of this page."""
    found = await communities.list_invites(require_member(member), limit=SHOWN)
    shown = page_of(found, dialog_manager)
    shown["items"] = [{"id": one.code, "label": _label(one, t)} for one in shown["items"]]
    return shown


def _label(found: "Invite", t: Translator) -> str:
    """Role, uses, and what is wrong with it."""
    status = communities.invite_status(found)
    title = cut(t(f"communities-role-{found.role}"), NAME_LENGTH)
    if status is not InviteStatus.ACTIVE:
        return t("communities-invite-line-over", role=title, why=t(f"communities-invite-{status}"))
    if found.uses_limit:
        return t("communities-invite-line", role=title, uses=found.uses, limit=found.uses_limit)
    return t("communities-invite-line-endless", role=title, uses=found.uses)


async def open_invite(_: CallbackQuery, __: Any, manager: DialogManager, code: str) -> None:
    """Show one."""
    await communities.access_invite(member_of(manager), code)
    manager.dialog_data["code"] = code
    await manager.switch_to(Invites.invite)


# One of them


def invite() -> SafeWindow:
    """Its link, its picture, its end."""
    return SafeWindow(
        Words("communities-invite"),
        Button(Label("communities-invite-qr-button"), id="qr", on_click=show_qr, when="is_active"),
        Button(
            Label("communities-invite-revoke-button"),
            id="revoke",
            on_click=revoke,
            when="is_active",
        ),
        SwitchTo(Label("common-back"), id="back", state=Invites.home),
        state=Invites.invite,
        getter=read_invite,
        preview_data={
            "role": "Участник",
            "link": "https://t.me/kommuna_bot?start=i_ABC123XYZ456",
            "code": "ABC123XYZ456",
            "status": "Работает",
            "uses": "Пришли 3 человека из 10",
            "expires": "Действует до 28 ноября, 19:00",
            "names": "Анна, Борис",
            "is_active": True,
        },
    )


async def read_invite(
    dialog_manager: DialogManager,
    member: "Membership | None",
    connected_bot: "ConnectedBot",
    t: Translator,
    **_: Any,
) -> dict[str, Any]:
    """The invite in words."""
    code = dialog_manager.dialog_data["code"]
    found, uses = await communities.access_invite(require_member(member), code)
    status = communities.invite_status(found)
    names = cut(", ".join(one.user.name for one in uses), 120)
    return {
        "role": t(f"communities-role-{found.role}"),
        "code": found.code,
        "link": link_of(found.code, connected_bot),
        "status": t(f"communities-invite-{status}"),
        "uses": _uses(found, t),
        "expires": t("communities-invite-forever")
        if found.expires_at is None
        else t("communities-invite-until", moment=t.moment(found.expires_at)),
        "names": names or t("communities-invite-nobody"),
        "is_active": status is InviteStatus.ACTIVE,
    }


def _uses(found: "Invite", t: Translator) -> str:
    if not found.uses_limit:
        return t("communities-invite-uses-endless", uses=found.uses)
    return t("communities-invite-uses", uses=found.uses, limit=found.uses_limit)


def link_of(code: str, connected: "ConnectedBot") -> str:
    """What is sent to whoever is invited."""
    return write_deep_link(connected.username, DeepLink(LinkKind.INVITE, code))


async def show_qr(query: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Send the link as a picture, to be printed or shown."""
    data = manager.middleware_data
    found, _ = await communities.access_invite(member_of(manager), manager.dialog_data["code"])
    link = link_of(found.code, data["connected_bot"])
    if isinstance(query.message, Message):
        await query.message.answer_photo(
            BufferedInputFile(draw_qr(link), "invite.png"),
            caption=data["t"].html("communities-invite-caption", link=link),
        )


async def revoke(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """End it."""
    await communities.revoke_invite(member_of(manager), manager.dialog_data["code"])
    say(manager, manager.middleware_data["t"]("communities-invite-revoked-toast"))


# A new one


def role() -> SafeWindow:
    """Asks what the invited become."""
    return SafeWindow(
        Words("communities-invite-role"),
        choices("role", take_role, width=2),
        SwitchTo(Label("common-back"), id="back", state=Invites.home),
        state=Invites.role,
        getter=list_roles,
        preview_data={"items": [{"id": "member", "label": "Участник"}]},
    )


async def list_roles(member: "Membership | None", t: Translator, **_: Any) -> dict[str, Any]:
    """The roles that this member can give, the usual one first."""
    roles = sorted(
        communities.grantable_roles(require_member(member)), key=lambda one: one is not Role.MEMBER
    )
    return {"items": [{"id": str(one), "label": t(f"communities-role-{one}")} for one in roles]}


async def take_role(_: CallbackQuery, __: Any, manager: DialogManager, chosen: str) -> None:
    """Keep it."""
    manager.dialog_data["role"] = chosen
    await manager.switch_to(Invites.limit)


def limit() -> SafeWindow:
    """Asks how many may come."""
    return SafeWindow(
        Words("communities-invite-limit"),
        choices("limit", take_limit, width=2),
        SwitchTo(Label("common-back"), id="back", state=Invites.role),
        state=Invites.limit,
        getter=list_limits,
        preview_data={"items": [{"id": "10", "label": "10 человек"}] * 5},
    )


async def list_limits(t: Translator, **_: Any) -> dict[str, Any]:
    """Usual limits."""
    return {
        "items": [
            {"id": str(one), "label": t("communities-invite-people", count=one)} for one in LIMITS
        ]
    }


async def take_limit(_: CallbackQuery, __: Any, manager: DialogManager, chosen: str) -> None:
    """Keep it."""
    manager.dialog_data["limit"] = int(chosen)
    await manager.switch_to(Invites.expiry)


def expiry() -> SafeWindow:
    """Asks for how long; the answer makes the invite."""
    return SafeWindow(
        Words("communities-invite-expiry"),
        choices("days", create, width=2),
        SwitchTo(Label("common-back"), id="back", state=Invites.limit),
        state=Invites.expiry,
        getter=list_days,
        preview_data={"items": [{"id": "7", "label": "7 дней"}] * 4},
    )


async def list_days(t: Translator, **_: Any) -> dict[str, Any]:
    """Usual times."""
    return {
        "items": [
            {"id": str(one), "label": t("communities-invite-days", count=one)} for one in DAYS
        ]
    }


async def create(_: CallbackQuery, __: Any, manager: DialogManager, chosen: str) -> None:
    """Make it and show it."""
    days, draft = int(chosen), manager.dialog_data
    made = await communities.create_invite(
        member_of(manager),
        InviteTerms(
            role=Role(draft["role"]),
            uses_limit=int(draft["limit"]),
            expires_at=clock.now() + timedelta(days=days) if days else None,
            idempotency_key=steps.update_key("invite"),
        ),
    )
    draft["code"] = made.code
    await manager.switch_to(Invites.invite)
