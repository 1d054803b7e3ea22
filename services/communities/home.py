"""The home community: every installation has one from the first start."""

from models import Community, User
from models.base import within
from models.choices import JoinPolicy
from models.transactions import transaction
from services.communities.claims import own_home

HOME_KEY = "main"
#: The title of a home community to which nobody has given one.
UNTITLED = "Kommuna"


async def ensure_home(
    title: str | None, join_policy: JoinPolicy, admin_ids: tuple[int, ...]
) -> Community:
    """Make the home community if there is none, and keep platform admins as the settings say.

    The first of `admin_ids` (Telegram ids) owns it as soon as they are known.
    """
    async with transaction():
        home = await Community.get_or_none(is_home=True)
        if home is None:
            home = await Community.create(
                key=HOME_KEY, title=title or UNTITLED, join_policy=join_policy, is_home=True
            )
        for telegram_id in admin_ids:
            await User.get_or_create(telegram_id=telegram_id, defaults={"first_name": "Admin"})
        if admin_ids:
            await _keep_admins(home, admin_ids)
    return home


async def _keep_admins(home: Community, telegram_ids: tuple[int, ...]) -> None:
    """Exactly these are platform admins; without any in the settings, who claimed it stays one."""
    await User.filter(telegram_id__in=telegram_ids).update(is_platform_admin=True)
    await (
        User.exclude(telegram_id__in=telegram_ids)
        .filter(is_platform_admin=True)
        .update(is_platform_admin=False)
    )
    with within(home.id):
        await own_home(await User.get(telegram_id=telegram_ids[0]))
