"""Queries whose SQL is built once: for what happens at every update.

Tortoise builds the text of a query anew each time, which costs more than running it. A prepared
query keeps the text of one engine and takes only values; rows become the same instances as ever.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import connections
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.base import everywhere

AnyModel = TypeVar("AnyModel", bound=Model)

#: Stands for the first value, the second and so on while a query is built; no id is that large.
FIRST_MARK = 7_000_000_000_000_000_000


@dataclass(frozen=True, slots=True)
class _Built:
    """The text for one engine; `related` is Tortoise's plan of the joined tables."""

    sql: str
    parameters: list[Any]
    related: list[Any]
    model: type[Model]


class PreparedQuery(Generic[AnyModel]):
    """A query of one row or none by whole numbers.

    `make` gets as many numbers as there are values and returns the query for them; a table of a
    community must be filtered by `community_id` as one of them.
    """

    def __init__(self, make: Callable[..., QuerySet[AnyModel]], values: int) -> None:
        self._make = make
        self._marks = [FIRST_MARK + number for number in range(values)]
        self._built: dict[str, _Built] = {}

    async def find(self, *values: int) -> AnyModel | None:
        """The first row for these values, or None."""
        connection = connections.get("default")
        dialect = connection.capabilities.dialect
        built = self._built.get(dialect)
        if built is None:
            built = self._built[dialect] = self._build(connection)
        executor = connection.executor_class(
            model=built.model, db=connection, select_related_idx=built.related
        )
        rows: list[AnyModel] = await executor.execute_select(
            built.sql, [self._value(parameter, values) for parameter in built.parameters]
        )
        return rows[0] if rows else None

    def _value(self, parameter: Any, values: tuple[int, ...]) -> Any:
        return values[self._marks.index(parameter)] if parameter in self._marks else parameter

    def _build(self, connection: BaseDBAsyncClient) -> _Built:
        with everywhere():
            query = self._make(*self._marks).limit(1)
        query._db = connection
        query._make_query()
        sql, parameters = query.query.get_parameterized_sql()
        return _Built(sql, parameters, query._select_related_idx, query.model)
