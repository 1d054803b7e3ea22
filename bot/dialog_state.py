"""Open dialogs in a table: the storage and the isolation that aiogram and aiogram-dialog share.

One row holds what one person has open in one chat of one bot. It is read when the handling of an
update begins and written once when it ends well, so that a handler that fails leaves the dialog as
it was. Updates of one person come one at a time (see `bot/inbox`); the lock here keeps apart what
does not come through the inbox.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

import orjson
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import (
    DEFAULT_DESTINY,
    BaseEventIsolation,
    BaseStorage,
    StateType,
    StorageKey,
)

from models import sql
from services import clock

STACK_DESTINY = "aiogd:stack:<"

Place = tuple[int, int, int, int, str]


@dataclass(slots=True)
class _Opened:
    """The row of one place while an update is handled; each entry is JSON."""

    place: Place
    entries: dict[str, bytes] = field(default_factory=dict)
    row_id: int | None = None
    is_changed: bool = False


class DialogStates(BaseStorage, BaseEventIsolation):
    """FSM storage and event isolation on the table `dialog_states`."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[Place, asyncio.Lock] = WeakValueDictionary()
        self._opened: ContextVar[_Opened | None] = ContextVar("dialog_state", default=None)

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        """Hold the person's place in this chat; inside, reading and writing touch memory only."""
        place = _place(key)
        opened = self._opened.get()
        if opened is not None and opened.place[:2] == place[:2]:
            yield
            return
        lock = self._locks.setdefault(place, asyncio.Lock())
        async with lock:
            opened = await _read(place)
            token = self._opened.set(opened)
            try:
                yield
            finally:
                self._opened.reset(token)
            if opened.is_changed:
                await _write(opened)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Set or forget the FSM state of this key."""
        name = state.state if isinstance(state, State) else state
        await self._change(key, "state", name)

    async def get_state(self, key: StorageKey) -> str | None:
        """The FSM state of this key."""
        state: str | None = (await self._entry(key)).get("state")
        return state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data of this key; an empty mapping forgets it."""
        await self._change(key, "data", dict(data) or None)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """A copy of the data of this key."""
        data: dict[str, Any] = (await self._entry(key)).get("data") or {}
        return data

    async def close(self) -> None:
        """Nothing is held open."""

    async def _entry(self, key: StorageKey) -> dict[str, Any]:
        opened = self._opened.get()
        if opened is None:
            opened = await _read(_place(key))
        entry: dict[str, Any] = orjson.loads(opened.entries.get(key.destiny, b"{}"))
        return entry

    async def _change(self, key: StorageKey, name: str, value: object) -> None:
        opened = self._opened.get()
        if opened is None:
            async with self.lock(key):
                await self._change(key, name, value)
            return
        entry: dict[str, Any] = orjson.loads(opened.entries.get(key.destiny, b"{}"))
        if entry.get(name) == value:
            return
        entry[name] = value
        kept = {name: value for name, value in entry.items() if value is not None}
        if kept:
            opened.entries[key.destiny] = orjson.dumps(kept)
        else:
            opened.entries.pop(key.destiny, None)
        opened.is_changed = True


def _place(key: StorageKey) -> Place:
    """Whose row a key means: aiogram-dialog names the person of a group in the stack's id."""
    user_id = key.user_id
    if key.destiny != DEFAULT_DESTINY and key.destiny.startswith(STACK_DESTINY):
        user_id = int(key.destiny.removeprefix(STACK_DESTINY).rstrip(">"))
    return (
        key.bot_id,
        key.chat_id,
        user_id,
        key.thread_id or 0,
        key.business_connection_id or "",
    )


async def _read(place: Place) -> _Opened:
    rows = await sql.query(
        "SELECT id, document FROM dialog_states WHERE bot_id = $1 AND chat_id = $2 "
        "AND telegram_user_id = $3 AND thread_id = $4 AND business_connection_id = $5",
        *place,
    )
    if not rows:
        return _Opened(place)
    document = orjson.loads(rows[0]["document"])
    entries = {destiny: orjson.dumps(entry) for destiny, entry in document.items()}
    return _Opened(place, entries, rows[0]["id"])


async def _write(opened: _Opened) -> None:
    document = {destiny: orjson.loads(entry) for destiny, entry in opened.entries.items()}
    text, now = orjson.dumps(document).decode(), clock.now()
    if opened.row_id is not None:
        await sql.query(
            "UPDATE dialog_states SET document = $1, updated_at = $2 WHERE id = $3",
            text,
            now,
            opened.row_id,
        )
        return
    await sql.query(
        "INSERT INTO dialog_states (bot_id, chat_id, telegram_user_id, thread_id, "
        "business_connection_id, document, created_at, updated_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $7) "
        "ON CONFLICT (bot_id, chat_id, telegram_user_id, thread_id, business_connection_id) "
        "DO UPDATE SET document = $6, updated_at = $7",
        *opened.place,
        text,
        now,
    )
