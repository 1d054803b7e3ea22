"""PostgreSQL that is told, in each transaction, whose rows are meant."""

from typing import Any

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContextPooled,
)
from tortoise.connection import get_connections

from models.base import current_community


class ScopedClient(AsyncpgDBClient):
    """A pool of connections whose transactions carry the current community."""

    def _in_transaction(self) -> "ScopedContext":
        return ScopedContext(ScopedTransaction(self), self._pool_init_lock)

    async def acquire(self) -> Any:
        """Take a connection out of the open pool, waiting for one if need be."""
        assert self._pool is not None
        return await self._pool.acquire()

    async def release(self, connection: Any) -> None:
        """Put a connection back into the pool."""
        if self._pool is not None:
            await self._pool.release(connection)


class ScopedTransaction(TransactionWrapper):
    """One connection inside a transaction; transactions inside it are savepoints."""

    _parent: ScopedClient

    def _in_transaction(self) -> NestedTransactionContext:
        return NestedTransactionContext(ScopedTransaction(self))

    async def enter(self) -> None:
        """Take a connection and begin on it; when that fails the connection is given back."""
        self._connection = await self._parent.acquire()
        try:
            await self.begin()
        except BaseException:
            await self._parent.release(self._connection)
            raise

    async def begin(self) -> None:
        """Begin, and set `app.community` until the end, for row-level security to read."""
        await super().begin()
        community_id = current_community()
        if community_id is not None:
            await self._connection.execute(
                "SELECT set_config('app.community', $1, true)", str(community_id)
            )


class ScopedContext(TransactionContextPooled):
    """Holds a connection for one transaction and gives it back even when the begin fails.

    Tortoise's own loses the connection then, so that the pool dries up.
    """

    client: ScopedTransaction

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        await self.client.enter()
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client


client_class = ScopedClient
