"""Groups and channels: members, rights, links, upgrading."""

from __future__ import annotations

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import ChatPermissions

MARINA = 9 * 10**15 + 1
DANIEL = 9 * 10**15 + 2
VERA = 9 * 10**15 + 3
EVERYTHING = [
    "message",
    "channel_post",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "callback_query",
]


@pytest.fixture
async def group(hands, sandbox, bot):
    """A supergroup of Marina's with Daniel, run by the bot."""
    body = {"title": "Readers", "type": "supergroup", "members": [DANIEL], "owner": MARINA}
    chat = (await hands.post("/groups", body))["chat"]
    await promote(hands, chat, sandbox.bot_id)
    await bot.get_updates(offset=-1, allowed_updates=EVERYTHING)
    await drain(bot)
    return int(chat)


async def promote(hands, chat, bot_id, rights=None):
    body = {"actor": MARINA, "user": bot_id, "status": "administrator", "rights": rights}
    await hands.post(f"/groups/{chat}/members", body)


async def drain(bot):
    """Return what waits and confirm it."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def test_a_bot_learns_that_it_was_added_and_promoted(bot, hands, sandbox):
    body = {"title": "Readers", "type": "group", "members": [sandbox.bot_id], "owner": MARINA}
    chat = (await hands.post("/groups", body))["chat"]
    await promote(hands, chat, sandbox.bot_id)

    updates = await bot.get_updates()

    changes = [u.my_chat_member for u in updates if u.my_chat_member]
    assert [c.new_chat_member.status for c in changes] == ["member", "administrator"]
    assert changes[1].new_chat_member.can_restrict_members
    added = next(u.message for u in updates if u.message and u.message.new_chat_members)
    assert added.new_chat_members[0].id == sandbox.bot_id


async def test_privacy_mode_hides_what_is_not_meant_for_the_bot(bot, hands, sandbox):
    body = {"title": "Readers", "members": [DANIEL, sandbox.bot_id], "owner": MARINA}
    chat = (await hands.post("/groups", body))["chat"]
    await drain(bot)
    own = await bot.send_message(chat, "question")

    await hands.write(DANIEL, chat, "between us")
    await hands.write(DANIEL, chat, "/help")
    await hands.write(DANIEL, chat, "/help@some_other_bot")
    await hands.write(DANIEL, chat, "hey @kommuna_demo_bot")
    reply = {"text": "answer", "reply_to_message_id": own.message_id}
    await hands.post(f"/people/{DANIEL}/chats/{chat}/messages", reply)

    texts = [u.message.text for u in await bot.get_updates()]
    assert texts == ["/help", "hey @kommuna_demo_bot", "answer"]


async def test_an_administrator_sees_everything_and_who_comes_and_goes(bot, hands, group):
    await hands.write(DANIEL, str(group), "between us")
    await hands.post(f"/people/{DANIEL}/chats/{group}/leave")

    updates = await bot.get_updates()

    assert updates[0].message.text == "between us"
    left = next(u.chat_member for u in updates if u.chat_member)
    assert (left.old_chat_member.status, left.new_chat_member.status) == ("member", "left")
    assert any(u.message and u.message.left_chat_member for u in updates)


async def test_members_are_restricted_banned_and_let_in_again(bot, hands, group, clock):
    until = int(clock()) + 3600
    nothing = ChatPermissions(can_send_messages=False)
    await bot.restrict_chat_member(group, DANIEL, permissions=nothing, until_date=until)
    await hands.write(DANIEL, str(group), "let me", status=403)
    member = await bot.get_chat_member(group, DANIEL)
    assert (member.status, member.can_send_messages) == ("restricted", False)
    clock.seconds += 3601
    assert (await bot.get_chat_member(group, DANIEL)).status == "member"

    await bot.ban_chat_member(group, DANIEL)
    link = await bot.create_chat_invite_link(group)
    await hands.post(f"/people/{DANIEL}/join", {"link": link.invite_link}, status=403)
    await bot.unban_chat_member(group, DANIEL)
    await hands.post(f"/people/{DANIEL}/join", {"link": link.invite_link})

    assert (await bot.get_chat_member(group, DANIEL)).status == "member"
    with pytest.raises(TelegramBadRequest, match="can't remove chat owner"):
        await bot.ban_chat_member(group, MARINA)
    administrators = await bot.get_chat_administrators(group)
    assert {a.status for a in administrators} == {"creator", "administrator"}
    assert await bot.get_chat_member_count(group) == 3


async def test_without_the_right_nobody_is_restricted(bot, hands, sandbox, group):
    await promote(hands, str(group), sandbox.bot_id, {"can_delete_messages": True})

    with pytest.raises(TelegramBadRequest, match="not enough rights to restrict/unrestrict"):
        await bot.ban_chat_member(group, DANIEL)


async def test_a_request_to_join_is_approved_and_lets_the_bot_write(bot, hands, group):
    link = await bot.create_chat_invite_link(group, creates_join_request=True, name="Door")
    joined = await hands.post(f"/people/{VERA}/join", {"link": link.invite_link})
    request = (await bot.get_updates())[-1].chat_join_request
    greeting = await bot.send_message(request.user_chat_id, "Who are you?")

    await bot.approve_chat_join_request(group, VERA)

    assert joined["requested"] is True
    assert request.invite_link.name == "Door"
    assert greeting.chat.id == VERA
    assert (await bot.get_chat_member(group, VERA)).status == "member"
    with pytest.raises(TelegramBadRequest, match="USER_ALREADY_PARTICIPANT"):
        await bot.approve_chat_join_request(group, VERA)
    with pytest.raises(TelegramBadRequest, match="HIDE_REQUESTER_MISSING"):
        await bot.decline_chat_join_request(group, VERA + 1)


async def test_an_upgraded_group_tells_its_new_id(bot, hands, sandbox):
    body = {"title": "Small", "type": "group", "members": [sandbox.bot_id], "owner": MARINA}
    old = (await hands.post("/groups", body))["chat"]

    new = (await hands.post(f"/groups/{old}/upgrade"))["chat"]

    with pytest.raises(TelegramMigrateToChat) as moved:
        await bot.send_message(old, "hello")
    assert moved.value.migrate_to_chat_id == int(new)
    assert (await bot.send_message(new, "hello")).chat.type == "supergroup"
    messages = [u.message for u in await bot.get_updates() if u.message]
    assert [m.migrate_to_chat_id for m in messages if m.migrate_to_chat_id] == [int(new)]
    assert [m.migrate_from_chat_id for m in messages if m.migrate_from_chat_id] == [int(old)]


async def test_a_channel_has_posts(bot, hands, sandbox):
    body = {
        "title": "News",
        "type": "channel",
        "username": "news_here",
        "owner": MARINA,
        "members": [DANIEL],
    }
    chat = (await hands.post("/groups", body))["chat"]
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the channel chat"):
        await bot.send_message("@news_here", "post")
    await promote(hands, chat, sandbox.bot_id)

    posted = await bot.send_message("@news_here", "post")
    await hands.write(MARINA, chat, "from the owner")
    await hands.write(DANIEL, chat, "from a reader", status=403)

    assert (posted.sender_chat.title, posted.from_user) == ("News", None)
    posts = [u.channel_post for u in await bot.get_updates() if u.channel_post]
    assert [p.text for p in posts] == ["from the owner"]
    info = await bot.get_chat("@news_here")
    assert (info.type, info.title) == ("channel", "News")


async def test_messages_are_pinned_and_reactions_are_told(bot, hands, sandbox, group):
    sent = await bot.send_message(group, "rules")

    await bot.pin_chat_message(group, sent.message_id)
    path = f"/people/{DANIEL}/chats/{group}/react"
    await hands.post(path, {"message_id": sent.message_id, "emoji": "👍"})

    updates = await bot.get_updates()
    assert updates[0].message.pinned_message.text == "rules"
    reaction = updates[-1].message_reaction
    assert (reaction.user.id, reaction.new_reaction[0].emoji) == (DANIEL, "👍")
    assert (await bot.get_chat(group)).pinned_message.message_id == sent.message_id


async def test_a_removed_bot_hears_nothing_more(bot, hands, sandbox, group):
    body = {"actor": MARINA, "user": sandbox.bot_id, "status": "kicked"}
    await hands.post(f"/groups/{group}/members", body)
    await hands.write(DANIEL, str(group), "alone at last")

    updates = await bot.get_updates()

    assert [u.my_chat_member.new_chat_member.status for u in updates] == ["kicked"]
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group, "hello")
