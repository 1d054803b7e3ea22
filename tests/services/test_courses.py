"""The rules of courses, on both engines."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import orjson
import pytest
import pytest_asyncio

from models import (
    Community,
    Completion,
    Course,
    Enrolment,
    Job,
    Lesson,
    Membership,
    Question,
    QuizAnswer,
    QuizAttempt,
    sql,
)
from models.base import UnscopedError, within
from models.choices import CourseStatus
from services import courses
from services.errors import ConflictError, InvalidError, NotFoundError
from tests.make.courses import lesson_ids, make_community, make_course, make_member

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class School:
    """A community with a member who is learning."""

    community: Community
    anna: Membership


@pytest_asyncio.fixture
async def school(database: object) -> AsyncIterator[School]:
    community = await make_community()
    anna = await make_member(community)
    with within(community.id):
        yield School(community, anna)


async def events() -> list[str]:
    return sorted(await Job.all().values_list("kind", flat=True))  # type: ignore[arg-type]  # of one column


async def current_slug(member: Membership) -> str | None:
    card = await courses.find_current(member)
    return card.slug if card else None


async def pass_quiz(member: Membership, lesson_id: int) -> courses.AnswerView:
    quiz = await courses.begin_quiz(member, lesson_id)
    assert quiz.question is not None
    answer = await courses.answer_question(member, quiz.question.id, [2])
    assert answer.quiz.question is not None
    return await courses.answer_question(member, answer.quiz.question.id, [4, 2])


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect the plain statements that the rules run."""
    statements: list[str] = []
    query = sql.query

    async def count(statement: str, *values: object) -> list[dict[str, object]]:
        statements.append(statement)
        return await query(statement, *values)

    monkeypatch.setattr(sql, "query", count)
    yield statements


# Seeing courses


async def test_the_list_tells_how_far_one_came_and_what_is_next(school: School) -> None:
    course = await make_course(school.community, lessons=3)
    first, second, _ = await lesson_ids(course)
    await courses.open_lesson(school.anna, first)
    await courses.complete_lesson(school.anna, first)

    (card,) = await courses.list_courses(school.anna)

    assert (card.slug, card.lessons, card.done, card.percent) == ("course", 3, 1, 33)
    assert (card.next_lesson_id, card.next_lesson_title) == (second, "Урок course 2")
    assert card.minutes_left == 10
    assert card.is_begun
    assert not card.is_finished


async def test_a_draft_is_seen_by_nobody_not_even_by_who_began_it(school: School) -> None:
    course = await make_course(school.community)
    (first, *_) = await lesson_ids(course)
    await courses.open_lesson(school.anna, first)

    await Course.filter(id=course.id).update(status=CourseStatus.DRAFT)

    assert await courses.list_courses(school.anna) == []
    with pytest.raises(NotFoundError):
        await courses.access_course(school.anna, "course")
    with pytest.raises(NotFoundError):
        await courses.access_lesson(school.anna, first)


async def test_an_archived_course_stays_with_those_who_began_it(school: School) -> None:
    course = await make_course(school.community)
    (first, *_) = await lesson_ids(course)
    await courses.open_lesson(school.anna, first)
    boris = await make_member(school.community, telegram_id=200)

    await Course.filter(id=course.id).update(status=CourseStatus.ARCHIVED)

    assert (await courses.access_lesson(school.anna, first)).id == first
    assert [card.slug for card in await courses.list_courses(school.anna)] == ["course"]
    assert await courses.list_courses(boris) == []
    with pytest.raises(NotFoundError):
        await courses.open_lesson(boris, first)
    with pytest.raises(NotFoundError):
        await courses.access_course(boris, "course")


async def test_the_current_course_is_the_one_where_something_was_done_last(school: School) -> None:
    old, new = [await make_course(school.community, slug=slug) for slug in ("old", "new")]
    await courses.open_lesson(school.anna, (await lesson_ids(old))[0])
    await courses.open_lesson(school.anna, (await lesson_ids(new))[0])
    assert await current_slug(school.anna) == "new"

    await courses.complete_lesson(school.anna, (await lesson_ids(old))[0])

    assert await current_slug(school.anna) == "old"


