"""Groups and channels that are connected to a community."""

from models import ConnectedChat
from models.base import everywhere
from models.choices import ConnectedChatKind
from models.transactions import transaction


async def move_chat(old_id: int, new_id: int) -> None:
    """A group became a supergroup: Telegram knows it by another id now.

    Whoever is told twice, or of the new chat first, changes nothing more.
    """
    with everywhere():
        async with transaction():
            if await ConnectedChat.filter(telegram_id=new_id).exists():
                await ConnectedChat.filter(telegram_id=old_id).delete()
                return
            await ConnectedChat.filter(telegram_id=old_id).update(
                telegram_id=new_id, kind=ConnectedChatKind.SUPERGROUP
            )
