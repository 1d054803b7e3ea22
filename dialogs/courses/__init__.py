"""Conversations about courses: choosing, reading, taking a quiz."""

from aiogram_dialog import Dialog

from dialogs.courses import catalogue, course, lesson, quiz


def dialogs() -> list[Dialog]:
    """All of them, made anew."""
    return [catalogue.dialog(), course.dialog(), lesson.dialog(), quiz.dialog()]
