"""Going to another community within the handling of one update."""

from typing import TYPE_CHECKING

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, ShowMode, StartMode

from models.base import move_within
from services import users

if TYPE_CHECKING:
    from models import Community, Membership


async def visit(
    manager: DialogManager,
    community: "Community",
    member: "Membership | None",
    menu: State,
    show_mode: ShowMode = ShowMode.SEND,
) -> None:
    """Show this community's menu; whatever is open in the chat is closed.

    In a community's own bot, which knows no other, only the menu is shown.
    """
    data = manager.middleware_data
    if data["connected_bot"].community_id is None:
        await users.visit_community(data["contact"], community.id)
    data.update(community=community, member=member)
    move_within(community.id)
    await manager.start(menu, mode=StartMode.RESET_STACK, show_mode=show_mode)
