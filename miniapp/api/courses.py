"""Courses: what there is to learn, lessons, quizzes, progress."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from miniapp.openapi import Api, Body, Id
from miniapp.visitor import Visitor
from services import courses


class AnswerBody(Body):
    """The options that were chosen, by their ids."""

    chosen: Annotated[list[Id], Field(min_length=1, max_length=32)]


class _Answer(BaseModel):
    """Read from the values that the rules give."""

    model_config = ConfigDict(from_attributes=True)


class CourseCardAnswer(_Answer):
    """A course, and how far the person came."""

    id: int
    slug: str
    title: str
    summary: str
    lessons: int
    done: int
    percent: int
    minutes_left: int
    next_lesson_id: int | None = Field(description="The first lesson that is not done")
    is_begun: bool
    is_finished: bool


class LessonLineAnswer(_Answer):
    """A lesson as a line of its course."""

    id: int
    title: str
    minutes: int
    position: int
    is_done: bool
    is_locked: bool
    has_quiz: bool


class ModuleAnswer(_Answer):
    """A part of a course."""

    title: str
    lessons: list[LessonLineAnswer]


class CourseAnswer(CourseCardAnswer):
    """A course with its lessons."""

    modules: list[ModuleAnswer]


class OptionAnswer(_Answer):
    """A choice of a question."""

    id: int
    text: str


class QuestionAnswer(_Answer):
    """A question as it is asked."""

    id: int
    number: int
    kind: str
    text: str
    options: list[OptionAnswer]


class QuizResultAnswer(_Answer):
    """How an attempt ended."""

    right: int
    total: int
    percent: int
    is_passed: bool


class QuizAnswer(_Answer):
    """A quiz: the latest attempt, and the question to answer next."""

    lesson_id: int
    attempt: int
    total: int
    answered: int
    pass_percent: int
    is_passed: bool
    question: QuestionAnswer | None
    result: QuizResultAnswer | None


class VerdictAnswer(_Answer):
    """What becomes known once a question is answered."""

    chosen: list[int]
    is_right: bool
    right_ids: list[int]
    explanation: str
    quiz: QuizAnswer
    result: QuizResultAnswer | None


class LessonAnswer(_Answer):
    """A lesson to read."""

    id: int
    title: str
    course_slug: str
    course_title: str
    position: int
    total: int
    minutes: int
    blocks: list[dict[str, Any]]
    is_done: bool
    quiz: QuizAnswer | None
    previous_id: int | None
    next_id: int | None


class ProgressAnswer(_Answer):
    """How far the person is."""

    done: int
    total: int
    percent: int
    is_finished: bool
    next_lesson_id: int | None
    is_new: bool = Field(description="Whether this very request made the difference")


def endpoints(api: Api) -> None:
    """Register the operations of courses."""
    tags, rights = ["courses"], "member"
    lesson, question = "/api/v1/lessons/{id}", "/api/v1/questions/{id}"
    api.get("/api/v1/courses", list_courses, rights=rights, tags=tags)
    api.get("/api/v1/courses/{slug}", read_course, rights=rights, tags=tags)
    api.get(lesson, read_lesson, rights=rights, tags=tags)
    api.post(f"{lesson}/open", open_lesson, rights=rights, tags=tags)
    api.post(f"{lesson}/complete", complete_lesson, rights=rights, tags=tags, errors=(409,))
    api.post(f"{lesson}/quiz", begin_quiz, rights=rights, tags=tags)
    api.post(f"{question}/answer", answer_question, rights=rights, tags=tags, errors=(409,))


async def list_courses(visitor: Visitor) -> list[CourseCardAnswer]:
    """The courses that the person can take."""
    listed = await courses.list_courses(visitor.member)
    return [CourseCardAnswer.model_validate(course) for course in listed]


async def read_course(visitor: Visitor, slug: str) -> CourseAnswer:
    """A course with its lessons."""
    return CourseAnswer.model_validate(await courses.access_course(visitor.member, slug))


async def read_lesson(visitor: Visitor, id: Id) -> LessonAnswer:
    """A lesson to read; nothing is changed."""
    return _describe_lesson(await courses.access_lesson(visitor.member, id))


async def open_lesson(visitor: Visitor, id: Id) -> LessonAnswer:
    """Open a lesson: the person is enrolled, and goes on here next time."""
    return _describe_lesson(await courses.open_lesson(visitor.member, id))


async def complete_lesson(visitor: Visitor, id: Id) -> ProgressAnswer:
    """Be done with a lesson; a second time changes nothing."""
    return ProgressAnswer.model_validate(await courses.complete_lesson(visitor.member, id))


async def begin_quiz(visitor: Visitor, id: Id) -> QuizAnswer:
    """Begin an attempt at the quiz of a lesson, or go on with the one that is open."""
    return QuizAnswer.model_validate(await courses.begin_quiz(visitor.member, id))


async def answer_question(visitor: Visitor, id: Id, body: AnswerBody) -> VerdictAnswer:
    """Answer a question; a second answer changes nothing and tells the first one's verdict."""
    verdict = await courses.answer_question(visitor.member, id, body.chosen)
    return VerdictAnswer.model_validate(verdict)


def _describe_lesson(lesson: courses.LessonView) -> LessonAnswer:
    blocks = [block.model_dump() for block in lesson.blocks]
    fields = {name: getattr(lesson, name) for name in LessonAnswer.model_fields if name != "blocks"}
    return LessonAnswer.model_validate({**fields, "blocks": blocks})
