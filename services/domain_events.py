"""What happened, told to whoever cares: a row in the transaction of the change itself.

A rule emits; `jobs/` reacts later, in the community's scope, at least once. All are listed here.
"""

from dataclasses import asdict, dataclass
from typing import ClassVar

from models import Job
from models.base import current_community
from services import clock
from services.wakeups import Work, wake_after_commit


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEvent:
    """Base of all events; the fields are ids and plain values."""

    name: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(DomainEvent):
    """Somebody became a member."""

    name: ClassVar[str] = "member.joined"
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequested(DomainEvent):
    """Somebody asks to join; the community's admins are to be told."""

    name: ClassVar[str] = "join.requested"
    request_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequestDecided(DomainEvent):
    """A request to join was approved or refused; who asked is to be told."""

    name: ClassVar[str] = "join.decided"
    request_id: int
    is_approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonCompleted(DomainEvent):
    """A member completed a lesson for the first time."""

    name: ClassVar[str] = "lesson.completed"
    member_id: int
    lesson_id: int
    course_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizPassed(DomainEvent):
    """A member passed a lesson's quiz for the first time."""

    name: ClassVar[str] = "quiz.passed"
    member_id: int
    lesson_id: int
    right: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFinished(DomainEvent):
    """A member completed the last lesson of a course."""

    name: ClassVar[str] = "course.finished"
    member_id: int
    course_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReached(DomainEvent):
    """A member's points crossed the threshold of a higher level."""

    name: ClassVar[str] = "level.reached"
    member_id: int
    level: int


EVENTS: tuple[type[DomainEvent], ...] = (
    MemberJoined,
    JoinRequested,
    JoinRequestDecided,
    LessonCompleted,
    QuizPassed,
    CourseFinished,
    LevelReached,
)


async def emit(event: DomainEvent) -> None:
    """Record that something happened; call it inside the transaction of the change."""
    await Job.create(
        kind=f"event:{event.name}",
        community_id=current_community(),
        payload=asdict(event),
        run_at=clock.now(),
    )
    wake_after_commit(Work.JOBS)
