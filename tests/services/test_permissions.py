"""Who may do what to whom: the table of roles, and everything that changes it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from models import AuditEntry, CustomRole, Membership, sql
from models.base import within
from models.choices import JoinPolicy, MembershipStatus, Role
from services import clock, communities
from services.communities import InviteTerms, Permission
from services.errors import ForbiddenError, InvalidError, NotFoundError
from services.vault import Vault
from tests.databases import Database
from tests.make.communities import make_community, make_member, make_user
from tests.make.telegram_bots import KnownBots

VAULT = Vault({"k1": b"1" * 32}, "k1")
STAFF = [Role.OWNER, Role.ADMIN, Role.MODERATOR, Role.TEACHER, Role.ORGANISER, Role.STEWARD]
ROLES = [*STAFF, Role.MEMBER, Role.GUEST]
OWNER, ADMIN, MODERATOR = Role.OWNER, Role.ADMIN, Role.MODERATOR

Deed = Callable[[Membership, Membership], Awaitable[object]]


async def connect_a_bot(actor: Membership, _: Membership) -> object:
    telegram = KnownBots()
    token = telegram.make(7_000_000_001)
    return await communities.connect_bot(actor, token, vault=VAULT, telegram=telegram)


#: What is done to a plain member (or to nobody), and the roles that may do it. All others may not.
TABLE: dict[str, tuple[Deed, set[Role]]] = {
    "list members": (lambda a, _: communities.list_members(a), {OWNER, ADMIN, MODERATOR}),
    "see a member": (lambda a, m: communities.access_member(a, m.id), {OWNER, ADMIN, MODERATOR}),
    "make a guest": (
        lambda a, m: communities.change_role(a, m.id, Role.GUEST),
        {OWNER, ADMIN, MODERATOR},
    ),
    "make a teacher": (
        lambda a, m: communities.change_role(a, m.id, Role.TEACHER),
        {OWNER, ADMIN},
    ),
    "make an admin": (lambda a, m: communities.change_role(a, m.id, Role.ADMIN), {OWNER}),
    "make an owner": (lambda a, m: communities.change_role(a, m.id, Role.OWNER), set()),
    "hand over": (lambda a, m: communities.hand_over(a, m.id), {OWNER}),
    "ban": (lambda a, m: communities.ban_member(a, m.id), {OWNER, ADMIN, MODERATOR}),
    "unban": (lambda a, m: communities.unban_member(a, m.id), {OWNER, ADMIN, MODERATOR}),
    "make a role": (
        lambda a, _: communities.create_custom_role(a, "Cashier", frozenset({Permission.CHECKIN})),
        {OWNER},
    ),
    "invite": (lambda a, _: communities.create_invite(a, InviteTerms()), {OWNER, ADMIN, MODERATOR}),
    "list invites": (lambda a, _: communities.list_invites(a), {OWNER, ADMIN, MODERATOR}),
    "list requests": (lambda a, _: communities.list_requests(a), {OWNER, ADMIN, MODERATOR}),
    "list bots": (lambda a, _: communities.list_own_bots(a), {OWNER, ADMIN}),
    "connect a bot": (connect_a_bot, {OWNER, ADMIN}),
    "see the audit": (lambda a, _: communities.list_audit(a), {OWNER, ADMIN}),
}


@pytest.mark.parametrize("deed", TABLE)
async def test_each_role_may_do_exactly_what_the_table_says(database: Database, deed: str) -> None:
    do, allowed = TABLE[deed]
    may = set()

    for role in ROLES:
        community = await make_community()
        actor, other = await make_member(community, role), await make_member(community)
        with within(community.id):
            try:
                await do(actor, other)
            except ForbiddenError:
                continue
            except communities.BotTakenError:
                pass
        may.add(role)

    assert may == allowed


@pytest.mark.parametrize("actor_role", STAFF)
async def test_one_acts_only_on_those_who_may_do_less(database: Database, actor_role: Role) -> None:
    below = {
        Role.OWNER: set(ROLES) - {Role.OWNER},
        Role.ADMIN: set(ROLES) - {Role.OWNER, Role.ADMIN},
        Role.MODERATOR: {Role.MEMBER, Role.GUEST},
    }
    community = await make_community()
    actor = await make_member(community, actor_role)
    banned = set()

    for role in ROLES:
        other = await make_member(community, role)
        with within(community.id):
            try:
                await communities.ban_member(actor, other.id)
            except ForbiddenError:
                continue
        banned.add(role)

    assert banned == below.get(actor_role, set())


@pytest.mark.parametrize("role", STAFF)
async def test_nobody_changes_themselves(database: Database, role: Role) -> None:
    community = await make_community()
    actor = await make_member(community, role)

    with within(community.id):
        for deed in (
            communities.change_role(actor, actor.id, Role.MEMBER),
            communities.ban_member(actor, actor.id),
        ):
            with pytest.raises(ForbiddenError):
                await deed
        await actor.refresh_from_db()

    assert (actor.role, actor.status) == (role, MembershipStatus.ACTIVE)


async def test_another_communitys_member_is_as_if_they_did_not_exist(database: Database) -> None:
    ours, theirs = await make_community(), await make_community()
    owner, stranger = await make_member(ours, Role.OWNER), await make_member(theirs)

    with within(ours.id):
        for member_id in (stranger.id, 10**9):
            for deed in (
                communities.access_member(owner, member_id),
                communities.change_role(owner, member_id, Role.GUEST),
                communities.ban_member(owner, member_id),
                communities.unban_member(owner, member_id),
                communities.hand_over(owner, member_id),
            ):
                with pytest.raises(communities.MemberNotFoundError):
                    await deed

    found = await communities.find_member(theirs, stranger.user)
    assert found is not None
    assert found.role is Role.MEMBER


async def test_a_handed_over_community_has_one_owner_whoever_is_quick(database: Database) -> None:
    community = await make_community()
    owner = await make_member(community, Role.OWNER)
    heirs = [await make_member(community) for _ in range(4)]

    async def give(heir: Membership) -> object:
        with within(community.id):
            return await communities.hand_over(owner, heir.id)

    answers = await asyncio.gather(*(give(heir) for heir in heirs), return_exceptions=True)

    assert sum(isinstance(one, Membership) for one in answers) == 1
    with within(community.id):
        assert await Membership.filter(role=Role.OWNER).count() == 1
        assert (await Membership.get(id=owner.id)).role is Role.ADMIN


async def test_a_ban_takes_the_role_and_the_way_back(database: Database) -> None:
    community = await make_community()
    owner, teacher = await make_member(community, OWNER), await make_member(community, Role.TEACHER)

    with within(community.id):
        banned = await communities.ban_member(owner, teacher.id)
        for way in (
            communities.enter(community, teacher.user),
            communities.join(community, teacher.user),
        ):
            with pytest.raises(communities.BannedError):
                await way
        await communities.unban_member(owner, teacher.id)
        back = await communities.join(community, teacher.user)

    assert (banned.status, banned.role) == (MembershipStatus.BANNED, Role.MEMBER)
    assert isinstance(back, Membership)
    assert back.role is Role.MEMBER


async def test_who_left_comes_back_by_their_own_wish_alone(database: Database) -> None:
    community = await make_community(join_policy=JoinPolicy.OPEN)
    teacher = await make_member(community, Role.TEACHER)

    with within(community.id):
        await communities.leave(teacher)
        visited = await communities.enter(community, teacher.user)
        joined = await communities.join(community, teacher.user)

    assert visited is None
    assert isinstance(joined, Membership)
    assert joined.role is Role.MEMBER


async def test_an_owner_stays(database: Database) -> None:
    community = await make_community()
    owner = await make_member(community, Role.OWNER)

    with within(community.id), pytest.raises(communities.OwnerStaysError):
        await communities.leave(owner)


# Roles of one's own making


async def test_a_role_of_ones_own_allows_what_it_says_and_no_more(database: Database) -> None:
    community = await make_community()
    owner, anna = await make_member(community, OWNER), await make_member(community)

    with within(community.id):
        role = await communities.create_custom_role(
            owner, "Куратор", frozenset({Permission.MANAGE_USERS, Permission.GRADE_HOMEWORK})
        )
        await communities.change_role(owner, anna.id, Role.CUSTOM, role.id)
    curator = await communities.find_member(community, anna.user)

    assert communities.can(curator, Permission.GRADE_HOMEWORK)
    assert not communities.can(curator, Permission.BAN_MEMBERS)


async def test_a_role_that_decides_about_admins_is_never_given(database: Database) -> None:
    community = await make_community()
    owner = await make_member(community, OWNER)

    with within(community.id):
        for title, permissions in (
            ("Second owner", frozenset({Permission.MANAGE_ADMINS})),
            ("Nothing", frozenset()),
            (" ", frozenset({Permission.CHECKIN})),
            ("x" * 65, frozenset({Permission.CHECKIN})),
        ):
            with pytest.raises(InvalidError):
                await communities.create_custom_role(owner, title, permissions)
        assert not await CustomRole.exists()


async def test_an_admin_cannot_give_a_role_that_may_do_more(database: Database) -> None:
    community = await make_community()
    owner, admin = await make_member(community, OWNER), await make_member(community, ADMIN)
    anna = await make_member(community)

    with within(community.id):
        role = await communities.create_custom_role(
            owner, "Archivist", frozenset({Permission.EXPORT_DATA})
        )
        with pytest.raises(communities.TooHighRoleError):
            await communities.change_role(admin, anna.id, Role.CUSTOM, role.id)


async def test_a_foreign_or_used_role_is_neither_given_nor_deleted(database: Database) -> None:
    ours, theirs = await make_community(), await make_community()
    owner, anna = await make_member(ours, OWNER), await make_member(ours)
    other = await make_member(theirs, OWNER)
    with within(theirs.id):
        foreign = await communities.create_custom_role(
            other, "Theirs", frozenset({Permission.CHECKIN})
        )

    with within(ours.id):
        own = await communities.create_custom_role(owner, "Ours", frozenset({Permission.CHECKIN}))
        for deed in (
            communities.change_role(owner, anna.id, Role.CUSTOM, foreign.id),
            communities.delete_custom_role(owner, foreign.id),
        ):
            with pytest.raises(NotFoundError):
                await deed
        await communities.change_role(owner, anna.id, Role.CUSTOM, own.id)
        with pytest.raises(communities.RoleInUseError):
            await communities.delete_custom_role(owner, own.id)
        await communities.change_role(owner, anna.id, Role.MEMBER)
        await communities.delete_custom_role(owner, own.id)
        assert not await CustomRole.exists()


async def test_a_change_touches_no_other_column(database: Database) -> None:
    community = await make_community()
    owner, anna = await make_member(community, OWNER), await make_member(community, points=7)
    before = dict(await read_row(anna))

    with within(community.id):
        await communities.change_role(owner, anna.id, Role.TEACHER)

    after = dict(await read_row(anna))
    assert {name for name in before if before[name] != after[name]} == {"role"}


async def read_row(member: Membership):
    return (await sql.query("SELECT * FROM memberships WHERE id = $1", member.id))[0]


async def test_changes_stand_in_the_audit(database: Database) -> None:
    community = await make_community()
    owner, anna = await make_member(community, OWNER), await make_member(community)

    with within(community.id):
        await communities.change_role(owner, anna.id, Role.TEACHER)
        await communities.ban_member(owner, anna.id)
        entries = await AuditEntry.all().order_by("number")

    assert [one.action for one in entries] == ["member.role_changed", "member.banned"]
    assert entries[0].details == {"before": "member", "after": "teacher", "custom_role": None}
    assert {one.actor_id for one in entries} == {owner.user_id}


# The first admin


SECRET = b"s" * 32


async def test_the_claim_makes_one_admin_and_then_is_over(database: Database) -> None:
    home = await communities.ensure_home("Kommuna", JoinPolicy.OPEN, ())
    token = communities.new_claim(SECRET)
    people = [await make_user() for _ in range(4)]

    answers = await asyncio.gather(
        *(communities.claim(one, token, secret_key=SECRET) for one in people),
        return_exceptions=True,
    )

    assert sum(isinstance(one, communities.ClaimOverError) for one in answers) == 3
    with within(home.id):
        owner = await Membership.get(role=Role.OWNER).select_related("user")
    assert owner.user.is_platform_admin
    assert not await communities.needs_claim()


@pytest.mark.parametrize("change", ["", "x", "other key", "an hour"])
async def test_a_claim_that_is_forged_or_old_makes_nobody_admin(
    database: Database, change: str
) -> None:
    await communities.ensure_home("Kommuna", JoinPolicy.OPEN, ())
    anna, token = await make_user(), communities.new_claim(SECRET)
    if change == "":
        token = ""
    elif change == "x":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    secret = b"o" * 32 if change == "other key" else SECRET

    with (
        clock.shifted(timedelta(hours=1 if change == "an hour" else 0)),
        pytest.raises(communities.ClaimOverError),
    ):
        await communities.claim(anna, token, secret_key=secret)

    assert await communities.needs_claim()


async def test_a_claimed_admin_stays_after_a_restart_without_settings(database: Database) -> None:
    await communities.ensure_home("Kommuna", JoinPolicy.OPEN, ())
    anna = await make_user()
    await communities.claim(anna, communities.new_claim(SECRET), secret_key=SECRET)

    await communities.ensure_home("Kommuna", JoinPolicy.OPEN, ())

    assert not await communities.needs_claim()
