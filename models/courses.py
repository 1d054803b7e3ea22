"""Courses: modules of lessons, questions, and how far each member came."""

from typing import Any

from tortoise import fields

from models.base import OwnedRow
from models.choices import AttemptStatus, CourseStatus, QuestionKind
from models.communities import Membership


class Course(OwnedRow):
    """A course, found by its slug within the community."""

    slug = fields.CharField(max_length=48)
    title = fields.CharField(max_length=128)
    summary = fields.TextField(default="")
    status = fields.CharEnumField(CourseStatus, default=CourseStatus.DRAFT, max_length=16)
    position = fields.IntField(default=0)
    modules: fields.ReverseRelation["Module"]

    class Meta:
        table = "courses"
        unique_together = (("community", "slug"),)


class Module(OwnedRow):
    """A part of a course."""

    course: fields.ForeignKeyRelation[Course] = fields.ForeignKeyField(
        "models.Course", related_name="modules"
    )
    course_id: int
    title = fields.CharField(max_length=128)
    position = fields.IntField()
    lessons: fields.ReverseRelation["Lesson"]

    class Meta:
        table = "modules"
        unique_together = (("course", "position"),)


class Lesson(OwnedRow):
    """A lesson. `document` is a list of blocks `{"id", "kind", ...}` (services/courses/blocks.py).

    `position` counts through the whole course, so that the lesson before is one lower.
    """

    course: fields.ForeignKeyRelation[Course] = fields.ForeignKeyField(
        "models.Course", related_name="lessons"
    )
    course_id: int
    module: fields.ForeignKeyRelation[Module] = fields.ForeignKeyField(
        "models.Module", related_name="lessons"
    )
    module_id: int
    title = fields.CharField(max_length=128)
    position = fields.IntField()
    minutes = fields.IntField(default=5)
    document: Any = fields.JSONField(default=list)
    pass_percent = fields.IntField(default=60)
    questions: fields.ReverseRelation["Question"]

    class Meta:
        table = "lessons"
        unique_together = (("course", "position"),)


class Question(OwnedRow):
    """A question of a lesson's quiz.

    `options` is a list of `{"id": int, "text": str}`; `correct` the ids of the right ones.
    """

    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField(
        "models.Lesson", related_name="questions"
    )
    lesson_id: int
    position = fields.IntField()
    kind = fields.CharEnumField(QuestionKind, default=QuestionKind.SINGLE, max_length=16)
    text = fields.TextField()
    options: Any = fields.JSONField()
    correct: Any = fields.JSONField()
    explanation = fields.TextField(default="")

    class Meta:
        table = "questions"
        unique_together = (("lesson", "position"),)


class Enrolment(OwnedRow):
    """A member takes a course; `last_lesson` is where to go on."""

    course: fields.ForeignKeyRelation[Course] = fields.ForeignKeyField(
        "models.Course", related_name="enrolments"
    )
    course_id: int
    member: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "models.Membership", related_name="enrolments"
    )
    member_id: int
    last_lesson: fields.ForeignKeyNullableRelation[Lesson] = fields.ForeignKeyField(
        "models.Lesson", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    last_lesson_id: int | None
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "enrolments"
        unique_together = (("course", "member"),)


class Completion(OwnedRow):
    """A member completed a lesson; once."""

    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField(
        "models.Lesson", related_name="completions"
    )
    lesson_id: int
    member: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "models.Membership", related_name="completions"
    )
    member_id: int

    class Meta:
        table = "completions"
        unique_together = (("lesson", "member"),)


class QuizAttempt(OwnedRow):
    """One go at a lesson's quiz."""

    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField(
        "models.Lesson", related_name="attempts"
    )
    lesson_id: int
    member: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "models.Membership", related_name="attempts"
    )
    member_id: int
    number = fields.IntField()
    status = fields.CharEnumField(AttemptStatus, default=AttemptStatus.OPEN, max_length=16)
    right = fields.IntField(default=0)
    total = fields.IntField(default=0)
    is_passed = fields.BooleanField(default=False)
    submitted_at = fields.DatetimeField(null=True)
    answers: fields.ReverseRelation["QuizAnswer"]

    class Meta:
        table = "quiz_attempts"
        unique_together = (("lesson", "member", "number"),)


class QuizAnswer(OwnedRow):
    """The answer to one question in one attempt; given once."""

    attempt: fields.ForeignKeyRelation[QuizAttempt] = fields.ForeignKeyField(
        "models.QuizAttempt", related_name="answers"
    )
    attempt_id: int
    question: fields.ForeignKeyRelation[Question] = fields.ForeignKeyField(
        "models.Question", related_name="answers"
    )
    question_id: int
    chosen: Any = fields.JSONField()
    is_right = fields.BooleanField()

    class Meta:
        table = "quiz_answers"
        unique_together = (("attempt", "question"),)
