"""What stands before replicas in life: takes turns among those that say they are ready."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, web

LOOK_SECONDS = 0.1
HOP_BY_HOP = {"connection", "host", "content-length", "transfer-encoding", "content-encoding"}


@dataclass
class Balancer:
    """Passes requests on; only one that never reached a replica is tried at another."""

    session: ClientSession
    targets: list[str] = field(default_factory=list)
    url: str = ""
    passed: int = 0
    failures: list[str] = field(default_factory=list)
    _ready: set[str] = field(default_factory=set)
    _turn: count = field(default_factory=count)

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        for target in self._order():
            try:
                return await self._pass(request, body, target)
            except ClientConnectorError:
                continue
            except (ClientError, TimeoutError) as error:
                self.failures.append(f"{request.path}: {error!r}")
                return web.Response(status=502)
        self.failures.append(f"{request.path}: nobody listens")
        return web.Response(status=503)

    async def watch(self) -> None:
        """Ask every replica whether it is ready, again and again."""
        while True:
            for target in list(self.targets):
                try:
                    async with self.session.get(f"{target}/health/ready") as answer:
                        is_ready = answer.status == 200
                except (ClientError, TimeoutError):
                    is_ready = False
                (self._ready.add if is_ready else self._ready.discard)(target)
            await asyncio.sleep(LOOK_SECONDS)

    def _order(self) -> list[str]:
        ready = [target for target in self.targets if target in self._ready] or self.targets
        first = next(self._turn) % max(len(ready), 1)
        return [*ready[first:], *ready[:first]]

    async def _pass(self, request: web.Request, body: bytes, target: str) -> web.Response:
        headers = {k: v for k, v in request.headers.items() if k.lower() not in HOP_BY_HOP}
        async with self.session.request(
            request.method,
            target + request.raw_path,
            data=body,
            headers=headers,
            allow_redirects=False,
        ) as answer:
            content = await answer.read()
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in HOP_BY_HOP}
            self.passed += 1
            if answer.status >= 500:
                self.failures.append(f"{request.path}: {answer.status}")
            return web.Response(status=answer.status, body=content, headers=kept)


@asynccontextmanager
async def running_balancer() -> AsyncIterator[Balancer]:
    """Listen on a free port."""
    async with ClientSession(timeout=ClientTimeout(30)) as session:
        balancer = Balancer(session)
        app = web.Application(client_max_size=1 << 24)
        app.router.add_route("*", "/{path:.*}", balancer.take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        balancer.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        watching = asyncio.create_task(balancer.watch())
        try:
            yield balancer
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await runner.cleanup()
