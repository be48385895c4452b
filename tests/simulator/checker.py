"""Judges a history once the faults have stopped and three quiet rounds have passed. Shares no code with sync/ or server/."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.simulator.asked import check_requests, check_rounds
from tests.simulator.closings import check_closings
from tests.simulator.custody import check_custody, check_visits_shown, check_wishes
from tests.simulator.endings import check_endings, check_no_work_refused
from tests.simulator.facts import Facts, grouped, read_facts
from tests.simulator.noops import Past, check_noops
from tests.simulator.pairs import check_parted, check_places
from tests.simulator.paper import check_paper, count_paper
from tests.simulator.phone import MODULUS, Phone
from tests.simulator.recount import check_counters
from tests.simulator.values import check_values
from tests.simulator.written import check_written

if TYPE_CHECKING:
    from tests.simulator.history import History


async def check(history: "History") -> None:
    facts = await read_facts(history.server)
    facts.add_joined(history.once_joined)
    facts.add_parted(history.once_parted)
    saved = {each.id: each for each in history.saved}
    watch = history.watch
    past = Past(facts, saved, None if history.is_concurrent else watch.arrivals.keys())
    watch.wrong += check_custody(facts, saved, past, history.clock())
    watch.wrong += check_noops(past)
    watch.wrong += check_closings(past)
    watch.wrong += check_wishes(facts, saved)
    watch.wrong += check_requests(facts, in_order=history.server.dialect == "sqlite")
    if not history.is_concurrent:
        watch.wrong += check_rounds(facts, {each.id: each.seen for each in history.saved})
    watch.wrong += check_visits_shown(facts)
    watch.wrong += check_written(facts, saved)
    watch.wrong += check_values(facts, saved, watch.arrivals)
    watch.wrong += check_counters(facts)
    watch.wrong += check_slices(facts)
    watch.wrong += check_paper(facts, saved)
    watch.wrong += check_places(facts, saved)
    watch.wrong += check_parted(facts, saved, watch.arrivals)
    watch.wrong += check_endings(facts)
    watch.wrong += check_no_work_refused(facts, saved, watch.arrivals)
    for phone in history.phones:
        watch.wrong += [f"{phone.name}: {text}" for text in check_phone(facts, phone)]
    _count(history, facts)


def check_slices(facts: Facts) -> Iterator[str]:
    """A slice's count and sum are those of its rows, and no two rows share a place."""
    rows = grouped(facts.feed, "slice_id")
    for place in facts.slices:
        cards = [row.tag for row in rows[place.id] if row.gone_reason is None]
        if (place.count, place.sum) != (len(cards), sum(cards) % MODULUS):
            yield f"slice {place.id} says {place.count} cards of sum {place.sum}, it has {len(cards)} of {sum(cards) % MODULUS}"
        if any(row.seq > place.head for row in rows[place.id]):
            yield f"slice {place.id} has rows past its head"


def check_phone(facts: Facts, phone: Phone) -> Iterator[str]:
    disk = phone.disk
    replica = next((row for row in facts.replicas if row.id == disk.replica), None)
    person = facts.person[phone.person]
    if disk.outbox:
        yield f"{len(disk.outbox)} commands never left the outbox: {[row.text for row in disk.outbox.values()][:2]}"
    if replica is None:
        yield f"the server never heard of its replica {disk.replica}"
        return
    # what it sent it has thrown away: a copy that lacks that misses it for good
    sends_nothing_again = phone.saw_restore and disk.access == "wipe"
    if json.loads(bytes(replica.missing)) and not sends_nothing_again:
        yield f"the server still misses {bytes(replica.missing)!r}"
    has_sent = any(row.replica_id == disk.replica for row in facts.receipts)  # only what is pushed says from which it forked
    if replica.forked_from != disk.forked_from and has_sent and not sends_nothing_again:
        yield f"it forked from {disk.forked_from}, the server knows {replica.forked_from}"
    followed = {row.slice_id for row in facts.follows if row.person_id == person.id and facts.slice[row.slice_id].ended_at is None}
    if person.ended_at is not None or replica.lost_at is not None:
        if disk.bodies or disk.members or disk.items:
            yield "it was to be wiped and holds something"
        return
    yield from check_cards(facts, phone, followed)
    yield from check_items(facts, phone, followed)


