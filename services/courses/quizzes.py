"""Taking a quiz: an attempt, an answer a question, a result at the end.

An answer counts once: a repeated or simultaneous one gets what was recorded first.
"""

from collections.abc import Sequence

from models import Membership, Question, QuizAnswer, QuizAttempt
from models.choices import AttemptStatus, QuestionKind
from models.transactions import transaction
from services import clock
from services.courses.errors import QuizNotBegunError
from services.courses.outline import MAX_ID, Outline, OutlineLesson, access_by_lesson
from services.courses.progress import hold_enrolment
from services.courses.questions import AskedQuestion, QuizState, read_quiz_state
from services.courses.views import AnswerView, QuizView, percent_of
from services.domain_events import QuizPassed, emit
from services.errors import FieldError, InvalidError, NotFoundError


async def read_quiz(member: Membership, lesson_id: int) -> QuizView:
    """The quiz of a lesson as it stands; nothing is changed.

    Raises:
        NotFoundError: when there is no such lesson for the member, or it has no quiz.
        LessonLockedError: when the lesson before is not done.
    """
    _, lesson = await _access(member, lesson_id)
    return (await read_quiz_state(member, lesson)).view()


async def begin_quiz(member: Membership, lesson_id: int) -> QuizView:
    """The attempt that is open, or a new one. Raises like `read_quiz`."""
    outline, lesson = await _access(member, lesson_id)
    state = await read_quiz_state(member, lesson)
    if state.view().question is not None:
        return state.view()
    async with transaction():
        await hold_enrolment(member, outline.course_id)
        state = await read_quiz_state(member, lesson)
        if state.is_open:
            # The questions that were left may have been taken out of the quiz meanwhile.
            state = await _submit_when_complete(member, lesson)
        else:
            await QuizAttempt.create(
                lesson_id=lesson_id,
                member_id=member.id,
                number=state.attempt + 1,
                total=len(state.questions),
            )
            state = await read_quiz_state(member, lesson)
    return state.view()


async def answer_question(
    member: Membership, question_id: int, chosen: Sequence[int]
) -> AnswerView:
    """Answer a question by the ids of its options; the last answer ends the attempt.

    Raises:
        NotFoundError, LessonLockedError: like `read_quiz`.
        QuizNotBegunError: when there is no open attempt.
        InvalidError: when `chosen` is empty, repeated, not among the options, or more than one
            where one is asked for.
    """
    outline, lesson = await _access_by_question(member, question_id)
    async with transaction():
        await hold_enrolment(member, outline.course_id)
        state = await read_quiz_state(member, lesson)
        question = _access_question(state, question_id)
        if question.chosen is None:
            if not state.is_open:
                raise QuizNotBegunError
            _check_choice(question, chosen)
            await QuizAnswer.create(
                attempt_id=state.attempt_id,
                question_id=question_id,
                chosen=list(chosen),
                is_right=question.correct == frozenset(chosen),
            )
            state = await _submit_when_complete(member, lesson)
            question = _access_question(state, question_id)
    return state.view_answer(question)


async def read_answer(member: Membership, question_id: int) -> AnswerView:
    """The answer given in the latest attempt; nothing is changed.

    Raises:
        NotFoundError: when the question is not answered there, or like `read_quiz`.
    """
    _, lesson = await _access_by_question(member, question_id)
    state = await read_quiz_state(member, lesson)
    question = _access_question(state, question_id)
    if question.chosen is None:
        raise NotFoundError
    return state.view_answer(question)


async def _access(member: Membership, lesson_id: int) -> tuple[Outline, OutlineLesson]:
    outline = await access_by_lesson(member, lesson_id)
    lesson = outline.access_open(lesson_id)
    if not lesson.line.has_quiz:
        raise NotFoundError
    return outline, lesson


async def _access_by_question(
    member: Membership, question_id: int
) -> tuple[Outline, OutlineLesson]:
    if not 0 < question_id <= MAX_ID:
        raise NotFoundError
    question = await Question.get_or_none(id=question_id).only("id", "lesson_id")
    if question is None:
        raise NotFoundError
    return await _access(member, question.lesson_id)


def _access_question(state: QuizState, question_id: int) -> AskedQuestion:
    question = state.find(question_id)
    if question is None:
        raise NotFoundError
    return question


def _check_choice(question: AskedQuestion, chosen: Sequence[int]) -> None:
    offered = {option.id for option in question.view.options}
    is_single = question.view.kind is QuestionKind.SINGLE
    if not chosen or len(set(chosen)) != len(chosen) or (is_single and len(chosen) > 1):
        raise InvalidError([FieldError("chosen", "count")])
    if not offered.issuperset(chosen):
        raise InvalidError([FieldError("chosen", "unknown")])


async def _submit_when_complete(member: Membership, lesson: OutlineLesson) -> QuizState:
    """Count the open attempt once its last question is answered; the state after that."""
    state = await read_quiz_state(member, lesson)
    total = len(state.questions)
    if len(state.answered) < total:
        return state
    right = sum(question.is_right for question in state.questions)
    is_passed = percent_of(right, total) >= lesson.pass_percent
    is_first_pass = is_passed and not await _was_passed(member, lesson)
    await QuizAttempt.filter(id=state.attempt_id).update(
        status=AttemptStatus.SUBMITTED,
        right=right,
        total=total,
        is_passed=is_passed,
        submitted_at=clock.now(),
    )
    if is_first_pass:
        await emit(
            QuizPassed(member_id=member.id, lesson_id=lesson.line.id, right=right, total=total)
        )
    outline = await access_by_lesson(member, lesson.line.id)
    return await read_quiz_state(member, outline.access_open(lesson.line.id))


async def _was_passed(member: Membership, lesson: OutlineLesson) -> bool:
    return await QuizAttempt.filter(
        lesson_id=lesson.line.id, member_id=member.id, is_passed=True
    ).exists()
