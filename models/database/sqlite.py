"""SQLite whose transactions take the write lock at once, so that none fails half way."""

import asyncio
import sqlite3
from types import TracebackType
from typing import Any

from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError


class ImmediateClient(SqliteClient):
    """A connection whose transactions begin with `BEGIN IMMEDIATE`.

    A deferred transaction that read first and writes later is refused at once with "database is
    locked" when another process wrote in between; an immediate one waits for its turn instead.
    """

    def _in_transaction(self) -> "ImmediateContext":
        return ImmediateContext(ImmediateTransaction(self), self._lock)

    async def execute_many(self, query: str, values: list[Any]) -> None:
        """Run one statement for many rows, all or none."""
        async with self._in_transaction() as connection:
            await connection.execute_many(query, values)


class ImmediateTransaction(SqliteTransactionWrapper):
    """The connection as seen inside a transaction; transactions inside it are savepoints."""

    def _in_transaction(self) -> NestedTransactionContext:
        return NestedTransactionContext(ImmediateTransaction(self))

    async def begin(self) -> None:
        """Take the write lock, waiting for it as long as `busy_timeout` says."""
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def commit(self) -> None:
        """Make the changes last."""
        try:
            await super().commit()
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def abandon(self) -> None:
        """Leave no transaction open, whatever became of it."""
        if self._connection is not None:
            await asyncio.shield(self._connection.rollback())
        self._finalized = True


class ImmediateContext(SqliteTransactionContext):
    """Holds the connection for one transaction and never leaves it locked or half open.

    Tortoise's own keeps the lock for ever when the begin fails, and leaves a transaction open,
    for the next one to commit, when the commit fails.
    """

    connection: ImmediateTransaction

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            try:
                await self.connection.abandon()
            finally:
                self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        try:
            if exc_type is None:
                await self.connection.commit()
        finally:
            try:
                await self.connection.abandon()
            finally:
                get_connections().reset(self.token)
                self._trxlock.release()


client_class = ImmediateClient
