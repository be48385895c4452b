"""Corrections: each field keeps the last write of each replica that no later writer has seen."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from sync.card import field_key, held_of, with_conflicts
from sync.commands import AnyCommand, CorrectHousehold, CorrectResident, HouseholdFields, ResidentFields, UndoCorrection
from sync.fields import Conflict, Held, Write, conflicts_of, every_write, put_under, same_value, value_of, value_seen, write_field
from sync.firsts import first_values
from sync.merge import listed_in
from sync.records import DoorEvent, FieldWrite, FirstValue, Notice
from sync.rulings.case import Case, Ruling, changed, held
from sync.undoing import Changed, undo
from sync.values import ADDRESS, shown, with_value


def correct_household(case: Case[CorrectHousehold]) -> Ruling:
    values = _given(case.command.fields)
    address = _address(case, values)
    if address is not None:
        building_id = UUID(address["building_id"])
        if building_id != case.door.building_id and building_id not in case.world.buildings:
            return held(building_id)
        values = {name: value for name, value in values.items() if name not in ADDRESS} | {"address": address}
    return write_fields(case, "", values)


def correct_resident(case: Case[CorrectResident]) -> Ruling:
    if all(resident.id != case.command.resident_id for resident in case.door.body.residents):
        return held(case.command.resident_id)
    return write_fields(case, str(case.command.resident_id), _given(case.command.fields))


def undo_correction(case: Case[UndoCorrection]) -> Ruling:
    """Superseded if somebody has written each of its fields since, or what it replaced is no longer kept."""
    corrected = str(case.command.correction_id)
    if corrected in case.door.merge.undone:
        return Ruling(outcome="noop")
    undone = undo(case.door, corrected, case.version)
    if undone.changed:
        lines = tuple(_stands_again(case, each) for each in undone.changed)
        told = tuple(notice for each in undone.changed for notice in _told_of_undoing(case, each, corrected))
        return changed(case, with_conflicts(undone.door), records=lines, notices=told)
    reason = "written_since" if undone.is_kept else "not_kept"
    too_late = DoorEvent(
        id=case.command.id, household_id=case.door.id, what="undo_too_late", reason=reason, person_id=case.person_id, at=case.made_at
    )
    if undone.is_kept:
        return changed(case, undone.door, outcome="superseded", reason=reason, records=(too_late,))
    return Ruling(outcome="superseded", reason=reason, records=(too_late,))


def _stands_again(case: Case[UndoCorrection], field: Changed) -> FieldWrite:
    write = value_of(field.after)
    line = field_record(case, field.key, write.value, "undone")
    return replace(line, named_id=UUID(write.of) if write.of else None)


def _told_of_undoing(case: Case[UndoCorrection], field: Changed, corrected: str) -> list[Notice]:
    """Whose values stand beside each other again, and whoever had written what was taken back."""
    author = next(UUID(write.person) for write in every_write(field.before) if write.command == corrected)
    heard = [each for each in _notices(case, field.before, field.after) if (each.what, each.to) != ("settled", author)]
    told = [replace(each, reason="again") if each.what == "conflict" else each for each in heard]
    knows = author == case.person_id or any(each.to == author for each in told)
    return told if knows else [*told, case.notice("taken_back", author)]


def _given(fields: HouseholdFields | ResidentFields) -> dict[str, Any]:
    """Only what the person changed, as JSON values."""
    values: dict[str, Any] = msgspec.to_builtins(fields)
    return values


def _address(case: Case[CorrectHousehold], values: dict[str, Any]) -> dict[str, Any] | None:
    """The address a correction gives, whole: parts given singly are joined with the others as their writer saw them."""
    singly = {name: values[name] for name in ADDRESS if name in values}
    if "address" in values:
        return {name: values["address"].get(name) for name in ADDRESS} | singly
    if not singly:
        return None
    held = held_of(case.door, "", "address", shown(case.door, "", "address"))
    seen: Any = value_seen(held, str(case.incoming.replica_id), case.seen)
    return {**seen, **singly}


def write_fields(case: Case[Any], subject: str, values: dict[str, Any]) -> Ruling:
    """Superseded if every field was, merged if a field now differs from what was written, noop if nothing changed."""
    if not values:
        return Ruling(outcome="noop")
    if str(case.command.id) in case.door.merge.undone:
        lines = tuple(field_record(case, field_key(subject, field), value, "superseded") for field, value in values.items())
        return Ruling(outcome="superseded", reason="taken_back", records=lines)
    records: list[FieldWrite | FirstValue] = []
    door, notices, outcomes = case.door, [], []
    for field, value in values.items():
        before = held_of(door, subject, field, shown(door, subject, field))
        write = _write(case, value)
        after = write_field(before, write, case.command.seen)
        outcomes.append(_outcome(before, after, value, listed_in(door.merge)))
        records.append(field_record(case, field_key(subject, field), value, outcomes[-1]))
        if after is None:
            late = put_under(before, write, case.command.seen)
            door = door if late == before else with_value(door, subject, field, late)
        else:
            notices += _notices(case, before, after)
            records += () if subject else first_values(door, field, shown(door, subject, field))
            door = with_value(door, subject, field, after)
    if all(outcome == "superseded" for outcome in outcomes):
        ruling = Ruling(outcome="superseded", reason="written_since", records=tuple(records))
        return ruling if door is case.door else replace(ruling, door=replace(door, version=case.version))
    now_differs = any(not same_value(shown(door, subject, field), value) for field, value in values.items())
    outcome = "merged" if now_differs else "applied" if "applied" in outcomes else "noop"
    return changed(case, with_conflicts(door), outcome=outcome, records=tuple(records), notices=tuple(notices))


def _write(case: Case[AnyCommand], value: Any) -> Write:
    moment = case.incoming.moment
    return Write(value, moment.merge_at, case.command.n, case.version, str(case.person_id), str(case.command.id), of=case.of)


def _outcome(before: Held, after: Held | None, value: Any, listed: Collection[str]) -> str:
    if after is None:
        return "superseded"
    if not same_value(value_of(after).value, value):
        return "merged"
    if before and same_value(value_of(before).value, value) and len(conflicts_of(before, listed)) == len(conflicts_of(after, listed)):
        return "noop"
    return "applied"


def _notices(case: Case[Any], before: Held, after: Held) -> list[Notice]:
    """Whoever's value stands beside another from now on hears of it, and whose does no more, that somebody has settled it; the writer has
    the receipt."""
    listed = listed_in(case.door.merge)
    was, now = ({pair.other.command: pair for pair in conflicts_of(held, listed)} for held in (before, after))
    people = _people(pair for command, pair in now.items() if command not in was)
    over = _people(was.values()) - _people(now.values())
    told = [*(("conflict", person) for person in people), *(("settled", person) for person in over)]
    return [case.notice(what, UUID(person)) for what, person in sorted(told) if person != str(case.person_id)]


def _people(pairs: Iterable[Conflict]) -> set[str]:
    return {write.person for pair in pairs for write in (pair.other, pair.kept)}


def field_record(case: Case[Any], key: str, value: Any, outcome: str) -> FieldWrite:
    return FieldWrite(
        command_id=case.command.id,
        subject=key,
        household_id=case.door.id,
        value=value,
        person_id=case.person_id,
        replica_id=case.incoming.replica_id,
        n=case.command.n,
        version=case.version,
        seen=case.seen,
        at=case.made_at,
        outcome=outcome,
    )
