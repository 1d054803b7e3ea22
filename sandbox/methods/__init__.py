"""The methods of the Bot API, by name. A method takes a `Call` and returns its `result`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sandbox.methods import (
    albums,
    bots,
    chats,
    copies,
    inline,
    invitations,
    media,
    members,
    messages,
    payments,
    polls,
    profile,
    updates,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sandbox.call import Call

__all__ = ["METHODS"]

Method: TypeAlias = "Callable[[Call], Awaitable[Any]]"

ROOMS: tuple[Mapping[str, Method], ...] = (
    updates.METHODS,
    bots.METHODS,
    profile.METHODS,
    messages.METHODS,
    media.METHODS,
    chats.METHODS,
    members.METHODS,
    invitations.METHODS,
    albums.METHODS,
    copies.METHODS,
    polls.METHODS,
    payments.METHODS,
    inline.METHODS,
)
METHODS = {name.lower(): method for room in ROOMS for name, method in room.items()}
