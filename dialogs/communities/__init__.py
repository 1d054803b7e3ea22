"""Conversations about communities: the menu, coming in, and what their staff look after."""

from aiogram_dialog import Dialog

from dialogs.communities import (
    admin,
    audit,
    bots,
    creating,
    invites,
    joining,
    members,
    menu,
    own,
    requests,
)


def dialogs() -> list[Dialog]:
    """All of them, made anew."""
    rooms = (menu, own, creating, joining, admin, invites, requests, members, bots, audit)
    return [room.dialog() for room in rooms]
