"""The home community: every installation has one from the first start."""

from models.transactions import transaction

from models import Community, Membership, User
from models.base import within
from models.choices import JoinPolicy, MembershipStatus, Role
from services import clock

HOME_KEY = "main"


async def ensure_home(title: str, join_policy: JoinPolicy, admin_ids: tuple[int, ...]) -> Community:
    """Make the home community if there is none, and keep platform admins as the settings say.

    The first of `admin_ids` (Telegram ids) owns it as soon as they are known.
    """
    async with transaction():
        home = await Community.get_or_none(is_home=True)
        if home is None:
            home = await Community.create(
                key=HOME_KEY, title=title, join_policy=join_policy, is_home=True
            )
        for telegram_id in admin_ids:
            await User.get_or_create(telegram_id=telegram_id, defaults={"first_name": "Admin"})
        await User.filter(telegram_id__in=admin_ids).update(is_platform_admin=True)
        await (
            User.exclude(telegram_id__in=admin_ids)
            .filter(is_platform_admin=True)
            .update(is_platform_admin=False)
        )
        if admin_ids:
            await _ensure_owner(home, admin_ids[0])
    return home


async def _ensure_owner(home: Community, telegram_id: int) -> None:
    """The first admin owns the home community unless somebody already does."""
    with within(home.id):
        if await Membership.filter(role=Role.OWNER, status=MembershipStatus.ACTIVE).exists():
            return
        user = await User.get(telegram_id=telegram_id)
        member, _ = await Membership.get_or_create(
            user_id=user.id, defaults={"joined_at": clock.now()}
        )
        member.role, member.status = Role.OWNER, MembershipStatus.ACTIVE
        await member.save(update_fields=["role", "status"])
