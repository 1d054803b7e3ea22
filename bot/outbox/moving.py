"""A group became a supergroup: everything that names its chat follows in one transaction."""

import structlog

from models import sql
from models.transactions import transaction
from services import communities

log = structlog.get_logger(__name__)


async def move_chat(old_id: int, new_id: int) -> None:
    """Rewrite every reference to the chat; a second call changes nothing."""
    async with transaction():
        await communities.move_chat(old_id, new_id)
        await sql.query(
            "UPDATE outbox_messages SET chat_id = $1 WHERE chat_id = $2", new_id, old_id
        )
        await sql.query(
            "DELETE FROM dialog_states WHERE chat_id = $1 AND EXISTS ("
            "SELECT 1 FROM dialog_states d WHERE d.chat_id = $2 "
            "AND d.bot_id = dialog_states.bot_id "
            "AND d.telegram_user_id = dialog_states.telegram_user_id "
            "AND d.thread_id = dialog_states.thread_id "
            "AND d.business_connection_id = dialog_states.business_connection_id)",
            old_id,
            new_id,
        )
        await sql.query("UPDATE dialog_states SET chat_id = $1 WHERE chat_id = $2", new_id, old_id)
    log.info("chat_moved", old_id=old_id, new_id=new_id)
