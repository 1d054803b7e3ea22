"""PostgreSQL that is told, in each transaction, whose rows are meant."""

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


class ScopedTransaction(TransactionWrapper):
    """One connection inside a transaction; transactions inside it are savepoints."""

    def _in_transaction(self) -> NestedTransactionContext:
        return NestedTransactionContext(ScopedTransaction(self))

    async def acquire(self) -> None:
        """Take a connection out of the pool, waiting for one if need be."""
        self._connection = await self._parent._pool.acquire()  # type: ignore[union-attr]  # open

    async def give_back(self) -> None:
        """Put the connection back into the pool."""
        await self._parent._pool.release(self._connection)  # type: ignore[union-attr]  # open

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
        await self.client.acquire()
        try:
            await self.client.begin()
        except BaseException:
            await self.client.give_back()
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client


client_class = ScopedClient
