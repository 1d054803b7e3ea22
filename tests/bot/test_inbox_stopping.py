"""A process that stops leaves no lease behind for the others to wait out."""

import asyncio
from functools import partial
from typing import Any

from bot.inbox import Inbox, InboxRows
from bot.inbox.envelope import read_envelope
from bot.inbox.rows import Claim
from models import sql
from services.vault import Vault
from services.wakeups import Work, wake_now
from tests.databases import Database
from tests.make.waiting import eventually

BODY = b'{"update_id":1,"message":{"chat":{"id":5},"from":{"id":5}}}'


class SlowRows(InboxRows):
    """A database whose answer to a claim is on its way for a while."""

    def __init__(self) -> None:
        super().__init__(Vault({"k1": bytes(32)}, "k1"))
        self.is_asked = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def claim(self, order_key: str) -> Claim | None:
        found = await super().claim(order_key)
        self.is_asked.set()
        await self.may_answer.wait()
        return found


async def test_what_is_claimed_while_stopping_is_finished_or_given_back(database: Database) -> None:
    rows = SlowRows()
    handled: list[int] = []
    inbox = Inbox(rows, partial(_note, handled), _fail, is_shared=True)
    await rows.store(read_envelope(7, BODY))
    await inbox.start()
    wake_now(Work.INBOX)
    await asyncio.wait_for(rows.is_asked.wait(), 5)

    stopping = asyncio.create_task(inbox.stop(5))
    await asyncio.sleep(0)
    rows.may_answer.set()
    await stopping

    found = await sql.query("SELECT state, lease FROM inbox_updates")
    assert found == [{"state": "done", "lease": None}]
    assert handled == [7]


async def test_what_comes_while_stopping_is_left_to_the_others(database: Database) -> None:
    handled: list[int] = []
    vault = Vault({"k1": bytes(32)}, "k1")
    leaving = Inbox(InboxRows(vault), partial(_note, handled), _fail, is_shared=True)
    staying = Inbox(InboxRows(vault), partial(_note, handled), _fail, is_shared=True)
    await leaving.start()
    await leaving.stop(1)

    await leaving.store(7, BODY)
    assert handled == []
    await staying.start()

    async def is_handled() -> bool:
        return handled == [7]

    await eventually(is_handled)
    await staying.stop(5)


async def _note(handled: list[int], bot_id: int, body: bytes) -> None:
    handled.append(bot_id)


async def _fail(*_: Any) -> None:
    raise AssertionError("nothing is buried here")
