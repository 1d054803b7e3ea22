"""Makes people, communities and members."""

from itertools import count

from models import Community, Contact, Membership, User
from models.base import within
from models.choices import JoinPolicy, MembershipStatus, Role
from services import clock

_numbers = count(1)


async def make_user(name: str = "Anna", **values) -> User:
    """A Telegram account; its id does not fit into 32 bits, as in life."""
    number = next(_numbers)
    return await User.create(
        **{"telegram_id": 7_000_000_000 + number, "first_name": name, **values}
    )


async def make_community(
    title: str = "Школа", join_policy: JoinPolicy = JoinPolicy.OPEN, **values
) -> Community:
    """A community with nobody in it."""
    number = next(_numbers)
    return await Community.create(
        **{"key": f"school-{number}", "title": title, "join_policy": join_policy, **values}
    )


async def make_member(
    community: Community,
    role: Role = Role.MEMBER,
    user: User | None = None,
    status: MembershipStatus = MembershipStatus.ACTIVE,
    **values,
) -> Membership:
    """Somebody in a community, with `user` and `custom_role` at hand."""
    user = user or await make_user(str(role).title())
    with within(community.id):
        member = await Membership.create(
            user_id=user.id, role=role, status=status, joined_at=clock.now(), **values
        )
        await member.fetch_related("user", "custom_role")
    return member


async def make_contact(user: User, bot_id: int) -> Contact:
    """The person speaks with a bot (our row id)."""
    return await Contact.create(user_id=user.id, bot_id=bot_id, spoke_at=clock.now())
