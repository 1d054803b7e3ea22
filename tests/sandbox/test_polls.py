"""Polls and quizzes."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramBadRequest

MARINA = 9 * 10**15 + 1


async def test_a_quiz_hides_its_answer_until_the_vote(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    sent = await bot.send_poll(
        MARINA,
        "2 + 2?",
        ["3", "4"],
        type="quiz",
        correct_option_ids=[1],
        is_anonymous=False,
        explanation="<b>Count</b>",
        explanation_parse_mode="HTML",
    )
    before = (await hands.messages(MARINA, sandbox.bot_id))[-1]
    await bot.get_updates(offset=-1)

    path = f"/people/{MARINA}/chats/bot:{sandbox.bot_id}/vote"
    await hands.post(path, {"message_id": sent.message_id, "options": [1]})

    assert sent.poll.correct_option_ids == [1]
    assert "correct_option_ids" not in before["poll"]
    after = (await hands.messages(MARINA, sandbox.bot_id))[-1]
    assert after["voted"] == [1]
    assert after["poll"]["explanation"] == "Count"
    updates = await bot.get_updates()
    answer = next(u.poll_answer for u in updates if u.poll_answer)
    assert (answer.user.id, answer.option_ids) == (MARINA, [1])
    told = next(u.poll for u in updates if u.poll)
    assert [o.voter_count for o in told.options] == [0, 1]
    await hands.post(path, {"message_id": sent.message_id, "options": [0]}, status=403)


async def test_a_stopped_poll_takes_no_votes(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    sent = await bot.send_poll(MARINA, "When?", ["Now", "Later"])

    stopped = await bot.stop_poll(MARINA, sent.message_id)

    assert stopped.is_closed
    path = f"/people/{MARINA}/chats/bot:{sandbox.bot_id}/vote"
    await hands.post(path, {"message_id": sent.message_id, "options": [0]}, status=403)
    with pytest.raises(TelegramBadRequest, match="poll has already been closed"):
        await bot.stop_poll(MARINA, sent.message_id)


async def test_a_poll_is_over_when_its_time_is(bot, hands, sandbox, clock):
    await hands.start(MARINA, sandbox.bot_id)
    sent = await bot.send_poll(MARINA, "Now?", ["Yes", "No"], open_period=60)
    clock.seconds += 61

    path = f"/people/{MARINA}/chats/bot:{sandbox.bot_id}/vote"
    await hands.post(path, {"message_id": sent.message_id, "options": [0]}, status=403)

    assert (await hands.messages(MARINA, sandbox.bot_id))[-1]["poll"]["is_closed"]


async def test_wrong_polls_are_refused(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    for options, fields, text in [
        ([], {}, "poll must have at least 1 option"),
        (["a"] * 13, {}, "poll can't have more than 12 options"),
        (["a", "b"], {"type": "quiz", "correct_option_ids": [2]}, "wrong correct option ID"),
        (["a", "b" * 101], {}, "poll options length must not exceed 100"),
    ]:
        with pytest.raises(TelegramBadRequest, match=text):
            await bot.send_poll(MARINA, "Which?", options, **fields)
