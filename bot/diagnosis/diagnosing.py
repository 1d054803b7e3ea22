"""All checks, one after the other; a check that breaks is a finding too."""

from collections.abc import AsyncIterator, Callable

from bot.diagnosis.address import check_address
from bot.diagnosis.findings import Finding, failing
from bot.diagnosis.machine import check_data_dir, check_keys
from bot.diagnosis.storage import check_database, check_redis
from bot.diagnosis.telegram import check_clock, check_telegram
from bot.settings import Settings

Check = Callable[[Settings], AsyncIterator[Finding]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("keys", check_keys),
    ("data folder", check_data_dir),
    ("database", check_database),
    ("redis", check_redis),
    ("telegram", check_telegram),
    ("clock", check_clock),
    ("public address", check_address),
)


async def diagnose(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything that the settings name; nothing is changed."""
    for subject, check in CHECKS:
        try:
            async for finding in check(settings):
                yield finding
        except Exception as error:  # noqa: BLE001 - whatever is wrong is what was asked for
            said = f"{type(error).__name__}: {error}"
            yield failing(subject, said, "Look at the log; this is not expected.")
