"""Keeping the world, tokens, faults, the list of calls, live events."""

from __future__ import annotations

import pytest
from aiogram.exceptions import (
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import BotCommand, BotCommandScopeChat, BufferedInputFile, MenuButtonCommands
from aiohttp import ClientSession

from sandbox import SandboxConfig, start_sandbox

MARINA = 9 * 10**15 + 1
DANIEL = 9 * 10**15 + 2


class SendTeleport(TelegramMethod[bool]):
    """A method that nobody knows."""

    __returning__ = bool
    __api_method__ = "sendTeleport"


async def test_the_world_goes_on_after_a_restart(tmp_path, png, bot_of, hands_of):
    config = SandboxConfig(port=0, data_dir=tmp_path, set_webhook_pause=0.0)
    first = await start_sandbox(config)
    bot, hands = bot_of(first), hands_of(first)
    await hands.start(MARINA, first.bot_id)
    sent = await bot.send_photo(MARINA, BufferedInputFile(png, "a.png"), caption="kept")
    await bot.set_my_commands([BotCommand(command="start", description="Begin")])
    (old,) = await bot.get_updates()
    await first.close()

    second = await start_sandbox(config)
    bot, hands = bot_of(second, first.bot_token), hands_of(second)

    assert second.bot_token == first.bot_token
    assert second.public_key == first.public_key
    assert [m.get("caption") for m in await hands.messages(MARINA, second.bot_id)] == [None, "kept"]
    assert (await bot.get_my_commands())[0].command == "start"
    assert [u.update_id for u in await bot.get_updates()] == [old.update_id]
    assert (await bot.download(sent.photo[-1].file_id)).read() == png
    new = await bot.send_message(MARINA, "after")
    assert new.message_id == sent.message_id + 1
    await hands.write(MARINA, second.bot_id, "again")
    newest = (await bot.get_updates(offset=old.update_id + 1))[-1]
    assert newest.update_id == old.update_id + 1
    await second.close()


async def test_a_kept_webhook_gets_what_waited(tmp_path, receiver, bot_of, hands_of):
    config = SandboxConfig(port=0, data_dir=tmp_path, set_webhook_pause=0.0)
    first = await start_sandbox(config)
    await bot_of(first).set_webhook("http://127.0.0.1:1/nobody")
    await hands_of(first).start(MARINA, first.bot_id)
    await first.close()

    second = await start_sandbox(config)
    await bot_of(second).set_webhook(receiver.url)
    await hands_of(second).settled(second.bot_id)

    assert [u["message"]["text"] for u in receiver.updates] == ["/start"]
    await second.close()


async def test_strange_tokens_and_methods_are_refused(bot, hands, sandbox, bot_of):
    with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
        await bot_of(sandbox, "123:unknown").get_me()
    with pytest.raises(TelegramNotFound, match="method not found"):
        await bot(SendTeleport())

    assert await hands.get("/unknown") == ["sendTeleport"]
    async with hands.session.get(f"{sandbox.url}/botnonsense/getMe") as response:
        assert response.status == 401
        body = await response.json()
    assert body["description"] == "Unauthorized: invalid token specified"
    async with hands.session.get(f"{sandbox.url}/bot{bot.token}/GETME") as response:
        assert (await response.json())["ok"] is True


async def test_faults_meet_the_calls_they_are_meant_for(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    await hands.start(DANIEL, sandbox.bot_id)
    rule = {"method": "sendMessage", "chat_id": MARINA, "kind": "429", "retry_after": 3, "times": 1}
    await hands.post("/faults", rule)
    await bot.send_message(DANIEL, "free")
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(MARINA, "held")
    assert refusal.value.retry_after == 3
    await bot.send_message(MARINA, "free again")

    await hands.post("/faults", {"method": "*", "kind": "500"})
    with pytest.raises(TelegramServerError):
        await bot.get_me()
    await hands.post("/faults", {"method": "sendMessage", "kind": "drop_after", "times": 1})
    async with hands.session.delete(f"{sandbox.url}/sim/faults") as response:
        assert response.status == 200
    await hands.post("/faults", {"method": "sendMessage", "kind": "drop_after", "times": 1})
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(MARINA, "arrived")

    assert (await hands.messages(MARINA, sandbox.bot_id))[-1]["text"] == "arrived"
    calls = await hands.get("/calls?since=0")
    assert [c["ok"] for c in calls if c["method"] == "sendMessage"] == [True, False, True, True]


async def test_commands_go_by_scope_and_language(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    await bot.set_my_commands([BotCommand(command="help", description="Help")])
    await bot.set_my_commands(
        [BotCommand(command="help", description="Помощь")], language_code="ru"
    )
    assert (await hands.chat(MARINA, sandbox.bot_id))["commands"][0]["description"] == "Помощь"
    assert (await hands.chat(DANIEL, sandbox.bot_id))["commands"][0]["description"] == "Help"

    own = BotCommandScopeChat(chat_id=MARINA)
    await bot.set_my_commands([BotCommand(command="admin", description="Run")], scope=own)

    assert (await hands.chat(MARINA, sandbox.bot_id))["commands"][0]["command"] == "admin"
    await bot.delete_my_commands(scope=own)
    assert await bot.get_my_commands(scope=own) == []
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonCommands)


async def test_a_watching_screen_is_told_at_once(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    address = f"{sandbox.url}/sim/people/{MARINA}/live"
    async with ClientSession() as session, session.ws_connect(address) as live:
        sent = await bot.send_message(MARINA, "one")
        await bot.edit_message_text("two", chat_id=MARINA, message_id=sent.message_id)
        await bot.send_chat_action(MARINA, "typing")
        await bot.delete_message(MARINA, sent.message_id)

        events = [await live.receive_json(timeout=3) for _ in range(4)]

    assert [e["type"] for e in events] == ["message", "edited", "chat_action", "deleted"]
    assert {e["chat"] for e in events} == {f"bot:{sandbox.bot_id}"}
    assert events[1]["message"]["text"] == "two"
    assert events[3]["message_ids"] == [sent.message_id]


async def test_the_same_seed_makes_the_same_world(sandbox, clock):
    config = SandboxConfig(port=0, seed=1, clock=clock)

    other = await start_sandbox(config)

    assert other.bot_token == sandbox.bot_token
    assert other.public_key == sandbox.public_key
    await other.close()


async def test_texts_about_the_bot_go_by_language(bot):
    await bot.set_my_name("Club")
    await bot.set_my_description("Клуб", language_code="ru")
    await bot.set_my_short_description("Short")

    assert (await bot.get_me()).first_name == "Club"
    assert (await bot.get_my_description(language_code="ru")).description == "Клуб"
    assert (await bot.get_my_description()).description == ""
    assert (await bot.get_my_short_description()).short_description == "Short"
    assert (await bot.get_my_name()).name == "Club"


async def test_pages_of_other_origins_cannot_act_for_people(hands, sandbox):
    path = f"{sandbox.url}/sim/people/{MARINA}/chats/bot:{sandbox.bot_id}/start"
    for origin, status in [("http://evil.example", 403), ("null", 403), (sandbox.url, 200)]:
        async with hands.session.post(path, data="{}", headers={"Origin": origin}) as response:
            assert response.status == status, origin
