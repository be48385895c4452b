"""Erasing the people behind a door: what of it stays under a new id, and how the old one leaves every slice. Pure."""

from collections.abc import Container, Iterator
from uuid import UUID

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from sync.card import Door, StoredBody, visits_on, with_conflicts, with_visits, with_wishes
from sync.clock import EffectiveTime
from sync.fields import every_write
from sync.merge import Base, Merge, all_writes
from sync.placing import settle
from sync.protocol import CardHousehold, CardVisit
from sync.values import without_writes

STAYS = ("building_id", "entrance", "floor", "door", "roll_vacant", "closed", "added_in")


class Erased(msgspec.Struct, frozen=True):
    """`gone`: the old id's, with nothing in it. `blank`: the door as it is from now on."""

    gone: Door
    blank: Door


def erase(door: Door, new_id: UUID, *, by: UUID, at: int, version: int) -> Erased:
    """The address, the bare knocks and a wish not to be visited stay, without any words: the door's states are what they were."""
    home = door.body.household
    bare = CardHousehold(id=new_id, **{name: getattr(home, name) for name in STAYS})
    base = Base(EffectiveTime(at, str(by)), 1, version, str(by), str(new_id))
    merge = Merge(bases={"": Raw(msgspec.json.encode(base))}, found=door.merge.found)
    blank = Door(new_id, version, StoredBody(household=bare), merge, tuple(replace(place, tag=0) for place in door.placements))
    blank = with_visits(blank, door.visits, {visit.id: _bare_visit(visit) for visit in visits_on(door.body)})
    wishes = tuple(replace(wish, reason="") for wish in door.merge.wishes if wish.resident_id is None and wish.lifted is None)
    gone_body = StoredBody(household=CardHousehold(id=door.id, building_id=home.building_id))
    gone = Door(door.id, version, gone_body, Merge(), tuple(replace(place, gone="erased") for place in door.placements))
    return Erased(gone, settle(with_wishes(blank, wishes)))


def _bare_visit(visit: CardVisit) -> CardVisit:
    voided = visit.voided and replace(visit.voided, reason="")
    return replace(visit, note=None, appointment=None, answers=None, voided=voided)


def without_words(door: Door, wishes: Container[str], names: Container[str], version: int) -> Door:
    """A household that was once joined to one which is erased now (`names`: its ids): the wishes that stayed on both stay here, without
    their words; what was written here under its name, while it was part of this one, goes."""
    bare = tuple(replace(wish, reason="") if wish.id in wishes else wish for wish in door.merge.wishes)
    door = with_wishes(door, bare)
    for field, commands in written_under(door, names).items():
        door = without_writes(door, field, commands)
    return settle(with_conflicts(replace(door, version=version)))


def written_under(door: Door, names: Container[str]) -> dict[str, set[str]]:
    """The commands that wrote to a household under these ids of others, by field of its own; a resident's values are about the resident."""
    fields = {key: held for key, held in all_writes(door.merge).items() if "/" not in key}
    found = {field: {write.command for write in every_write(held) if write.of in names} for field, held in fields.items()}
    return {field: commands for field, commands in found.items() if commands}


def words_of(door: Door) -> frozenset[str]:
    """Every name and number of the people behind a door that its card holds, or its fields have kept: what may be nowhere afterwards."""
    return frozenset(word for word in _words(door) if word)


def _words(door: Door) -> Iterator[str]:
    home = door.body.household
    yield from (home.name or "", home.note or "", *home.phones)
    for resident in door.body.residents:
        yield from (resident.name or "", resident.phone or "", resident.note or "")
    for key, held in all_writes(door.merge).items():
        for write in every_write(held):
            yield from words_in(key, write.value)


def words_in(key: str, value: object) -> Iterator[str]:
    """Of a value that a field, by its key, had: those of it that are of people."""
    if key.rpartition("/")[2] in ("name", "phone", "note", "phones"):
        yield from map(str, value if isinstance(value, list) else [value or ""])
