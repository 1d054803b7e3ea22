"""Commands with effects that can be counted, for servers that will be killed."""

import secrets

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from models import Membership, User
from models.transactions import transaction
from services import courses, gamification, steps


def router() -> Router:
    """The deeds, in private chats."""
    router = Router(name=__name__)
    router.message.filter(F.chat.type == "private")
    router.message.register(finish, Command("finish"))
    router.message.register(tally, Command("tally"))
    router.message.register(tally_carelessly, Command("careless"))
    router.message.register(fail, Command("fail"))
    return router


async def finish(message: Message, command: CommandObject, member: Membership) -> None:
    """Complete a lesson as a member does: an event, points, perhaps a level and a message."""
    progress = await courses.complete_lesson(member, int(command.args or 0))
    await message.answer(f"{progress.done} / {progress.total}")


async def tally(message: Message, command: CommandObject, member: Membership) -> None:
    """Add a point, once for this update."""
    async with transaction():
        if await steps.is_first("tally"):
            await _add(member, "tally", command.args or "")
    await message.answer("counted")


async def tally_carelessly(message: Message, command: CommandObject, member: Membership) -> None:
    """Add a point and forget that an update may come twice: what the marks are good for."""
    await _add(member, "careless", command.args or "")
    await message.answer("counted")


async def fail(message: Message, user: User) -> None:
    """A mistake of ours."""
    raise ValueError("poison")


async def _add(member: Membership, event: str, name: str) -> None:
    await gamification.award(member.id, event, 1, key=f"{event}:{name}:{secrets.token_hex(8)}")
