"""Communities: tenants, their members, roles and bots."""

from services.communities.bots import (
    ConnectedBot,
    find_bot,
    has_real_bot,
    list_bots,
    read_platform_bot,
    register_platform_bot,
)
from services.communities.chats import move_chat
from services.communities.home import ensure_home
from services.communities.lookup import (
    access_community,
    find_by_chat,
    find_community,
    list_own,
    read_home,
)
from services.communities.membership import BannedError, enter, find_member, list_administrators
from services.communities.permissions import Permission, can, permissions_of, require

__all__ = [
    "BannedError",
    "ConnectedBot",
    "Permission",
    "access_community",
    "can",
    "ensure_home",
    "enter",
    "find_bot",
    "find_by_chat",
    "find_community",
    "find_member",
    "has_real_bot",
    "list_administrators",
    "list_bots",
    "list_own",
    "move_chat",
    "permissions_of",
    "read_home",
    "read_platform_bot",
    "register_platform_bot",
    "require",
]
