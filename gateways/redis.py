"""The door to Redis (or Valkey): limits and hints shared by the replicas.

Redis is for speed between processes; while it is away limits are counted in each process and
hints are lost, and nothing else happens.
"""

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.ports import Hint, Limiter

PREFIX = "kommuna:"
TIMEOUT_SECONDS = 1.0
#: How long Redis is left alone after it failed, so that not every caller waits for it.
PAUSE_SECONDS = 1.0
#: How long a connection that only listens may be silent before it is asked whether it lives.
PING_SECONDS = 10.0
FIRST_RETRY_SECONDS = 0.1
LAST_RETRY_SECONDS = 5.0

# Whole milliseconds, and the time of the server: replicas need no common clock. KEYS[1] holds the
# moment at which the bucket is full again; ARGV: interval, burst. Returns milliseconds to wait.
_GCRA = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local free_at = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
free_at = math.min(free_at, now + interval * burst)
local wait = free_at + interval - interval * burst - now
if wait > 0.001 then return tostring(wait) end
local full = free_at + interval
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil(full - now))
return '0'
"""

log = structlog.get_logger(__name__)


def connect(url: str) -> Redis:
    """Return a client with a pool and short time-outs; nothing is sent yet."""
    return Redis.from_url(
        url,
        socket_connect_timeout=TIMEOUT_SECONDS,
        socket_timeout=TIMEOUT_SECONDS,
        health_check_interval=30,
    )


async def ask_version(url: str) -> str:
    """Which server answers at this address.

    Raises `OSError` when none does, `ValueError` when it is no address of a Redis.
    """
    client = connect(url)
    try:
        said = await client.info("server")
    except RedisError as error:
        raise ConnectionError(str(error)) from error
    finally:
        await client.aclose()
    if "valkey_version" in said:
        return f"Valkey {said['valkey_version']}"
    return f"Redis {said['redis_version']}"


class RedisLimiter:
    """Limits counted for all replicas together, by ``fallback`` while Redis is away."""

    def __init__(self, redis: Redis, *, fallback: Limiter) -> None:
        self._script = redis.register_script(_GCRA)
        self._fallback = fallback
        self._paused_until = -math.inf

    async def hit(self, key: str, *, rate: float, per: float, burst: int) -> float:
        """Count one action of ``key``: 0.0 when it is allowed, else the seconds to wait."""
        if time.monotonic() >= self._paused_until:
            try:
                wait = await self._script(
                    keys=[f"{PREFIX}limit:{key}"], args=[per * 1000 / rate, burst]
                )
                return float(wait) / 1000
            except (RedisError, OSError) as error:
                self._paused_until = time.monotonic() + PAUSE_SECONDS
                log.warning("redis_away", use="limits", error=type(error).__name__)
        return await self._fallback.hit(key, rate=rate, per=per, burst=burst)


class RedisBus:
    """Hints between replicas by publish and subscribe; whoever listens is told of every gap."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._paused_until = -math.inf

    async def publish(self, channel: str, body: bytes) -> None:
        """Send a hint to all listeners; while Redis is away it is dropped."""
        if time.monotonic() < self._paused_until:
            return
        try:
            await self._redis.publish(PREFIX + channel, body)
        except (RedisError, OSError) as error:
            self._paused_until = time.monotonic() + PAUSE_SECONDS
            log.warning("redis_away", use="bus", error=type(error).__name__)

    async def listen(self, channels: Sequence[str]) -> AsyncGenerator[Hint, None]:
        """Yield the hints of ``channels`` for ever, and ``missed`` after every (re)connection."""
        pause = FIRST_RETRY_SECONDS
        while True:
            try:
                async for hint in self._connected(channels):
                    pause = FIRST_RETRY_SECONDS
                    yield hint
            except (RedisError, OSError) as error:
                log.warning("redis_away", use="bus", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LAST_RETRY_SECONDS)

    async def _connected(self, channels: Sequence[str]) -> AsyncGenerator[Hint, None]:
        """Yield hints until the connection fails or is silent for too long."""
        async with self._redis.pubsub() as pubsub:
            await pubsub.subscribe(*(PREFIX + channel for channel in channels))
            awaited = len(channels)
            asked = False
            while True:
                message = await pubsub.get_message(timeout=PING_SECONDS)
                if message is None:
                    if asked:
                        raise TimeoutError
                    await pubsub.ping()
                    asked = True
                    continue
                asked = False
                if message["type"] == "subscribe":
                    awaited -= 1
                    if awaited == 0:
                        yield Hint(missed=True)
                elif message["type"] == "message":
                    yield _hint(message)


def _hint(message: dict[str, Any]) -> Hint:
    return Hint(message["channel"].decode().removeprefix(PREFIX), message["data"])
