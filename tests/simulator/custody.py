"""Every command that was saved on a phone is in exactly one place; what was asked or wished is still there."""

import json
from collections.abc import Collection, Iterator, Mapping

from tests.simulator.facts import Facts, grouped
from tests.simulator.noops import Past, is_told_already
from tests.simulator.people import Saved

KINDS = {"applied", "merged", "superseded", "held", "parked", "noop"}
HELD_MS = 5 * 86_400_000


def check_custody(facts: Facts, saved: Mapping[str, Saved], past: Past, now: int) -> Iterator[str]:
    receipts = {row.command_id: row for row in facts.receipts}
    held, parked = {row.command_id for row in facts.held}, {row.command_id for row in facts.parked}
    became = became_of(facts)
    effects = effects_of(facts, saved, became)
    for each in saved.values():
        receipt = receipts.get(each.id)
        what = f"{each.type} {each.id} of {each.phone}"
        if each.mark is not None:
            yield from check_spoiled(facts, each, what)
        elif receipt is None:
            if not each.may_be_lost:
                yield f"{what} was saved and is nowhere"
        elif receipt.outcome not in KINDS:
            yield f"{what} has a receipt of no kind: {receipt.outcome}"
        else:
            places = (each.id in effects, each.id in held, each.id in parked)
            said = f"{what} was receipted {receipt.outcome} {receipt.reason or ''}"
            if receipt.outcome == "held":
                yield from check_held(each, became.get(each.id, ()), places, past, said, facts.judged_later.get(each.id))
            else:
                yield from check_place(each, receipt.outcome, receipt.reason, places, said, facts.judged_later.get(each.id))
    rehomed = {each.id for each in saved.values() if each.was_rehomed}
    yield from check_waiting(facts, {each.id: each.household for each in saved.values()}, now, rehomed)


def check_place(
    each: Saved, outcome: str, reason: str | None, places: tuple[bool, bool, bool], said: str, judged_later: str | None
) -> Iterator[str]:
    """Written, waiting and parked exclude one another, but for parked work that a person had judged after all."""
    done, waits, is_parked = places
    if reason == "withdrawn":
        if any(places) or not each.was_withdrawn:
            yield f"{said}, and is written, held, parked: {places}"
    elif reason == "refused_by_store":
        yield f"{said}: what was judged must fit into the store"
    elif outcome == "parked":
        if places != (judged_later is not None and (judged_later != "noop" or done), False, True):
            yield f"{said}, and is written, held, parked: {places}"
    elif outcome == "noop":
        if waits or is_parked or (done and not each.type.startswith(("correct", "close", "reopen"))):
            yield f"{said}, and is written, held, parked: {places}"
    elif places != (True, False, False):
        yield f"{said}, and is written, held, parked: {places}"


def check_held(
    each: Saved, became: Collection[str], places: tuple[bool, bool, bool], past: Past, said: str, judged_later: str | None
) -> Iterator[str]:
    """It waits, is parked, or was judged, of which its author has heard: once, and if it left nothing behind why."""
    if judged_later is not None:
        yield from check_place(each, "parked", None, places, said, judged_later)
    elif sum(places) > 1:
        yield f"{said}, and is written, held, parked: {places}"
    elif any(places[1:]):
        if became:
            yield f"{said}, its author heard that it became {became}, and it is written, held, parked: {places}"
    elif len(became) != 1:
        yield f"{said}, left the waiting room, and its author heard {became}"
    elif not (is_told_already(past, each) if became == ["noop"] else places[0]):
        yield f"{said}, became {became}, and is nowhere"


def became_of(facts: Facts) -> dict[str, list[str]]:
    """What authors were told of work of theirs that waited and was judged since."""
    told: dict[str, list[str]] = {}
    for body in (json.loads(bytes(row.body)) for row in facts.items if not row.is_removed):
        if body.get("what") in ("held_applied", "held_superseded", "held_noop"):
            told.setdefault(body["command_id"], []).append(body["reason"])
    return told


def effects_of(facts: Facts, saved: Mapping[str, Saved], became: Mapping[str, list[str]]) -> set[str]:
    """Commands that left something behind; of those that end something, the thing they name has ended."""
    made = [facts.visits, facts.requests, facts.request_events, facts.wishes, facts.household_events]
    found = {row.id for rows in made for row in rows} | {row.command_id for row in facts.field_writes}
    ended = {row.id for row in facts.visits if row.voided_at is not None} | {row.id for row in facts.wishes if row.lifted_at is not None}
    residents = {each["id"] for card in facts.cards.values() for each in card["residents"]}
    receipts = {row.command_id: row.outcome for row in facts.receipts}
    for each in saved.values():
        named = [each.command["visit_id"]] if each.type == "void_visit" else each.command.get("ids", [])
        is_done = "applied" in (receipts.get(each.id), facts.judged_later.get(each.id), *became.get(each.id, ()))
        if named and ended.issuperset(named) and is_done:
            found.add(each.id)
    return found | residents


