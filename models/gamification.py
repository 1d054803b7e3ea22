"""Gamification: the ledger of points."""

from tortoise import fields

from models.base import OwnedRow
from models.communities import Membership


class PointsEntry(OwnedRow):
    """Points given or taken; append-only. `key` makes the same deed count once."""

    member: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "models.Membership", related_name="points_entries"
    )
    member_id: int
    event = fields.CharField(max_length=64)
    points = fields.IntField()
    key = fields.CharField(max_length=128)

    class Meta:
        table = "points_entries"
        unique_together = (("community", "key"),)
        indexes = (("member_id", "id"),)
