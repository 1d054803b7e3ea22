"""What the rules of courses tell: frozen values, made for one member.

No value here holds the right answer of a question that this member has not answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.choices import QuestionKind
from services.courses.blocks import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseCard:
    """A course and how far the member came; `next_lesson_*` is the first lesson not done."""

    id: int
    slug: str
    title: str
    summary: str
    lessons: int
    done: int
    minutes_left: int
    next_lesson_id: int | None
    next_lesson_title: str
    next_lesson_position: int
    next_lesson_minutes: int
    is_begun: bool

    @property
    def percent(self) -> int:
        """Share of lessons done, whole percents, 100 only when all are."""
        return percent_of(self.done, self.lessons)

    @property
    def is_finished(self) -> bool:
        """Whether every lesson is done."""
        return 0 < self.lessons == self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonLine:
    """A lesson as a line of its course."""

    id: int
    title: str
    minutes: int
    position: int
    is_done: bool
    is_locked: bool
    has_quiz: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView:
    """A part of a course with its lessons."""

    title: str
    lessons: Sequence[LessonLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseView(CourseCard):
    """A course with everything that stands in it."""

    modules: Sequence[ModuleView]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """A choice of a question."""

    id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """A question as it is asked; `number` counts from 1."""

    id: int
    number: int
    kind: QuestionKind
    text: str
    options: Sequence[OptionView]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizResult:
    """How an attempt ended."""

    right: int
    total: int
    percent: int
    is_passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizView:
    """A lesson's quiz: the latest attempt (0 before the first) and the question to answer next.

    `question` is None before the first attempt and after the last answer, `result` is that of the
    latest attempt once it is over; `is_passed` tells of any attempt.
    """

    lesson_id: int
    attempt: int
    total: int
    answered: int
    pass_percent: int
    is_passed: bool
    question: QuestionView | None
    result: QuizResult | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """What becomes known once a question is answered; `result` comes with the last answer."""

    question: QuestionView
    chosen: Sequence[int]
    is_right: bool
    right_ids: Sequence[int]
    explanation: str
    quiz: QuizView

    @property
    def result(self) -> QuizResult | None:
        """The end of the attempt, once every question is answered."""
        return self.quiz.result


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonView:
    """A lesson to read; `previous_id` and `next_id` are its neighbours in the course."""

    id: int
    title: str
    course_slug: str
    course_title: str
    position: int
    total: int
    minutes: int
    blocks: Sequence[Block]
    is_done: bool
    quiz: QuizView | None
    previous_id: int | None
    next_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseProgress:
    """How far the member is; `is_new` when the deed that told it was not done before."""

    done: int
    total: int
    is_finished: bool
    next_lesson_id: int | None
    is_new: bool

    @property
    def percent(self) -> int:
        """Share of lessons done, whole percents."""
        return percent_of(self.done, self.total)


def percent_of(part: int, whole: int) -> int:
    """Whole percents, rounded down; of nothing it is 0."""
    return part * 100 // whole if whole else 0
