"""Files that Telegram already holds. A `file_id` works only in the bot that sent the file."""

from contextvars import ContextVar

from aiogram.types import ContentType
from aiogram_dialog.api.entities import MediaId
from aiogram_dialog.api.protocols import MediaIdStorageProtocol

from models import BotMedia

current_bot_id: ContextVar[int] = ContextVar("current_bot_id")

UNIQUE_LENGTH = 255


class BotMediaIds(MediaIdStorageProtocol):
    """Remembers file ids per bot, in the table `bot_media`."""

    async def get_media_id(
        self, path: str | None, url: str | None, type: ContentType
    ) -> MediaId | None:
        """The id under which the current bot has sent this file."""
        source = path or url
        if source is None:
            return None
        row = await BotMedia.get_or_none(bot_id=current_bot_id.get(), source=_source(source))
        return None if row is None else MediaId(row.file_id)

    async def save_media_id(
        self, path: str | None, url: str | None, type: ContentType, media_id: MediaId
    ) -> None:
        """Remember what Telegram answered."""
        source = path or url
        if source is None:
            return
        await BotMedia.bulk_create(
            [
                BotMedia(
                    bot_id=current_bot_id.get(), source=_source(source), file_id=media_id.file_id
                )
            ],
            on_conflict=["bot_id", "source"],
            update_fields=["file_id"],
        )


def _source(source: str) -> str:
    return source[-UNIQUE_LENGTH:]
