"""Courses: what there is to learn, reading in order, quizzes, progress."""

from services.courses.blocks import (
    Block,
    CodeBlock,
    HeadingBlock,
    ImageBlock,
    QuoteBlock,
    TextBlock,
    validate_document,
)
from services.courses.catalogue import find_current, list_courses
from services.courses.demo import make_demo_course
from services.courses.errors import LessonLockedError, QuizNotBegunError, QuizNotPassedError
from services.courses.markdown import to_page_html, to_telegram_html
from services.courses.progress import access_course, access_lesson, complete_lesson, open_lesson
from services.courses.quizzes import answer_question, begin_quiz, read_answer, read_quiz
from services.courses.views import (
    AnswerView,
    CourseCard,
    CourseProgress,
    CourseView,
    LessonLine,
    LessonView,
    ModuleView,
    OptionView,
    QuestionView,
    QuizResult,
    QuizView,
)

__all__ = [
    "AnswerView",
    "Block",
    "CodeBlock",
    "CourseCard",
    "CourseProgress",
    "CourseView",
    "HeadingBlock",
    "ImageBlock",
    "LessonLine",
    "LessonLockedError",
    "LessonView",
    "ModuleView",
    "OptionView",
    "QuestionView",
    "QuizNotBegunError",
    "QuizNotPassedError",
    "QuizResult",
    "QuizView",
    "QuoteBlock",
    "TextBlock",
    "access_course",
    "access_lesson",
    "answer_question",
    "begin_quiz",
    "complete_lesson",
    "find_current",
    "list_courses",
    "make_demo_course",
    "open_lesson",
    "read_answer",
    "read_quiz",
    "to_page_html",
    "to_telegram_html",
    "validate_document",
]
