"""The main menu: what this person can do here."""

from typing import TYPE_CHECKING, Any

from aiogram_dialog import Dialog, LaunchMode
from aiogram_dialog.widgets.kbd import Start

from dialogs.communities.states import Menu
from dialogs.users.states import Settings
from dialogs.widgets import Label, Words
from dialogs.windows import SafeWindow

if TYPE_CHECKING:
    from models import Community, User


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home(), launch_mode=LaunchMode.ROOT)


def home() -> SafeWindow:
    """Greeting and the ways onward."""
    return SafeWindow(
        Words("communities-menu"),
        Start(Label("users-settings-button"), id="settings", state=Settings.home),
        state=Menu.home,
        getter=read_home,
        preview_data={"title": "Kommuna", "name": "Марина"},
    )


async def read_home(community: "Community", user: "User", **_: Any) -> dict[str, Any]:
    """Who is greeted, and where."""
    return {"title": community.title, "name": user.first_name}
