"""Pictures and other files."""

from __future__ import annotations

from io import BytesIO

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaPhoto
from aiohttp import FormData

MARINA = 9 * 10**15 + 1


async def test_a_picture_is_uploaded_sent_again_by_id_and_downloaded(bot, hands, sandbox, png):
    await hands.start(MARINA, sandbox.bot_id)

    first = await bot.send_photo(
        MARINA, BufferedInputFile(png, "a.png"), caption="*Hi*", parse_mode="MarkdownV2"
    )
    second = await bot.send_photo(MARINA, first.photo[-1].file_id)

    assert (first.photo[-1].width, first.photo[-1].height) == (4, 3)
    assert (first.caption, first.caption_entities[0].type) == ("Hi", "bold")
    assert second.photo[-1].file_unique_id == first.photo[-1].file_unique_id
    content = await bot.download(first.photo[-1].file_id, destination=BytesIO())
    assert content.read() == png


async def test_media_and_captions_are_edited(bot, hands, sandbox, png):
    await hands.start(MARINA, sandbox.bot_id)
    sent = await bot.send_photo(MARINA, BufferedInputFile(png, "a.png"), caption="one")

    captioned = await bot.edit_message_caption(
        chat_id=MARINA, message_id=sent.message_id, caption="two"
    )
    media = InputMediaPhoto(media=BufferedInputFile(png, "b.png"), caption="three")
    changed = await bot.edit_message_media(media, chat_id=MARINA, message_id=sent.message_id)

    assert captioned.caption == "two"
    assert changed.caption == "three"
    assert changed.photo[-1].file_unique_id != sent.photo[-1].file_unique_id


async def test_what_is_no_picture_is_refused(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)

    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(MARINA, BufferedInputFile(b"text", "a.png"))


async def test_a_person_sends_a_picture(bot, hands, sandbox, png):
    form = FormData({"kind": "photo", "caption": "look"})
    form.add_field("file", png, filename="me.png", content_type="image/png")
    path = f"{sandbox.url}/sim/people/{MARINA}/chats/bot:{sandbox.bot_id}/messages"

    async with hands.session.post(path, data=form) as response:
        sent = await response.json()

    (update,) = await bot.get_updates()
    assert update.message.caption == "look"
    file = await bot.download(update.message.photo[-1].file_id)
    assert file.read() == png
    unique = sent["photo"][-1]["file_unique_id"]
    async with hands.session.get(f"{sandbox.url}/sim/files/{unique}") as response:
        assert await response.read() == png
