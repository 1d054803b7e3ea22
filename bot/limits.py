"""Limits on how often something may be done, in this process: the GCRA.

Source: ITU-T I.371, the virtual scheduling algorithm. ``gateways.redis.RedisLimiter`` is the same
for many replicas.
"""

from collections import OrderedDict

from services import clock

MAX_KEYS = 100_000


class MemoryLimiter:
    """Remembers at most ``max_keys`` keys; the one that was seen longest ago is forgotten first.

    Refusals count as being seen, so that a flood of other keys does not free whoever insists.
    """

    def __init__(self, max_keys: int = MAX_KEYS) -> None:
        self._max_keys = max_keys
        #: When the key's bucket will be full again, in seconds of Unix time.
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._free_at)

    async def hit(self, key: str, *, rate: float, per: float, burst: int) -> float:
        """Count one action of ``key``: 0.0 when it is allowed, else the seconds to wait."""
        interval = per / rate
        now = clock.now().timestamp()
        # Never further ahead than a full bucket: a clock set back must not lock anybody out.
        free_at = min(max(self._free_at.get(key, now), now), now + interval * burst)
        wait = free_at + interval - interval * burst - now
        allowed = wait <= 1e-6
        self._free_at[key] = free_at + interval if allowed else free_at
        self._free_at.move_to_end(key)
        if len(self._free_at) > self._max_keys:
            self._free_at.popitem(last=False)
        return 0.0 if allowed else wait
