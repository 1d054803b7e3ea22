"""Updates sent to a webhook: order, repetition, secrets, faults."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiohttp import web

MARINA = 9 * 10**15 + 1
DANIEL = 9 * 10**15 + 2


async def test_updates_come_with_the_secret(bot, hands, sandbox, receiver):
    await bot.set_webhook(receiver.url, secret_token="s3cret_-")

    await hands.start(MARINA, sandbox.bot_id)

    await hands.settled(sandbox.bot_id)
    assert receiver.updates[0]["message"]["text"] == "/start"
    assert receiver.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "s3cret_-"
    assert receiver.headers[0]["Content-Type"] == "application/json"


async def test_a_refused_update_comes_again_and_holds_only_its_own_chat(
    bot, hands, sandbox, receiver
):
    receiver.answers = [web.Response(status=500)]
    await bot.set_webhook(receiver.url)
    await hands.start(MARINA, sandbox.bot_id)
    await hands.write(MARINA, sandbox.bot_id, "second")
    await hands.start(DANIEL, sandbox.bot_id)

    await hands.settled(sandbox.bot_id)

    of_marina = [
        u["message"]["text"] for u in receiver.updates if u["message"]["chat"]["id"] == MARINA
    ]
    assert of_marina == ["/start", "/start", "second"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    assert info.pending_update_count == 0


async def test_chats_are_served_at_once_and_each_in_order(bot, hands, sandbox, receiver):
    running, most = set(), []

    async def note(update):
        chat = update["message"]["chat"]["id"]
        assert chat not in running
        running.add(chat)
        most.append(len(running))
        await asyncio.sleep(0.02)
        running.discard(chat)

    receiver.before = note
    await bot.set_webhook(receiver.url, max_connections=2)
    for person in (MARINA, DANIEL, 9 * 10**15 + 3):
        await hands.start(person, sandbox.bot_id)
        await hands.write(person, sandbox.bot_id, "again")

    await hands.settled(sandbox.bot_id)

    assert len(receiver.updates) == 6
    assert max(most) == 2


async def test_a_method_in_the_answer_is_executed(bot, hands, sandbox, receiver):
    receiver.answers = [
        web.json_response({"method": "sendMessage", "chat_id": MARINA, "text": "hi"})
    ]
    await bot.set_webhook(receiver.url)

    await hands.start(MARINA, sandbox.bot_id)

    await hands.settled(sandbox.bot_id)
    messages = await hands.messages(MARINA, sandbox.bot_id)
    for _ in range(1000):
        if len(messages) == 2:
            break
        await asyncio.sleep(0.005)
        messages = await hands.messages(MARINA, sandbox.bot_id)
    assert messages[-1]["text"] == "hi"


async def test_polling_is_refused_while_a_webhook_is_set(bot, receiver):
    await bot.set_webhook(receiver.url)

    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook"):
        await bot.get_updates()


async def test_only_https_or_loopback_may_be_a_webhook(bot):
    with pytest.raises(TelegramBadRequest, match="An HTTPS URL must be provided for webhook"):
        await bot.set_webhook("http://example.org/hook")
    with pytest.raises(TelegramBadRequest, match="secret token contains unallowed characters"):
        await bot.set_webhook("https://example.org/hook", secret_token="a b")


async def test_an_update_can_be_sent_twice_at_once(bot, hands, sandbox, receiver):
    await bot.set_webhook(receiver.url)
    update = {"update_id": 7, "message": {"text": "raw"}}

    body = {"bot_id": sandbox.bot_id, "update": update, "times": 2, "parallel": True}
    statuses = await hands.post("/updates", body)

    assert statuses == [{"status": 200}, {"status": 200}]
    assert receiver.updates == [update, update]


async def test_the_order_to_come_later_is_obeyed(bot, hands, sandbox, receiver):
    receiver.answers = [web.Response(status=503, headers={"Retry-After": "0"}) for _ in range(3)]
    await bot.set_webhook(receiver.url)

    await hands.start(MARINA, sandbox.bot_id)

    await hands.settled(sandbox.bot_id)
    assert len({update["update_id"] for update in receiver.updates}) == 1
    assert len(receiver.updates) == 4


async def test_what_is_too_old_is_dropped(bot, hands, sandbox, receiver, clock):
    async def grow_old(update):
        clock.seconds += 24 * 3600

    receiver.before = grow_old
    receiver.answers = [web.Response(status=500) for _ in range(5)]
    await bot.set_webhook(receiver.url)

    await hands.start(MARINA, sandbox.bot_id)

    await hands.settled(sandbox.bot_id)
    assert len(receiver.updates) == 1


async def test_a_webhook_that_is_gone_for_a_day_is_removed(bot, hands, sandbox, receiver, clock):
    receiver.answers = [web.Response(status=410) for _ in range(20)]
    await bot.set_webhook(receiver.url)
    await hands.start(MARINA, sandbox.bot_id)
    for _ in range(1000):
        if (await bot.get_webhook_info()).last_error_date:
            break
        await asyncio.sleep(0.005)
    assert (await bot.get_webhook_info()).url == receiver.url

    clock.seconds += 23.5 * 3600

    for _ in range(1000):
        if not (await bot.get_webhook_info()).url:
            break
        await asyncio.sleep(0.005)

    assert (await bot.get_webhook_info()).url == ""


async def test_only_wanted_kinds_of_updates_are_counted_and_sent(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    (first,) = await bot.get_updates(allowed_updates=["message"])
    await hands.post(f"/people/{MARINA}/chats/bot:{sandbox.bot_id}/block")
    await hands.start(MARINA, sandbox.bot_id)

    (second,) = await bot.get_updates(offset=first.update_id + 1)

    assert (second.update_id, second.message.text) == (first.update_id + 1, "/start")
    assert (await bot.get_webhook_info()).allowed_updates == ["message"]


async def test_of_two_pollers_the_older_one_is_sent_away(bot, hands, sandbox):
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(bot.get_updates(timeout=20))

    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await older
    await hands.start(MARINA, sandbox.bot_id)

    assert len(await newer) == 1


async def test_a_webhook_can_be_set_again_and_again_with_the_words_of_telegram(
    bot, hands, sandbox, receiver
):
    async def call(method, **fields):
        address = f"{sandbox.url}/bot{bot.token}/{method}"
        async with hands.session.post(address, data=fields) as response:
            return (await response.json())["description"]

    said = [
        await call("setWebhook", url=receiver.url),
        await call("setWebhook", url=receiver.url),
        await call("deleteWebhook"),
        await call("deleteWebhook"),
    ]

    assert said == [
        "Webhook was set",
        "Webhook is already set",
        "Webhook was deleted",
        "Webhook is already deleted",
    ]
