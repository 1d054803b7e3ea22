"""People: what is no longer needed of them goes."""

from typing import Any

from services import users


async def forget_sessions(_: dict[str, Any]) -> None:
    """Remove the sessions that ended long ago."""
    await users.forget_sessions()
