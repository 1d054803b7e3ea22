"""A quiz as it stands for one member: its questions, the latest attempt and the answers given.

The right answers are in here and stay in here: `view` tells none, `view_answer` only of a question
that was answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from models import Membership, sql
from models.choices import AttemptStatus, QuestionKind
from services.courses.outline import OutlineLesson, check_scope, read_json
from services.courses.views import (
    AnswerView,
    OptionView,
    QuestionView,
    QuizResult,
    QuizView,
    percent_of,
)

STATEMENT = """
SELECT q.id, q.kind, q.text, q.options, q.correct, q.explanation,
       a.id AS attempt_id, a.number, a.status, a."right", a.total, a.is_passed,
       w.chosen, w.is_right
  FROM questions q
  LEFT JOIN quiz_attempts a ON a.id = (
        SELECT b.id FROM quiz_attempts b
         WHERE b.lesson_id = q.lesson_id AND b.member_id = $1
         ORDER BY b.number DESC LIMIT 1)
  LEFT JOIN quiz_answers w ON w.attempt_id = a.id AND w.question_id = q.id
 WHERE q.lesson_id = $2 AND q.community_id = $3
 ORDER BY q.position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A question with what must not be told before it is answered, and the answer if given."""

    view: QuestionView
    correct: frozenset[int] = field(repr=False)
    explanation: str = field(repr=False)
    chosen: Sequence[int] | None
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizState:
    """Questions in order; `attempt_id` is None before the first attempt."""

    lesson_id: int
    pass_percent: int
    was_passed: bool
    questions: Sequence[AskedQuestion]
    attempt_id: int | None
    attempt: int
    result: QuizResult | None

    @property
    def is_open(self) -> bool:
        """Whether there is an attempt to answer."""
        return self.attempt_id is not None and self.result is None

    @property
    def answered(self) -> Sequence[AskedQuestion]:
        """The questions that have an answer in the latest attempt."""
        return [question for question in self.questions if question.chosen is not None]

    def find(self, question_id: int) -> AskedQuestion | None:
        """A question by its id."""
        return next((item for item in self.questions if item.view.id == question_id), None)

    def view(self) -> QuizView:
        """What may be told at any time."""
        waiting = (item.view for item in self.questions if item.chosen is None)
        return QuizView(
            lesson_id=self.lesson_id,
            attempt=self.attempt,
            total=len(self.questions),
            answered=len(self.answered),
            pass_percent=self.pass_percent,
            is_passed=self.was_passed,
            question=next(waiting, None) if self.is_open else None,
            result=self.result,
        )

    def view_answer(self, question: AskedQuestion) -> AnswerView:
        """What may be told of a question once it is answered."""
        assert question.chosen is not None
        return AnswerView(
            question=question.view,
            chosen=question.chosen,
            is_right=question.is_right,
            right_ids=sorted(question.correct),
            explanation=question.explanation,
            quiz=self.view(),
        )


async def read_quiz_state(member: Membership, lesson: OutlineLesson) -> QuizState:
    """The quiz of a lesson to which the member has access."""
    check_scope(member)
    rows = await sql.query(STATEMENT, member.id, lesson.line.id, member.community_id)
    attempt = rows[0] if rows and rows[0]["attempt_id"] is not None else None
    return QuizState(
        lesson_id=lesson.line.id,
        pass_percent=lesson.pass_percent,
        was_passed=lesson.is_passed,
        questions=[_question(row, number) for number, row in enumerate(rows, start=1)],
        attempt_id=attempt["attempt_id"] if attempt else None,
        attempt=attempt["number"] if attempt else 0,
        result=_result(attempt) if attempt else None,
    )


def _question(row: dict[str, Any], number: int) -> AskedQuestion:
    options = [OptionView(id=item["id"], text=item["text"]) for item in read_json(row["options"])]
    return AskedQuestion(
        view=QuestionView(
            id=row["id"],
            number=number,
            kind=QuestionKind(row["kind"]),
            text=row["text"],
            options=options,
        ),
        correct=frozenset(read_json(row["correct"])),
        explanation=row["explanation"],
        chosen=read_json(row["chosen"]),
        is_right=bool(row["is_right"]),
    )


def _result(attempt: dict[str, Any]) -> QuizResult | None:
    if attempt["status"] != AttemptStatus.SUBMITTED:
        return None
    return QuizResult(
        right=attempt["right"],
        total=attempt["total"],
        percent=percent_of(attempt["right"], attempt["total"]),
        is_passed=bool(attempt["is_passed"]),
    )
