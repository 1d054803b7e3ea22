"""Updates that arrive at two replicas: handled once, in order, and never lost."""

import asyncio

import pytest

from models import sql
from tests.make.waiting import eventually
from tests.replicas.pair import Pair

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("replicas"),
]


async def test_both_started_at_once_on_an_empty_database(pair: Pair) -> None:
    for replica in pair.replicas:
        async with pair.session.get(f"{replica.url}/health") as answer:
            assert (await answer.json())["status"] == "ok"
    assert len(await sql.query("SELECT id FROM communities WHERE is_home")) == 1
    assert len(await sql.query("SELECT id FROM bots")) == 1


async def test_twenty_copies_of_one_update_at_once_have_one_effect(pair: Pair) -> None:
    anna = await pair.make_person("Anna")
    await anna.start()
    update = make_start(anna.id, update_id=900_001)

    answers = await pair.sim(
        "updates", bot_id=pair.sandbox.bot_id, update=update, times=20, parallel=True
    )

    assert [answer["status"] for answer in answers] == [200] * 20
    await settled()
    assert len(await pair.calls("sendMessage", anna.id)) == 2
    rows = await sql.query("SELECT state, error FROM inbox_updates WHERE update_id = 900001")
    assert rows == [{"state": "done", "error": None}]


async def test_the_steps_of_one_person_keep_their_order_across_replicas(pair: Pair) -> None:
    boris = await pair.make_person("Boris")
    await boris.start()
    bot_url = [f"{replica.url}/tg/bot/{pair.sandbox.bot_id}" for replica in pair.replicas]
    secret = await read_secret(pair)
    words = ["/settings", "/menu", "/courses"] * 6

    for number, text in enumerate(words):
        update = make_message(boris.id, text, update_id=910_000 + number)
        async with pair.session.post(
            bot_url[number % 2],
            json=update,
            headers={"X-Telegram-Bot-Api-Secret-Token": secret},
        ) as answer:
            assert answer.status == 200
    await settled()

    rows = await sql.query(
        "SELECT update_id, finished_at FROM inbox_updates WHERE update_id BETWEEN 910000 AND "
        "910100 ORDER BY finished_at"
    )
    assert [row["update_id"] for row in rows] == [910_000 + n for n in range(len(words))]
    shown = [call["params"]["text"] for call in await pair.calls("sendMessage", boris.id)][1:]
    assert len(shown) == len(words)
    assert len(set(shown)) == 3
    assert shown == shown[:3] * 6


async def test_different_people_are_served_by_both(pair: Pair) -> None:
    people = [await pair.make_person(f"Person {number}") for number in range(10)]

    greetings = await asyncio.gather(*(person.start() for person in people))

    assert all("Hello" in greeting.text for greeting in greetings)


def make_message(person_id: int, text: str, update_id: int) -> dict:
    person = {"id": person_id, "is_bot": False, "first_name": "Anna", "language_code": "en"}
    length = len(text.partition(" ")[0])
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1_800_000_000,
            "from": person,
            "chat": {"id": person_id, "type": "private", "first_name": "Anna"},
            "text": text,
            "entities": [{"type": "bot_command", "offset": 0, "length": length}],
        },
    }


def make_start(person_id: int, update_id: int) -> dict:
    return make_message(person_id, "/start", update_id)


async def read_secret(pair: Pair) -> str:
    from services import communities  # noqa: PLC0415

    connected = await communities.read_platform_bot(pair.vault)
    assert connected is not None
    return connected.webhook_secret


async def settled() -> None:
    """Wait until nothing is left to handle."""

    async def look() -> bool:
        return not await sql.query("SELECT id FROM inbox_updates WHERE state = 'new' LIMIT 1")

    await eventually(look, 60)
