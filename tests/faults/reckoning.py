"""What must be true when the storm is over, read from the database of a server that has stopped."""

from collections import Counter
from dataclasses import dataclass, field

from models import (
    Completion,
    InboxUpdate,
    Job,
    Membership,
    OutboxMessage,
    PointsEntry,
)
from models.base import everywhere
from models.choices import DeliveryState, JobState, UpdateState
from services.gamification import level_of


@dataclass
class Reckoning:
    """Counts, and everything that is wrong as a list of sentences."""

    updates: int = 0
    dead: int = 0
    tallies: int = 0
    completions: int = 0
    levels: int = 0
    unconfirmed: int = 0
    wrong: list[str] = field(default_factory=list)


async def is_quiet() -> bool:
    """Whether nothing waits any more."""
    return not (
        await InboxUpdate.filter(state=UpdateState.NEW).exists()
        or await Job.filter(state=JobState.READY).exists()
        or await OutboxMessage.filter(
            state__in=[DeliveryState.READY, DeliveryState.SENDING]
        ).exists()
    )


async def reckon(acknowledged: dict[int, str]) -> Reckoning:
    """Compare what was promised (update id to text) with what is there."""
    found = Reckoning(updates=len(acknowledged))
    with everywhere():
        await _check_updates(found, acknowledged)
        await _check_tallies(found, acknowledged)
        await _check_points(found)
        await _check_later(found)
    return found


async def _check_updates(found: Reckoning, acknowledged: dict[int, str]) -> None:
    states = dict(
        await InboxUpdate.filter(update_id__in=list(acknowledged)).values_list("update_id", "state")
    )
    for update_id in acknowledged:
        state = states.get(update_id)
        if state is None:
            found.wrong.append(f"update {update_id} was acknowledged and is lost")
        elif state == UpdateState.NEW:
            found.wrong.append(f"update {update_id} was acknowledged and never handled")
        elif state == UpdateState.DEAD:
            found.dead += 1
            row = await InboxUpdate.get(update_id=update_id)
            found.wrong.append(f"update {update_id} was given up: {row.error}")


async def _check_tallies(found: Reckoning, acknowledged: dict[int, str]) -> None:
    keys = await PointsEntry.filter(event="tally").values_list("key", flat=True)
    counted = Counter(int(str(key).split(":")[1]) for key in keys)
    wanted = {number for number, text in acknowledged.items() if text.startswith("/tally")}
    found.tallies = len(wanted)
    for number in wanted | set(counted):
        if counted[number] != 1:
            found.wrong.append(f"update {number} had its effect {counted[number]} times")


async def _check_points(found: Reckoning) -> None:
    """Every completion has its points, every sum its ledger, every level its points."""
    done = Counter(await Completion.all().values_list("member_id", flat=True))
    rewarded: Counter[int] = Counter()
    sums: Counter[int] = Counter()
    for member_id, event, points in await PointsEntry.all().values_list(
        "member_id", "event", "points"
    ):
        sums[member_id] += points
        rewarded[member_id] += event == "lesson.completed"
    found.completions = sum(done.values())
    for member in await Membership.all():
        if done[member.id] != rewarded[member.id]:
            found.wrong.append(
                f"member {member.id}: {done[member.id]} lessons, {rewarded[member.id]} rewarded"
            )
        if member.points != sums[member.id]:
            found.wrong.append(
                f"member {member.id}: {member.points} points, {sums[member.id]} in the ledger"
            )
        if member.level != level_of(member.points):
            found.wrong.append(f"member {member.id}: level {member.level} with {member.points}")


async def _check_later(found: Reckoning) -> None:
    """Every level reached was told, and nothing waits or was given up."""
    found.wrong += [
        f"job {job.id}: {job.state} {job.error}"
        for job in await Job.all()
        if job.state != JobState.DONE
    ]
    reached = [job.payload for job in await Job.filter(kind="event:level.reached")]
    wanted = {f"level:{event['member_id']}:{event['level']}" for event in reached}
    messages = {str(row.key).partition(":")[2]: row for row in await OutboxMessage.all()}
    found.levels = len(wanted)
    for key in wanted ^ set(messages):
        found.wrong.append(f"{key}: reached and not told, or told and not reached")
    for key, row in messages.items():
        found.unconfirmed += row.state == DeliveryState.UNCONFIRMED
        if row.state != DeliveryState.SENT:
            found.wrong.append(f"message {key} is {row.state}: {row.error}")
