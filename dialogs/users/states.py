"""States of the conversations about oneself."""

from aiogram.fsm.state import State, StatesGroup


class Settings(StatesGroup):
    """What one chooses about oneself."""

    home = State()
    language = State()