async def test_a_course_without_lessons_is_neither_finished_nor_broken(school: School) -> None:
    await make_course(school.community, lessons=0)

    course = await courses.access_course(school.anna, "course")

    assert (course.lessons, course.percent, course.is_finished) == (0, 0, False)
    assert list(course.modules) == []
    assert [card.is_finished for card in await courses.list_courses(school.anna)] == [False]


@pytest.mark.parametrize("slug", ["", "nothing", "a" * 49, "x\x00y", "курс", "'; --"])
async def test_a_slug_that_is_nothing_is_not_found(school: School, slug: str) -> None:
    with pytest.raises(NotFoundError):
        await courses.access_course(school.anna, slug)


@pytest.mark.parametrize("number", [0, -1, 999_999, 2**63, 10**30])
async def test_an_id_that_is_nothing_is_not_found(school: School, number: int) -> None:
    with pytest.raises(NotFoundError):
        await courses.access_lesson(school.anna, number)
    with pytest.raises(NotFoundError):
        await courses.answer_question(school.anna, number, [1])


# Order


async def test_the_second_lesson_opens_after_the_first(school: School) -> None:
    course = await make_course(school.community)
    first, second, third = await lesson_ids(course)
    with pytest.raises(courses.LessonLockedError) as refusal:
        await courses.access_lesson(school.anna, second)
    assert refusal.value.details == {"title": "Урок course 1"}

    await courses.complete_lesson(school.anna, first)

    assert (await courses.access_lesson(school.anna, second)).previous_id == first
    with pytest.raises(courses.LessonLockedError):
        await courses.complete_lesson(school.anna, third)


async def test_a_lesson_put_in_later_does_not_lock_what_is_done(school: School) -> None:
    course = await make_course(school.community, lessons=2)
    for lesson_id in await lesson_ids(course):
        await courses.complete_lesson(school.anna, lesson_id)
    first = await Lesson.get(course_id=course.id, position=1)

    await Lesson.filter(course_id=course.id, position=2).update(position=3)
    await Lesson.create(course_id=course.id, module_id=first.module_id, title="Новый", position=2)

    lines = (await courses.access_course(school.anna, "course")).modules[0].lessons
    assert [(line.is_done, line.is_locked) for line in lines] == [
        (True, False),
        (False, False),
        (True, False),
    ]


async def test_opening_a_lesson_remembers_where_one_is(school: School) -> None:
    course = await make_course(school.community)
    first, second, _ = await lesson_ids(course)
    await courses.open_lesson(school.anna, first)
    await courses.complete_lesson(school.anna, first)

    await courses.open_lesson(school.anna, second)

    (enrolment,) = await Enrolment.all()
    assert enrolment.last_lesson_id == second


async def test_the_blocks_of_a_lesson_come_typed(school: School) -> None:
    course = await make_course(school.community)
    (first, *_) = await lesson_ids(course)

    lesson = await courses.access_lesson(school.anna, first)

    assert [block.kind for block in lesson.blocks] == ["text"]
    assert lesson.total == 3


# Being done


async def test_completing_twenty_times_at_once_counts_once(school: School) -> None:
    course = await make_course(school.community, lessons=1)
    (only,) = await lesson_ids(course)

    answers = await asyncio.gather(*(courses.complete_lesson(school.anna, only) for _ in range(20)))

    assert await Completion.all().count() == 1
    assert await Enrolment.all().count() == 1
    assert sum(answer.is_new for answer in answers) == 1
    assert all(answer.is_finished for answer in answers)
    assert await events() == ["event:course.finished", "event:lesson.completed"]


async def test_opening_twenty_times_at_once_enrols_once(school: School) -> None:
    course = await make_course(school.community)
    (first, *_) = await lesson_ids(course)

    await asyncio.gather(*(courses.open_lesson(school.anna, first) for _ in range(20)))

    assert await Enrolment.all().count() == 1


