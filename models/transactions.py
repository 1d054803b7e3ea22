"""Transactions: several writes that happen together or not at all, and what waits for them."""

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

Callback = Callable[[], Awaitable[None] | None]
LeaseCheck = Callable[[], Awaitable[bool]]

log = logging.getLogger(__name__)


class LeaseLostError(RuntimeError):
    """Another process took over what this one was doing, so its transaction was rolled back."""


@dataclass
class _Open:
    """A running outermost transaction: who runs it, from which context, and what waits for it."""

    task: asyncio.Task[object] | None
    context: Context
    callbacks: list[Callback] = field(default_factory=list)
    is_over: bool = False


_open: ContextVar[_Open | None] = ContextVar("open_transaction", default=None)
_lease: ContextVar[LeaseCheck | None] = ContextVar("lease_check", default=None)


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Make the writes inside happen together; a transaction inside another is a savepoint.

    Raises `RuntimeError` in a task that was started inside a transaction of another task, because
    it would write on that task's connection, and `LeaseLostError` as `fenced` says.
    """
    outer = _open.get()
    if outer is None:
        async with _outermost():
            yield
        return
    if outer.is_over or outer.task is not asyncio.current_task():
        raise RuntimeError("this task was started inside a transaction of another task")
    waiting = len(outer.callbacks)
    try:
        async with in_transaction():
            yield
    except BaseException:
        del outer.callbacks[waiting:]
        raise


def on_commit(callback: Callback) -> None:
    """Call this once the outermost transaction is committed; never when it is rolled back.

    It runs in the context from before the transaction, so that a task which it starts does not
    inherit the connection. What it raises is logged: the writes have happened already.
    """
    current = _open.get()
    if current is None or current.is_over:
        raise RuntimeError("on_commit is called inside a transaction")
    current.callbacks.append(callback)


@contextmanager
def fenced(is_held: LeaseCheck) -> Iterator[None]:
    """Let transactions commit only while the lease is still held.

    Just before its commit each outermost transaction inside asks `is_held`, on its own connection;
    when the answer is no it is rolled back and `LeaseLostError` is raised.
    """
    token = _lease.set(is_held)
    try:
        yield
    finally:
        _lease.reset(token)


@asynccontextmanager
async def _outermost() -> AsyncIterator[None]:
    if isinstance(get_connection("default"), TransactionalDBClient):
        raise RuntimeError("a transaction of Tortoise's own is open: use transaction()")
    current = _Open(asyncio.current_task(), copy_context())
    is_held = _lease.get()
    token = _open.set(current)
    try:
        async with in_transaction():
            yield
            if is_held is not None and not await is_held():
                raise LeaseLostError
    finally:
        current.is_over = True
        _open.reset(token)
    for callback in current.callbacks:
        await _call(callback, current.context)


async def _call(callback: Callback, context: Context) -> None:
    try:
        result = context.run(callback)
        if inspect.isawaitable(result):
            await result
    except Exception:
        log.exception("on_commit_failed")
