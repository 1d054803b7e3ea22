"""Waiting for something to become true."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Found = TypeVar("Found")


async def eventually(find: Callable[[], Awaitable[Found]], seconds: float = 10.0) -> Found:
    """Ask until the answer is true."""
    until = time.monotonic() + seconds
    while True:
        if found := await find():
            return found
        assert time.monotonic() < until, "waited in vain"
        await asyncio.sleep(0.01)
