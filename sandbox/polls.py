"""Polls and quizzes: what is asked, who has voted, and who is told.

A kept poll is `{"poll": Bot API Poll, "votes": {user: [option indexes]}, "bot", "chat",
"message"}`; the message's own `poll` is always the same as the kept one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.entities import Json, Message, User
    from sandbox.posting import Posting


class VoteRefusedError(Exception):
    """A vote that cannot be; the text says why."""


def vote(posting: Posting, person: User, message: Message, options: list[int]) -> None:
    """Count a person's vote, or take it back when there are no options."""
    kept = posting.world.polls[message.body["poll"]["id"]]
    poll: Json = kept["poll"]
    voter = str(person.id)
    if poll.get("close_date", posting.world.now() + 1) <= posting.world.now():
        close(posting, kept)
    _check(kept, voter, options)
    if options:
        kept["votes"][voter] = options
    else:
        kept["votes"].pop(voter, None)
    _recount(kept)
    update_message(posting, kept)
    bot = posting.world.bots.get(kept["bot"])
    if bot is None:
        return
    if not poll["is_anonymous"]:
        answer: Json = {
            "poll_id": poll["id"],
            "user": person.card(),
            "option_ids": options,
            "option_persistent_ids": [poll["options"][n]["persistent_id"] for n in options],
        }
        posting.delivery.add(bot, "poll_answer", answer, lane=f"poll {poll['id']}")
    posting.delivery.add(bot, "poll", poll, lane=f"poll {poll['id']}")


def close(posting: Posting, kept: Json) -> None:
    """End a poll."""
    kept["poll"]["is_closed"] = True
    kept["poll"].pop("close_date", None)
    update_message(posting, kept)


def update_message(posting: Posting, kept: Json) -> None:
    """Keep the poll and show it anew in its message."""
    world, poll = posting.world, kept["poll"]
    world.store.put("poll", poll["id"], kept)
    chat = world.chats[kept["chat"]]
    message = world.message(chat, kept["message"])
    if message is not None:
        posting.edit(chat, message, {**message.body, "poll": dict(poll)}, silently=True)


def for_voter(kept: Json, person: int) -> Json:
    """Return message fields for a person's screen: right answers only after voting."""
    poll = dict(kept["poll"])
    chosen = kept["votes"].get(str(person))
    if chosen is None and not poll["is_closed"]:
        for name in ("correct_option_id", "correct_option_ids", "explanation"):
            poll.pop(name, None)
        poll.pop("explanation_entities", None)
    return {"poll": poll} if chosen is None else {"poll": poll, "voted": chosen}


def _check(kept: Json, voter: str, options: list[int]) -> None:
    poll = kept["poll"]
    if poll["is_closed"]:
        raise VoteRefusedError("the poll is closed")
    if any(not 0 <= option < len(poll["options"]) for option in options):
        raise VoteRefusedError("no such option")
    if len(set(options)) != len(options):
        raise VoteRefusedError("an option is chosen twice")
    if len(options) > 1 and not poll["allows_multiple_answers"]:
        raise VoteRefusedError("one option only")
    if voter in kept["votes"] and not poll["allows_revoting"]:
        raise VoteRefusedError("the vote cannot be changed")
    if voter not in kept["votes"] and not options:
        raise VoteRefusedError("there is no vote to take back")


def _recount(kept: Json) -> None:
    poll = kept["poll"]
    for number, option in enumerate(poll["options"]):
        option["voter_count"] = sum(number in chosen for chosen in kept["votes"].values())
    poll["total_voter_count"] = len(kept["votes"])
