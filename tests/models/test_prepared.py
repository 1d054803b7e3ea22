"""Queries whose text is built once."""

from models import Community, Membership, User
from models.base import everywhere
from models.choices import Role
from models.prepared import PreparedQuery
from services import clock
from tests.databases import Database

MEMBERSHIP = PreparedQuery(
    lambda community_id, user_id: Membership.filter(
        community_id=community_id, user_id=user_id
    ).select_related("user", "custom_role"),
    values=2,
)


async def make_member(key: str, telegram_id: int) -> Membership:
    community = await Community.create(key=key, title=key.title())
    user = await User.create(telegram_id=telegram_id, first_name=key)
    with everywhere():
        return await Membership.create(
            community_id=community.id, user_id=user.id, role=Role.ADMIN, joined_at=clock.now()
        )


async def test_a_prepared_query_finds_what_the_built_one_finds(database: Database) -> None:
    first, second = await make_member("first", 7_000_000_001), await make_member("second", 2)

    for member in (first, second, first):
        found = await MEMBERSHIP.find(member.community_id, member.user_id)

        with everywhere():
            built = await Membership.get(id=member.id).select_related("user", "custom_role")
        assert found is not None
        assert list(found) == list(built)  # type: ignore[call-overload]  # columns and values
        assert found.user.telegram_id == built.user.telegram_id
        assert found.custom_role is None
        assert found.role is Role.ADMIN


async def test_a_prepared_query_keeps_its_filters(database: Database) -> None:
    first, second = await make_member("first", 1), await make_member("second", 2)

    assert await MEMBERSHIP.find(first.community_id, second.user_id) is None
    assert await MEMBERSHIP.find(second.community_id, first.user_id) is None


async def test_what_was_found_can_be_changed_and_saved(database: Database) -> None:
    member = await make_member("first", 1)
    found = await MEMBERSHIP.find(member.community_id, member.user_id)

    assert found is not None
    with everywhere():
        found.points = 5
        await found.save(update_fields=["points"])
        assert (await Membership.get(id=member.id)).points == 5
