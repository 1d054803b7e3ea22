"""How fast Telegram lets a bot speak.

Source: Telegram's FAQ for bots, "My bot is hitting limits": about 30 messages a second in all,
one a second in one chat, 20 a minute in a group.
"""

import asyncio

from services.ports import Limiter

# An even rate and a burst make, in the worst window, their sum: 25 + 3 a second, 15 + 5 a minute.
# What is left of the 30 is for calls that a slow line squeezes together.
BOT_RATE, BOT_BURST = 25.0, 3
GROUP_RATE, GROUP_BURST = 15.0, 5
CHAT_SECONDS = 1.05


class Pace:
    """Asks the limiter the questions that Telegram's limits pose."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    async def wait_for_chat(self, bot_id: int, chat_id: int) -> float:
        """Count a call to this chat: 0.0 when it may go, else the seconds that it has to wait."""
        key = f"outbox:{bot_id}:{chat_id}"
        wait = await self._limiter.hit(key, rate=1.0, per=CHAT_SECONDS, burst=1)
        if wait > 0 or chat_id > 0:
            return wait
        return await self._limiter.hit(
            f"{key}:minute", rate=GROUP_RATE, per=60.0, burst=GROUP_BURST
        )

    async def take(self, bot_id: int) -> None:
        """Wait for the bot's turn."""
        while True:
            wait = await self._limiter.hit(
                f"outbox:{bot_id}", rate=BOT_RATE, per=1.0, burst=BOT_BURST
            )
            if wait <= 0:
                return
            await asyncio.sleep(wait)
