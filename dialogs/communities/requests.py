"""Requests to join: approved or refused by one tap."""

from typing import TYPE_CHECKING, Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, SwitchTo

from bot.i18n import Translator
from dialogs.communities.common import (
    PREVIEW_PAGES,
    choices,
    chosen_id,
    member_of,
    name_of,
    require_member,
)
from dialogs.communities.states import Requests
from dialogs.paging import page_of, pager
from dialogs.widgets import Label, Words, cut
from dialogs.windows import SafeWindow
from models.choices import JoinRequestStatus
from services import communities

if TYPE_CHECKING:
    from models import JoinRequest, Membership


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home(), request())


def home() -> SafeWindow:
    """One button a request, the oldest first."""
    return SafeWindow(
        Words("communities-requests", when="items"),
        Words("communities-requests-empty", when=lambda data, *_: not data["items"]),
        choices("request", open_request),
        pager(),
        Cancel(Label("common-back"), id="back"),
        state=Requests.home,
        getter=list_requests,
        preview_data={
            "items": [{"id": f"{n}", "label": "Анна Соколова"} for n in range(6)],
            **PREVIEW_PAGES,
        },
    )


async def list_requests(
    dialog_manager: DialogManager, member: "Membership | None", **_: Any
) -> dict[str, Any]:
    """The open requests of this page."""
    shown = page_of(await communities.list_requests(require_member(member)), dialog_manager)
    shown["items"] = [{"id": one.id, "label": cut(one.user.name)} for one in shown["items"]]
    return shown


async def open_request(_: CallbackQuery, __: Any, manager: DialogManager, chosen: str) -> None:
    """Show one."""
    await communities.access_request(member_of(manager), int(chosen))
    manager.dialog_data["chosen_id"] = int(chosen)
    await manager.switch_to(Requests.request)


def request() -> SafeWindow:
    """Who asks, and the answer; afterwards who gave it and when."""
    return SafeWindow(
        Words("communities-request"),
        Row(
            Button(
                Label("communities-approve-button"), id="approve", on_click=approve, when="is_open"
            ),
            Button(
                Label("communities-refuse-button"), id="refuse", on_click=refuse, when="is_open"
            ),
        ),
        SwitchTo(Label("common-back"), id="back", state=Requests.home),
        state=Requests.request,
        getter=read_request,
        preview_data={
            "name": "Анна Соколова",
            "state": "Заявка от 28 ноября, 19:00",
            "is_open": True,
        },
    )


async def read_request(
    dialog_manager: DialogManager, member: "Membership | None", t: Translator, **_: Any
) -> dict[str, Any]:
    """The request in words."""
    found = await communities.access_request(require_member(member), chosen_id(dialog_manager))
    return {
        "name": name_of(found.user),
        "state": _state(found, t),
        "is_open": found.status is JoinRequestStatus.PENDING,
    }


def _state(found: "JoinRequest", t: Translator) -> str:
    if found.status is JoinRequestStatus.PENDING or found.decided_at is None:
        return t("communities-request-open", moment=t.moment(found.created_at))
    return t(
        f"communities-request-{found.status}",
        who=found.decided_by.name if found.decided_by else "—",
        moment=t.moment(found.decided_at),
    )


async def approve(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Let them in."""
    await communities.decide_request(member_of(manager), chosen_id(manager), approve=True)


async def refuse(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Do not."""
    await communities.decide_request(member_of(manager), chosen_id(manager), approve=False)
