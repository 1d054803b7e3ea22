"""Ids of open dialogs that are never the same twice.

aiogram-dialog 2.6 makes them of the second and a number below 100, so that two dialogs opened
within one second share their state once in a hundred times.
"""

import secrets
import string

from aiogram_dialog.api.entities import stack

#: Telegram carries 64 bytes with a button: the id, a separator, and what the window says.
LENGTH = 10
_SYMBOLS = string.digits + string.ascii_letters


def new_dialog_id() -> str:
    """Ten letters and digits, 59 random bits."""
    return "".join(secrets.choice(_SYMBOLS) for _ in range(LENGTH))


def use_random_ids() -> None:
    """Let aiogram-dialog name the dialogs it opens by `new_dialog_id`; it has no option for it."""
    stack.new_id = new_dialog_id
