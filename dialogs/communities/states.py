"""States of the conversations about communities."""

from aiogram.fsm.state import State, StatesGroup


class Menu(StatesGroup):
    """The main menu."""

    home = State()
