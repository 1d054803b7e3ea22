"""What a device is called: from Telegram's name of its client and the browser's own."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models import Session

CLIENTS = {
    "android": "Telegram Android",
    "android_x": "Telegram X",
    "ios": "Telegram iOS",
    "macos": "Telegram macOS",
    "tdesktop": "Telegram Desktop",
    "unigram": "Unigram",
    "web": "Telegram Web",
    "weba": "Telegram Web A",
    "webk": "Telegram Web K",
}
MOBILE = {"android", "android_x", "ios"}
_SYSTEMS = (
    ("iPhone", re.compile(r"iPhone")),
    ("iPad", re.compile(r"iPad")),
    ("Android", re.compile(r"Android")),
    ("Windows", re.compile(r"Windows")),
    ("macOS", re.compile(r"Macintosh")),
    ("Linux", re.compile(r"Linux|X11")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A signed-in device as its owner sees it; `name` may be empty."""

    id: int
    name: str
    is_mobile: bool
    seen_at: datetime
    signed_in_at: datetime


def name_system(user_agent: str) -> str:
    """The operating system that a browser tells of, or nothing."""
    return next((name for name, look in _SYSTEMS if look.search(user_agent)), "")


def describe_device(session: "Session") -> Device:
    """A session in words."""
    client = CLIENTS.get(session.platform, "")
    names = (client, "" if session.device in client else session.device)
    return Device(
        id=session.id,
        name=" · ".join(name for name in names if name),
        is_mobile=session.platform in MOBILE or session.device in {"iPhone", "iPad", "Android"},
        seen_at=session.seen_at,
        signed_in_at=session.created_at,
    )
