"""What an import writes: what changed between the last file and this one, never what a person wrote since. Pure.

A roll writes as a replica of its own, without `seen`: its later word replaces its own earlier one and nobody else's. Its words are as
old as its first import of the door, so whoever stood at the door since is right, and the file's value stays beside theirs as a conflict.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

import msgspec

from server.exchange.address import DoorAddress, door_name, entrance_name
from server.exchange.lines import Given, RollDoor, door_key, line_key
from server.exchange.persons import Known, Word, words_for
from sync.protocol import Closing, Resident


class Said(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    address: DoorAddress
    given: Given
    others: tuple[Given, ...] = ()  # of the file's further lines for the door
    people: tuple[Known, ...] = ()  # who lives there beside the householder


class Last(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What a roll has said of a door, and below it what it had said before: an undo lays the top away."""

    household_id: UUID
    said: Said
    at: int  # of the roll's first word on the door, ms
    import_id: UUID  # the one that said it
    code: str | None = None
    version: int | None = None  # of the household, made by that import; None: it wrote nothing
    is_added: bool = False  # that import made the door, or opened it again
    is_undone: bool = False  # it was taken back: that closed the door
    under: "Last | None" = None

    @property
    def before(self) -> Said | None:
        """What was said before that import; None: nothing that still stands."""
        return self.under.said if self.under is not None and not self.under.is_undone else None


TOUCHED = 0  # a version that no household has, where somebody may have written between two words of a roll
DEPTH = 5  # imports of a door that can be taken back, one after the other


def laid_under(last: Last, depth: int = DEPTH) -> Last | None:
    """The same, without what lies too deep."""
    if depth == 0:
        return None
    return msgspec.structs.replace(last, under=laid_under(last.under, depth - 1)) if last.under else last


def every_layer(last: Last) -> Iterator[Last]:
    """What a roll has said of a door, and what it had said before."""
    yield last
    if last.under is not None:
        yield from every_layer(last.under)


class Standing(msgspec.Struct, frozen=True, gc=False):
    """A household that stands in the area, whoever listed it, with what it shows now."""

    household_id: UUID
    made_at: int
    version: int
    shown: Given
    residents: tuple[Resident, ...] = ()
    closed: Closing | None = None  # not one that is only proposed


class Here(msgspec.Struct, frozen=True):
    """What stands in the area: by key, of several the open one, and by id. `opens`: closed doors that a roll which lists them opens again."""

    at: Mapping[str, Standing]
    by_id: Mapping[UUID, Standing]
    opens: frozenset[UUID] = frozenset()


def here_of(keyed: Iterable[tuple[str, Standing]], opens: frozenset[UUID] = frozenset()) -> Here:
    at: dict[str, Standing] = {}
    by_id: dict[UUID, Standing] = {}
    for key, each in keyed:
        by_id[each.household_id] = each
        at[key] = min(each, at.get(key, each), key=lambda one: (one.closed is not None, one.household_id))
    return Here(at, by_id, opens)


class Add(msgspec.Struct, frozen=True, gc=False):
    """Nobody has listed this door."""

    door: RollDoor

    @property
    def people(self) -> tuple[Word, ...]:
        return tuple(map(Word, self.door.people))


class Change(msgspec.Struct, frozen=True, gc=False):
    """`fields` of Given now differ from what the roll last said; `before` is what it said then.

    `fills` are empty in the `version` that stands there, or hold only what was taken back: nobody said anything that the roll's word could
    contradict.
    `others`: fields of the second, third, … line that differ from what such a line said last. `people`: what is to be said of residents.
    """

    door: RollDoor
    household_id: UUID
    at: int
    fields: frozenset[str]
    before: Last | None = None
    fills: frozenset[str] = frozenset()
    version: int | None = None
    moved: bool = False  # the address differs, too
    others: tuple[frozenset[str], ...] = ()
    closing: Closing | None = None  # which it takes back
    people: tuple[Word, ...] = ()


