"""What the rules of courses refuse."""

from services.errors import ConflictError, ForbiddenError


class LessonLockedError(ForbiddenError):
    """The lesson before this one is not done; `title` names that one."""

    code = "lesson_locked"
    text = "courses-error-locked"

    def __init__(self, *, title: str) -> None:
        super().__init__(title=title)


class QuizNotPassedError(ConflictError):
    """The lesson ends with a quiz that is not passed yet."""

    code = "quiz_not_passed"
    text = "courses-error-quiz-not-passed"


class QuizNotBegunError(ConflictError):
    """There is no open attempt to which this answer could belong."""

    code = "quiz_not_begun"
    text = "courses-error-quiz-not-begun"
