"""What happens in connected groups."""

from typing import Any

from models import ConnectedChat
from models.base import everywhere, within
from models.choices import ConnectedChatKind
from services import communities
from tests.journeys.house import House, eventually

OLD, NEW = -4_000_000_001, -1_004_000_000_001


async def test_a_group_that_becomes_a_supergroup_stays_connected(house: House) -> None:
    home = await communities.read_home()
    with within(home.id):
        await ConnectedChat.create(telegram_id=OLD, kind=ConnectedChatKind.GROUP, title="Клуб")
    marina = await house.person(0)
    sender = {"id": marina.id, "is_bot": False, "first_name": "Марина"}
    moved: dict[str, Any] = {
        "message_id": 10,
        "date": 1,
        "chat": {"id": OLD, "type": "group", "title": "Клуб"},
        "from": sender,
        "migrate_to_chat_id": NEW,
    }
    came: dict[str, Any] = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": NEW, "type": "supergroup", "title": "Клуб"},
        "from": sender,
        "migrate_from_chat_id": OLD,
    }

    for message in (came, moved, moved, came):
        number = int(message["message_id"]) + abs(int(message["chat"]["id"]))
        update = {"update_id": number, "message": message}
        body = {"bot_id": house.bot_id, "update": update, "times": 1}
        async with house.session.post(f"{house.sandbox_url}/sim/updates", json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def find_new() -> ConnectedChat | None:
        with everywhere():
            return await ConnectedChat.get_or_none(telegram_id=NEW)

    chat = await eventually(find_new)
    assert chat.kind is ConnectedChatKind.SUPERGROUP
    with everywhere():
        assert await ConnectedChat.all().count() == 1
