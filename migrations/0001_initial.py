from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from models.choices import (
    AttemptStatus,
    BotStatus,
    CommunityStatus,
    ConnectedChatKind,
    CourseStatus,
    DeliveryPolicy,
    DeliveryState,
    JobState,
    JoinPolicy,
    JoinRequestStatus,
    Lane,
    MembershipStatus,
    QuestionKind,
    Role,
    UpdateState,
)


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="BotMedia",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("bot_id", fields.BigIntField()),
                ("source", fields.CharField(max_length=255)),
                ("file_id", fields.CharField(max_length=255)),
            ],
            options={
                "table": "bot_media",
                "app": "models",
                "unique_together": (("bot_id", "source"),),
                "pk_attr": "id",
                "table_description": "A file that Telegram already holds: its `file_id` belongs to the bot that sent it.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="BotPause",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("bot_id", fields.BigIntField()),
                ("chat_id", fields.BigIntField(default=0)),
                ("until", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "bot_pauses",
                "app": "models",
                "unique_together": (("bot_id", "chat_id"),),
                "pk_attr": "id",
                "table_description": "Until when Telegram asked a bot (or one of its chats; 0 means all) to be silent.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Community",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("key", fields.CharField(unique=True, max_length=32)),
                ("uuid", fields.UUIDField(default=uuid4, unique=True)),
                ("title", fields.CharField(max_length=128)),
                ("description", fields.TextField(default="", unique=False)),
                ("accent", fields.CharField(null=True, max_length=7)),
                ("language", fields.CharField(default="ru", max_length=8)),
                ("time_zone", fields.CharField(default="Europe/Moscow", max_length=64)),
                (
                    "join_policy",
                    fields.CharEnumField(
                        default=JoinPolicy.OPEN,
                        description="OPEN: open\nREQUEST: request\nINVITE: invite",
                        enum_type=JoinPolicy,
                        max_length=16,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=CommunityStatus.ACTIVE,
                        description="ACTIVE: active\nCLOSED: closed",
                        enum_type=CommunityStatus,
                        max_length=16,
                    ),
                ),
                ("is_home", fields.BooleanField(default=False)),
                ("updated_at", fields.DatetimeField(auto_now=True, auto_now_add=False)),
            ],
            options={
                "table": "communities",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A tenant: everything below belongs to exactly one.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.BigIntField()),
                ("actor_id", fields.BigIntField(null=True)),
                ("action", fields.CharField(max_length=64)),
                ("target_kind", fields.CharField(default="", max_length=32)),
                ("target_id", fields.BigIntField(null=True)),
                ("details", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("request_id", fields.CharField(default="", max_length=64)),
                ("digest", fields.CharField(max_length=64)),
            ],
            options={
                "table": "audit_entries",
                "app": "models",
                "unique_together": (("community", "number"),),
                "pk_attr": "id",
                "table_description": "Who did what, when, from where. Append-only; holds ids, never names.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="Bot",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="bots",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("telegram_id", fields.BigIntField(unique=True)),
                ("username", fields.CharField(max_length=64)),
                ("name", fields.CharField(max_length=128)),
                ("token", fields.TextField(unique=False)),
                ("webhook_secret", fields.TextField(unique=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=BotStatus.ACTIVE,
                        description="ACTIVE: active\nBROKEN: broken\nREMOVED: removed",
                        enum_type=BotStatus,
                        max_length=16,
                    ),
                ),
                ("is_sandbox", fields.BooleanField(default=False)),
                ("updated_at", fields.DatetimeField(auto_now=True, auto_now_add=False)),
            ],
            options={
                "table": "bots",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A Telegram bot of ours: the platform's when it has no community, else that community's own.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="ConnectedChat",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("telegram_id", fields.BigIntField(unique=True)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="GROUP: group\nSUPERGROUP: supergroup\nCHANNEL: channel",
                        enum_type=ConnectedChatKind,
                        max_length=16,
                    ),
                ),
                ("title", fields.CharField(max_length=256)),
            ],
            options={
                "table": "connected_chats",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A Telegram group or channel that belongs to a community.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="Course",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("slug", fields.CharField(max_length=48)),
                ("title", fields.CharField(max_length=128)),
                ("summary", fields.TextField(default="", unique=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=CourseStatus.DRAFT,
                        description="DRAFT: draft\nPUBLISHED: published\nARCHIVED: archived",
                        enum_type=CourseStatus,
                        max_length=16,
                    ),
                ),
                ("position", fields.IntField(default=0)),
            ],
            options={
                "table": "courses",
                "app": "models",
                "unique_together": (("community", "slug"),),
                "pk_attr": "id",
                "table_description": "A course, found by its slug within the community.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="CustomRole",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=64)),
                ("permissions", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "custom_roles",
                "app": "models",
                "unique_together": (("community", "title"),),
                "pk_attr": "id",
                "table_description": "A role that an owner made of permissions.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="DialogState",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("bot_id", fields.BigIntField()),
                ("chat_id", fields.BigIntField()),
                ("telegram_user_id", fields.BigIntField()),
                ("thread_id", fields.BigIntField(default=0)),
                ("business_connection_id", fields.CharField(default="", max_length=64)),
                ("document", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("updated_at", fields.DatetimeField(auto_now=True, auto_now_add=False)),
            ],
            options={
                "table": "dialog_states",
                "app": "models",
                "unique_together": (
                    (
                        "bot_id",
                        "chat_id",
                        "telegram_user_id",
                        "thread_id",
                        "business_connection_id",
                    ),
                ),
                "pk_attr": "id",
                "table_description": "The open dialogs of a person in a chat: stack, contexts and what their windows showed.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="HandledStep",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("bot_id", fields.BigIntField()),
                ("update_id", fields.BigIntField()),
                ("step", fields.CharField(max_length=64)),
            ],
            options={
                "table": "handled_steps",
                "app": "models",
                "unique_together": (("bot_id", "update_id", "step"),),
                "pk_attr": "id",
                "table_description": "A mark that a step of handling an update has had its effect.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="InboxUpdate",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("bot_id", fields.BigIntField()),
                ("update_id", fields.BigIntField()),
                (
                    "lane",
                    fields.CharEnumField(
                        description="PAYMENT: payment\nCALLBACK: callback\nMESSAGE: message",
                        enum_type=Lane,
                        max_length=16,
                    ),
                ),
                ("kind", fields.CharField(max_length=32)),
                ("order_key", fields.CharField(max_length=80)),
                ("body", fields.TextField(null=True, unique=False)),
                (
                    "state",
                    fields.CharEnumField(
                        default=UpdateState.NEW,
                        description="NEW: new\nDONE: done\nDEAD: dead",
                        enum_type=UpdateState,
                        max_length=8,
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                ("run_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("lease", fields.CharField(null=True, max_length=32)),
                (
                    "lease_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("error", fields.TextField(null=True, unique=False)),
                (
                    "finished_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "inbox_updates",
                "app": "models",
                "unique_together": (("bot_id", "update_id"),),
                "indexes": [
                    Index(fields=["state", "lane", "run_at", "id"], name="ix_inbox_waiting"),
                    Index(fields=["order_key", "state", "id"], name="ix_inbox_order"),
                ],
                "pk_attr": "id",
                "table_description": "An update from Telegram, kept until handled; the pair (bot, update_id) for a week after.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("kind", fields.CharField(max_length=64)),
                ("key", fields.CharField(null=True, unique=True, max_length=160)),
                ("community_id", fields.BigIntField(null=True)),
                ("payload", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                (
                    "state",
                    fields.CharEnumField(
                        default=JobState.READY,
                        description="READY: ready\nDONE: done\nDEAD: dead",
                        enum_type=JobState,
                        max_length=8,
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                ("run_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("lease", fields.CharField(null=True, max_length=32)),
                (
                    "lease_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("error", fields.TextField(null=True, unique=False)),
                (
                    "finished_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "jobs",
                "app": "models",
                "indexes": [Index(fields=["state", "run_at", "id"], name="ix_jobs_waiting")],
                "pk_attr": "id",
                "table_description": "Something to do later: a domain event to react to, or a due task.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Module",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "course",
                    fields.ForeignKeyField(
                        "models.Course",
                        source_field="course_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="modules",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=128)),
                ("position", fields.IntField()),
            ],
            options={
                "table": "modules",
                "app": "models",
                "unique_together": (("course", "position"),),
                "pk_attr": "id",
                "table_description": "A part of a course.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "course",
                    fields.ForeignKeyField(
                        "models.Course",
                        source_field="course_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lessons",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "module",
                    fields.ForeignKeyField(
                        "models.Module",
                        source_field="module_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lessons",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=128)),
                ("position", fields.IntField()),
                ("minutes", fields.IntField(default=5)),
                ("document", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("pass_percent", fields.IntField(default=60)),
            ],
            options={
                "table": "lessons",
                "app": "models",
                "unique_together": (("course", "position"),),
                "pk_attr": "id",
                "table_description": 'A lesson. `document` is a list of blocks `{"id", "kind", ...}` (services/courses/blocks.py).',
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="OutboxMessage",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("bot_id", fields.BigIntField()),
                ("chat_id", fields.BigIntField()),
                ("community_id", fields.BigIntField(null=True)),
                ("method", fields.CharField(max_length=48)),
                ("payload", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("key", fields.CharField(unique=True, max_length=128)),
                (
                    "policy",
                    fields.CharEnumField(
                        default=DeliveryPolicy.AT_LEAST_ONCE,
                        description="AT_LEAST_ONCE: at_least_once\nAT_MOST_ONCE: at_most_once",
                        enum_type=DeliveryPolicy,
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=DeliveryState.READY,
                        description="READY: ready\nSENDING: sending\nSENT: sent\nFAILED: failed\nUNCONFIRMED: unconfirmed",
                        enum_type=DeliveryState,
                        max_length=16,
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                ("run_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("lease", fields.CharField(null=True, max_length=32)),
                (
                    "lease_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("telegram_message_id", fields.BigIntField(null=True)),
                ("error", fields.TextField(null=True, unique=False)),
                (
                    "finished_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "outbox_messages",
                "app": "models",
                "indexes": [Index(fields=["state", "run_at", "id"], name="ix_outbox_waiting")],
                "pk_attr": "id",
                "table_description": "A call to the Bot API that nobody waits for. `payload` are the method's arguments.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "lesson",
                    fields.ForeignKeyField(
                        "models.Lesson",
                        source_field="lesson_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="questions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                (
                    "kind",
                    fields.CharEnumField(
                        default=QuestionKind.SINGLE,
                        description="SINGLE: single\nMULTIPLE: multiple",
                        enum_type=QuestionKind,
                        max_length=16,
                    ),
                ),
                ("text", fields.TextField(unique=False)),
                ("options", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("correct", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("explanation", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "questions",
                "app": "models",
                "unique_together": (("lesson", "position"),),
                "pk_attr": "id",
                "table_description": "A question of a lesson's quiz.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("telegram_id", fields.BigIntField(unique=True)),
                ("first_name", fields.CharField(max_length=128)),
                ("last_name", fields.CharField(default="", max_length=128)),
                ("username", fields.CharField(null=True, max_length=64)),
                ("language_code", fields.CharField(null=True, max_length=16)),
                ("language", fields.CharField(null=True, max_length=8)),
                ("time_zone", fields.CharField(null=True, max_length=64)),
                ("photo_url", fields.CharField(null=True, max_length=512)),
                ("is_premium", fields.BooleanField(default=False)),
                ("is_platform_admin", fields.BooleanField(default=False)),
                ("updated_at", fields.DatetimeField(auto_now=True, auto_now_add=False)),
            ],
            options={
                "table": "users",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A Telegram account, the same in every community.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="contacts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "bot",
                    fields.ForeignKeyField(
                        "models.Bot",
                        source_field="bot_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="contacts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "current_community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="current_community_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("spoke_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("blocked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "contacts",
                "app": "models",
                "unique_together": (("user", "bot"),),
                "pk_attr": "id",
                "table_description": "A person in conversation with one of our bots.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Invite",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("code", fields.CharField(unique=True, max_length=12)),
                (
                    "role",
                    fields.CharEnumField(
                        default=Role.MEMBER,
                        description="OWNER: owner\nADMIN: admin\nMODERATOR: moderator\nTEACHER: teacher\nORGANISER: organiser\nSTEWARD: steward\nMEMBER: member\nGUEST: guest\nCUSTOM: custom",
                        enum_type=Role,
                        max_length=16,
                    ),
                ),
                ("uses_limit", fields.IntField(default=0)),
                ("uses", fields.IntField(default=0)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("notes", fields.CharField(default="", max_length=256)),
                (
                    "created_by",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="created_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("idempotency_key", fields.CharField(null=True, max_length=128)),
            ],
            options={
                "table": "invites",
                "app": "models",
                "unique_together": (("community", "idempotency_key"),),
                "pk_attr": "id",
                "table_description": "A code that makes its bearer a member; `uses_limit` 0 means no limit.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="InviteUse",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "invite",
                    fields.ForeignKeyField(
                        "models.Invite",
                        source_field="invite_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="used",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "invite_uses",
                "app": "models",
                "unique_together": (("invite", "user"),),
                "pk_attr": "id",
                "table_description": "Somebody came by an invite; once a person.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="JoinRequest",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="join_requests",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=JoinRequestStatus.PENDING,
                        description="PENDING: pending\nAPPROVED: approved\nREFUSED: refused",
                        enum_type=JoinRequestStatus,
                        max_length=16,
                    ),
                ),
                (
                    "decided_by",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="decided_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "join_requests",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A wish to join; at most one open for a person (a partial unique index).",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        default=Role.MEMBER,
                        description="OWNER: owner\nADMIN: admin\nMODERATOR: moderator\nTEACHER: teacher\nORGANISER: organiser\nSTEWARD: steward\nMEMBER: member\nGUEST: guest\nCUSTOM: custom",
                        enum_type=Role,
                        max_length=16,
                    ),
                ),
                (
                    "custom_role",
                    fields.ForeignKeyField(
                        "models.CustomRole",
                        source_field="custom_role_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=MembershipStatus.ACTIVE,
                        description="ACTIVE: active\nBANNED: banned\nLEFT: left",
                        enum_type=MembershipStatus,
                        max_length=16,
                    ),
                ),
                ("points", fields.BigIntField(default=0)),
                ("level", fields.IntField(default=1)),
                ("joined_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "memberships",
                "app": "models",
                "unique_together": (("community", "user"),),
                "indexes": [Index(fields=["user_id", "status"])],
                "pk_attr": "id",
                "table_description": "A person in a community. Never deleted while the person exists: leaving is a status.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="Completion",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "lesson",
                    fields.ForeignKeyField(
                        "models.Lesson",
                        source_field="lesson_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="completions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Membership",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="completions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "completions",
                "app": "models",
                "unique_together": (("lesson", "member"),),
                "pk_attr": "id",
                "table_description": "A member completed a lesson; once.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "course",
                    fields.ForeignKeyField(
                        "models.Course",
                        source_field="course_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="enrolments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Membership",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="enrolments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "last_lesson",
                    fields.ForeignKeyField(
                        "models.Lesson",
                        source_field="last_lesson_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "finished_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "enrolments",
                "app": "models",
                "unique_together": (("course", "member"),),
                "pk_attr": "id",
                "table_description": "A member takes a course; `last_lesson` is where to go on.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="PointsEntry",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Membership",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="points_entries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("event", fields.CharField(max_length=64)),
                ("points", fields.IntField()),
                ("key", fields.CharField(max_length=128)),
            ],
            options={
                "table": "points_entries",
                "app": "models",
                "unique_together": (("community", "key"),),
                "indexes": [Index(fields=["member_id", "id"])],
                "pk_attr": "id",
                "table_description": "Points given or taken; append-only. `key` makes the same deed count once.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="QuizAttempt",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "lesson",
                    fields.ForeignKeyField(
                        "models.Lesson",
                        source_field="lesson_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="attempts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Membership",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="attempts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                (
                    "status",
                    fields.CharEnumField(
                        default=AttemptStatus.OPEN,
                        description="OPEN: open\nSUBMITTED: submitted",
                        enum_type=AttemptStatus,
                        max_length=16,
                    ),
                ),
                ("right", fields.IntField(default=0)),
                ("total", fields.IntField(default=0)),
                ("is_passed", fields.BooleanField(default=False)),
                (
                    "submitted_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "quiz_attempts",
                "app": "models",
                "unique_together": (("lesson", "member", "number"),),
                "pk_attr": "id",
                "table_description": "One go at a lesson's quiz.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="QuizAnswer",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "attempt",
                    fields.ForeignKeyField(
                        "models.QuizAttempt",
                        source_field="attempt_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "question",
                    fields.ForeignKeyField(
                        "models.Question",
                        source_field="question_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("chosen", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("is_right", fields.BooleanField()),
            ],
            options={
                "table": "quiz_answers",
                "app": "models",
                "unique_together": (("attempt", "question"),),
                "pk_attr": "id",
                "table_description": "The answer to one question in one attempt; given once.",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("public_id", fields.CharField(unique=True, max_length=32)),
                ("refresh_hash", fields.CharField(unique=True, max_length=64)),
                ("previous_refresh_hash", fields.CharField(null=True, unique=True, max_length=64)),
                ("rotated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("platform", fields.CharField(default="", max_length=32)),
                ("device", fields.CharField(default="", max_length=128)),
                ("bot_id", fields.BigIntField()),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sessions",
                "app": "models",
                "indexes": [Index(fields=["user_id", "revoked_at"])],
                "pk_attr": "id",
                "table_description": "One device of one person in one community; the refresh token is stored as its hash.",
            },
            bases=["OwnedRow"],
        ),
    ]
