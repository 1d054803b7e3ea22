from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram_dialog.api.entities import Stack

from bot.dialog_state import DialogStates
from bot.dispatcher import build_dispatcher
from bot.limits import MemoryLimiter


class Rooms(StatesGroup):
    """A dialog of these tests."""

    hall = State()


def test_dialogs_opened_within_a_second_never_share_an_id() -> None:
    build_dispatcher(DialogStates(), [Router()], menu=Rooms.hall, limiter=MemoryLimiter())

    ids = [Stack().push(Rooms.hall, None).id for _ in range(500)]

    assert len(set(ids)) == 500
    assert {len(name) for name in ids} == {8}
    assert all(name.isascii() and name.isprintable() for name in ids)
