"""What every table shares: an id, the time of its making and, for most, an owning community.

Tables of a community read and write only inside `within(community_id)`; whoever truly spans
communities says so with `everywhere()`. Outside of both, queries and writes raise `UnscopedError`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from typing import Any, TypeVar

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.manager import Manager
from tortoise.models import Model
from tortoise.queryset import BulkCreateQuery, BulkUpdateQuery, QuerySet, UpdateQuery

AnyModel = TypeVar("AnyModel", bound=Model)
AnyOwned = TypeVar("AnyOwned", bound="OwnedRow")


class _Scope(Enum):
    EVERYWHERE = "everywhere"


_scope: ContextVar[int | _Scope | None] = ContextVar("community_scope", default=None)


class UnscopedError(RuntimeError):
    """A community's table was used outside of every scope, or a row does not tell its community."""


class ForeignCommunityError(RuntimeError):
    """A row of another community, or a row's move to another one, was about to be written."""


@contextmanager
def within(community_id: int) -> Iterator[None]:
    """Read and write the rows of one community only."""
    token = _scope.set(community_id)
    try:
        yield
    finally:
        _scope.reset(token)


def move_within(community_id: int) -> None:
    """Go on in another community until the surrounding `within` ends.

    For who leaves one community for another in the midst of an update: whatever is still shown for
    that update belongs to the new one. Raises `UnscopedError` outside of `within`.
    """
    if current_community() is None:
        raise UnscopedError("there is no community to leave")
    _scope.set(community_id)


@contextmanager
def everywhere() -> Iterator[None]:
    """Read and write the rows of all communities: for jobs and commands that truly span them."""
    token = _scope.set(_Scope.EVERYWHERE)
    try:
        yield
    finally:
        _scope.reset(token)


def current_community() -> int | None:
    """The id given to `within`, or None outside of it and in `everywhere`."""
    scope = _scope.get()
    return scope if isinstance(scope, int) else None


def for_update(queryset: QuerySet[AnyModel]) -> QuerySet[AnyModel]:
    """Lock the rows read until the transaction ends; rows that point at them can still be added.

    SQLite knows no row locks and needs none, because a transaction there holds the whole database.
    """
    table = queryset.model.get_table().get_table_name()
    return queryset.select_for_update(of=(table,), no_key=True)


class OwnedQuerySet(QuerySet[AnyOwned]):
    """A query of one community's rows whose bulk writes refuse rows of another."""

    def update(self, **kwargs: Any) -> UpdateQuery:
        """Change columns of all rows found; the community of a row is for ever."""
        self.model.refuse_move(kwargs)
        return super().update(**kwargs)

    def bulk_create(
        self,
        objects: Iterable[AnyOwned],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_fields: Iterable[str] | None = None,
        on_conflict: Iterable[str] | None = None,
    ) -> BulkCreateQuery[AnyOwned]:
        """Insert rows at once, each in the current community.

        An upsert must name the community, or a row of one, among its conflicting columns: a
        conflict on anything else could meet, and overwrite, a row of another community.
        """
        rows = list(objects)
        for row in rows:
            row.claim()
        changed, columns = list(update_fields or ()), list(on_conflict or ())
        self.model.refuse_move(changed)
        if columns and self.model.owned_columns().isdisjoint(columns):
            raise ForeignCommunityError(f"{self.model.__name__}: {columns} span communities")
        return super().bulk_create(
            rows, batch_size, ignore_conflicts, changed or None, columns or None
        )

    def bulk_update(
        self,
        objects: Iterable[AnyOwned],
        fields: Iterable[str],
        batch_size: int | None = None,
    ) -> BulkUpdateQuery[AnyOwned]:
        """Update the named fields of the given rows, all of the current community."""
        rows, names = list(objects), list(fields)
        self.model.refuse_move(names)
        for row in rows:
            row.claim()
        return super().bulk_update(rows, names, batch_size)


class OwnedManager(Manager):
    """Makes queries that see the current community only."""

    def get_queryset(self) -> QuerySet[Any]:
        """A query of the current scope; raises `UnscopedError` when there is none."""
        scope = _scope.get()
        if scope is None:
            name = self._model.__name__
            raise UnscopedError(f"{name} is read outside of within() and everywhere()")
        queryset: OwnedQuerySet[Any] = OwnedQuerySet(self._model)
        return queryset.filter(community_id=scope) if isinstance(scope, int) else queryset


class Row(Model):
    """A table with a generated 64-bit id and the time at which the row was made."""

    id = fields.BigIntField(primary_key=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        abstract = True


class OwnedRow(Row):
    """A table whose rows belong to one community for ever and go with it."""

    community: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Community", related_name=False, on_delete=fields.CASCADE
    )
    community_id: int

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give every table its own manager: Tortoise does not inherit `Meta.manager`."""
        super().__init_subclass__(**kwargs)
        cls._meta.manager = OwnedManager()

    async def save(
        self,
        using_db: BaseDBAsyncClient | None = None,
        update_fields: Iterable[str] | None = None,
        force_create: bool = False,
        force_update: bool = False,
    ) -> None:
        """Insert or update this row in the current community.

        Raises `UnscopedError` without a scope, `ForeignCommunityError` for another community's row
        and for an update of a row that was never read.
        """
        self.claim()
        if not self._saved_in_db and (update_fields or force_update):
            raise ForeignCommunityError(f"{self!r} was never read: its id may be anybody's")
        await super().save(using_db, update_fields, force_create, force_update)

    async def delete(self, using_db: BaseDBAsyncClient | None = None) -> None:
        """Delete this row of the current community; raises like `save`."""
        self.claim()
        await super().delete(using_db)

    async def refresh_from_db(
        self, fields: Iterable[str] | None = None, using_db: BaseDBAsyncClient | None = None
    ) -> None:
        """Read this row of the current community again; raises like `save`."""
        self.claim()
        await super().refresh_from_db(fields, using_db)

    def claim(self) -> None:
        """Put a new row that has no community into the current one; raise on a foreign row."""
        scope = _scope.get()
        if scope is None:
            raise UnscopedError(f"{self!r} is used outside of within() and everywhere()")
        owner: int | None = getattr(self, "community_id", None)
        if owner is None:
            if self._saved_in_db or not isinstance(scope, int):
                raise UnscopedError(f"{self!r} does not tell its community")
            self.community_id = scope
        elif isinstance(scope, int) and owner != scope:
            raise ForeignCommunityError(f"{self!r} is of community {owner}, not of {scope}")

    @classmethod
    def refuse_move(cls, field_names: Iterable[str]) -> None:
        """Raise when these fields, about to be changed, name the community."""
        if not {"community", "community_id"}.isdisjoint(field_names):
            raise ForeignCommunityError(f"a {cls.__name__} stays in its community")

    @classmethod
    def owned_columns(cls) -> frozenset[str]:
        """The columns whose value settles the community: its id, and ids of its other rows."""
        columns = {"community_id"}
        for name in cls._meta.fk_fields | cls._meta.o2o_fields:
            field: Any = cls._meta.fields_map[name]
            if issubclass(field.related_model, OwnedRow):
                columns.add(field.source_field)
        return frozenset(columns)
