"""Sessions remember whether the owner of the bot could have made up who opened them."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0003_outbox_by_bot")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Session",
            name="is_proven",
            field=fields.BooleanField(default=False),
        ),
        ops.RunSQL(
            "UPDATE sessions SET is_proven = TRUE "
            "WHERE bot_id IN (SELECT telegram_id FROM bots WHERE community_id IS NULL)",
            "",
        ),
    ]
