"""A quiz: question by question, what was right, and the result."""

from html import escape
from typing import TYPE_CHECKING, Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select, Url
from aiogram_dialog.widgets.text import Format, Multi

from bot.i18n import Translator
from dialogs.courses.common import member_of, require_member, share_url
from dialogs.courses.states import Quiz
from dialogs.widgets import LABEL_LENGTH, Label, Value, Words, cut
from dialogs.windows import SafeWindow
from models.choices import QuestionKind
from services import courses
from services.communities import ConnectedBot

if TYPE_CHECKING:
    from models import Membership

QUESTION_LENGTH = 1000
OPTION_LENGTH = 200
EXPLANATION_LENGTH = 1000
CHOSEN = "✓ "


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(question(), answer(), result())


# A question


def question() -> SafeWindow:
    """One tap answers a single choice; several are ticked and then sent."""
    return SafeWindow(
        Multi(
            Words("courses-question", when="is_asked"),
            Value("options", when="options"),
            Words("courses-question-multiple", when="is_multiple"),
            Words("courses-question-none", when=lambda data, *_: not data["is_asked"]),
            sep="\n\n",
        ),
        Column(
            Select(
                Format("{item[label]}"),
                id="option",
                item_id_getter=lambda item: item["id"],
                items="items",
                on_click=choose,
            )
        ),
        Button(Label("courses-answer-button"), id="send", on_click=send, when="can_send"),
        Button(
            Label("courses-result-button"),
            id="result",
            on_click=show_next,
            when=lambda data, *_: not data["is_asked"],
        ),
        Cancel(Label("courses-lesson-button"), id="leave"),
        state=Quiz.question,
        getter=read_question,
        preview_data={
            "is_asked": True,
            "number": 2,
            "total": 3,
            "text": "Что сделать перед записью? Выберите всё верное.",
            "is_multiple": True,
            "can_send": True,
            "items": [
                {"id": f"7.{n}", "label": "✓ Поставить микрофон на рассто…"} for n in range(3)
            ],
        },
    )


async def read_question(
    dialog_manager: DialogManager, member: "Membership | None", **_: Any
) -> dict[str, Any]:
    """The question to answer next, with what is ticked so far."""
    quiz = await courses.read_quiz(require_member(member), lesson_of(dialog_manager))
    asked = quiz.question
    if asked is None:
        return {"is_asked": False, "items": []}
    ticked = ticked_of(dialog_manager, asked.id)
    is_long = any(len(option.text) > LABEL_LENGTH - len(CHOSEN) for option in asked.options)
    is_multiple = asked.kind is QuestionKind.MULTIPLE
    return {
        "is_asked": True,
        "number": asked.number,
        "total": quiz.total,
        "text": cut(asked.text, QUESTION_LENGTH),
        "options": _option_lines(asked) if is_long else "",
        "is_multiple": is_multiple,
        "can_send": is_multiple and bool(ticked),
        "items": [
            {
                "id": f"{asked.id}.{option.id}",
                "label": _option_label(number, option, is_long, option.id in ticked),
            }
            for number, option in enumerate(asked.options, start=1)
        ],
    }


def _option_lines(asked: courses.QuestionView) -> str:
    """Options that are too long for buttons, numbered, as HTML."""
    return "\n".join(
        f"{number}. {escape(cut(option.text, OPTION_LENGTH), quote=False)}"
        for number, option in enumerate(asked.options, start=1)
    )


def _option_label(number: int, option: courses.OptionView, is_long: bool, is_ticked: bool) -> str:
    text = f"{number}. {option.text}" if is_long else option.text
    return cut((CHOSEN if is_ticked else "") + text)


async def choose(_: CallbackQuery, __: Any, manager: DialogManager, item: str) -> None:
    """Answer a single choice, or tick one of several."""
    question_id, option_id = (int(part) for part in item.split("."))
    quiz = await courses.read_quiz(member_of(manager), lesson_of(manager))
    asked = quiz.question
    if asked is not None and asked.id == question_id and asked.kind is QuestionKind.MULTIPLE:
        ticked = ticked_of(manager, question_id) ^ {option_id}
        manager.dialog_data["ticked"] = {"question_id": question_id, "ids": sorted(ticked)}
        return
    await _answer(manager, question_id, [option_id])


