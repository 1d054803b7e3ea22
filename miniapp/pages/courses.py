"""Courses: the catalogue, a course, a lesson, its quiz."""

from aiohttp import web

from miniapp.render import HOME, Page, render
from miniapp.visitor import Visitor
from services import courses
from services.errors import NotFoundError

MOST_DIGITS = 18


async def show_catalogue(request: web.Request, v: Visitor) -> web.Response:
    """All courses that the visitor can take."""
    listed = await courses.list_courses(v.member)
    return await render(request, v, "courses/catalogue.html", courses=listed)


async def show_course(request: web.Request, v: Visitor) -> web.Response:
    """A course with its lessons; the button leads to the next one."""
    course = await courses.access_course(v.member, request.match_info["slug"])
    lessons = [lesson for module in course.modules for lesson in module.lessons]
    return await render(
        request,
        v,
        "courses/course.html",
        course=course,
        minutes=sum(lesson.minutes for lesson in lessons),
        target_id=course.next_lesson_id or (lessons[0].id if lessons else None),
    )


async def show_lesson(request: web.Request, v: Visitor) -> web.Response:
    """A lesson to read."""
    lesson = await courses.access_lesson(v.member, _lesson_id(request))
    return await render(
        request, v, "courses/lesson.html", lesson=lesson, to_html=courses.to_page_html
    )


async def show_quiz(request: web.Request, v: Visitor) -> web.Response:
    """The question to answer next, or how the last attempt ended."""
    lesson = await courses.access_lesson(v.member, _lesson_id(request))
    if lesson.quiz is None:
        raise NotFoundError
    return await render(request, v, "courses/quiz.html", lesson=lesson)


def _lesson_id(request: web.Request) -> int:
    digits = request.match_info["lesson_id"]
    if len(digits) > MOST_DIGITS:
        raise NotFoundError
    return int(digits)


PAGES = (
    Page(f"{HOME}courses", "courses.catalogue", "member", show_catalogue),
    Page(HOME + "courses/{slug:[A-Za-z0-9_-]{1,64}}", "courses.course", "member", show_course),
    Page(HOME + "lessons/{lesson_id:[0-9]+}", "courses.lesson", "member", show_lesson),
    Page(HOME + "lessons/{lesson_id:[0-9]+}/quiz", "courses.quiz", "member", show_quiz),
)