async def test_finishing_is_told_once_even_when_a_lesson_is_added(school: School) -> None:
    course = await make_course(school.community, lessons=1)
    (only,) = await lesson_ids(course)
    await courses.complete_lesson(school.anna, only)
    first = await Lesson.get(id=only)
    added = await Lesson.create(
        course_id=course.id, module_id=first.module_id, title="Новый", position=2
    )

    progress = await courses.complete_lesson(school.anna, added.id)

    assert progress.is_finished
    assert (await events()).count("event:course.finished") == 1


async def test_a_lesson_with_a_quiz_is_done_only_when_the_quiz_is_passed(school: School) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    (only,) = await lesson_ids(course)
    with pytest.raises(courses.QuizNotPassedError):
        await courses.complete_lesson(school.anna, only)

    await pass_quiz(school.anna, only)

    assert (await courses.complete_lesson(school.anna, only)).is_finished


# Quizzes


async def test_a_quiz_goes_question_by_question_to_its_result(school: School) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    (only,) = await lesson_ids(course)
    assert (await courses.read_quiz(school.anna, only)).attempt == 0

    begun = await courses.begin_quiz(school.anna, only)
    assert begun.question is not None
    wrong = await courses.answer_question(school.anna, begun.question.id, [1])
    assert (wrong.is_right, list(wrong.right_ids), wrong.result) == (False, [2], None)
    assert wrong.quiz.question is not None
    last = await courses.answer_question(school.anna, wrong.quiz.question.id, [2, 4])

    assert last.result == courses.QuizResult(right=1, total=2, percent=50, is_passed=False)
    assert last.quiz.question is None
    assert await events() == []


async def test_a_failed_quiz_can_be_taken_again_and_passing_is_told_once(school: School) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    (only,) = await lesson_ids(course)
    begun = await courses.begin_quiz(school.anna, only)
    assert begun.question is not None
    wrong = await courses.answer_question(school.anna, begun.question.id, [1])
    assert wrong.quiz.question is not None
    await courses.answer_question(school.anna, wrong.quiz.question.id, [1])

    passed = await pass_quiz(school.anna, only)
    again = await pass_quiz(school.anna, only)

    assert (passed.quiz.attempt, again.quiz.attempt) == (2, 3)
    assert passed.result is not None
    assert passed.result.is_passed
    assert await events() == ["event:quiz.passed"]


async def test_passing_once_stays_passed_after_a_failed_try(school: School) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    (only,) = await lesson_ids(course)
    await pass_quiz(school.anna, only)
    begun = await courses.begin_quiz(school.anna, only)
    assert begun.question is not None
    wrong = await courses.answer_question(school.anna, begun.question.id, [1])
    assert wrong.quiz.question is not None

    failed = await courses.answer_question(school.anna, wrong.quiz.question.id, [1])

    assert failed.result is not None
    assert not failed.result.is_passed
    assert failed.quiz.is_passed
    assert (await courses.complete_lesson(school.anna, only)).is_finished


async def test_twenty_beginnings_at_once_make_one_attempt(school: School) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    (only,) = await lesson_ids(course)

    views = await asyncio.gather(*(courses.begin_quiz(school.anna, only) for _ in range(20)))

    assert await QuizAttempt.all().count() == 1
    assert {view.attempt for view in views} == {1}


async def test_twenty_answers_at_once_are_one_and_all_hear_the_same(school: School) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    (only,) = await lesson_ids(course)
    begun = await courses.begin_quiz(school.anna, only)
    assert begun.question is not None
    question_id = begun.question.id

    answers = await asyncio.gather(
        *(courses.answer_question(school.anna, question_id, [1 + n % 2]) for n in range(20))
    )

    (row,) = await QuizAnswer.all()
    assert {answer.is_right for answer in answers} == {row.is_right}
    assert {tuple(answer.chosen) for answer in answers} == {tuple(row.chosen)}


