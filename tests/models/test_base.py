"""Rows of one community cannot be seen or written from another one."""

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError

from models import Community, Course, Module
from models.base import (
    ForeignCommunityError,
    UnscopedError,
    current_community,
    everywhere,
    for_update,
    move_within,
    within,
)
from models.transactions import transaction
from tests.databases import Database


async def make_two() -> tuple[Course, Course]:
    """A course in each of two communities."""
    courses = []
    for key in ("anna", "boris"):
        community = await Community.create(key=key, title=key)
        with within(community.id):
            courses.append(await Course.create(slug="first", title=key))
    return courses[0], courses[1]


async def titles() -> list[str]:
    with everywhere():
        return sorted(course.title for course in await Course.all())


async def test_a_scope_ends_where_its_block_ends():
    assert current_community() is None
    with within(1):
        assert current_community() == 1
        with within(2):
            assert current_community() == 2
        with everywhere():
            assert current_community() is None
        assert current_community() == 1
    assert current_community() is None


async def test_who_moves_on_is_back_where_the_block_ends():
    async def move() -> None:
        move_within(2)

    with within(3):
        with within(1):
            await move()
            assert current_community() == 2
        assert current_community() == 3
    with pytest.raises(UnscopedError):
        move_within(1)
    assert current_community() is None


async def test_a_query_finds_the_current_community_only(database: Database):
    ours, theirs = await make_two()

    with within(ours.community_id):
        found = await Course.all()
        by_id = await Course.get_or_none(id=theirs.id)
        counted = await Course.filter(slug="first").count()
        is_there = await Course.exists(id=theirs.id)
        in_bulk = await Course.in_bulk([ours.id, theirs.id])

    assert [course.id for course in found] == [ours.id]
    assert by_id is None
    assert counted == 1
    assert not is_there
    assert list(in_bulk) == [ours.id]


async def test_everywhere_finds_all_communities(database: Database):
    await make_two()

    assert await titles() == ["anna", "boris"]


async def test_outside_of_every_scope_nothing_is_read_or_written(database: Database):
    ours, _ = await make_two()

    for read in (Course.all, Course.first, Course.exists, Course.select_for_update):
        with pytest.raises(UnscopedError):
            read()
    with pytest.raises(UnscopedError):
        Course.bulk_create([Course(slug="s", title="t", community_id=ours.community_id)])
    for write in (ours.save, ours.delete, ours.refresh_from_db):
        with pytest.raises(UnscopedError):
            await write()
    with pytest.raises(UnscopedError):
        await Course.create(slug="s", title="t", community_id=ours.community_id)


async def test_a_new_row_gets_the_current_community(database: Database):
    ours, _ = await make_two()

    with within(ours.community_id):
        created = await Course.create(slug="a", title="a")
        found, is_new = await Course.get_or_create(slug="b", defaults={"title": "b"})
        updated, _ = await Course.update_or_create(slug="b", defaults={"title": "B"})
        await Course.bulk_create([Course(slug="c", title="c"), Course(slug="d", title="d")])
        count = await Course.all().count()

    assert is_new
    assert {created.community_id, found.community_id, updated.community_id} == {ours.community_id}
    assert count == 5


async def test_everywhere_a_new_row_must_tell_its_community(database: Database):
    ours, _ = await make_two()

    with everywhere():
        with pytest.raises(UnscopedError):
            await Course.create(slug="a", title="a")
        told = await Course.create(slug="a", title="a", community_id=ours.community_id)

    assert told.community_id == ours.community_id


async def test_a_foreign_row_cannot_be_written(database: Database):
    ours, theirs = await make_two()

    with within(ours.community_id):
        theirs.title = "stolen"
        for write in (theirs.save, theirs.delete, theirs.refresh_from_db):
            with pytest.raises(ForeignCommunityError):
                await write()
        with pytest.raises(ForeignCommunityError):
            Course.all().bulk_update([theirs], ["title"])
        with pytest.raises(ForeignCommunityError):
            Course.bulk_create([Course(slug="x", title="x", community_id=theirs.community_id)])
        with pytest.raises(ForeignCommunityError):
            await Course.create(slug="x", title="x", community_id=theirs.community_id)
        with pytest.raises(ForeignCommunityError):
            await Course.get_or_create(slug="first", community_id=theirs.community_id, title="x")
        assert await Course.filter(id=theirs.id).update(title="stolen") == 0
        assert await Course.filter(id=theirs.id).delete() == 0

    assert await titles() == ["anna", "boris"]


