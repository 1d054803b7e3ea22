"""Counts the statements that reach the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection

METHODS = ("execute_query", "execute_query_dict", "execute_insert", "execute_many")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent on the connection of this test while this is open."""
    connection: BaseDBAsyncClient = get_connection("default")
    kind, statements = type(connection), list[str]()
    before = {name: getattr(kind, name) for name in METHODS}
    depth = 0

    def noting(original: Any) -> Any:
        async def call(self: Any, query: str, *values: Any, **more: Any) -> Any:
            nonlocal depth
            if not depth:
                statements.append(query)
            depth += 1
            try:
                return await original(self, query, *values, **more)
            finally:
                depth -= 1

        return call

    for name, original in before.items():
        setattr(kind, name, noting(original))
    try:
        yield statements
    finally:
        for name, original in before.items():
            setattr(kind, name, original)
