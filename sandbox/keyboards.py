"""Checking of `reply_markup`: inline keyboards, reply keyboards, removal, forced replies."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sandbox.entities import PRIVATE, Json
from sandbox.errors import bad_request
from sandbox.values import to_object

if TYPE_CHECKING:
    from sandbox.call import Call

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_BUTTONS = 100
INLINE_KINDS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def read_markup(call: Call, chat_type: str) -> Json:
    """Return the checked `reply_markup`, empty when there is none."""
    markup = call.json("reply_markup", "reply keyboard markup")
    if markup is None:
        return {}
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = [_inline_row(row, chat_type) for row in _rows(markup["inline_keyboard"])]
        return {"inline_keyboard": _without_empty(rows)}
    if "keyboard" in markup:
        rows = [_reply_row(row, chat_type) for row in _rows(markup["keyboard"])]
        return {**markup, "keyboard": _without_empty(rows)}
    return markup


def read_inline_markup(call: Call, chat_type: str) -> Json:
    """Return the checked inline keyboard of an edit; other keyboards count as none."""
    markup = read_markup(call, chat_type)
    return markup if markup.get("inline_keyboard") else {}


def is_allowed_address(url: str) -> bool:
    """Say whether an address may stand where Telegram demands HTTPS; loopback may be HTTP."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and parts.hostname in LOOPBACK


def check_web_app_url(url: str, what: str = "inline keyboard button Web App") -> None:
    """Refuse an address that a Mini App cannot have."""
    if not is_allowed_address(url):
        raise bad_request(f"{what} URL '{url}' is invalid: Only HTTPS links are allowed")


def _rows(rows: object) -> list[list[Json | str]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('can\'t parse keyboard: Field "keyboard" must be of type Array')
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return rows


def _without_empty(rows: list[list[Json]]) -> list[list[Json]]:
    return [row for row in rows if row]


def _inline_row(row: list[Json | str], chat_type: str) -> list[Json]:
    return [_inline_button(button, chat_type) for button in row]


def _inline_button(button: Json | str, chat_type: str) -> Json:
    if not isinstance(button, dict):
        raise bad_request(
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object"
        )
    _check_text(button, "inline keyboard button")
    if not any(button.get(kind) is not None for kind in INLINE_KINDS):
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if button.get("web_app") is not None:
        if chat_type != PRIVATE:
            raise bad_request("BUTTON_TYPE_INVALID")
        check_web_app_url(str(to_object(button["web_app"]).get("url", "")))
    if button.get("url") is not None:
        return {**button, "url": _checked_link(str(button["url"]))}
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    return {name: value for name, value in button.items() if value is not None}


def _checked_link(url: str) -> str:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg", "ton"} or not parts.netloc:
        raise bad_request(
            f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol"
        )
    if parts.scheme in {"http", "https"}:
        host = parts.hostname or ""
        if "." not in host and host not in LOOPBACK:
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        if not parts.path and not parts.query and not parts.fragment:
            return f"{parts.scheme}://{parts.netloc}/"
    return parts.geturl()


def _reply_row(row: list[Json | str], chat_type: str) -> list[Json]:
    return [_reply_button(button, chat_type) for button in row]


def _reply_button(button: Json | str, chat_type: str) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    _check_text(button, "keyboard button")
    if button.get("web_app") is not None:
        if chat_type != PRIVATE:
            raise bad_request("web App buttons can be used in private chats only")
        check_web_app_url(
            str(to_object(button["web_app"]).get("url", "")), "keyboard button Web App"
        )
    if (button.get("request_contact") or button.get("request_location")) and chat_type != PRIVATE:
        what = "phone number" if button.get("request_contact") else "location"
        raise bad_request(f"{what} can be requested in private chats only")
    return button


def _check_text(button: Json, what: str) -> None:
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request(f'can\'t parse {what}: Field "text" must be a non-empty String')
