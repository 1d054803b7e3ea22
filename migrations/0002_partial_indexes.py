"""Uniqueness under a condition: one lease a queue, one open request a person, one home."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]

    operations = [
        ops.RunSQL(
            "CREATE UNIQUE INDEX uq_inbox_leased ON inbox_updates (order_key) "
            "WHERE lease IS NOT NULL AND state = 'new'",
            "DROP INDEX uq_inbox_leased",
        ),
        ops.RunSQL(
            "CREATE UNIQUE INDEX uq_join_request_pending ON join_requests (community_id, user_id) "
            "WHERE status = 'pending'",
            "DROP INDEX uq_join_request_pending",
        ),
        ops.RunSQL(
            "CREATE UNIQUE INDEX uq_one_home ON communities (is_home) WHERE is_home",
            "DROP INDEX uq_one_home",
        ),
        ops.RunSQL(
            "CREATE UNIQUE INDEX uq_one_platform_bot ON bots (status) "
            "WHERE community_id IS NULL AND status = 'active'",
            "DROP INDEX uq_one_platform_bot",
        ),
        ops.RunSQL(
            "CREATE UNIQUE INDEX uq_open_attempt ON quiz_attempts (lesson_id, member_id) "
            "WHERE status = 'open'",
            "DROP INDEX uq_open_attempt",
        ),
    ]
