"""What only one process of many does at a time, until it lets go or dies."""

import asyncio
from typing import Any

import asyncpg

from models.database.urls import tortoise_config

#: Keys of advisory locks from here on are turns; below are those of `migrations.locks`.
FIRST_KEY = 1 << 60
ANSWER_SECONDS = 10.0


class Turns:
    """Turns by number (below 2**60), held by a connection of this process's own to PostgreSQL.

    The server gives a turn to another process as soon as the connection is gone, so that no clock
    decides. On SQLite there is one process, whose turn it always is.
    """

    def __init__(self, url: str) -> None:
        connection = tortoise_config(url)["connections"]["default"]["credentials"]
        own = {"minsize", "maxsize"}
        self._credentials = {name: value for name, value in connection.items() if name not in own}
        self._connection: Any = None
        self._held: set[int] = set()
        self._lock = asyncio.Lock()

    async def take(self, number: int) -> bool:
        """Whether it is this process's turn; ask again and again, for it can be lost."""
        if "file_path" in self._credentials:
            return True
        async with self._lock:
            try:
                return await asyncio.wait_for(self._ask(number), ANSWER_SECONDS)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                self._forget()
                return False

    async def give_back(self, number: int) -> None:
        """Let another process have it."""
        async with self._lock:
            if number in self._held:
                self._held.discard(number)
                try:
                    await self._connection.execute(
                        "SELECT pg_advisory_unlock($1)", FIRST_KEY + number, timeout=ANSWER_SECONDS
                    )
                except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    self._forget()

    async def close(self) -> None:
        """Give everything back."""
        async with self._lock:
            self._forget()

    async def _ask(self, number: int) -> bool:
        if self._connection is None:
            self._connection = await asyncpg.connect(**self._credentials)
        if number in self._held:
            await self._connection.execute("SELECT 1")
            return True
        has_it: bool = await self._connection.fetchval(
            "SELECT pg_try_advisory_lock($1)", FIRST_KEY + number
        )
        if has_it:
            self._held.add(number)
        return has_it

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None
        self._held.clear()