async def send(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Answer with what is ticked."""
    ticked = manager.dialog_data["ticked"]
    await _answer(manager, ticked["question_id"], ticked["ids"])


async def _answer(manager: DialogManager, question_id: int, chosen: list[int]) -> None:
    await courses.answer_question(member_of(manager), question_id, chosen)
    manager.dialog_data.pop("ticked", None)
    manager.dialog_data["question_id"] = question_id
    await manager.switch_to(Quiz.answer)


def ticked_of(manager: DialogManager, question_id: int) -> set[int]:
    """The options ticked so far; of another question none count."""
    ticked = manager.dialog_data.get("ticked") or {}
    return set(ticked["ids"]) if ticked.get("question_id") == question_id else set()


def lesson_of(manager: DialogManager) -> int:
    """The lesson whose quiz this is."""
    assert isinstance(manager.start_data, dict)
    return int(manager.start_data["lesson_id"])


# What was right


def answer() -> SafeWindow:
    """Right or wrong, and why."""
    return SafeWindow(
        Multi(
            Words("courses-answer-right", when="is_right"),
            Words("courses-answer-wrong", when=lambda data, *_: not data["is_right"]),
            Words("courses-answer-explanation", when="explanation"),
            sep="\n\n",
        ),
        Button(
            Label("courses-next-question-button"), id="next", on_click=show_next, when="has_more"
        ),
        Button(
            Label("courses-result-button"),
            id="result",
            on_click=show_next,
            when=lambda data, *_: not data["has_more"],
        ),
        Cancel(Label("courses-lesson-button"), id="leave"),
        state=Quiz.answer,
        getter=read_answer,
        preview_data={
            "text": "Что сделать перед записью?",
            "is_right": False,
            "chosen": "Открыть окно",
            "right": "Перевести телефон в авиарежим; записать минуту тишины",
            "explanation": "Из открытого окна в запись попадёт улица.",
            "has_more": True,
        },
    )


async def read_answer(
    dialog_manager: DialogManager, member: "Membership | None", **_: Any
) -> dict[str, Any]:
    """The answer just given, beside the right one."""
    given = await courses.read_answer(
        require_member(member), dialog_manager.dialog_data["question_id"]
    )
    return {
        "text": cut(given.question.text, QUESTION_LENGTH),
        "is_right": given.is_right,
        "chosen": _texts(given.question, given.chosen),
        "right": _texts(given.question, given.right_ids),
        "explanation": cut(given.explanation, EXPLANATION_LENGTH),
        "has_more": given.quiz.question is not None,
    }


def _texts(asked: courses.QuestionView, ids: Any) -> str:
    chosen = (cut(option.text, OPTION_LENGTH) for option in asked.options if option.id in ids)
    return "; ".join(chosen)


async def show_next(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """The next question, or the result after the last."""
    quiz = await courses.read_quiz(member_of(manager), lesson_of(manager))
    await manager.switch_to(Quiz.result if quiz.question is None else Quiz.question)


# The result


def result() -> SafeWindow:
    """Passed: be done with the lesson. Failed: once more, or read again."""
    return SafeWindow(
        Words("courses-result-passed", when="can_end"),
        Words(
            "courses-result-done", when=lambda data, *_: data["is_passed"] and not data["can_end"]
        ),
        Words("courses-result-failed", when=lambda data, *_: not data["is_passed"]),
        Button(Label("courses-complete-button"), id="complete", on_click=complete, when="can_end"),
        Button(
            Label("courses-retry-button"),
            id="retry",
            on_click=retry,
            when=lambda data, *_: not data["is_passed"],
        ),
        Row(
            Cancel(Label("courses-lesson-button"), id="leave"),
            Url(Label("courses-share-button"), url=Value("share_url"), when="is_passed"),
        ),
        state=Quiz.result,
        getter=read_result,
        preview_data={
            "right": 2,
            "total": 3,
            "percent": 66,
            "pass_percent": 60,
            "title": "Микрофон, комната и тишина",
            "is_passed": True,
            "can_end": True,
            "share_url": "https://t.me/share/url?url=x",
        },
    )


async def read_result(
    dialog_manager: DialogManager,
    member: "Membership | None",
    connected_bot: ConnectedBot,
    t: Translator,
    **_: Any,
) -> dict[str, Any]:
    """How the latest attempt ended."""
    view = await courses.access_lesson(require_member(member), lesson_of(dialog_manager))
    ended = view.quiz.result if view.quiz else None
    right, total = (ended.right, ended.total) if ended else (0, view.quiz.total if view.quiz else 0)
    text = t("courses-share-result", title=view.course_title, right=right, total=total)
    return {
        "title": view.title,
        "right": right,
        "total": total,
        "percent": ended.percent if ended else 0,
        "pass_percent": view.quiz.pass_percent if view.quiz else 0,
        "is_passed": bool(ended and ended.is_passed),
        "can_end": bool(view.quiz and view.quiz.is_passed) and not view.is_done,
        "share_url": share_url(connected_bot.username, view.course_slug, text),
    }


async def complete(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Be done with the lesson; the reading goes on from there."""
    progress = await courses.complete_lesson(member_of(manager), lesson_of(manager))
    await manager.done(
        {
            "next_lesson_id": progress.next_lesson_id,
            "done": progress.done,
            "total": progress.total,
        }
    )


async def retry(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """A new attempt."""
    await courses.begin_quiz(member_of(manager), lesson_of(manager))
    await manager.switch_to(Quiz.question)
