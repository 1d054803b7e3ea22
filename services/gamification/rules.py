"""What a deed is worth."""

from services.gamification.ledger import award

POINTS = {"lesson.completed": 5, "quiz.passed": 10, "course.finished": 50}


async def reward_deed(member_id: int, event: str, subject: str) -> bool:
    """Give what the rules say for a deed, once for each `subject` ("lesson:5").

    False when it was rewarded before, or when no rule knows the deed.
    """
    points = POINTS.get(event)
    if points is None:
        return False
    return await award(member_id, event, points, key=f"{event}:{member_id}:{subject}")
