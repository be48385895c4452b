"""Lines of a roll about people who were erased: known again by salted hashes, and then taken without what they say of anybody."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from hashlib import blake2b
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from server.exchange.lines import Given, Problem, Roll, RollDoor, Told, door_of, line_key
from server.exchange.three_way import standing_key

Place = tuple[str | None, int | None, str | None]  # entrance, floor and door


def hashes_of(salt: bytes, places: Iterable[str], words: Collection[str]) -> frozenset[bytes]:
    """`places`: a door in each of its spellings, as `places_of` writes them; `words`: names and numbers that were known there."""
    return frozenset(_hash(salt, place, word) for place in places for word in words)


def places_of(buildings: Collection[str], doors: Iterable[Place]) -> frozenset[str]:
    """Each of these doors in a building of these names."""
    return frozenset(standing_key(building, *door) for door in doors for building in buildings)


def without_erased(roll: Roll, salt: bytes, known: Collection[bytes], buildings: Mapping[str, UUID]) -> Roll:
    """The roll with a problem `erased` at each line that names somebody who was erased; the door itself is taken. `buildings`: ids by name."""
    if not known:
        return roll
    hashes = frozenset(known)
    doors, problems = [], list(roll.problems)
    for door in roll.doors:
        doors.append(_without(door, salt, _places_of_line(door, buildings), hashes))
        if doors[-1] != door:
            problems.append(Problem(door.line, "erased"))
    return replace(roll, doors=tuple(doors), problems=tuple(sorted(problems, key=lambda each: each.line)))


def without_texts(document: Any) -> Any:
    """A report of a roll, or a first look at one, as JSON values: without what its lines say. That a line about somebody shows the words of the
    card is not sure, so all of it goes; counts, lines and reasons stay."""
    if isinstance(document, list):
        return [without_texts(each) for each in document]
    if not isinstance(document, dict):
        return document
    told = {name: without_texts(value) for name, value in document.items() if name != "sample"}
    if told.get("text") is not None and "line" in told:
        told["text"] = "…"
    return {**told, "samples": []} if "samples" in told else told


def _places_of_line(door: RollDoor, buildings: Mapping[str, UUID]) -> tuple[str, ...]:
    """As the line calls it, and by the id of its building, which may have been called otherwise when somebody was erased there."""
    at = door.address
    building_id = buildings.get(at.building)
    return (line_key(at), *places_of([str(building_id)] if building_id else [], [(at.entrance, at.floor, at.door)]))


def _without(door: RollDoor, salt: bytes, places: Collection[str], hashes: Collection[bytes]) -> RollDoor:
    """A householder who was erased, or lines that are all about the erased: nothing that is said of people is taken. Else each line is judged
    by itself, before it fills what another leaves open; a field of which only the erased had something to say stays as it is."""
    is_erased = partial(_is_erased, salt, places, hashes)
    lines = door.told or (Told(door.given),)
    if is_erased(door.given.name or "") or all(_is_about_erased(is_erased, each) for each in lines):
        silent = frozenset(Given.__struct_fields__) - {"roll_vacant"}
        return replace(door, given=Given(roll_vacant=door.given.roll_vacant), others=(), people=(), told=(), silent=silent)
    left = tuple(_line_without(is_erased, each) for each in lines)
    if left == lines:
        return door
    now = door_of(door, left)
    silent = frozenset(name for name in Given.__struct_fields__ if getattr(door.given, name) and not getattr(now.given, name))
    return replace(now, silent=silent)


def _is_about_erased(is_erased: Callable[[str], bool], line: Told) -> bool:
    """One without a name is about whoever has its number."""
    said = line.person or line.given
    return any(map(is_erased, [said.name] if said.name else said.phones))


def _line_without(is_erased: Callable[[str], bool], line: Told) -> Told:
    """Of somebody else only a number of the erased is not taken."""
    given, person = line.given, line.person
    if _is_about_erased(is_erased, line):
        return Told(given if person else Given(roll_vacant=given.roll_vacant))
    other = replace(person, phones=_not(is_erased, person.phones)) if person else None
    return Told(replace(given, phones=_not(is_erased, given.phones)), other)


def _not(is_erased: Callable[[str], bool], words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if not is_erased(word))


def _is_erased(salt: bytes, places: Collection[str], hashes: Collection[bytes], word: str) -> bool:
    return any(_hash(salt, place, word) in hashes for place in places)


def _hash(salt: bytes, place: str, word: str) -> bytes:
    return blake2b(f"{place}\n{_plain(word)}".encode(), key=salt[:64], digest_size=16).digest()


def _plain(word: str) -> str:
    return "".join(word.split()).casefold()
