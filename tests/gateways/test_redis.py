import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from bot.limits import MemoryLimiter
from gateways.redis import PREFIX, RedisBus, RedisLimiter, connect
from services.ports import Hint


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def redis(redis_url):
    client = connect(redis_url)
    yield client
    await client.aclose()


@asynccontextmanager
async def away() -> AsyncIterator[Redis]:
    client = connect(f"redis://127.0.0.1:{free_port()}")
    yield client
    await client.aclose()


class Relay:
    """A wire to the server that a test can cut and mend."""

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("redis://").partition("/")[0].partition(":")
        self._target = (host, int(port))
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        self._writers |= {writer, far_writer}
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@pytest.fixture
async def relay(redis_url):
    relay = Relay(redis_url)
    await relay.mend()
    yield relay
    await relay.cut()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.01)


async def hit(limiter: RedisLimiter | MemoryLimiter, key: str = "anna") -> float:
    return await limiter.hit(key, rate=5, per=60, burst=5)


async def test_a_burst_is_allowed_and_then_the_wait_is_told(redis):
    limiter = RedisLimiter(redis, fallback=MemoryLimiter())

    waits = [await hit(limiter) for _ in range(8)]

    assert waits[:5] == [0.0] * 5
    assert all(11 < wait <= 12 for wait in waits[5:])


async def test_replicas_count_together(redis, redis_url):
    other = connect(redis_url)
    limiters = [RedisLimiter(one, fallback=MemoryLimiter()) for one in (redis, other)]

    waits = await asyncio.gather(*(hit(limiters[number % 2]) for number in range(20)))

    assert waits.count(0.0) == 5
    await other.aclose()


async def test_the_limit_frees_itself_and_leaves_nothing_behind(redis):
    limiter = RedisLimiter(redis, fallback=MemoryLimiter())

    async def is_free() -> bool:
        return await limiter.hit("quick", rate=100, per=1, burst=2) == 0

    async def is_forgotten() -> bool:
        return not await redis.exists(f"{PREFIX}limit:quick")

    assert [await is_free() for _ in range(4)] == [True, True, False, False]

    await until(is_free)
    await until(is_forgotten)


async def test_without_redis_each_process_counts_for_itself():
    async with away() as redis:
        limiter = RedisLimiter(redis, fallback=MemoryLimiter())

        async with asyncio.timeout(5):
            waits = [await hit(limiter) for _ in range(8)]

    assert waits.count(0.0) == 5


async def test_after_a_pause_redis_counts_again(redis, relay):
    client = connect(relay.url)
    limiter = RedisLimiter(client, fallback=MemoryLimiter())
    await relay.cut()
    await hit(limiter)
    assert not await redis.exists(f"{PREFIX}limit:anna")

    await relay.mend()

    async def is_counted() -> bool:
        await hit(limiter)
        return bool(await redis.exists(f"{PREFIX}limit:anna"))

    await until(is_counted)
    await client.aclose()


async def next_of(hints: AsyncIterator[Hint]) -> Hint:
    async with asyncio.timeout(10):
        return await anext(hints)


async def test_a_hint_reaches_those_who_listen_to_its_channel(redis):
    bus = RedisBus(redis)
    hints = bus.listen(["chats", "presence"])

    assert await next_of(hints) == Hint(missed=True)
    await bus.publish("other", b"no")
    await bus.publish("chats", b"\x00\xff")
    await bus.publish("presence", b"on")

    assert await next_of(hints) == Hint("chats", b"\x00\xff")
    assert await next_of(hints) == Hint("presence", b"on")
    await hints.aclose()


async def test_after_a_cut_wire_the_listener_is_told_that_it_missed_something(redis, relay):
    client = connect(relay.url)
    hints = RedisBus(client).listen(["chats"])
    assert await next_of(hints) == Hint(missed=True)

    waiting = asyncio.create_task(next_of(hints))
    await relay.cut()
    await RedisBus(redis).publish("chats", b"lost")
    await relay.mend()

    assert await waiting == Hint(missed=True)
    await RedisBus(redis).publish("chats", b"found")
    assert await next_of(hints) == Hint("chats", b"found")
    await hints.aclose()
    await client.aclose()


async def test_without_redis_a_hint_is_dropped_at_once():
    async with away() as redis:
        bus = RedisBus(redis)

        async with asyncio.timeout(3):
            for _ in range(1000):
                await bus.publish("chats", b"x")
