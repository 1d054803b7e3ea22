"""Ids of open dialogs that are never the same twice.

aiogram-dialog 2.6 makes them of the second and a number below 100, so that two dialogs opened
within one second share their state once in a hundred times.
"""

import secrets

from aiogram_dialog.api.entities import stack

#: Telegram carries 64 bytes with a button: eight letters of id, a separator, and 55 for the window,
#: which are as many as the longest slug of a course needs.
RANDOM_BYTES = 6


def new_dialog_id() -> str:
    """Eight letters, digits, dashes and underscores, 48 random bits."""
    return secrets.token_urlsafe(RANDOM_BYTES)


def use_random_ids() -> None:
    """Let aiogram-dialog name the dialogs it opens by `new_dialog_id`; it has no option for it."""
    stack.new_id = new_dialog_id
