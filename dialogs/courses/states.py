"""States of the conversations about courses."""

from aiogram.fsm.state import State, StatesGroup


class Catalogue(StatesGroup):
    """All courses; started with nothing."""

    home = State()


class CoursePage(StatesGroup):
    """One course; started with `{"slug": str}`."""

    home = State()
    lessons = State()


class Reading(StatesGroup):
    """Lesson after lesson of a course; started with `{"lesson_id": int}`."""

    lesson = State()
    finished = State()


class Quiz(StatesGroup):
    """The quiz of a lesson, begun already; started with `{"lesson_id": int}`."""

    question = State()
    answer = State()
    result = State()
