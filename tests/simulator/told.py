"""What a reply may tell its asker: which doors, which records, whose words and whose numbers. Shares no code with sync/ or server/.

What each person types at a household has a word, and its phones a number, that nobody else types and nobody types anywhere else.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.simulator.disk import Json
from tests.simulator.erasures import with_all, with_word
from tests.simulator.server import Server

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORD, NUMBER = re.compile(r"zq(\d+)qz"), re.compile(r"139(\d{8})")
OF_PEOPLE = ("/api/attention", "/api/notices", "/api/parked")
# there what somebody did is told to them, and to who looks after them, wherever the door is by now
EVER_OWN = """
SELECT DISTINCT f.household_id FROM people p JOIN memberships m ON m.person_id = p.id AND m.to_at IS NULL
JOIN slices s ON s.team_id = m.team_id AND s.kind = 'team' JOIN feed f ON f.slice_id = s.id WHERE p.name = ? AND p.ended_at IS NULL
"""
OWN_DOORS = f"{EVER_OWN} AND (f.gone_reason IS NULL OR f.gone_reason = 'closed')"
AREA_DOORS = """
WITH RECURSIVE under(id) AS (
    SELECT r.area_id FROM roles r JOIN people p ON p.id = r.person_id
    WHERE p.name = ? AND p.ended_at IS NULL AND r.role = 'coordinator' AND r.to_at IS NULL AND r.area_id IS NOT NULL
    UNION SELECT a.id FROM areas a JOIN under u ON a.parent_id = u.id)
SELECT h.id FROM households h JOIN buildings b ON b.id = h.building_id WHERE b.area_id IN (SELECT id FROM under)
"""
EVERYWHERE = """
SELECT 1 FROM roles r JOIN people p ON p.id = r.person_id
WHERE p.name = ? AND p.ended_at IS NULL AND r.role = 'coordinator' AND r.to_at IS NULL AND r.area_id IS NULL
"""
DOORS = "SELECT id, COALESCE(root_id, id) FROM households WHERE is_known"
EVER_JOINED = "SELECT survivor_id, absorbed_id FROM joins"
LOOKED_AFTER = """
SELECT p.id FROM people p WHERE p.name = ? UNION SELECT m.person_id FROM memberships m
JOIN memberships l ON l.team_id = m.team_id AND l.role = 'leader' AND l.to_at IS NULL JOIN people p ON p.id = l.person_id WHERE p.name = ?
"""
WAITING = "SELECT body, person_id FROM parked"
RECORDS = {
    "visit": "SELECT id, household_id, person_id FROM visits",
    "request": "SELECT id, household_id, person_id FROM requests",
    "wish": "SELECT id, household_id, person_id FROM wishes",
    "event": "SELECT id, household_id, person_id FROM household_events",
    "value": "SELECT command_id, household_id, person_id FROM field_writes",
    "parked work": "SELECT command_id, household_id, person_id FROM parked WHERE household_id IS NOT NULL",
}


class Words:
    """Who typed what where, by the number that stands for it."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str], int] = {}

    def typed(self, command: Json, author: str) -> Json:
        number = self.numbers.setdefault((command["household_id"], author), len(self.numbers))
        return with_phone(with_word(command, f"zq{number}qz"), f"139{number:08}")

    def whose(self, pattern: re.Pattern[str], text: str) -> list[tuple[str, str]]:
        """Of each that is in a text the household and the person."""
        known = list(self.numbers)
        return [known[number] for number in sorted({int(found) for found in pattern.findall(text)}) if number < len(known)]


def with_phone(command: Json, number: str) -> Json:
    """Its first phone is this number; a resident's only one."""
    told: dict[str, Any] = {}
    for name, value in command.items():
        if isinstance(value, dict):
            told[name] = with_phone(value, number)
        elif name == "phones" and value:
            told[name] = [number, *value[1:]]
        else:
            told[name] = number if name == "phone" and value else value
    return told


