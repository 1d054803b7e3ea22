"""Whoever floods a bot is told once and then left alone; what was paid passes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import Update

from bot.limits import MemoryLimiter
from bot.middlewares import ThrottleMiddleware
from bot.middlewares.throttle import BURST
from gateways.telegram import Fleet
from services import clock
from services.communities import ConnectedBot
from tests.make.bot_api import BotApi, close_connections, running_bot_api

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOKEN = "7000000001:" + "a" * 35


class Flood:
    """Updates of people at one bot, and what came through."""

    def __init__(self, bot: Bot, api: BotApi) -> None:
        self.passed: list[Update] = []
        self.bot_id = bot.id
        self._bot = bot
        self._api = api
        self._middleware = ThrottleMiddleware(MemoryLimiter())

    @property
    def answers(self) -> list[str]:
        return [call.params["text"] for call in self._api.calls]

    async def send(self, person_id: int = 1, chat: dict[str, Any] | None = None, **message: Any):
        body = {"message_id": 1, "date": 0, "text": "hi", **message}
        body["from"] = _person(person_id)
        body["chat"] = chat or {"id": person_id, "type": "private"}
        await self.post({"update_id": 1, "message": body}, person_id)

    async def post(self, update: dict[str, Any], person_id: int = 1) -> None:
        parsed = Update.model_validate(update, context={"bot": self._bot})
        connected = ConnectedBot(
            row_id=1,
            telegram_id=self.bot_id,
            community_id=None,
            username="bot",
            token=TOKEN,
            webhook_secret="s",
        )
        user = getattr(parsed.event, "from_user", None)
        data = {"event_from_user": user, "connected_bot": connected}
        await self._middleware(self._pass, parsed, data)

    async def _pass(self, event: Any, data: dict[str, Any]) -> None:
        self.passed.append(event)


@pytest.fixture
async def flood() -> AsyncIterator[Flood]:
    async with running_bot_api() as api:
        fleet = Fleet(api.url)
        with clock.frozen(NOON):
            yield Flood(fleet.add(TOKEN), api)
        await close_connections(fleet._session)


async def test_whoever_floods_is_told_once_and_then_ignored(flood: Flood) -> None:
    for _ in range(BURST + 40):
        await flood.send()

    assert len(flood.passed) == BURST
    assert flood.answers == ["That was too fast. Wait a few seconds and repeat the last step."]


async def test_after_a_moment_the_bot_listens_again(flood: Flood) -> None:
    for _ in range(BURST + 1):
        await flood.send()

    with clock.frozen(NOON + timedelta(seconds=5)):
        await flood.send()

    assert len(flood.passed) == BURST + 1


async def test_others_and_other_bots_do_not_suffer(flood: Flood) -> None:
    for _ in range(BURST + 1):
        await flood.send(person_id=1)

    await flood.send(person_id=2)
    flood.bot_id += 1
    await flood.send(person_id=1)

    assert len(flood.passed) == BURST + 2


async def test_what_was_paid_always_passes(flood: Flood) -> None:
    for _ in range(BURST + 1):
        await flood.send()
    payment = {
        "currency": "XTR",
        "total_amount": 5,
        "invoice_payload": "order",
        "telegram_payment_charge_id": "c",
        "provider_payment_charge_id": "",
    }
    question = {
        "id": "1",
        "from": _person(1),
        "currency": "XTR",
        "total_amount": 5,
        "invoice_payload": "order",
    }

    await flood.send(text=None, successful_payment=payment)
    await flood.post({"update_id": 2, "pre_checkout_query": question})

    assert len(flood.passed) == BURST + 2


async def test_in_a_group_nothing_is_said(flood: Flood) -> None:
    group = {"id": -100500, "type": "supergroup", "title": "Group"}

    for _ in range(BURST + 2):
        await flood.send(chat=group)

    assert len(flood.passed) == BURST
    assert flood.answers == []


def _person(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Eve", "language_code": "en"}
