"""Conversations about oneself."""

from aiogram_dialog import Dialog

from dialogs.users import settings


def dialogs() -> list[Dialog]:
    """All of them, made anew."""
    return [settings.dialog()]