def text_of(body: bytes) -> str:
    """Also of a workbook."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return body.decode("utf-8", "replace")


@dataclass
class Sight:
    """Whose what is told may be, with `doors` by the households that they are part of. `once`: what those were ever one with.

    `coordinated`: of the doors. `left`: those that were the asker's, which phones are told that they have lost. `people`: whom the asker
    looks after, where that counts. `deeds`: doors at which the asker did something, where that is told. `differing`: those at which one of the
    people wrote a value, where of two who differ each is told of the other's word.
    """

    roots: Mapping[str, str]
    once: Mapping[str, set[str]]
    doors: set[str]
    coordinated: set[str]
    left: set[str]
    people: set[str]
    deeds: set[str]
    differing: set[str]

    def root(self, door: str) -> str:
        return self.roots.get(door, door)

    def shows(self, door: str) -> bool:
        """A wish stays on both of two that were one, with its words."""
        return not self.doors.isdisjoint({self.root(each) for each in (door, *self.once.get(door, ()))}) or self.root(door) in self.deeds


async def sight_of(server: Server, asker: str, path: str, deeds: Iterable[str] = ()) -> Sight | None:
    """None: everything is the asker's to see."""
    rows = server.rows
    if await rows(EVERYWHERE, asker):
        return None
    roots: dict[str, str] = dict(await rows(DOORS))

    async def households(sql: str) -> set[str]:
        return {roots.get(door, door) for (door,) in await rows(sql, asker)}

    coordinated, own, ever = await households(AREA_DOORS), await households(OWN_DOORS), await households(EVER_OWN)
    people = {person for (person,) in await rows(LOOKED_AFTER, asker, asker)} if path.startswith(OF_PEOPLE) else set()
    once = with_all(await rows(EVER_JOINED))
    values = await rows(RECORDS["value"]) if path == "/api/notices" else []
    differing = {roots.get(door, door) for _, door, person in values if person in people}
    return Sight(roots, once, own | coordinated, coordinated, ever, people, {roots.get(door, door) for door in deeds}, differing)


def words_beyond(words: Words, path: str, text: str, sight: Sight) -> Iterator[str]:
    """What was typed at doors that are not the asker's, unless by somebody whom the asker looks after; and phones that should be hidden."""
    for what, pattern in (("a word", WORD), ("a number", NUMBER)):
        for door, author in words.whose(pattern, text):
            if not sight.shows(door) and author not in sight.people:
                yield f"{what} of {author} at {door}"
    if path.startswith("/api/exports/"):
        for door, author in words.whose(NUMBER, text):
            if "phones=whole" not in path or sight.root(door) not in sight.coordinated:
                yield f"a number of {author} at {door}, whole"


async def doors_beyond(server: Server, text: str, sight: Sight, named: Collection[str] = ()) -> list[str]:
    """Doors that are not the asker's, and what was done there. `named`: the ids that the asker had named, which a receipt that is given once more
    answers with what they had been part of."""
    told = set(ID.findall(text))
    seen = sight.doors | sight.left | sight.deeds | {sight.root(one) for each in named for one in (each, *sight.once.get(each, ()))}
    waiting = [
        body.decode("utf-8", "replace") for body, person in await server.rows(WAITING) if person in sight.people
    ]  # it is told as it was said
    said = {id_ for body in waiting for id_ in ID.findall(body)}
    theirs, found = set[str](), []  # doors at which somebody did what they are told of, whom they look after
    for what, sql in RECORDS.items():
        for record, door, person in await server.rows(sql):
            if record in told and sight.root(door) not in seen and record not in named:
                if person in sight.people or record in said or (what == "value" and sight.root(door) in sight.differing):
                    theirs.add(sight.root(door))
                else:
                    found.append(f"the {what} {record} at {door}")
    beyond = (door for door in sorted(told & sight.roots.keys()) if sight.root(door) not in seen | theirs)
    return [*found, *(f"the door {door}" for door in beyond)]
