"""People: Telegram accounts, the bots they speak with, and their sessions."""

from typing import Any

from tortoise import fields

from models.base import OwnedRow, Row


class User(Row):
    """A Telegram account, the same in every community."""

    telegram_id = fields.BigIntField(unique=True)
    first_name = fields.CharField(max_length=128)
    last_name = fields.CharField(max_length=128, default="")
    username = fields.CharField(max_length=64, null=True)
    language_code = fields.CharField(max_length=16, null=True)
    language = fields.CharField(max_length=8, null=True)
    time_zone = fields.CharField(max_length=64, null=True)
    photo_url = fields.CharField(max_length=512, null=True)
    is_premium = fields.BooleanField(default=False)
    is_platform_admin = fields.BooleanField(default=False)
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "users"

    @property
    def name(self) -> str:
        """First and last name as one line."""
        return f"{self.first_name} {self.last_name}".strip()


class Contact(Row):
    """A person in conversation with one of our bots."""

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="contacts"
    )
    user_id: int
    bot: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Bot", related_name="contacts"
    )
    bot_id: int
    current_community: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "models.Community", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    current_community_id: int | None
    spoke_at = fields.DatetimeField()
    blocked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "contacts"
        unique_together = (("user", "bot"),)


class Session(OwnedRow):
    """One device of one person in one community; the refresh token is stored as its hash.

    `is_proven`: it was opened by something that nobody but Telegram and ourselves could have made.
    """

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: int
    public_id = fields.CharField(max_length=32, unique=True)
    refresh_hash = fields.CharField(max_length=64, unique=True)
    previous_refresh_hash = fields.CharField(max_length=64, null=True, unique=True)
    rotated_at = fields.DatetimeField()
    platform = fields.CharField(max_length=32, default="")
    device = fields.CharField(max_length=128, default="")
    bot_id = fields.BigIntField()
    is_proven = fields.BooleanField(default=False)
    expires_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sessions"
        indexes = (("user_id", "revoked_at"),)
