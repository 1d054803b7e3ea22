"""Settings: what one chooses about oneself."""

from typing import TYPE_CHECKING, Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Cancel, Column, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from bot.dialog_manager import say
from bot.i18n import Translator
from bot.middlewares import translator_for
from dialogs.users.states import Settings
from dialogs.widgets import Label, Words
from dialogs.windows import SafeWindow
from services import users

if TYPE_CHECKING:
    from models import User


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home(), language())


# What there is to choose


def home() -> SafeWindow:
    """The settings and their present values."""
    return SafeWindow(
        Words("users-settings"),
        SwitchTo(Label("users-language-button"), id="language", state=Settings.language),
        Cancel(Label("common-back")),
        state=Settings.home,
        getter=read_settings,
        preview_data={"language": "Русский"},
    )


async def read_settings(t: Translator, **_: Any) -> dict[str, Any]:
    """The present values in words."""
    return {"language": t(f"users-language-{t.language}")}


# The language


def language() -> SafeWindow:
    """One button a language."""
    return SafeWindow(
        Words("users-language"),
        Column(
            Select(
                Format("{item[name]}"),
                id="language",
                item_id_getter=lambda item: item["id"],
                items="languages",
                on_click=change_language,
            )
        ),
        SwitchTo(Label("common-back"), id="back", state=Settings.home),
        state=Settings.language,
        getter=list_languages,
        preview_data={
            "languages": [{"id": "ru", "name": "Русский"}, {"id": "en", "name": "English"}]
        },
    )


async def list_languages(t: Translator, **_: Any) -> dict[str, Any]:
    """Each language by its own name."""
    return {
        "languages": [{"id": code, "name": t(f"users-language-{code}")} for code in users.LANGUAGES]
    }


async def change_language(_: CallbackQuery, __: Any, manager: DialogManager, chosen: str) -> None:
    """Speak the chosen language, beginning with this very answer."""
    user: User = manager.middleware_data["user"]
    await users.change_language(user, chosen)
    t = manager.middleware_data["t"] = translator_for(user)
    say(manager, t("users-language-changed"))
    await manager.switch_to(Settings.home)
