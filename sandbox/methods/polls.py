"""Polls and quizzes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.entities import Json
from sandbox.errors import bad_request
from sandbox.formatting import Formatted, format_text, utf16_length
from sandbox.keyboards import read_inline_markup, read_markup
from sandbox.methods.common import answer, find_chat, find_message, find_open_chat, find_reply
from sandbox.polls import close
from sandbox.posting import posting_of
from sandbox.values import to_object

if TYPE_CHECKING:
    from sandbox.call import Call

LONGEST_QUESTION = 300
LONGEST_OPTION = 100
LONGEST_EXPLANATION = 200
MOST_OPTIONS = 12


async def send_poll(call: Call) -> Json:
    """`sendPoll`."""
    question = _question(call)
    options = _options(call)
    poll: Json = {
        "id": f"{call.world.count('poll', 6 * 10**18)}",
        **question.fields("question", "question_entities"),
        "options": options,
        "total_voter_count": 0,
        "is_closed": call.flag("is_closed"),
        "is_anonymous": call.flag("is_anonymous") or not call.has("is_anonymous"),
        "type": call.text("type") or "regular",
        "allows_multiple_answers": call.flag("allows_multiple_answers"),
        "members_only": call.flag("members_only"),
    }
    is_quiz = poll["type"] == "quiz"
    revoting = call.flag("allows_revoting") if call.has("allows_revoting") else not is_quiz
    poll["allows_revoting"] = revoting
    if is_quiz:
        poll |= _quiz_fields(call, len(options), several=poll["allows_multiple_answers"])
    poll |= _ending(call)
    chat = find_open_chat(call)
    markup, reply_to = read_markup(call, chat.type), find_reply(call, chat)
    kept: Json = {"poll": poll, "votes": {}, "bot": call.bot.id, "chat": chat.key, "message": 0}
    call.world.polls[poll["id"]] = kept
    posting = posting_of(call)
    content = {"poll": dict(poll)}
    message = posting.post(chat, call.bot.id, content, reply_to=reply_to, markup=markup)
    kept["message"] = message.id
    call.world.store.put("poll", poll["id"], kept)
    return answer(call, message)


async def stop_poll(call: Call) -> Json:
    """`stopPoll`."""
    chat = find_chat(call)
    message = find_message(call, chat, "edit")
    if "poll" not in message.body or message.sender != call.bot.id:
        raise bad_request("poll can't be stopped")
    kept = call.world.polls[message.body["poll"]["id"]]
    if kept["poll"]["is_closed"]:
        raise bad_request("poll has already been closed")
    markup = read_inline_markup(call, chat.type)
    message.body.pop("reply_markup", None)
    if markup:
        message.body["reply_markup"] = markup
    close(posting_of(call), kept)
    poll: Json = kept["poll"]
    return poll


def _question(call: Call) -> Formatted:
    mode = call.text("question_parse_mode")
    question = format_text(call.text("question"), mode, call.json("question_entities"))
    if not question.text:
        raise bad_request("poll question must be non-empty")
    if utf16_length(question.text) > LONGEST_QUESTION:
        raise bad_request(f"poll question length must not exceed {LONGEST_QUESTION}")
    return question


def _options(call: Call) -> list[Json]:
    options = call.json("options", "poll options")
    if not isinstance(options, list):
        raise bad_request("can't parse options: expected an Array")
    if not options:
        raise bad_request("poll must have at least 1 option")
    if len(options) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    return [_option(option, number) for number, option in enumerate(options)]


def _option(option: Any, number: int) -> Json:
    if isinstance(option, str):
        option = {"text": option}
    option = to_object(option)
    mode = str(option.get("text_parse_mode") or "")
    text = format_text(str(option.get("text") or ""), mode, option.get("text_entities"))
    if not text.text:
        raise bad_request("poll options must be non-empty")
    if utf16_length(text.text) > LONGEST_OPTION:
        raise bad_request(f"poll options length must not exceed {LONGEST_OPTION}")
    fields = text.fields("text", "text_entities")
    return {"persistent_id": str(number), **fields, "voter_count": 0}


def _quiz_fields(call: Call, count: int, *, several: bool) -> Json:
    right = call.json("correct_option_ids", "correct option identifiers")
    if right is None and call.has("correct_option_id"):
        right = [call.integer("correct_option_id", -1)]
    if not isinstance(right, list) or not right or (len(right) > 1 and not several):
        raise bad_request("wrong correct option ID specified")
    if any(not isinstance(number, int) or not 0 <= number < count for number in right):
        raise bad_request("wrong correct option ID specified")
    fields: Json = {"correct_option_ids": right, "correct_option_id": right[0]}
    mode = call.text("explanation_parse_mode")
    explanation = format_text(call.text("explanation"), mode, call.json("explanation_entities"))
    if utf16_length(explanation.text) > LONGEST_EXPLANATION:
        raise bad_request("MESSAGE_TOO_LONG")
    return fields | explanation.fields("explanation", "explanation_entities")


def _ending(call: Call) -> Json:
    period = call.integer("open_period")
    if period:
        return {"open_period": period, "close_date": call.world.now() + period}
    return {"close_date": call.integer("close_date")} if call.integer("close_date") else {}


METHODS = {"sendPoll": send_poll, "stopPoll": stop_poll}