async def test_twenty_last_answers_at_once_end_the_attempt_once(school: School) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    (only,) = await lesson_ids(course)
    begun = await courses.begin_quiz(school.anna, only)
    assert begun.question is not None
    first = await courses.answer_question(school.anna, begun.question.id, [2])
    assert first.quiz.question is not None
    last_id = first.quiz.question.id

    answers = await asyncio.gather(
        *(courses.answer_question(school.anna, last_id, [2, 4]) for _ in range(20))
    )

    assert all(answer.result and answer.result.is_passed for answer in answers)
    assert await events() == ["event:quiz.passed"]


async def test_an_answer_needs_an_open_attempt(school: School) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    question = await Question.filter(lesson__course_id=course.id).order_by("position").first()
    assert question is not None

    with pytest.raises(courses.QuizNotBegunError):
        await courses.answer_question(school.anna, question.id, [1])

    assert issubclass(courses.QuizNotBegunError, ConflictError)
    assert await QuizAnswer.all().count() == 0


@pytest.mark.parametrize("chosen", [[], [1, 2], [3], [2, 2], [-1]])
async def test_a_choice_that_was_not_offered_is_refused(school: School, chosen: list[int]) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    (only,) = await lesson_ids(course)
    begun = await courses.begin_quiz(school.anna, only)
    assert begun.question is not None

    with pytest.raises(InvalidError):
        await courses.answer_question(school.anna, begun.question.id, chosen)

    assert await QuizAnswer.all().count() == 0


async def test_a_question_taken_out_of_the_quiz_does_not_leave_the_attempt_open(
    school: School,
) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    (only,) = await lesson_ids(course)
    begun = await courses.begin_quiz(school.anna, only)
    assert begun.question is not None
    await courses.answer_question(school.anna, begun.question.id, [2])
    await Question.filter(lesson_id=only, position=2).delete()

    view = await courses.begin_quiz(school.anna, only)

    assert view.result == courses.QuizResult(right=1, total=1, percent=100, is_passed=True)


async def test_right_answers_are_told_by_nothing_before_the_answer(school: School) -> None:
    course = await make_course(school.community, lessons=2, quizzes=(1,))
    first, _ = await lesson_ids(course)
    begun = await courses.begin_quiz(school.anna, first)
    assert begun.question is not None
    second = (await Question.get(lesson_id=first, position=2)).id

    answered = await courses.answer_question(school.anna, begun.question.id, [1])
    told = [
        begun,
        answered,
        await courses.begin_quiz(school.anna, first),
        await courses.read_quiz(school.anna, first),
        await courses.open_lesson(school.anna, first),
        await courses.access_lesson(school.anna, first),
        await courses.access_course(school.anna, "course"),
        await courses.list_courses(school.anna),
    ]

    everything = repr(told) + orjson.dumps(told, default=vars).decode()
    assert "RIGHT-MULTIPLE" not in everything
    assert "correct" not in everything
    assert "[2, 4]" not in everything
    assert "[2,4]" not in everything
    assert "RIGHT-SINGLE" in repr(answered)
    assert "RIGHT-SINGLE" not in repr([begun, *told[2:]])
    with pytest.raises(NotFoundError):
        await courses.read_answer(school.anna, second)


async def test_a_new_attempt_forgets_the_answers_of_the_one_before(school: School) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    (only,) = await lesson_ids(course)
    passed = await pass_quiz(school.anna, only)

    await courses.begin_quiz(school.anna, only)

    with pytest.raises(NotFoundError):
        await courses.read_answer(school.anna, passed.question.id)


# Communities


