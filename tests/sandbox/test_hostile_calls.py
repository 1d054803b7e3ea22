"""Whatever a bot sends, it gets an answer in the form of the Bot API."""

from __future__ import annotations

import random

import aiogram.methods

from sandbox.methods import METHODS

MARINA = 9 * 10**15 + 1
VALUES = [
    "", "x", "0", "-1", "1", "true", "null", "nan", "9" * 40, "é😀", "<b>x</b>", "HTML", "quiz",
    "XTR", "http://[", "https://x:99999/", "[]", "{}", "[1]", '["a"]', "[[1]]", "[{}]", "[null]",
    '{"a":1}', '{"message_id":"q"}', '{"type":"chat","chat_id":"z"}', '[{"amount":"5"}]',
    '{"inline_keyboard":5}', '{"inline_keyboard":[[{"text":"a","callback_data":5}]]}',
    '{"inline_keyboard":[[{"text":"a","web_app":1}]]}', '{"keyboard":[["a"]]}',
    '[{"type":"bold","offset":"x","length":1}]', '[{"type":"photo","media":"attach://z"}, 5]',
]  # fmt: skip


async def test_no_call_breaks_the_server(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    sent = await bot.send_poll(MARINA, "Which?", ["a", "b"])
    chance = random.Random(7)
    fields_of = {
        name.lower(): list(getattr(aiogram.methods, name).model_fields)
        for name in aiogram.methods.__all__
        if name.lower() in METHODS and name.lower() != "getupdates"
    }

    for _ in range(4):
        for method, fields in fields_of.items():
            given = {name: chance.choice(VALUES) for name in fields if chance.random() < 0.6}
            given |= {"chat_id": str(MARINA), "message_id": str(sent.message_id)}
            address = f"{sandbox.url}/bot{bot.token}/{method}"
            async with hands.session.post(address, data=given) as response:
                body = await response.json()
                assert body["ok"] is (response.status == 200), (method, given, body)
                assert response.status < 500, (method, given, body)
