"""Reading lessons in their order and being done with them.

Whatever changes a member's course holds that member's enrolment row first, so that repeated and
simultaneous taps come one after another; unique keys stand behind it.
"""

from models import Completion, Enrolment, Membership
from models.base import for_update
from models.transactions import transaction
from services import clock
from services.courses.blocks import read_document
from services.courses.errors import QuizNotPassedError
from services.courses.outline import (
    Outline,
    OutlineLesson,
    access_by_lesson,
    access_by_slug,
    view_course,
)
from services.courses.questions import read_quiz_state
from services.courses.views import CourseProgress, CourseView, LessonView
from services.domain_events import CourseFinished, LessonCompleted, emit


async def access_course(member: Membership, slug: str) -> CourseView:
    """A course that the member may see, with its modules and lessons.

    Raises:
        NotFoundError: when there is none, it is a draft, or archived and never begun.
    """
    return view_course(await access_by_slug(member, slug))


async def access_lesson(member: Membership, lesson_id: int) -> LessonView:
    """A lesson to read; nothing is changed.

    Raises:
        NotFoundError: when there is none that the member may see.
        LessonLockedError: when the one before is not done.
    """
    outline = await access_by_lesson(member, lesson_id)
    return await _view(member, outline, outline.access_open(lesson_id))


async def open_lesson(member: Membership, lesson_id: int) -> LessonView:
    """A lesson to read now: the member is enrolled, and this is where they go on next time.

    Raises like `access_lesson`.
    """
    outline = await access_by_lesson(member, lesson_id)
    lesson = outline.access_open(lesson_id)
    if outline.last_lesson_id != lesson_id:
        async with transaction():
            await _enrol(member, outline.course_id)
            await Enrolment.filter(course_id=outline.course_id, member_id=member.id).update(
                last_lesson_id=lesson_id
            )
    return await _view(member, outline, lesson)


async def complete_lesson(member: Membership, lesson_id: int) -> CourseProgress:
    """Be done with a lesson; a second time changes nothing.

    Raises:
        NotFoundError, LessonLockedError: like `access_lesson`.
        QuizNotPassedError: when the lesson's quiz is not passed.
    """
    outline = await access_by_lesson(member, lesson_id)
    if outline.access_open(lesson_id).line.is_done:
        return _progress(outline, is_new=False)
    async with transaction():
        enrolment = await hold_enrolment(member, outline.course_id)
        outline = await access_by_lesson(member, lesson_id)
        lesson = outline.access_open(lesson_id)
        if lesson.line.is_done:
            return _progress(outline, is_new=False)
        if lesson.line.has_quiz and not lesson.is_passed:
            raise QuizNotPassedError
        await Completion.create(lesson_id=lesson_id, member_id=member.id)
        await emit(
            LessonCompleted(member_id=member.id, lesson_id=lesson_id, course_id=outline.course_id)
        )
        progress = _progress(await access_by_lesson(member, lesson_id), is_new=True)
        if progress.is_finished and enrolment.finished_at is None:
            await Enrolment.filter(id=enrolment.id).update(finished_at=clock.now())
            await emit(CourseFinished(member_id=member.id, course_id=outline.course_id))
    return progress


async def hold_enrolment(member: Membership, course_id: int) -> Enrolment:
    """The member's enrolment, made if need be and held until the transaction ends."""
    await _enrol(member, course_id)
    return await for_update(Enrolment.filter(course_id=course_id, member_id=member.id)).get()


async def _enrol(member: Membership, course_id: int) -> None:
    await Enrolment.bulk_create(
        [Enrolment(course_id=course_id, member_id=member.id)], ignore_conflicts=True
    )


async def _view(member: Membership, outline: Outline, lesson: OutlineLesson) -> LessonView:
    line = lesson.line
    index = outline.lessons.index(lesson)
    ids = [None, *(item.line.id for item in outline.lessons), None]
    quiz = await read_quiz_state(member, lesson) if line.has_quiz else None
    return LessonView(
        id=line.id,
        title=line.title,
        course_slug=outline.slug,
        course_title=outline.title,
        position=line.position,
        total=len(outline.lessons),
        minutes=line.minutes,
        blocks=read_document(lesson.document),
        is_done=line.is_done,
        quiz=quiz.view() if quiz else None,
        previous_id=ids[index],
        next_id=ids[index + 2],
    )


def _progress(outline: Outline, *, is_new: bool) -> CourseProgress:
    next_lesson = outline.find_next()
    return CourseProgress(
        done=outline.done,
        total=len(outline.lessons),
        is_finished=next_lesson is None,
        next_lesson_id=next_lesson.id if next_lesson else None,
        is_new=is_new,
    )
