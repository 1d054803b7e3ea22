"""Texts and buttons between a person and a bot."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, WebAppInfo

MARINA = 9 * 10**15 + 1
DANIEL = 9 * 10**15 + 2
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup"
    " are exactly the same as a current content and reply markup of the message"
)


def keyboard(**kind):
    button = InlineKeyboardButton(text="Go", **kind)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


async def test_a_bot_learns_who_it_is(bot, sandbox):
    me = await bot.get_me()

    assert (me.id, me.username, me.is_bot) == (sandbox.bot_id, "kommuna_demo_bot", True)


async def test_a_start_with_a_payload_reaches_a_polling_bot(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id, "course_7")

    (update,) = await bot.get_updates()

    assert update.message.text == "/start course_7"
    assert update.message.from_user.language_code == "ru"
    assert update.message.chat.id == MARINA
    assert update.message.entities[0].type == "bot_command"


async def test_confirmed_updates_do_not_come_again(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    await hands.write(MARINA, sandbox.bot_id, "hello")
    first, second = await bot.get_updates()

    after = await bot.get_updates(offset=first.update_id + 1)

    assert [update.update_id for update in after] == [second.update_id]
    assert second.update_id == first.update_id + 1


async def test_a_long_poll_ends_as_soon_as_something_comes(bot, hands, sandbox):
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0)

    await hands.start(MARINA, sandbox.bot_id)

    (update,) = await asyncio.wait_for(polling, 3)
    assert update.message.text == "/start"


async def test_html_becomes_entities_counted_in_utf16(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)

    sent = await bot.send_message(
        MARINA,
        "👍 <b>жирно <i>курсив</i></b> &amp; <a href='https://a.io/?x=1'>here</a>",
        parse_mode="HTML",
    )

    assert sent.text == "👍 жирно курсив & here"
    told = [(e.type, e.extract_from(sent.text)) for e in sent.entities]
    assert told == [("bold", "жирно курсив"), ("italic", "курсив"), ("text_link", "here")]


async def test_a_person_sees_what_a_bot_writes_edits_and_deletes(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    sent = await bot.send_message(MARINA, "one", reply_markup=keyboard(callback_data="x"))

    edited = await bot.edit_message_text("two", chat_id=MARINA, message_id=sent.message_id)

    assert edited.reply_markup is None
    messages = await hands.messages(MARINA, sandbox.bot_id)
    assert [m["text"] for m in messages] == ["/start", "two"]
    assert [m.get("out", False) for m in messages] == [True, False]
    await bot.delete_message(MARINA, sent.message_id)
    assert len(await hands.messages(MARINA, sandbox.bot_id)) == 1


async def test_a_click_reaches_the_bot_and_its_answer_the_person(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    sent = await bot.send_message(MARINA, "press", reply_markup=keyboard(callback_data="open:1"))
    await bot.get_updates(offset=-1)
    body = {"message_id": sent.message_id, "row": 0, "column": 0}
    click = asyncio.create_task(
        hands.post(f"/people/{MARINA}/chats/bot:{sandbox.bot_id}/click", body)
    )

    *_, update = await bot.get_updates(timeout=5, allowed_updates=["callback_query"])
    while update.callback_query is None:
        *_, update = await bot.get_updates(offset=update.update_id + 1, timeout=5)
    await update.callback_query.as_(bot).answer("done", show_alert=True)

    assert update.callback_query.data == "open:1"
    assert (await click)["answer"] == {"text": "done", "show_alert": True, "url": None}


async def test_a_query_is_answered_once(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    sent = await bot.send_message(MARINA, "press", reply_markup=keyboard(callback_data="a"))
    body = {"message_id": sent.message_id, "data": "forged"}
    click = asyncio.create_task(
        hands.post(f"/people/{MARINA}/chats/bot:{sandbox.bot_id}/click", body)
    )
    query = None
    offset = 0
    while query is None:
        (update, *_) = await bot.get_updates(offset=offset, timeout=5)
        query, offset = update.callback_query, update.update_id + 1
    await bot.answer_callback_query(query.id)
    await click

    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
        await bot.answer_callback_query(query.id)

    assert query.data == "forged"


async def test_refusals_are_those_of_telegram(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    sent = await bot.send_message(MARINA, "text")
    long = "x" * 65
    mini_app = WebAppInfo(url="http://example.org")
    refused = [
        (bot.send_message(MARINA, "  "), "Bad Request: message text is empty"),
        (bot.send_message(MARINA, "x" * 4097), "Bad Request: message is too long"),
        (bot.send_message(5, "text"), "Bad Request: chat not found"),
        (bot.send_message("@nobody_here", "text"), "Bad Request: chat not found"),
        (
            bot.send_message(MARINA, "<b>a", parse_mode="HTML"),
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            bot.send_message(MARINA, "ж <kahn> a", parse_mode="HTML"),
            'Bad Request: can\'t parse entities: Unsupported start tag "kahn" at byte offset 3',
        ),
        (
            bot.send_message(MARINA, "a.b", parse_mode="MarkdownV2"),
            "Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        (
            bot.send_message(MARINA, "a", reply_markup=keyboard(callback_data=long)),
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            bot.send_message(MARINA, "a", reply_markup=keyboard()),
            "Bad Request: text buttons are unallowed in the inline keyboard",
        ),
        (
            bot.send_message(MARINA, "a", reply_markup=keyboard(web_app=mini_app)),
            "button Web App URL 'http://example.org' is invalid: Only HTTPS links are allowed",
        ),
        (
            bot.edit_message_text("text", chat_id=MARINA, message_id=sent.message_id),
            NOT_MODIFIED,
        ),
        (
            bot.edit_message_text("a", chat_id=MARINA, message_id=10**6),
            "Bad Request: message to edit not found",
        ),
        (
            bot.edit_message_text("a", chat_id=MARINA, message_id=sent.message_id - 1),
            "Bad Request: message can't be edited",
        ),
        (bot.delete_message(MARINA, 10**6), "Bad Request: message to delete not found"),
        (
            bot.send_message(MARINA, "a", reply_to_message_id=10**6),
            "Bad Request: message to be replied not found",
        ),
        (bot.get_file("nonsense"), "Bad Request: wrong file_id or the file is temporarily"),
        (bot.send_photo(MARINA, "nonsense"), "Bad Request: wrong file identifier/HTTP URL"),
    ]

    for call, text in refused:
        with pytest.raises(TelegramBadRequest) as refusal:
            await call

        assert text in refusal.value.message


async def test_nobody_is_written_to_before_they_start_or_after_they_block(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    await hands.get(f"/people/{DANIEL}/chats")

    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(DANIEL, "hello")
    await hands.post(f"/people/{MARINA}/chats/bot:{sandbox.bot_id}/block")
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(MARINA, "hello")
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.edit_message_text("hello", chat_id=MARINA, message_id=1)
    await hands.start(MARINA, sandbox.bot_id)

    assert (await bot.send_message(MARINA, "hello")).text == "hello"
    updates = await bot.get_updates()
    changes = [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member]
    assert changes == ["kicked", "member"]