async def test_another_communitys_course_is_exactly_as_if_it_were_not(school: School) -> None:
    foreign = await make_community("other", is_home=False)
    course = await make_course(foreign, slug="foreign", quizzes=(1,))
    (lesson_id, *_) = await lesson_ids(course)
    with within(foreign.id):
        question = await Question.get(lesson_id=lesson_id, position=1)

    refusals = []
    for lesson, asked, slug in ((lesson_id, question.id, "foreign"), (999_999, 999_999, "nothing")):
        for attempt in (
            courses.access_course(school.anna, slug),
            courses.access_lesson(school.anna, lesson),
            courses.open_lesson(school.anna, lesson),
            courses.complete_lesson(school.anna, lesson),
            courses.read_quiz(school.anna, lesson),
            courses.begin_quiz(school.anna, lesson),
            courses.answer_question(school.anna, asked, [1]),
            courses.read_answer(school.anna, asked),
        ):
            with pytest.raises(NotFoundError) as refusal:
                await attempt
            refusals.append(repr(refusal.value))

    assert len(set(refusals)) == 1
    assert await courses.list_courses(school.anna) == []
    assert await Enrolment.all().count() == 0


async def test_a_member_of_another_community_is_refused_loudly(school: School) -> None:
    foreign = await make_community("other", is_home=False)
    stranger = await make_member(foreign)

    with pytest.raises(UnscopedError):
        await courses.list_courses(stranger)
    with pytest.raises(UnscopedError):
        await courses.access_course(stranger, "course")


async def test_progress_of_one_member_is_not_that_of_another(school: School) -> None:
    course = await make_course(school.community, quizzes=(1,))
    first, second, _ = await lesson_ids(course)
    await pass_quiz(school.anna, first)
    await courses.complete_lesson(school.anna, first)
    boris = await make_member(school.community, telegram_id=200)

    (card,) = await courses.list_courses(boris)

    assert (card.done, card.is_begun) == (0, False)
    assert (await courses.read_quiz(boris, first)).attempt == 0
    with pytest.raises(courses.LessonLockedError):
        await courses.access_lesson(boris, second)


# Cost


async def test_looking_costs_at_most_two_statements(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = await make_course(school.community, lessons=1, quizzes=(1,))
    (only,) = await lesson_ids(course)
    await courses.open_lesson(school.anna, only)

    for look in (
        courses.list_courses(school.anna),
        courses.find_current(school.anna),
        courses.access_course(school.anna, "course"),
        courses.access_lesson(school.anna, only),
        courses.open_lesson(school.anna, only),
        courses.read_quiz(school.anna, only),
    ):
        with counted(monkeypatch) as statements:
            await look
        assert len(statements) <= 2


# The demo course and documents


async def test_the_demo_course_is_made_once_and_can_be_taken_to_its_end(school: School) -> None:
    made = await asyncio.gather(*(courses.make_demo_course(school.community) for _ in range(5)))
    assert len({course.id for course in made}) == 1
    ids = await lesson_ids(made[0])

    with_quiz = 0
    for lesson_id in ids:
        lesson = await courses.open_lesson(school.anna, lesson_id)
        if lesson.quiz is not None:
            with_quiz += 1
            quiz = await courses.begin_quiz(school.anna, lesson_id)
            while quiz.question is not None:
                right = (await Question.get(id=quiz.question.id)).correct
                answer = await courses.answer_question(school.anna, quiz.question.id, right)
                quiz = answer.quiz
        await courses.complete_lesson(school.anna, lesson_id)

    (card,) = await courses.list_courses(school.anna)
    assert (card.slug, card.lessons, card.percent, with_quiz) == ("podcast", 6, 100, 2)


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ([{"id": "a", "kind": "text"}], "0.markdown"),
        ([{"id": "a", "kind": "song", "text": "la"}], "0"),
        ([{"id": "a", "kind": "image", "source": "../x.png", "alt": "x"}], "0.source"),
        ([{"id": "a", "kind": "image", "source": "https://x/y.png", "alt": "x"}], "0.source"),
        ([{"id": "a", "kind": "text", "markdown": "x", "html": "<b>"}], "0.html"),
        ([{"id": "a", "kind": "text", "markdown": "x"}] * 2, "1.id"),
        ("nothing", "document"),
    ],
)
def test_a_document_that_does_not_hold_names_the_field(document: object, field: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        courses.validate_document(document)

    assert [error.field for error in refusal.value.errors] == [field]
