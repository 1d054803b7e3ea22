"""The courses that a member can take, and the one to go on with; one statement."""

from typing import Any

from models import Membership, sql
from services.courses.outline import check_scope
from services.courses.views import CourseCard

STATEMENT = """
SELECT c.id, c.slug, c.title, c.summary, e.id AS enrolment_id, e.created_at AS begun_at,
       s.lessons, s.done, s.minutes_left, s.done_at,
       n.id AS next_id, n.title AS next_title, n.position AS next_position,
       n.minutes AS next_minutes
  FROM courses c
  LEFT JOIN enrolments e ON e.course_id = c.id AND e.member_id = $1
  LEFT JOIN (
        SELECT l.course_id, count(*) AS lessons, count(d.id) AS done,
               sum(CASE WHEN d.id IS NULL THEN l.minutes ELSE 0 END) AS minutes_left,
               min(CASE WHEN d.id IS NULL THEN l.position END) AS next_position,
               max(d.created_at) AS done_at
          FROM lessons l
          LEFT JOIN completions d ON d.lesson_id = l.id AND d.member_id = $1
         WHERE l.community_id = $2
         GROUP BY l.course_id
       ) s ON s.course_id = c.id
  LEFT JOIN lessons n ON n.course_id = c.id AND n.position = s.next_position
 WHERE c.community_id = $2
   AND (c.status = 'published' OR (c.status = 'archived' AND e.id IS NOT NULL))
 ORDER BY c.position, c.id
"""


async def list_courses(member: Membership) -> list[CourseCard]:
    """Published courses, and archived ones that the member began, in the community's order."""
    return [_card(row) for row in await _read(member)]


async def find_current(member: Membership) -> CourseCard | None:
    """The unfinished course in which the member did something last."""
    begun = [row for row in await _read(member) if row["enrolment_id"] is not None]
    unfinished = [row for row in begun if row["next_id"] is not None]
    if not unfinished:
        return None
    return _card(max(unfinished, key=lambda row: sql.moment(row["done_at"] or row["begun_at"])))


async def _read(member: Membership) -> list[dict[str, Any]]:
    check_scope(member)
    return await sql.query(STATEMENT, member.id, member.community_id)


def _card(row: dict[str, Any]) -> CourseCard:
    return CourseCard(
        id=row["id"],
        slug=row["slug"],
        title=row["title"],
        summary=row["summary"],
        lessons=row["lessons"] or 0,
        done=row["done"] or 0,
        minutes_left=int(row["minutes_left"] or 0),
        next_lesson_id=row["next_id"],
        next_lesson_title=row["next_title"] or "",
        next_lesson_position=row["next_position"] or 0,
        next_lesson_minutes=row["next_minutes"] or 0,
        is_begun=row["enrolment_id"] is not None,
    )
