"""A course as one member sees it, read by one statement: lessons in order, what is done and locked.

Plain SQL because a tap may cost two statements here: the query builder would need five. It names
the community itself, and the member's community must be the current one.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from models import Membership, sql
from models.base import UnscopedError, current_community
from models.choices import CourseStatus
from services.courses.errors import LessonLockedError
from services.courses.views import CourseView, LessonLine, ModuleView
from services.errors import NotFoundError

SLUG = re.compile(r"[A-Za-z0-9_-]{1,48}")
MAX_ID = 2**63 - 1

STATEMENT = """
SELECT c.id AS course_id, c.slug, c.title AS course_title, c.summary, c.status,
       e.id AS enrolment_id, e.last_lesson_id, e.finished_at,
       m.id AS module_id, m.title AS module_title,
       l.id, l.title, l.minutes, l.position, l.pass_percent,
       CASE WHEN l.id = $4 THEN l.document END AS document,
       EXISTS (SELECT 1 FROM completions d
                WHERE d.lesson_id = l.id AND d.member_id = $1) AS is_done,
       EXISTS (SELECT 1 FROM questions q WHERE q.lesson_id = l.id) AS has_quiz,
       EXISTS (SELECT 1 FROM quiz_attempts a
                WHERE a.lesson_id = l.id AND a.member_id = $1 AND a.is_passed) AS is_passed
  FROM courses c
  LEFT JOIN enrolments e ON e.course_id = c.id AND e.member_id = $1
  LEFT JOIN lessons l ON l.course_id = c.id
  LEFT JOIN modules m ON m.id = l.module_id
 WHERE c.community_id = $2
   AND (c.slug = $3
        OR c.id = (SELECT s.course_id FROM lessons s WHERE s.id = $4 AND s.community_id = $2))
 ORDER BY l.position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineLesson:
    """A lesson of an outline; `document` is there for the one that was asked for."""

    line: LessonLine
    module_id: int
    module_title: str
    pass_percent: int
    is_passed: bool
    document: Any = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A course with its lessons in order and the member's enrolment."""

    course_id: int
    slug: str
    title: str
    summary: str
    enrolment_id: int | None
    last_lesson_id: int | None
    was_finished: bool
    lessons: Sequence[OutlineLesson]

    @property
    def done(self) -> int:
        """How many lessons are done."""
        return sum(lesson.line.is_done for lesson in self.lessons)

    def find_next(self) -> LessonLine | None:
        """The first lesson that is not done."""
        return next((item.line for item in self.lessons if not item.line.is_done), None)

    def access_open(self, lesson_id: int) -> OutlineLesson:
        """A lesson of this course that is not locked.

        Raises:
            LessonLockedError: naming the lesson to do first.
        """
        index = next(i for i, item in enumerate(self.lessons) if item.line.id == lesson_id)
        if self.lessons[index].line.is_locked:
            before = self.find_next() or self.lessons[index - 1].line
            raise LessonLockedError(title=before.title)
        return self.lessons[index]


async def access_by_slug(member: Membership, slug: str) -> Outline:
    """The outline of a course that this member may see, or `NotFoundError`."""
    if not SLUG.fullmatch(slug):
        raise NotFoundError
    return await _access(member, slug, None)


async def access_by_lesson(member: Membership, lesson_id: int) -> Outline:
    """The outline of the course of a lesson, or `NotFoundError`."""
    if not 0 < lesson_id <= MAX_ID:
        raise NotFoundError
    return await _access(member, None, lesson_id)


def check_scope(member: Membership) -> None:
    """Raise unless the member's community is the current one, as the statements here assume."""
    if member.community_id != current_community():
        raise UnscopedError(f"{member!r} is not of the current community")


async def _access(member: Membership, slug: str | None, lesson_id: int | None) -> Outline:
    check_scope(member)
    rows = await sql.query(STATEMENT, member.id, member.community_id, slug, lesson_id)
    if not rows or not is_visible(rows[0]["status"], is_begun=rows[0]["enrolment_id"] is not None):
        raise NotFoundError
    course = rows[0]
    return Outline(
        course_id=course["course_id"],
        slug=course["slug"],
        title=course["course_title"],
        summary=course["summary"],
        enrolment_id=course["enrolment_id"],
        last_lesson_id=course["last_lesson_id"],
        was_finished=course["finished_at"] is not None,
        lessons=_lessons([row for row in rows if row["id"] is not None]),
    )


def is_visible(status: str, *, is_begun: bool) -> bool:
    """Whether a member sees a course: a published one, or an archived one that they began."""
    return status == CourseStatus.PUBLISHED or (status == CourseStatus.ARCHIVED and is_begun)


def _lessons(rows: list[dict[str, Any]]) -> list[OutlineLesson]:
    lessons = []
    is_before_done = True
    for row in rows:
        is_done = bool(row["is_done"])
        line = LessonLine(
            id=row["id"],
            title=row["title"],
            minutes=row["minutes"],
            position=row["position"],
            is_done=is_done,
            is_locked=not is_done and not is_before_done,
            has_quiz=bool(row["has_quiz"]),
        )
        lessons.append(
            OutlineLesson(
                line=line,
                module_id=row["module_id"],
                module_title=row["module_title"],
                pass_percent=row["pass_percent"],
                is_passed=bool(row["is_passed"]),
                document=read_json(row["document"]),
            )
        )
        is_before_done = is_done
    return lessons


def view_course(outline: Outline) -> CourseView:
    """The outline as it is shown."""
    next_lesson = outline.find_next()
    return CourseView(
        id=outline.course_id,
        slug=outline.slug,
        title=outline.title,
        summary=outline.summary,
        lessons=len(outline.lessons),
        done=outline.done,
        minutes_left=sum(x.line.minutes for x in outline.lessons if not x.line.is_done),
        next_lesson_id=next_lesson.id if next_lesson else None,
        next_lesson_title=next_lesson.title if next_lesson else "",
        next_lesson_position=next_lesson.position if next_lesson else 0,
        next_lesson_minutes=next_lesson.minutes if next_lesson else 0,
        is_begun=outline.enrolment_id is not None,
        modules=[
            ModuleView(title=title, lessons=[lesson.line for lesson in lessons])
            for (_, title), lessons in groupby(
                outline.lessons, key=lambda lesson: (lesson.module_id, lesson.module_title)
            )
        ],
    )


def read_json(value: Any) -> Any:
    """A JSON column of a plain statement, which both engines give as text."""
    return json.loads(value) if isinstance(value, str) else value
