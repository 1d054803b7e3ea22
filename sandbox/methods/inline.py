"""Inline mode and answers of Mini Apps, as far as texts and pictures go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import Json
from sandbox.errors import bad_request
from sandbox.formatting import format_text
from sandbox.methods.messages import TOO_OLD
from sandbox.posting import posting_of
from sandbox.values import to_object, to_objects
from sandbox.world import private_key

if TYPE_CHECKING:
    from sandbox.call import Call

MOST_RESULTS = 50


async def answer_inline_query(call: Call) -> bool:
    """`answerInlineQuery`."""
    results = to_objects(call.json("results", "inline query results"), "inline query results")
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({str(result.get("id")) for result in results}) != len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    query = call.world.queries.pop(call.text("inline_query_id"), None)
    if query is None or query.bot != call.bot.id:
        raise bad_request(TOO_OLD)
    button = call.object("button")
    query.answer({"results": results, "button": button or None})
    return True


async def answer_web_app_query(call: Call) -> Json:
    """`answerWebAppQuery`: the result becomes a message of the person, by way of the bot."""
    query = call.world.queries.pop(call.text("web_app_query_id"), None)
    if query is None or query.bot != call.bot.id:
        raise bad_request(TOO_OLD)
    content = result_content(call.object("result"))
    content["via_bot"] = call.world.users[call.bot.id].card()
    chat = call.world.chats[private_key(query.person, call.bot.id)]
    posting_of(call).post(chat, query.person, content)
    return {"inline_message_id": call.world.word(24)}


def result_content(result: Json) -> Json:
    """Return the fields of the message that an `InlineQueryResult` becomes."""
    content = to_object(result.get("input_message_content"))
    text = str(content.get("message_text") or result.get("title") or "")
    mode = str(content.get("parse_mode") or "")
    formatted = format_text(text, mode, content.get("entities"))
    if not formatted.text:
        raise bad_request("message text is empty")
    return formatted.fields()


METHODS = {
    "answerInlineQuery": answer_inline_query,
    "answerWebAppQuery": answer_web_app_query,
}