class Keep(msgspec.Struct, frozen=True, gc=False):
    """Nothing to write. `learned`: the roll meets a door that somebody else listed, or `before` at an address that a person had corrected, and
    will know it from now on. `is_closed`: by a person."""

    door: RollDoor
    household_id: UUID
    at: int
    learned: bool
    people: tuple[Word, ...] = ()
    before: Last | None = None
    is_closed: bool = False


Decision = Add | Change | Keep
NAMES = Given.__struct_fields__
NOTHING = Given()


def brings_in(decision: Decision) -> bool:
    """A door that was not there before: never listed, or closed."""
    return isinstance(decision, Add) or (isinstance(decision, Change) and decision.closing is not None)


def standing_key(building: str, entrance: str | None, floor: int | None, door: str | None) -> str:
    """The same of a household, however a person spelled it."""
    return door_key(building, entrance_name(entrance or ""), floor, door_name(door or ""))


def decide(doors: Sequence[RollDoor], fields: frozenset[str], last: Mapping[str, Last], here: Here) -> tuple[Decision, ...]:
    """`last` by key. `fields` are those the file has columns for: what it has no column for, it does not say."""
    keys = [line_key(door.address) for door in doors]
    named = frozenset(keys)
    moved = _moved_by_people([key for key in keys if key not in last], {key: old for key, old in last.items() if key not in named}, here)
    met = {old.household_id for old in moved.values()}
    rest = {key: old for key, old in last.items() if old.household_id not in met and not _lies_closed(old, here)}
    renumbered = _moved(rest, named, Counter(door.code for door in doors))
    said = [last.get(key) or moved.get(key) or _by_code(door, renumbered, here) for key, door in zip(keys, doors, strict=True)]
    return tuple(_decide(door, fields, old, here) for door, old in zip(doors, said, strict=True))


def _moved_by_people(new: Iterable[str], gone: Mapping[str, Last], here: Here) -> dict[str, Last]:
    """By key, doors whose address a person had corrected before the office did: it stands where the file has it now."""
    by_home = {old.household_id: old for old in gone.values()}
    return {key: by_home[there.household_id] for key in new if (there := here.at.get(key)) and there.household_id in by_home}


def _moved(last: Mapping[str, Last], here: Collection[str], times: Mapping[str | None, int]) -> dict[str, Last]:
    """By the office's number, the doors whose address is no longer in the file. A number that two lines have is nobody's."""
    gone = [old for key, old in last.items() if old.code is not None and key not in here]
    before = Counter(old.code for old in gone)
    return {old.code: old for old in gone if old.code is not None and times.get(old.code) == 1 == before[old.code]}


def _lies_closed(last: Last, here: Here) -> bool:
    """Whether an undo closed the door, and nobody has opened it since."""
    there = here.by_id.get(last.household_id)
    return last.is_undone and (there is None or there.closed is not None)


def _by_code(door: RollDoor, moved: Mapping[str, Last], here: Here) -> Last | None:
    """The same number at an address nobody knows: an address was corrected. A running number that slipped finds its door by address."""
    if door.code is None or line_key(door.address) in here.at:
        return None
    return moved.get(door.code)


def _decide(door: RollDoor, columns: frozenset[str], last: Last | None, here: Here) -> Decision:
    fields = columns - door.silent
    at_door = here.at.get(line_key(door.address))
    mine = here.by_id.get(last.household_id) if last is not None else at_door
    if mine is not None and mine.closed is not None and at_door is not None and at_door.closed is None:
        last, mine = None, at_door  # somebody has listed the door since it was closed
    closing = mine.closed if mine is not None else None
    if mine is not None and closing is not None and mine.household_id not in here.opens:
        return Keep(door, mine.household_id, last.at if last is not None else _before(mine), learned=False, is_closed=True)
    if last is not None:
        return _say_again(door, fields, last, mine, lies_there=mine is not None and mine is at_door)
    return Add(door) if mine is None else _meet(door, fields, mine)


