"""Other kinds of content: albums, copies, forwards, places, inline results."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

MARINA = 9 * 10**15 + 1
DANIEL = 9 * 10**15 + 2


async def test_messages_are_forwarded_with_their_origin_and_copied_without(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    await hands.start(DANIEL, sandbox.bot_id)
    written = await hands.write(MARINA, sandbox.bot_id, "a /thought")

    forwarded = await bot.forward_message(DANIEL, MARINA, written["message_id"])
    copied = await bot.copy_message(DANIEL, MARINA, written["message_id"])

    assert forwarded.forward_origin.sender_user.id == MARINA
    last = (await hands.messages(DANIEL, sandbox.bot_id))[-1]
    assert (last["message_id"], last["text"]) == (copied.message_id, "a /thought")
    assert "forward_origin" not in last
    secret = await bot.send_message(MARINA, "secret", protect_content=True)
    with pytest.raises(TelegramBadRequest, match="message can't be copied"):
        await bot.copy_message(DANIEL, MARINA, secret.message_id)


async def test_an_album_has_one_group_and_several_messages(bot, hands, sandbox, png):
    await hands.start(MARINA, sandbox.bot_id)
    media = [
        InputMediaPhoto(media=BufferedInputFile(png, f"{n}.png"), caption=f"{n}") for n in range(3)
    ]

    sent = await bot.send_media_group(MARINA, media)

    assert [message.caption for message in sent] == ["0", "1", "2"]
    assert len({message.media_group_id for message in sent}) == 1
    with pytest.raises(TelegramBadRequest, match="group of media must contain 2-10 items"):
        await bot.send_media_group(MARINA, media[:1])


async def test_every_kind_of_medium_can_be_sent(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)

    def file(name):
        return BufferedInputFile(b"bytes", name)

    document = await bot.send_document(MARINA, file("plan.pdf"), caption="plan")
    video = await bot.send_video(MARINA, file("a.mp4"), duration=3)
    voice = await bot.send_voice(MARINA, file("a.ogg"))
    audio = await bot.send_audio(MARINA, file("a.mp3"), title="Song")
    place = await bot.send_location(MARINA, 55.7, 37.6)
    contact = await bot.send_contact(MARINA, "+70000000000", "Anna")
    dice = await bot.send_dice(MARINA)

    assert (document.document.file_name, document.document.mime_type) == (
        "plan.pdf",
        "application/pdf",
    )
    assert video.video.duration == 3
    assert (voice.voice.file_size, audio.audio.title) == (5, "Song")
    assert (place.location.latitude, contact.contact.first_name) == (55.7, "Anna")
    assert 1 <= dice.dice.value <= 6


async def test_a_reply_keyboard_stays_until_it_is_taken_away(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    keyboard = ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text="My number", request_contact=True)]]
    )

    sent = await bot.send_message(MARINA, "choose", reply_markup=keyboard)

    assert sent.reply_markup is None
    shown = (await hands.chat(MARINA, sandbox.bot_id))["reply_keyboard"]
    assert shown["keyboard"][0][0]["text"] == "My number"
    await hands.post(f"/people/{MARINA}/chats/bot:{sandbox.bot_id}/contact")
    assert (await bot.get_updates())[-1].message.contact.user_id == MARINA
    await bot.send_message(MARINA, "thanks", reply_markup=ReplyKeyboardRemove())
    assert (await hands.chat(MARINA, sandbox.bot_id))["reply_keyboard"] is None


async def test_an_inline_query_is_answered_and_its_result_sent(bot, hands, sandbox):
    path = f"/people/{MARINA}/chats/bot:{sandbox.bot_id}"
    asked = {"bot_id": sandbox.bot_id, "query": "less"}
    asking = asyncio.create_task(hands.post(f"{path}/inline", asked))
    (update,) = await bot.get_updates(timeout=5)
    content = InputTextMessageContent(message_text="Lesson <b>one</b>", parse_mode="HTML")
    result = InlineQueryResultArticle(id="1", title="Lesson", input_message_content=content)

    await bot.answer_inline_query(update.inline_query.id, [result])

    found = (await asking)["answer"]["results"]
    assert update.inline_query.query == "less"
    sent = await hands.post(f"{path}/inline-result", {**asked, "result": found[0]})
    assert (sent["text"], sent["via_bot"]["id"]) == ("Lesson one", sandbox.bot_id)


async def test_a_file_of_one_bot_is_nothing_to_another(bot, other_bot, hands, sandbox, png):
    await hands.start(MARINA, sandbox.bot_id)
    await hands.start(MARINA, other_bot.id)
    sent = await bot.send_photo(MARINA, BufferedInputFile(png, "a.png"))

    with pytest.raises(TelegramBadRequest, match="wrong file identifier/HTTP URL specified"):
        await other_bot.send_photo(MARINA, sent.photo[-1].file_id)


async def test_an_edit_of_a_person_is_told(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    written = await hands.write(MARINA, sandbox.bot_id, "teh")

    path = f"/people/{MARINA}/chats/bot:{sandbox.bot_id}/edit"
    await hands.post(path, {"message_id": written["message_id"], "text": "the"})

    assert (await bot.get_updates())[-1].edited_message.text == "the"
