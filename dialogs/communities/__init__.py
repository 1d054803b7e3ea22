"""Conversations about communities: the main menu."""

from aiogram_dialog import Dialog

from dialogs.communities import menu


def dialogs() -> list[Dialog]:
    """All of them, made anew."""
    return [menu.dialog()]