def _say_again(door: RollDoor, fields: Collection[str], last: Last, there: Standing | None, *, lies_there: bool) -> Decision:
    """`lies_there`: where the file has it. A person may have put it there before the office did."""
    is_rekeyed = line_key(door.address) != line_key(last.said.address)
    changed = frozenset(_differing(door.given, last.said.given, fields)) - _shown_already(door, there)
    moved = door.address != last.said.address and not (is_rekeyed and lies_there)
    others = _other_words(door.others, last.said.others)
    residents = there.residents if there is not None else ()
    people = words_for(door.people, fields, last.said.people, residents, knows_door=True)
    closing = there.closed if there is not None else None
    if changed or moved or others or people or closing:
        now = there.version if there is not None and residents else None
        return Change(
            door, last.household_id, last.at, changed, last, version=now, moved=moved, others=others, closing=closing, people=people
        )
    return Keep(door, last.household_id, last.at, learned=is_rekeyed, before=last)


def _meet(door: RollDoor, fields: Collection[str], there: Standing) -> Decision:
    """A door that somebody else listed, or another roll."""
    at = _before(there)
    says = frozenset(name for name in _differing(door.given, there.shown, fields) if getattr(door.given, name))
    people = words_for(door.people, fields, (), there.residents, knows_door=False)
    others = _other_words(door.others, ())
    if says or others or there.closed or any(word.says_something for word in people):
        fills = frozenset(name for name in says if not getattr(there.shown, name))
        if there.closed:  # what it still shows an undo took back: nothing of that comes again, also where this roll says nothing
            says = fills = frozenset(_differing(door.given, there.shown, NAMES))
        return Change(
            door,
            there.household_id,
            at,
            says - fills,
            fills=fills,
            version=there.version,
            others=others,
            closing=there.closed,
            people=people,
        )
    return Keep(door, there.household_id, at, learned=True, people=people)


def _before(there: Standing) -> int:
    """Older than anything a person wrote there."""
    return max(there.made_at - 1, 0)


def _shown_already(door: RollDoor, there: Standing | None) -> frozenset[str]:
    """Fields of which the file says what the door shows: somebody wrote it there first, or the file is our own export."""
    if there is None:
        return frozenset()
    return frozenset(name for name in NAMES if getattr(there.shown, name) == getattr(door.given, name))


def _differing(one: Given, other: Given, fields: Collection[str]) -> list[str]:
    return [name for name in NAMES if name in fields and getattr(one, name) != getattr(other, name)]


def _other_words(now: Sequence[Given], before: Sequence[Given]) -> tuple[frozenset[str], ...]:
    """What further lines say that they did not say before. A line that left the file takes nothing back: somebody may have settled it."""
    told = tuple(
        frozenset(name for name in NAMES if getattr(given, name) and getattr(given, name) != getattr(before[place], name))
        if place < len(before)
        else frozenset(name for name in NAMES if getattr(given, name))
        for place, given in enumerate(now)
    )
    return told if any(told) else ()


def said_now(door: RollDoor, fields: Collection[str], before: Last | None, people: tuple[Known, ...] = ()) -> Said:
    """What the roll has said of the door after this import: a field without a column stays as it was said before."""
    kept = before.said.given if before is not None else NOTHING
    given = {name: getattr(door.given if name in fields else kept, name) for name in NAMES}
    return Said(door.address, Given(**given), _others_now(door.others, before.said.others if before is not None else ()), people)


def _others_now(now: Sequence[Given], before: Sequence[Given]) -> tuple[Given, ...]:
    """What the writers of further lines have said last: where this file says nothing, their earlier word still stands."""
    said = []
    for place in range(max(len(now), len(before))):
        here, there = (told[place] if place < len(told) else NOTHING for told in (now, before))
        said.append(Given(**{name: getattr(here, name) or getattr(there, name) for name in NAMES}))
    return tuple(said)
