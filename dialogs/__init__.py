"""Conversations with windows. One package a noun: states, windows, getters, clicks."""

from aiogram_dialog import Dialog

from dialogs import communities, courses, users


def all_dialogs() -> list[Dialog]:
    """Every conversation, made anew: a dialog belongs to one dispatcher."""
    return [*communities.dialogs(), *courses.dialogs(), *users.dialogs()]
