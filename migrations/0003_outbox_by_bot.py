"""Messages that wait, by bot, what must arrive before what may be lost: each bot has its own pace."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0002_partial_indexes")]

    operations = [
        ops.RunSQL(
            "CREATE INDEX ix_outbox_by_bot ON outbox_messages (bot_id, policy, id) "
            "WHERE state = 'ready'",
            "DROP INDEX ix_outbox_by_bot",
        ),
    ]
