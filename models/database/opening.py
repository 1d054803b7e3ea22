"""The database of this process, open from start to stop."""

import sqlite3

import asyncpg
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext, get_current_context
from tortoise.exceptions import BaseORMException

from models.database.urls import tortoise_config


async def open_database(url: str, *, pool_size: int = 10) -> None:
    """Open the database at this address for every task of the process, and try it.

    Raises `ValueError` for a bad address, `OSError` when the database cannot be reached, and
    Tortoise's `ConfigurationError` when one is open already.
    """
    EXECUTOR_CACHE.clear()  # its statements are kept by the connection's name, whatever the engine
    context = TortoiseContext()
    with context:
        await context.init(
            config=tortoise_config(url, pool_size=pool_size), _enable_global_fallback=True
        )
    try:
        await context.db().execute_query("SELECT 1")
    except (asyncpg.PostgresError, sqlite3.Error, BaseORMException) as error:
        await context.close_connections()
        raise ConnectionError(str(error)) from error
    except BaseException:
        await context.close_connections()
        raise


async def close_database() -> None:
    """Close what `open_database` opened; without an open database nothing happens."""
    context = get_current_context()
    if context is not None:
        await context.close_connections()
