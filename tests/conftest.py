"""Fixtures that many tests need, and what the marks `slow` and `browser` mean."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from models.database import close_database, open_database
from tests import databases, servers
from tests.databases import Database

# A busy machine is no mistake of the code under test.
settings.register_profile(
    "busy machines", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("busy machines")

ENGINES = os.environ.get("TEST_BACKENDS", "sqlite,postgres").split(",")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run the tests marked slow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--slow"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        items[:] = [item for item in items if item not in slow]
        config.hook.pytest_deselected(items=slow)
    has_browser = any(shutil.which(name) for name in ("chromium", "chromium-browser"))
    if not has_browser and os.environ.get("CI") != "true":
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="Chromium is missing"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a test that was skipped is a test that failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with databases.sqlite_template(tmp_path_factory.mktemp("template")) as path:
        yield path


@pytest.fixture(scope="session")
def postgres_template(shared_folder: Path) -> Iterator[str]:
    with databases.postgres_template(shared_folder) as url:
        yield url


@pytest.fixture(params=ENGINES)
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database that nobody has opened, on each engine."""
    if request.param == "sqlite":
        yield databases.sqlite_copy(request.getfixturevalue("sqlite_template"), tmp_path)
    else:
        with databases.postgres_copy(request.getfixturevalue("postgres_template")) as database:
            yield database


@pytest_asyncio.fixture
async def database(stored: Database) -> AsyncIterator[Database]:
    """A migrated, empty database, open for the test, on each engine."""
    await open_database(stored.url)
    yield stored
    await close_database()


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with servers.valkey(tmp_path_factory.getbasetemp()) as url:
        yield url


@pytest.fixture
def redis_url(valkey: str) -> str:
    """An empty Redis server of this process's own."""
    servers.send_to_valkey(valkey, "FLUSHALL")
    return valkey
