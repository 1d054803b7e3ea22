"""What a database address means: the spellings of SQLAlchemy, of libpq and of Tortoise."""

from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

SQLITE_ENGINE = "models.database.sqlite"
POSTGRES_ENGINE = "models.database.postgres"
BUSY_SECONDS = 5
POSTGRES_OPTIONS = {"sslmode": "ssl", "host": "host", "application_name": "application_name"}


def tortoise_config(url: str, *, pool_size: int = 10) -> dict[str, Any]:
    """Tortoise's configuration for the database at this address.

    Addresses: `sqlite://PATH` (two slashes, then the path as it is), SQLAlchemy's
    `sqlite+aiosqlite:///PATH` (three slashes, then the path; four make it absolute), and
    `postgresql://user:password@host:port/name`, also as `postgres://` and `postgresql+asyncpg://`,
    with `sslmode`, `host` (a socket's folder) and `application_name` as options.

    `pool_size` is the most connections to PostgreSQL that this process holds. Raises `ValueError`,
    which does not repeat the address because of its password.
    """
    scheme, separator, _ = url.partition("://")
    if not separator:
        raise ValueError("a database address begins with sqlite:// or postgresql://")
    if scheme in {"sqlite", "sqlite+aiosqlite"}:
        connection = _sqlite(url, from_sqlalchemy=scheme != "sqlite")
    elif scheme in {"postgres", "postgresql", "postgresql+asyncpg"}:
        connection = _postgres(url, pool_size)
    else:
        raise ValueError(f"a database address begins with sqlite:// or postgresql://, not {scheme}")
    return {
        "connections": {"default": connection},
        "apps": {
            "models": {
                "models": ["models"],
                "default_connection": "default",
                "migrations": "migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _sqlite(url: str, *, from_sqlalchemy: bool) -> dict[str, Any]:
    path, question, _ = url.partition("://")[2].partition("?")
    if question:
        raise ValueError("an address of SQLite takes no options")
    if from_sqlalchemy:
        if not path.startswith("/"):
            raise ValueError("three slashes and a path follow sqlite+aiosqlite:")
        path = path[1:]
    elif path.startswith(("/./", "/../", "/:memory:")):
        path = path[1:]
    if not path or path.endswith("/"):
        raise ValueError("an address of SQLite names a file")
    return {
        "engine": SQLITE_ENGINE,
        "credentials": {
            "file_path": unquote(path),
            "busy_timeout": BUSY_SECONDS * 1000,
            "journal_mode": "WAL",
            "synchronous": "FULL",
            "foreign_keys": "ON",
        },
    }


def _postgres(url: str, pool_size: int) -> dict[str, Any]:
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise ValueError("an address of PostgreSQL ends in /database_name")
    return {
        "engine": POSTGRES_ENGINE,
        "credentials": {
            "user": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "host": parts.hostname,
            "port": _port(parts),
            "database": name,
            "minsize": 1,
            "maxsize": pool_size,
            **_postgres_options(parts.query),
        },
    }


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or 5432
    except ValueError:
        raise ValueError("the port of the database address is no number") from None


def _postgres_options(query: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key not in POSTGRES_OPTIONS:
            raise ValueError(f"{key} is no option of a PostgreSQL address")
        options[POSTGRES_OPTIONS[key]] = value
    return options
