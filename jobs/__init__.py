"""What happens later: reactions to domain events, and timetables."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.worker import Tick
from jobs import communities, gamification, users

Job = Callable[[dict[str, Any]], Awaitable[None]]

#: Kinds of job that a domain event, named as it names itself, brings about.
REACTIONS: Mapping[str, Sequence[str]] = {
    "join.requested": ("communities.announce_request",),
    "join.decided": ("communities.tell_decision",),
    "lesson.completed": ("gamification.reward_lesson",),
    "quiz.passed": ("gamification.reward_quiz",),
    "course.finished": ("gamification.reward_course",),
    "level.reached": ("gamification.congratulate",),
}

#: Kinds of job that come back.
TIMETABLE: Sequence[Tick] = (Tick("users.forget_sessions", every=timedelta(days=1)),)


def all_jobs() -> dict[str, Job]:
    """Every kind of job and who does it."""
    return {
        "communities.announce_request": communities.announce_request,
        "communities.tell_decision": communities.tell_decision,
        "gamification.reward_lesson": gamification.reward_lesson,
        "gamification.reward_quiz": gamification.reward_quiz,
        "gamification.reward_course": gamification.reward_course,
        "gamification.congratulate": gamification.congratulate,
        "users.forget_sessions": users.forget_sessions,
    }
