"""Lines of a roll about people who were erased: known again by salted hashes, and then taken without what they say of anybody."""

from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from typing import Any

from msgspec.structs import replace

from server.exchange.lines import Given, Problem, Roll, RollDoor, door_key, line_key
from server.exchange.persons import Person


def hashes_of(salt: bytes, place: str, words: Iterable[str]) -> frozenset[bytes]:
    """`place`: a door as `door_key` writes it; `words`: names and numbers that were known there."""
    return frozenset(blake2b(f"{place}\n{_plain(word)}".encode(), key=salt[:64], digest_size=16).digest() for word in words)


def place_of(building: str, entrance: str | None, floor: int | None, door: str | None) -> str:
    return door_key(building, entrance, floor, door or "")


def without_erased(roll: Roll, salt: bytes, known: Collection[bytes]) -> Roll:
    """The roll with a problem `erased` at each line about somebody who was erased; the door itself is taken, empty."""
    if not known:
        return roll
    doors, problems = [], list(roll.problems)
    for door in roll.doors:
        if hashes_of(salt, line_key(door.address), _words(door)) & frozenset(known):
            doors.append(replace(door, given=Given(roll_vacant=door.given.roll_vacant), others=(), people=()))
            problems.append(Problem(door.line, "erased"))
        else:
            doors.append(door)
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


def _words(door: RollDoor) -> Iterator[str]:
    people: tuple[Given | Person, ...] = (door.given, *door.others, *door.people)
    for each in people:
        yield from (each.name or "", *each.phones)


def _plain(word: str) -> str:
    return "".join(word.split()).casefold()
