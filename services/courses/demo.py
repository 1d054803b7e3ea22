"""Puts the demo course into a community."""

import re
from typing import Any

from models import Community, Course, Lesson, Module, Question
from models.base import for_update, within
from models.choices import CourseStatus, QuestionKind
from models.transactions import transaction
from services.courses.blocks import validate_document
from services.courses.demo_lessons import MODULES, SLUG, SUMMARY, TITLE

# A short word does not end a line, nor does a number part from what it counts.
SHORT_WORD = re.compile(
    r"(?<![\w-])(а|в|и|к|о|с|у|я|до|за|из|на|не|ни|но|об|от|по|без|для|под|при) (?=\S)",
    re.IGNORECASE,
)
UNIT = re.compile(r"(?<=\d) (?=дБ|LUFS|минут|точек|знак|мегабайт|кбит|×|\d)")
LINE_BREAK = re.compile(r"(?<=\S)\n(?! *(?:\n|[-\d]))[ ]*")


async def make_demo_course(community: Community) -> Course:
    """The course «Подкаст с нуля», published; what is there already stays as it is."""
    with within(community.id):
        async with transaction():
            await for_update(Community.filter(id=community.id)).get()
            course = await Course.get_or_none(slug=SLUG)
            if course is None:
                course = await Course.create(
                    slug=SLUG, title=TITLE, summary=_typeset(SUMMARY), status=CourseStatus.PUBLISHED
                )
                await _fill(course)
    return course


async def _fill(course: Course) -> None:
    position = 0
    for number, (title, lessons) in enumerate(MODULES, start=1):
        module = await Module.create(course_id=course.id, title=title, position=number)
        for content in lessons:
            position += 1
            lesson = await Lesson.create(
                course_id=course.id,
                module_id=module.id,
                title=_typeset(content["title"]),
                position=position,
                minutes=content["minutes"],
                document=validate_document(_document(content["blocks"])),
            )
            await Question.bulk_create(_questions(lesson, content.get("questions", [])))


def _document(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"id": f"b{number}", **{name: _typeset_field(block, name) for name in block}}
        for number, block in enumerate(blocks, start=1)
    ]


def _typeset_field(block: dict[str, Any], name: str) -> Any:
    is_prose = block["kind"] != "code" and name in {"text", "markdown", "caption", "alt"}
    return _typeset(block[name]) if is_prose else block[name]


def _questions(lesson: Lesson, contents: list[dict[str, Any]]) -> list[Question]:
    return [
        Question(
            lesson_id=lesson.id,
            position=position,
            kind=QuestionKind(content["kind"]),
            text=_typeset(content["text"]),
            options=[{**option, "text": _typeset(option["text"])} for option in content["options"]],
            correct=content["correct"],
            explanation=_typeset(content["explanation"]),
        )
        for position, content in enumerate(contents, start=1)
    ]


def _typeset(text: str) -> str:
    """The text with no-break spaces where a line should not break."""
    joined = LINE_BREAK.sub(" ", text)
    return UNIT.sub("\u00a0", SHORT_WORD.sub("\\1\u00a0", SHORT_WORD.sub("\\1\u00a0", joined)))
