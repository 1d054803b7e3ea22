"""Communities: tenants, their members, bots, invites, requests and audit."""

import uuid
from typing import Any

from tortoise import fields

from models.base import OwnedRow, Row
from models.choices import (
    BotStatus,
    CommunityStatus,
    ConnectedChatKind,
    JoinPolicy,
    JoinRequestStatus,
    MembershipStatus,
    Role,
)
from models.users import User


class Community(Row):
    """A tenant: everything below belongs to exactly one."""

    key = fields.CharField(max_length=32, unique=True)
    uuid = fields.UUIDField(default=uuid.uuid4, unique=True)
    title = fields.CharField(max_length=128)
    description = fields.TextField(default="")
    accent = fields.CharField(max_length=7, null=True)
    language = fields.CharField(max_length=8, default="ru")
    time_zone = fields.CharField(max_length=64, default="Europe/Moscow")
    join_policy = fields.CharEnumField(JoinPolicy, default=JoinPolicy.OPEN, max_length=16)
    status = fields.CharEnumField(CommunityStatus, default=CommunityStatus.ACTIVE, max_length=16)
    is_home = fields.BooleanField(default=False)
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "communities"


class Bot(Row):
    """A Telegram bot of ours: the platform's when it has no community, else that community's own.

    Token and webhook secret are sealed; `telegram_id` is the number before the token's colon.
    """

    community: fields.ForeignKeyNullableRelation[Community] = fields.ForeignKeyField(
        "models.Community", related_name="bots", null=True
    )
    community_id: int | None
    telegram_id = fields.BigIntField(unique=True)
    username = fields.CharField(max_length=64)
    name = fields.CharField(max_length=128)
    token = fields.TextField()
    webhook_secret = fields.TextField()
    status = fields.CharEnumField(BotStatus, default=BotStatus.ACTIVE, max_length=16)
    is_sandbox = fields.BooleanField(default=False)
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "bots"


class CustomRole(OwnedRow):
    """A role that an owner made of permissions."""

    title = fields.CharField(max_length=64)
    permissions: Any = fields.JSONField(default=list)

    class Meta:
        table = "custom_roles"
        unique_together = (("community", "title"),)


class Membership(OwnedRow):
    """A person in a community. Never deleted while the person exists: leaving is a status.

    `points` and `level` are written by gamification and read by all.
    """

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: int
    role = fields.CharEnumField(Role, default=Role.MEMBER, max_length=16)
    custom_role: fields.ForeignKeyNullableRelation[CustomRole] = fields.ForeignKeyField(
        "models.CustomRole", related_name="memberships", null=True, on_delete=fields.RESTRICT
    )
    custom_role_id: int | None
    status = fields.CharEnumField(MembershipStatus, default=MembershipStatus.ACTIVE, max_length=16)
    points = fields.BigIntField(default=0)
    level = fields.IntField(default=1)
    joined_at = fields.DatetimeField()

    class Meta:
        table = "memberships"
        unique_together = (("community", "user"),)
        indexes = (("user_id", "status"),)


class Invite(OwnedRow):
    """A code that makes its bearer a member; `uses_limit` 0 means no limit."""

    code = fields.CharField(max_length=12, unique=True)
    role = fields.CharEnumField(Role, default=Role.MEMBER, max_length=16)
    uses_limit = fields.IntField(default=0)
    uses = fields.IntField(default=0)
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    notes = fields.CharField(max_length=256, default="")
    created_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    created_by_id: int | None
    idempotency_key = fields.CharField(max_length=128, null=True)

    class Meta:
        table = "invites"
        unique_together = (("community", "idempotency_key"),)


class InviteUse(OwnedRow):
    """Somebody came by an invite; once a person."""

    invite: fields.ForeignKeyRelation[Invite] = fields.ForeignKeyField(
        "models.Invite", related_name="used"
    )
    invite_id: int
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: int

    class Meta:
        table = "invite_uses"
        unique_together = (("invite", "user"),)


class JoinRequest(OwnedRow):
    """A wish to join; at most one open for a person (a partial unique index)."""

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: int
    status = fields.CharEnumField(
        JoinRequestStatus, default=JoinRequestStatus.PENDING, max_length=16
    )
    decided_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    decided_by_id: int | None
    decided_at = fields.DatetimeField(null=True)

    class Meta:
        table = "join_requests"


class ConnectedChat(OwnedRow):
    """A Telegram group or channel that belongs to a community."""

    telegram_id = fields.BigIntField(unique=True)
    kind = fields.CharEnumField(ConnectedChatKind, max_length=16)
    title = fields.CharField(max_length=256)

    class Meta:
        table = "connected_chats"


class AuditEntry(OwnedRow):
    """Who did what, when, from where. Append-only; holds ids, never names.

    `digest` covers the entry and the digest before it, so that a removed or changed entry shows.
    """

    number = fields.BigIntField()
    actor_id = fields.BigIntField(null=True)
    action = fields.CharField(max_length=64)
    target_kind = fields.CharField(max_length=32, default="")
    target_id = fields.BigIntField(null=True)
    details: Any = fields.JSONField(default=dict)
    request_id = fields.CharField(max_length=64, default="")
    digest = fields.CharField(max_length=64)

    class Meta:
        table = "audit_entries"
        unique_together = (("community", "number"),)
