"""`invites`, `community` and `webhook`: the operator's hands on communities.

Whoever has the terminal has the database, so nobody's rights are asked for; the audit says that it
was the server. Importing this is cheap: what is heavy is imported by the command that runs.
"""

import argparse
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.registry import BotRegistry
    from bot.webhook_admin import WebhookState
    from models import Community, Invite
    from services.errors import DomainError

STATUSES = ("active", "expired", "revoked", "exhausted")
ROLES = ("user", "member", "guest", "steward", "organiser", "teacher", "moderator", "admin")
POLICIES = ("open", "request", "invite")
LISTED = 100


class CommandError(Exception):
    """The command cannot do that; the message says in one line what to do."""


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Put the commands on the command line."""
    _add_invites(commands)
    community = commands.add_parser("community", help="make a community")
    actions = community.add_subparsers(metavar="ACTION", required=True)
    create = actions.add_parser("create", help="make one")
    create.add_argument("--key", required=True, help="its name in links: a-z, 0-9 and hyphens")
    create.add_argument("--title", required=True)
    create.add_argument("--owner", required=True, type=int, help="the owner's Telegram id")
    create.add_argument("--policy", choices=POLICIES, default="open", help="how people join")
    create.set_defaults(command=_safely(create_community))
    _add_webhook(commands)


def _add_invites(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    invites = commands.add_parser("invites", help="make, revoke, list and show invites")
    actions = invites.add_subparsers(metavar="ACTION", required=True)
    create = actions.add_parser("create", help="make an invite")
    create.add_argument("--tenant", help="the community's uuid or key (default: the home one)")
    create.add_argument("--role", choices=ROLES, default="user", help="what the invited become")
    create.add_argument("--limit", type=int, default=0, help="how many may come (0: no limit)")
    create.add_argument(
        "--expires", type=_moment, help="ISO 8601, such as 2030-12-31T23:59:59Z (default: never)"
    )
    create.add_argument("--notes", default="", help="for yourself")
    create.set_defaults(command=_safely(create_invite))
    revoke = actions.add_parser("revoke", help="end an invite")
    revoke.add_argument("--code", required=True)
    revoke.set_defaults(command=_safely(revoke_invite))
    listing = actions.add_parser("list", help="show the newest hundred")
    listing.add_argument("--tenant", help="the community's uuid or key (default: the home one)")
    listing.add_argument("--status", choices=STATUSES)
    listing.set_defaults(command=_safely(list_invites))
    get = actions.add_parser("get", help="show an invite and who came by it")
    get.add_argument("--code", required=True)
    get.set_defaults(command=_safely(show_invite))


def _add_webhook(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    webhook = commands.add_parser("webhook", help="the platform bot's webhook at Telegram")
    actions = webhook.add_subparsers(metavar="ACTION", required=True)
    for name, explanation, command in (
        ("set", "set it as the settings say", set_webhook),
        ("delete", "take it away", delete_webhook),
        ("info", "show what Telegram has", show_webhook),
    ):
        actions.add_parser(name, help=explanation).set_defaults(command=_safely(command))


# Invites


async def create_invite(settings: Settings, chosen: argparse.Namespace) -> None:
    """Make an invite and show it."""
    from models.choices import Role  # noqa: PLC0415 - heavy
    from services import communities  # noqa: PLC0415 - heavy

    role = Role.MEMBER if chosen.role == "user" else Role(chosen.role)
    terms = communities.InviteTerms(
        role=role, uses_limit=chosen.limit, expires_at=chosen.expires, notes=chosen.notes
    )
    async with _opened(settings):
        community = await _read_community(chosen.tenant)
        invite = await communities.create_invite_as_operator(community, terms)
        await _print_invite(invite, community)


async def revoke_invite(settings: Settings, chosen: argparse.Namespace) -> None:
    """End an invite."""
    from services import communities  # noqa: PLC0415 - heavy

    async with _opened(settings):
        invite = await communities.revoke_invite_as_operator(chosen.code)
    print(f"{invite.code} is revoked.")


async def list_invites(settings: Settings, chosen: argparse.Namespace) -> None:
    """Show a community's invites, a line each."""
    from services import communities  # noqa: PLC0415 - heavy

    status = communities.InviteStatus(chosen.status) if chosen.status else None
    async with _opened(settings):
        community = await _read_community(chosen.tenant)
        found = await communities.list_invites_as_operator(community, status, limit=LISTED)
    print(f"{'CODE':14}{'ROLE':12}{'USES':12}{'STATUS':11}{'EXPIRES':22}NOTES")
    for one in found:
        uses = f"{one.uses}/{one.uses_limit or '-'}"
        state = communities.invite_status(one)
        line = f"{one.code:14}{_role(one):12}{uses:12}{state:11}{_day(one.expires_at):22}"
        print((line + one.notes).rstrip())


async def show_invite(settings: Settings, chosen: argparse.Namespace) -> None:
    """Show an invite and who came by it."""
    from services import communities  # noqa: PLC0415 - heavy

    async with _opened(settings):
        invite = await communities.find_invite(chosen.code)
        await _print_invite(invite, invite.community)
        for use in await communities.list_uses(invite):
            print(f"  {_day(use.created_at)}  {use.user.name}")