async def test_the_same_writes_succeed_in_the_own_community(database: Database):
    ours, theirs = await make_two()

    with within(theirs.community_id):
        theirs.title = "renamed"
        await theirs.save()
        await Course.all().bulk_update([theirs], ["title"])
        changed = await Course.filter(id=theirs.id).update(title="renamed again")
        await theirs.refresh_from_db()
        deleted = await Course.filter(id=theirs.id).delete()

    assert (changed, theirs.title, deleted) == (1, "renamed again", 1)
    assert await titles() == [ours.title]


async def test_an_id_from_outside_cannot_be_updated_as_if_it_had_been_read(database: Database):
    ours, theirs = await make_two()

    with within(ours.community_id):
        forged = Course(id=theirs.id, slug="first", title="stolen")
        with pytest.raises(ForeignCommunityError):
            await forged.save(force_update=True)
        with pytest.raises(ForeignCommunityError):
            await forged.save(update_fields=["title"])

    assert await titles() == ["anna", "boris"]


async def test_a_row_never_changes_its_community(database: Database):
    ours, theirs = await make_two()

    with within(ours.community_id):
        with pytest.raises(ForeignCommunityError):
            Course.all().update(community_id=theirs.community_id)
        with pytest.raises(ForeignCommunityError):
            Course.all().bulk_update([ours], ["community_id"])
        theirs.community_id = ours.community_id
        with pytest.raises(IntegrityError):
            await theirs.save()
    with everywhere():
        await theirs.refresh_from_db()

    assert theirs.community_id != ours.community_id


async def test_an_upsert_names_its_community(database: Database):
    ours, theirs = await make_two()
    rows = [Course(slug="first", title="upserted")]

    with within(ours.community_id):
        with pytest.raises(ForeignCommunityError):
            Course.bulk_create(rows, on_conflict=["slug"], update_fields=["title"])
        await Course.bulk_create(
            rows, on_conflict=["community_id", "slug"], update_fields=["title"]
        )

    assert await titles() == [theirs.title, "upserted"]


async def test_the_database_refuses_a_child_of_a_foreign_parent(database: Database):
    ours, theirs = await make_two()

    with within(ours.community_id):
        with pytest.raises(IntegrityError):
            await Module.create(course_id=theirs.id, title="m", position=1)
        with pytest.raises(IntegrityError):
            await Module.bulk_create([Module(course_id=theirs.id, title="m", position=1)])
        own = await Module.create(course_id=ours.id, title="m", position=1)
        with pytest.raises(IntegrityError):
            await Module.filter(id=own.id).update(course_id=theirs.id)
        own.course_id = theirs.id
        with pytest.raises(IntegrityError):
            await own.save()

    with everywhere():
        assert await Module.all().values_list("course_id", flat=True) == [ours.id]


async def test_plain_sql_is_refused_a_foreign_parent_and_a_move(database: Database):
    ours, theirs = await make_two()
    with within(ours.community_id):
        own = await Module.create(course_id=ours.id, title="m", position=1)
    connection = get_connection("default")

    for statement in (
        f"UPDATE modules SET course_id = {theirs.id} WHERE id = {own.id}",
        f"UPDATE modules SET community_id = {theirs.community_id} WHERE id = {own.id}",
        f"UPDATE courses SET community_id = {theirs.community_id} WHERE id = {ours.id}",
    ):
        with pytest.raises(IntegrityError):
            await connection.execute_query(statement)


async def test_a_lock_is_held_on_postgresql_and_needless_on_sqlite(database: Database):
    ours, _ = await make_two()

    with within(ours.community_id):
        async with transaction():
            locked = await for_update(Course.filter(id=ours.id)).get()
            sql = for_update(Course.filter(id=ours.id)).sql()

    assert locked.id == ours.id
    assert ("FOR NO KEY UPDATE" in sql) == (database.engine == "postgres")


async def test_postgresql_is_told_the_community_for_the_transaction(database: Database):
    if database.engine != "postgres":
        return
    ask = "SELECT current_setting('app.community', true) AS community"

    with within(42):
        async with transaction():
            inside = await get_connection("default").execute_query_dict(ask)
    after = await get_connection("default").execute_query_dict(ask)

    assert inside[0]["community"] == "42"
    assert after[0]["community"] in (None, "")