def check_spoiled(facts: Facts, each: Saved, what: str) -> Iterator[str]:
    """No phone should send it, and its bytes are kept all the same, once."""
    kept = [
        row
        for row in facts.parked
        if f'{each.mark}"' in _text(row.body) or f"{each.mark} " in _text(row.body) or f'{each.mark}\\"' in _text(row.body)
    ]
    is_told_as_text = sorted(row.reason for row in kept) == ["failed_on_phone", "no_id"]  # nothing says that these are one
    if len(kept) != 1 and not (each.may_be_lost and not kept) and not is_told_as_text:
        yield f"{what}, spoiled ({each.mark}), is parked {len(kept)} times"


def _text(body: bytes | memoryview) -> str:
    return bytes(body).decode()


def check_waiting(facts: Facts, named: Mapping[str, str | None], now: int, rehomed: Collection[str] = ()) -> Iterator[str]:
    """Nothing waits for what is there, nor longer or shorter than it may. `named`: each command's household.

    What stands at another one, that this was part of once or to which a person took it (`rehomed`), is not there.
    """
    came = {row.command_id: row.arrived_at for row in facts.receipts}
    for row in facts.parked:
        if row.reason == "waited_too_long" and row.arrived_at < came.get(row.command_id, 0) + HELD_MS:
            yield f"{row.command_id} went to a person before it had waited for five days"
    stands = {row.id: row.household_id for row in [*facts.visits, *facts.requests, *facts.wishes]}
    known = {row.id for row in [*facts.households, *facts.campaigns] if getattr(row, "is_known", True)} | stands.keys()
    for row in facts.held:
        household, place = named.get(row.command_id) or "", stands.get(row.needs_id)
        may_differ = place in facts.ever_with(household) or row.needs_id in rehomed
        is_elsewhere = may_differ and place != facts.root.get(household)
        if row.needs_id in known and not is_elsewhere:
            yield f"{row.command_id} waits for {row.needs_id}, which has come"
        if row.arrived_at < now - HELD_MS:
            yield f"{row.command_id} has waited longer than five days"


def check_wishes(facts: Facts, saved: Mapping[str, Saved]) -> Iterator[str]:
    """A wish that somebody said stands until a lift ends it that names it, and was done; such a lift leaves none of them in force."""
    receipts, became = {row.command_id: row.outcome for row in facts.receipts}, became_of(facts)
    later = facts.judged_later
    done = [
        each
        for each in saved.values()
        if each.mark is None and "applied" in (receipts.get(each.id), later.get(each.id), *became.get(each.id, ()))
    ]
    said = {each.id for each in done if each.type == "refuse_contact"}
    named = {wish for each in done if each.type == "lift_contact" for wish in each.command["ids"]}
    stored = {row.id: row for row in facts.wishes}
    for wish in said - stored.keys():
        yield f"the wish {wish} was applied and is not stored"
    for wish in stored.values():
        household = facts.root[wish.household_id]
        shown = {each["id"] for each in facts.cards[household]["do_not_contact"]}
        if wish.id not in named and (wish.id not in shown or wish.lifted_at is not None):
            yield f"the wish {wish.id} at {household} has gone, and no lift names it"
        is_lifted = wish.id in named or wish.lifted_at is not None
        if is_lifted and wish.id in shown and not facts.ever_parted(household):  # which leaves it to be lifted at each
            yield f"the wish {wish.id} was lifted and still stands"


def check_visits_shown(facts: Facts) -> Iterator[str]:
    """A card shows the last twenty of the visits that are stored, and counts those that are not voided."""
    stored = grouped(facts.visits, "household_id")
    for household, card in facts.cards.items():
        rows = sorted(stored[household], key=lambda row: (row.at, row.id), reverse=True)
        shown = [(each["id"], each["outcome"], each["at"], each["voided"] is not None, each["after_wish"]) for each in card["visits"]]
        if shown != [(row.id, row.outcome, row.at, row.voided_at is not None, bool(row.is_after_wish)) for row in rows[:20]]:
            yield f"the card of {household} shows other visits than are stored"
        if card["visit_count"] != sum(row.voided_at is None for row in rows):
            yield f"the card of {household} counts {card['visit_count']} visits"
