"""The machine: the folder for data, the room on its disk, the keys in it."""

import shutil
import stat
import tempfile
from collections.abc import AsyncIterator

from bot.diagnosis.findings import Finding, doubtful, failing, well
from bot.settings import Settings

MEGABYTE = 1 << 20
LITTLE_MEGABYTES = 1024
TOO_LITTLE_MEGABYTES = 100


async def check_data_dir(settings: Settings) -> AsyncIterator[Finding]:
    """The folder can be written to, and there is room."""
    subject, folder = "data folder", settings.data_dir.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        mend = f"Let the user that runs the server write to {folder}, or set another DATA_DIR."
        yield failing(subject, f"{folder}: {error.strerror}", mend)
        return
    yield well(subject, str(folder))
    megabytes = shutil.disk_usage(folder).free // MEGABYTE
    if megabytes < TOO_LITTLE_MEGABYTES:
        yield failing("disk", f"{megabytes} MB free", f"Make room on the disk of {folder}.")
    elif megabytes < LITTLE_MEGABYTES:
        yield doubtful("disk", f"{megabytes} MB free", f"Make room on the disk of {folder} soon.")
    else:
        yield well("disk", f"{megabytes // 1024} GB free")


async def check_keys(settings: Settings) -> AsyncIterator[Finding]:
    """The keys are there, and nobody else on this machine can read those that are kept here."""
    count = len(settings.encryption_keys)
    yield well("keys", f"{count} encryption key{'s' if count > 1 else ''}")
    for path in sorted((settings.data_dir / "keys").glob("*")):
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            mend = f"chmod 600 {path}"
            yield doubtful("keys", f"{path} can be read by others", mend)
