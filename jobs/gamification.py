"""Points for what members did, and a word when they reach a level."""

from typing import Any

from bot.middlewares.user import translator_for
from services import gamification, notifications
from services.domain_events import CourseFinished, LessonCompleted, LevelReached, QuizPassed


async def reward_lesson(payload: dict[str, Any]) -> None:
    """A lesson was completed."""
    event = LessonCompleted(**payload)
    await gamification.reward_deed(event.member_id, event.name, f"lesson:{event.lesson_id}")


async def reward_quiz(payload: dict[str, Any]) -> None:
    """A quiz was passed."""
    event = QuizPassed(**payload)
    await gamification.reward_deed(event.member_id, event.name, f"lesson:{event.lesson_id}")


async def reward_course(payload: dict[str, Any]) -> None:
    """A course was finished."""
    event = CourseFinished(**payload)
    await gamification.reward_deed(event.member_id, event.name, f"course:{event.course_id}")


async def congratulate(payload: dict[str, Any]) -> None:
    """A level was reached: tell the member, once a level."""
    event = LevelReached(**payload)
    recipient = await notifications.find_recipient(event.member_id)
    if recipient is None:
        return
    t = translator_for(recipient.user)
    await notifications.queue_message(
        recipient,
        t.html(
            "gamification-level-reached",
            level=event.level,
            title=t(f"gamification-level-{event.level}"),
            community=recipient.community.title,
        ),
        key=f"level:{event.member_id}:{event.level}",
    )
