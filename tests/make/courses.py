"""Makes communities, members and courses."""

from typing import Any

from models import Community, Course, Lesson, Membership, Module, Question, User
from models.base import within
from models.choices import CourseStatus, QuestionKind
from services import clock

SINGLE: dict[str, Any] = {
    "kind": QuestionKind.SINGLE,
    "text": "Сколько будет два и два?",
    "options": [{"id": 1, "text": "Три"}, {"id": 2, "text": "Четыре"}],
    "correct": [2],
    "explanation": "RIGHT-SINGLE: два и два четыре.",
}
MULTIPLE: dict[str, Any] = {
    "kind": QuestionKind.MULTIPLE,
    "text": "Какие числа чётные?",
    "options": [{"id": n, "text": str(n)} for n in (1, 2, 3, 4)],
    "correct": [2, 4],
    "explanation": "RIGHT-MULTIPLE: делятся на два.",
}


async def make_community(key: str = "main", *, is_home: bool = True) -> Community:
    """A community; the first is usually the home one."""
    return await Community.create(key=key, title=key.title(), is_home=is_home)


async def make_member(community: Community, telegram_id: int = 100, **values: Any) -> Membership:
    """A member, with the person behind."""
    user, _ = await User.get_or_create(telegram_id=telegram_id, defaults={"first_name": "Анна"})
    with within(community.id):
        return await Membership.create(user_id=user.id, joined_at=clock.now(), **values)


async def make_course(
    community: Community,
    *,
    lessons: int = 3,
    quizzes: tuple[int, ...] = (),
    slug: str = "course",
    status: CourseStatus = CourseStatus.PUBLISHED,
) -> Course:
    """A course of `lessons` lessons; those at the positions `quizzes` end with two questions."""
    with within(community.id):
        course = await Course.create(slug=slug, title=f"Курс {slug}", status=status)
        module = await Module.create(course_id=course.id, title="Первый модуль", position=1)
        for position in range(1, lessons + 1):
            lesson = await Lesson.create(
                course_id=course.id,
                module_id=module.id,
                title=f"Урок {slug} {position}",
                position=position,
                minutes=5,
                document=[{"id": "b1", "kind": "text", "markdown": f"Текст **{position}**"}],
            )
            if position in quizzes:
                for number, question in enumerate((SINGLE, MULTIPLE), start=1):
                    await Question.create(lesson_id=lesson.id, position=number, **question)
    return course


async def lesson_ids(course: Course) -> list[int]:
    """The ids of a course's lessons in order."""
    with within(course.community_id):
        found = await Lesson.filter(course_id=course.id).order_by("position").values_list("id")
    return [int(row[0]) for row in found]