async def _print_invite(invite: "Invite", community: "Community") -> None:
    from bot.deep_links import DeepLink, LinkKind, write_deep_link  # noqa: PLC0415 - heavy
    from services import communities  # noqa: PLC0415 - heavy

    print(f"Code       {invite.code}")
    username = await communities.find_platform_username()
    if username is not None:
        print(f"Link       {write_deep_link(username, DeepLink(LinkKind.INVITE, invite.code))}")
    print(f"Community  {community.title} ({community.key}, {community.uuid})")
    print(f"Role       {_role(invite)}")
    print(f"Status     {communities.invite_status(invite)}")
    print(f"Uses       {invite.uses} of {invite.uses_limit or 'any number'}")
    print(f"Expires    {_day(invite.expires_at)}")
    if invite.notes:
        print(f"Notes      {invite.notes}")


def _role(invite: "Invite") -> str:
    """The role as the option names it."""
    return "user" if invite.role == "member" else str(invite.role)


# Communities


async def create_community(settings: Settings, chosen: argparse.Namespace) -> None:
    """Make a community for somebody."""
    from models.choices import JoinPolicy  # noqa: PLC0415 - heavy
    from services import communities, users  # noqa: PLC0415 - heavy

    if not 0 < chosen.owner < 2**63:
        raise CommandError("--owner must be the number that Telegram knows the owner by.")
    async with _opened(settings):
        owner = await users.find_or_expect(chosen.owner)
        made = await communities.create_community_as_operator(
            owner, key=chosen.key, title=chosen.title, join_policy=JoinPolicy(chosen.policy)
        )
    print(f"{made.title} ({made.key}, {made.uuid})")


async def _read_community(name: str | None) -> "Community":
    from services import communities  # noqa: PLC0415 - heavy

    if name is None:
        return await communities.read_home()
    found = await communities.find_community(name)
    if found is None:
        raise CommandError(f"There is no community {name}: give its uuid or its key.")
    return found


# The webhook


async def set_webhook(settings: Settings, _: argparse.Namespace) -> None:
    """Set it as the settings say."""
    from bot import webhook_admin  # noqa: PLC0415 - heavy

    url = settings.public_url
    if url is None and settings.sandbox:
        url = f"http://127.0.0.1:{settings.port}"
    async with _registry(settings) as registry:
        _print_webhook(await webhook_admin.renew_webhook(registry, url))


async def delete_webhook(settings: Settings, _: argparse.Namespace) -> None:
    """Take it away."""
    from bot import webhook_admin  # noqa: PLC0415 - heavy

    async with _registry(settings) as registry:
        _print_webhook(await webhook_admin.delete_webhook(registry))


async def show_webhook(settings: Settings, _: argparse.Namespace) -> None:
    """Show what Telegram has."""
    from bot import webhook_admin  # noqa: PLC0415 - heavy

    async with _registry(settings) as registry:
        _print_webhook(await webhook_admin.describe_webhook(registry))


def _print_webhook(state: "WebhookState") -> None:
    print(f"Address  {state.url or 'none'}")
    print(f"Waiting  {state.pending_updates}")
    if state.last_error is not None:
        print(f"Error    {_day(state.last_error_at)}  {state.last_error}")


@asynccontextmanager
async def _registry(settings: Settings) -> AsyncIterator["BotRegistry"]:
    from bot.registry import BotRegistry  # noqa: PLC0415 - heavy
    from gateways.telegram import Fleet  # noqa: PLC0415 - heavy
    from services.vault import Vault  # noqa: PLC0415 - heavy

    url = settings.bot_api_url
    if settings.sandbox:
        url = f"http://{settings.sandbox_host}:{settings.sandbox_port}"
    fleet = Fleet(url)
    try:
        async with _opened(settings):
            vault = Vault(settings.encryption_keys, settings.primary_encryption_key)
            registry = BotRegistry(fleet, vault)
            if await registry.find_platform() is None:
                raise CommandError("No bot is known yet: start the server once with BOT_TOKEN.")
            yield registry
    finally:
        await fleet.close()


# What they share


def _safely(
    command: Callable[[Settings, argparse.Namespace], Awaitable[None]],
) -> Callable[[Settings, argparse.Namespace], Awaitable[int]]:
    """Say a refusal in one line and return 1."""

    async def run(settings: Settings, chosen: argparse.Namespace) -> int:
        from services.errors import DomainError  # noqa: PLC0415 - heavy

        try:
            await command(settings, chosen)
        except CommandError as error:
            print(error, file=sys.stderr)
        except DomainError as error:
            print(_refusal(error), file=sys.stderr)
        else:
            return 0
        return 1

    return run


def _refusal(error: "DomainError") -> str:
    from bot.i18n import Translator  # noqa: PLC0415 - heavy
    from services.errors import InvalidError  # noqa: PLC0415 - heavy

    t = Translator("en")
    if isinstance(error, InvalidError) and error.errors:
        return " ".join(f"--{one.field}: {t(one.text, **one.details)}" for one in error.errors)
    return t(error.text, **error.details)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[None]:
    """The database, beside a running server or without one."""
    from tortoise.exceptions import DoesNotExist, OperationalError  # noqa: PLC0415 - heavy

    from models.database import close_database, open_database  # noqa: PLC0415 - heavy

    try:
        await open_database(settings.database_url)
    except (OSError, ValueError) as error:
        raise CommandError(
            f"The database cannot be opened: {error}. Check DATABASE_URL."
        ) from error
    try:
        yield
    except (OperationalError, DoesNotExist) as error:
        raise CommandError(
            "The database is not ready: start the server once, or run `python main.py migrate`."
        ) from error
    finally:
        await close_database()


def _moment(text: str) -> datetime:
    """A time from ISO 8601; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time such as 2030-12-31T23:59:59Z"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
