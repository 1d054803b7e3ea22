"""The product as it is served, with the demo course and without the sandbox, for measurement."""

import asyncio
import signal
import sys

from bot.logs import configure_logs
from bot.settings import read_settings
from services import communities, courses
from serving import serving


async def main() -> None:
    """Serve until stopped."""
    settings = read_settings()
    configure_logs(sys.stderr, level=settings.log_level)
    async with serving(settings):
        home = await communities.read_home()
        await courses.make_demo_course(home)
        stopped = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(main())
