"""Live events for the screens: who is watching, and telling them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    import asyncio

    from sandbox.entities import Json


class Live:
    """Queues of the open screens of each person. A screen that is too slow is let go."""

    def __init__(self) -> None:
        self._screens: dict[int, set[asyncio.Queue[str | None]]] = defaultdict(set)

    def watch(self, person: int, queue: asyncio.Queue[str | None]) -> None:
        """Begin to tell this queue everything that the person sees."""
        self._screens[person].add(queue)

    def leave(self, person: int, queue: asyncio.Queue[str | None]) -> None:
        """Stop telling the queue."""
        self._screens[person].discard(queue)

    def is_watching(self, person: int) -> bool:
        """Say whether anybody looks at the person's screen; else events need not be made."""
        return bool(self._screens.get(person))

    def tell(self, person: int, event: Json) -> None:
        """Send an event to every screen of the person."""
        screens = self._screens.get(person)
        if not screens:
            return
        text = orjson.dumps(event).decode()
        for queue in list(screens):
            if queue.full():
                screens.discard(queue)
                queue.get_nowait()
                queue.put_nowait(None)
            else:
                queue.put_nowait(text)

    def tell_all(self, event: Json) -> None:
        """Send an event to every screen."""
        for person in list(self._screens):
            self.tell(person, event)

    def close(self) -> None:
        """End every screen's connection."""
        for screens in self._screens.values():
            for queue in screens:
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(None)
