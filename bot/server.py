"""One aiohttp server that starts and stops in order."""

import asyncio

from aiohttp import web

#: How long a request that is under way when the server stops may take.
LAST_REQUEST_SECONDS = 10.0


class PortTakenError(Exception):
    """The address cannot be listened on."""


class Server:
    """Listens for as long as it is open; `port` is the real one when 0 was asked for."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=LAST_REQUEST_SECONDS
        )
        self._host = host
        self.port = port
        self._is_draining = False
        app.on_response_prepare.append(self._say_goodbye)

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            PortTakenError: when another program has the port, or the host is not ours.
        """
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            raise PortTakenError(
                f"Cannot listen on {self._host}:{self.port}: {error.strerror or error}. "
                "Stop the other program or choose another PORT."
            ) from error
        self.port = self._runner.addresses[0][1]

    async def drain(self, seconds: float) -> None:
        """Let the balancer see for so long that there is no more to come here, then take no more.

        Connections that are open are still served, and closed after their next answer.
        """
        self._is_draining = True
        await asyncio.sleep(seconds)
        for site in list(self._runner.sites):
            await site.stop()

    async def stop(self) -> None:
        """Finish the requests under way and stop listening."""
        await self._runner.cleanup()

    async def _say_goodbye(self, request: web.Request, response: web.StreamResponse) -> None:
        if self._is_draining:
            response.force_close()