def check_cards(facts: Facts, phone: Phone, followed: set[str]) -> Iterator[str]:
    disk = phone.disk
    expected = {(row.slice_id, row.household_id): row for row in facts.feed if row.slice_id in followed and row.gone_reason is None}
    for slice_id, household in disk.members.keys() - expected.keys():
        yield f"it holds {household} of slice {slice_id}, which is not its to hold"
    for key in expected.keys() - disk.members.keys():
        yield f"it lacks {key[1]} of slice {key[0]}"
    for key in expected.keys() & disk.members.keys():
        row, member, place = expected[key], disk.members[key], facts.slice[key[0]]
        assigned = {"campaign_id": place.campaign_id, "team_id": place.team_id, "person_id": row.person_id, "epoch": row.epoch}
        if member != {"tag": row.tag, "assignment": assigned, "state": row.state}:
            yield f"it shows {key[1]} as {member}, the server has {row.tag} {assigned} {row.state}"
        body = (facts.doors[key[1]].version, facts.cards[key[1]])
        if disk.bodies.get(key[1]) != body:
            yield f"its card of {key[1]} differs: {differences(disk.bodies.get(key[1]), body)}"
    for household in disk.bodies.keys() - {household for _, household in disk.members}:
        yield f"it keeps a card of {household} without a slice"


def differences(held: tuple[int, Any] | None, stored: tuple[int, Any]) -> str:
    if held is None:
        return "none"
    names = [name for name in stored[1] if held[1].get(name) != stored[1][name]]
    return f"version {held[0]} and {stored[0]}, {', '.join(names)}"


def check_items(facts: Facts, phone: Phone, followed: set[str]) -> Iterator[str]:
    expected: dict[tuple[str, str], Any] = {}
    for row in facts.items:
        if row.slice_id in followed and not row.is_removed:
            expected[row.slice_id, row.item_id] = {"version": row.version, **json.loads(bytes(row.body))}
    if phone.disk.items != expected:
        keys = [key for key in {*expected, *phone.disk.items} if expected.get(key) != phone.disk.items.get(key)]
        yield f"its items differ: {keys[:3]}"


def _count(history: "History", facts: Facts) -> None:
    """What of the rules this history has reached."""
    branches = history.branches
    count_paper(history, facts)
    for visit in facts.visits:
        for name in ("is_late", "is_doubtful", "is_after_wish"):
            branches[f"visit {name}"] += bool(getattr(visit, name))
        branches["visit voided"] += visit.voided_at is not None
        branches["visit outside the campaign"] += not visit.is_counted
    for card in facts.cards.values():
        branches["conflict shown"] += len(card["conflicts"])
        branches["three values of one field"] += any(
            sum(one["field"] == other["field"] for other in card["conflicts"]) > 1 for one in card["conflicts"]
        )
    for row in facts.feed:
        branches[f"state {row.state}"] += 1
    for event in facts.request_events:
        branches[f"event {event.event} {'taken' if event.is_taken else 'not taken'}"] += 1
        branches[f"round {event.round}"] += 1
    branches["wish lifted"] += sum(row.lifted_at is not None for row in facts.wishes)
    branches["joined with what it had taken in"] += len(facts.joins.keys() & {row.survivor_id for row in facts.joins.values()})
    coordinator = facts.person["cora"].id
    branches["parted by an address"] += sum(row.undone_by != coordinator for row in facts.parted)
    for row in facts.field_writes:
        branches[f"field {row.outcome}"] += 1
    for row in facts.household_events:
        branches[f"door {row.what}"] += 1
