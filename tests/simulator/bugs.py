"""Bugs planted for the time of a test, in the server, in its rules and in the phone: a checker that misses one is no checker."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace as with_fields

from server.assignments import steps
from server.db.driver import fetch
from server.journal.replay import Replayed
from server.replication import feed, moves, pull, push, sweep, write
from server.replication.replicas import find_replica
from sync import card, contact, digest, effect, fields, judge
from sync.clock import EffectiveTime, Moment
from sync.commands import CorrectHousehold, LiftContact, RaiseRequest, RecordVisit, RefuseContact
from sync.protocol import CardVisit, Receipt
from sync.rulings import doors as door_rulings
from sync.rulings import fields as field_rulings
from sync.rulings.case import Case, Ruling
from sync.rulings.case import changed as case_changed
from tests.simulator.phone import Phone

NOTHING_READY = sweep.READY.replace("FROM held h", "FROM held h JOIN organization o ON 1 = 0")  # no sweep makes up for it

Plant = Callable[[ExitStack], None]
BUGS: dict[str, Plant] = {}


def bug(plant: Plant) -> Plant:
    BUGS[plant.__name__] = plant
    return plant


@contextmanager
def planted(name: str) -> Iterator[None]:
    with ExitStack() as stack:
        BUGS[name](stack)
        yield


def _put(stack: ExitStack, place: str, value: Any) -> None:
    stack.enter_context(patch(place, value))


# In the server


@bug
def receipts_in_a_transaction_of_their_own(stack: ExitStack) -> None:
    """Every sixth is gone, as if the process had died between the two."""
    number, store = count(), write._store_receipts

    def sometimes(*args: Any) -> None:
        if next(number) % 6 != 5:
            store(*args)

    _put(stack, "server.replication.write._store_receipts", sometimes)


@bug
def duplicates_told_by_their_number_alone(stack: ExitStack) -> None:
    take = push.take_custody

    def by_number(conn: Any, batch: Any, actor: Any, new_id: Any, **more: Any) -> Any:
        replica = find_replica(conn, batch.push.replica, lock=True)
        old = [replica is not None and each.n is not None and replica.held.holds(each.n) for each in batch.commands]
        raws = [raw for raw, is_old in zip(batch.push.commands, old, strict=True) if not is_old]
        new = tuple(each for each, is_old in zip(batch.commands, old, strict=True) if not is_old)
        rest = with_fields(batch, push=with_fields(batch.push, commands=raws), commands=new)
        reply = take(conn, rest, actor, new_id, **more)
        receipts = iter(reply.receipts)
        answered = [
            Receipt(id=each.id, outcome="noop") if is_old else next(receipts)
            for each, is_old in zip(batch.commands, old, strict=True)
        ]  # fmt: skip
        return with_fields(reply, receipts=answered)

    _put(stack, "server.replication.routes.take_custody", by_number)


@bug
def a_cell_missed_on_a_void(stack: ExitStack) -> None:
    change = effect.coverage_change
    _put(stack, "server.replication.doors.coverage_change", lambda pairs: change([pair for pair in pairs if not _is_void(*pair)]))


@bug
def work_missed_on_a_void(stack: ExitStack) -> None:
    change = effect.work_change
    _put(stack, "server.replication.doors.work_change", lambda changes: change([each for each in changes if each.gone is None]))


def _is_void(before: Any, after: Any) -> bool:
    return before is not None and sum(fact.voided for fact in before.visits) != sum(fact.voided for fact in after.visits)


@bug
def only_if_unvisited_decided_by_an_old_look(stack: ExitStack) -> None:
    reason = moves._reason_to_skip
    _put(stack, "server.replication.moves._reason_to_skip", lambda door, to, only, epochs: reason(door, to, False, epochs))


@bug
def an_undo_that_does_not_look_at_epochs(stack: ExitStack) -> None:
    def blindly(*args: Any, **more: Any) -> Any:
        return moves.move_doors(*args, **more | {"epochs": None})

    _put(stack, "server.assignments.steps.move_doors", blindly)
    assert steps.move_doors is blindly


@bug
def held_work_that_nothing_releases(stack: ExitStack) -> None:
    _put(stack, "server.replication.write._released", lambda conn, made: [])
    _put(stack, "server.replication.sweep.READY", NOTHING_READY)


@bug
def held_words_about_what_is_there_forgotten_when_released(stack: ExitStack) -> None:
    """Voidings, events, closings, residents: only what is new at a door is judged."""
    replays, kept = write._replays, (CorrectHousehold, RecordVisit, RaiseRequest, RefuseContact)

    def new_only(conn: Any, rows: Any) -> list[Any]:
        return [each for each in replays(conn, rows) if isinstance(each.command, kept)]

    _put(stack, "server.replication.write._replays", new_only)


@bug
def held_work_that_goes_to_a_person_after_an_hour(stack: ExitStack) -> None:
    _put(stack, "server.replication.sweep.WAIT_MS", 3_600_000)


@bug
def a_sweep_that_is_never_done(stack: ExitStack) -> None:
    _put(stack, "server.replication.sweep.give_awaited", lambda *_: True)


@bug
def doors_that_leave_without_a_word(stack: ExitStack) -> None:
    entry = pull._entry
    _put(stack, "server.replication.pull._entry", lambda of, at, row: b"" if _is_gone(of, row) else entry(of, at, row))


def _is_gone(of: Any, row: Any) -> bool:
    return of.kind in ("team", "person") and row[7] is not None


@bug
def everybodys_slices_for_everybody(stack: ExitStack) -> None:
    all_ = pull.FOLLOWED.replace("w.person_id = ?", "(w.person_id = ? OR s.kind = 'team')")
    _put(stack, "server.replication.pull.FOLLOWED", all_)


@bug
def tags_that_ignore_versions(stack: ExitStack) -> None:
    def blind(body: bytes, version: int, assignment: bytes, state: str) -> int:
        return digest.tag_of(b"", 0, assignment, state)

    for room in (feed, moves):
        _put(stack, f"{room.__name__}.tag_of", blind)


@bug
def a_clock_that_is_believed(stack: ExitStack) -> None:
    def believed(at_ms: int, *, replica: str, **_: Any) -> Moment:
        at = EffectiveTime(at_ms, replica)
        return Moment(at, at, False)

    _put(stack, "server.replication.push.effective_at", believed)


# In the rules


@bug
def the_last_to_arrive_wins(stack: ExitStack) -> None:
    for place in ("sync.fields.value_of", "sync.rulings.fields.value_of"):
        _put(stack, place, lambda held: held[-1])


@bug
def the_other_value_forgotten(stack: ExitStack) -> None:
    _put(stack, "sync.card.conflicts_of", lambda held, listed: ())
    assert card.conflicts_of is not fields.conflicts_of


@bug
def a_lift_of_every_wish(stack: ExitStack) -> None:
    lift = contact.lift_contact
    _put(stack, "sync.rulings.contact.lift_contact", lambda wishes, ids, by: lift(wishes, [wish.id for wish in wishes], by))


@bug
def events_taken_from_any_state(stack: ExitStack) -> None:
    _put(stack, "sync.requests.LEGAL", {event: frozenset(("closed", "merged", "withdrawn", "raised")) for event in _events()})


def _events() -> tuple[str, ...]:
    from sync.requests import MAKES

    return tuple(MAKES)


@bug
def every_fourth_visit_called_nothing_new(stack: ExitStack) -> None:
    """Or voiding of one: the phone believes that it is there."""
    _put(stack, "sync.rulings.visits.changed", _every_fourth_noop())


@bug
def every_fourth_wish_called_nothing_new(stack: ExitStack) -> None:
    _put(stack, "sync.rulings.contact.changed", _every_fourth_noop())


@bug
def every_fourth_word_about_a_door_called_nothing_new(stack: ExitStack) -> None:
    """Of closings, reopenings and residents."""
    _put(stack, "sync.rulings.doors.changed", _every_fourth_noop())


@bug
def every_fourth_word_about_a_request_called_nothing_new(stack: ExitStack) -> None:
    _put(stack, "sync.rulings.requests.changed", _every_fourth_noop())


@bug
def every_fifth_change_without_a_version_of_its_own(stack: ExitStack) -> None:
    number = count()

    def case_of(**given: Any) -> Case[Any]:
        return Case(**given | ({"version": given["door"].version} if next(number) % 5 == 4 else {}))

    _put(stack, "sync.judge.Case", case_of)


@bug
def one_of_two_corrected_values_dropped(stack: ExitStack) -> None:
    given = field_rulings._given

    def first_only(typed: Any) -> dict[str, Any]:
        values = given(typed)
        return values if values.keys() & {"address", *field_rulings.ADDRESS} else dict(list(values.items())[:1])

    _put(stack, "sync.rulings.fields._given", first_only)


@bug
def doors_found_without_the_numbers_typed_for_them(stack: ExitStack) -> None:
    household = door_rulings._household
    _put(stack, "sync.rulings.doors._household", lambda *of: with_fields(household(*of), phones=[]))


@bug
def notes_of_visits_dropped(stack: ExitStack) -> None:
    _put(stack, "sync.rulings.visits.CardVisit", lambda **given: CardVisit(**given | {"note": None}))


@bug
def a_lift_called_nothing_new_that_ends_its_wishes(stack: ExitStack) -> None:
    lift = judge.HANDLERS[LiftContact]

    def quietly(case: Any) -> Ruling:
        ruling = lift(case)
        return with_fields(ruling, outcome="noop") if ruling.outcome == "applied" else ruling

    stack.enter_context(patch.dict(judge.HANDLERS, {LiftContact: quietly}))


def _every_fourth_noop() -> Callable[..., Ruling]:
    number = count()

    def sometimes(case: Any, door: Any, **ruling: Any) -> Ruling:
        return Ruling(outcome="noop") if next(number) % 4 == 3 else case_changed(case, door, **ruling)

    return sometimes


# In the phone


@bug
def seen_taken_from_the_newest_card(stack: ExitStack) -> None:
    save = Phone.save

    def newest(self: Phone, command: Any, **more: Any) -> str:
        known = self.disk.bodies.get(command.get("household_id"))
        return save(self, command if known is None else {**command, "seen": known[0]}, **more)

    _put(stack, "tests.simulator.phone.Phone.save", newest)


@bug
def a_gone_that_ignores_other_slices(stack: ExitStack) -> None:
    enter = Phone._enter

    def everywhere(self: Phone, disk: Any, slice_id: str, entry: Any, *, walking: bool) -> str:
        if "gone" in entry:
            disk.members = {key: value for key, value in disk.members.items() if key[1] != entry["gone"]["household_id"]}
        return enter(self, disk, slice_id, entry, walking=walking)

    _put(stack, "tests.simulator.phone.Phone._enter", everywhere)


@bug
def a_cursor_saved_before_its_page(stack: ExitStack) -> None:
    apply = Phone._apply

    def before(self: Phone, page: Any, asked: str | None) -> None:
        known = self.disk.slices.get(page["id"])
        if known is not None and known.cursor == asked and page["entries"]:
            early = self.disk.copy()
            early.slices[page["id"]] = replace(known, cursor=page["cursor"])
            self.since_strict = [*self.since_strict, early]
        apply(self, page, asked)

    _put(stack, "tests.simulator.phone.Phone._apply", before)


@bug
def a_walk_that_empties_the_phone_first(stack: ExitStack) -> None:
    apply = Phone._apply

    def emptied(self: Phone, page: Any, asked: str | None) -> None:
        if page["reset"]:
            disk = self.disk.copy()
            disk.members = {key: value for key, value in disk.members.items() if key[0] != page["id"]}
            self.commit(disk, strict=False)
        apply(self, page, asked)

    _put(stack, "tests.simulator.phone.Phone._apply", emptied)


@bug
def any_answer_taken_for_custody(stack: ExitStack) -> None:
    take = Phone.take

    def trusting(self: Phone, request: Any, status: int, body: bytes, *, late: bool) -> None:
        if status == 200 and request.batch and b"receipts" not in body and request.life == self.life:
            disk = self.disk.copy()
            for n, _ in request.batch:
                disk.outbox.pop(n, None)
            self.commit(disk, strict=False)
        take(self, request, status, body, late=late)

    _put(stack, "tests.simulator.phone.Phone.take", trusting)


@bug
def receipts_of_unknown_kinds_ignored(stack: ExitStack) -> None:
    settle = Phone._settle
    kinds = {"applied", "merged", "superseded", "held", "parked", "noop"}

    def known_only(self: Phone, disk: Any, request: Any, reply: Any) -> Any:
        pairs = [(sent, told) for sent, told in zip(request.batch, reply["receipts"], strict=True) if told["outcome"] in kinds]
        batch, receipts = tuple(sent for sent, _ in pairs), [told for _, told in pairs]
        return settle(self, disk, replace(request, batch=batch), {**reply, "receipts": receipts})

    _put(stack, "tests.simulator.phone.Phone._settle", known_only)


@bug
def commands_dropped_in_a_fork(stack: ExitStack) -> None:
    fork = Phone._fork

    def emptied(self: Phone) -> None:
        fork(self)
        self.commit(replace(self.disk.copy(), outbox={}), strict=True)

    _put(stack, "tests.simulator.phone.Phone._fork", emptied)


# In the server, where several write at once: only a real PostgreSQL shows it

SEQUENCE = "CREATE SEQUENCE planted INCREMENT 1000 START 1000000"
RAISE = f"""
UPDATE slices SET head = greatest(head, CAST(? AS bigint)), count = count + ?, sum = (sum + ?) % {digest.MODULUS} WHERE id = ?
"""


@contextmanager
def places_from_a_sequence() -> Iterator[None]:
    """Places in a slice are drawn from a sequence, so that a later one may be committed first. The store has SEQUENCE."""

    def draw(conn: Any, slice_id: Any, steps: int, *, count: int = 0, tags: int = 0) -> int:
        first: int = fetch(conn, "SELECT nextval('planted')")[0][0]
        fetch(conn, "SELECT pg_sleep(0.2 * random())")
        fetch(conn, RAISE, first + steps - 1, count, tags % digest.MODULUS, slice_id)
        return first

    with ExitStack() as stack:
        for room in ("feed", "moves", "slices"):
            _put(stack, f"server.replication.{room}.advance_slice", draw)
        yield


# Where a store is put back from a copy


@bug
def a_restore_that_forgets_what_desks_did(stack: ExitStack) -> None:
    _put(stack, "server.backup.command.replay_deeds", lambda conn, entries, new_id: Replayed(Counter(), Counter()))


@bug
def a_phone_that_sends_nothing_again(stack: ExitStack) -> None:
    stack.enter_context(patch.object(Phone, "_is_restored", lambda self, request, reply: False))


@bug
def awaited_doors_that_nobody_gives(stack: ExitStack) -> None:
    """They stay with the team of whoever found them, as if no desk had moved them."""
    _put(stack, "server.replication.sweep.give_awaited", lambda conn, now: False)


# Where visits are typed in from paper


@bug
def a_typed_in_visit_credited_to_who_typed_it(stack: ExitStack) -> None:
    _put(stack, "sync.rulings.visits.typed_for", lambda incoming: None)


OF_RESTORES = [
    "a_restore_that_forgets_what_desks_did",
    "a_phone_that_sends_nothing_again",
    "awaited_doors_that_nobody_gives",
    "a_typed_in_visit_credited_to_who_typed_it",
]
