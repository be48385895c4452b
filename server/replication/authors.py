"""Authors of commands: what sync/ asks of a person, from the tables of identity."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection

from server.db.driver import fetch
from server.identity.actor import Actor
from server.replication.campaigns import as_id
from sync.world import Author, TeamSpan

PEOPLE = "SELECT id, name, is_system, ended_at FROM people WHERE id IN (??)"
TEAMS = "SELECT person_id, team_id, role, from_at, to_at FROM memberships WHERE person_id IN (??)"
ROLES = "SELECT person_id, area_id FROM roles WHERE role = 'coordinator' AND to_at IS NULL AND person_id IN (??)"
ENDED_ROLES = """
SELECT r.area_id FROM roles r JOIN people p ON p.id = r.person_id WHERE r.role = 'coordinator' AND r.to_at = p.ended_at AND r.person_id = ?
"""
ROLES_EVER = "SELECT person_id, area_id, from_at, to_at FROM roles WHERE role = 'coordinator' AND person_id IN (??)"
LOST = "SELECT id, lost_at FROM replicas WHERE lost_at IS NOT NULL AND id IN (??)"
BELOW = """
WITH RECURSIVE down (id) AS (
    SELECT id FROM areas WHERE id IN (??) UNION ALL SELECT a.id FROM areas a JOIN down ON a.parent_id = down.id
) SELECT b.id FROM buildings b JOIN down ON down.id = b.area_id
"""


def author_of(conn: Connection, actor: Actor, *, is_phone_lost: bool) -> Author:
    """The signed-in person as an author."""
    covers = None if actor.everywhere or not actor.area_ids else _buildings_below(conn, actor.area_ids)
    author = Author(
        person_id=actor.person_id,
        name=actor.name,
        is_coordinator=actor.is_coordinator,
        covers=covers,
        teams=tuple(TeamSpan(span.team_id, span.role, span.from_at, span.to_at) for span in actor.teams),
        ended_at=actor.ended_at,
        is_phone_lost=is_phone_lost,
    )
    return _with_end(conn, author)


def find_authors(conn: Connection, replicas: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Author]:
    """By (person, replica): whoever sent commands that have waited until now, with the rights they have now."""
    pairs = sorted(set(replicas))
    people = sorted({person for person, _ in pairs})
    teams: dict[UUID, list[TeamSpan]] = {person: [] for person in people}
    for person, *span in fetch(conn, TEAMS, people):
        teams[person].append(TeamSpan(*span))
    areas: dict[UUID, list[UUID | None]] = {person: [] for person in people}
    for person, area in fetch(conn, ROLES, people):
        areas[person].append(area)
    rows = {row[0]: row for row in fetch(conn, PEOPLE, people)}
    authors = (
        Author(
            person_id=person,
            name=rows[person][1],
            is_system=bool(rows[person][2]),
            is_coordinator=bool(areas[person]),
            covers=_covers(conn, areas[person]),
            teams=tuple(teams[person]),
            ended_at=rows[person][3],
        )
        for person, replica in pairs
    )
    return {pair: _with_end(conn, author) for pair, author in zip(pairs, authors, strict=True)}


def _with_end(conn: Connection, author: Author) -> Author:
    """Of whom access has ended also with the rights that ended with it."""
    if author.ended_at is None:
        return author
    areas = [row[0] for row in fetch(conn, ENDED_ROLES, author.person_id)]
    teams = tuple(replace(span, to_at=None) if span.to_at == author.ended_at else span for span in author.teams)
    return replace(author, until_end=replace(author, teams=teams, is_coordinator=bool(areas), covers=_covers(conn, areas)))


def find_losses(conn: Connection, replicas: Iterable[UUID]) -> dict[UUID, int]:
    """Since when those of these phones that were reported lost are so."""
    return {row[0]: row[1] for row in fetch(conn, LOST, sorted(set(replicas)))}


def as_sent(author: Author, arrived_at: int, lost_at: int | None) -> Author:
    """What had come before its phone was reported lost was of no lost phone, however long it waited since."""
    is_lost = lost_at is not None and arrived_at >= lost_at
    until_end = None if author.until_end is None else replace(author.until_end, is_phone_lost=is_lost)
    return replace(author, is_phone_lost=is_lost, until_end=until_end)


def find_authors_then(conn: Connection, wanted: Iterable[tuple[UUID, UUID, int]]) -> dict[tuple[UUID, UUID, int], Author]:
    """By (person, replica, ms): the same with the rights that they had at that instant. Of whom access has ended, also with those for what was
    made before: of that instant too, or, if it was over by then, the last that they had."""
    keys = set(wanted)
    authors = find_authors(conn, {(person, replica) for person, replica, _ in keys})
    given: dict[UUID, list[tuple[UUID | None, int, int | None]]] = {person: [] for person, _, _ in keys}
    for person, *role in fetch(conn, ROLES_EVER, sorted(given)):
        given[person].append((role[0], role[1], role[2]))
    return {key: _as_of(conn, authors[key[:2]], given[key[0]], key[2]) for key in keys}


def _as_of(conn: Connection, author: Author, given: Sequence[tuple[UUID | None, int, int | None]], at: int) -> Author:
    then = _with_rights_at(conn, author, given, at)
    if author.ended_at is None:
        return then
    return replace(then, until_end=_with_rights_at(conn, author, given, min(at, author.ended_at - 1)))


def _with_rights_at(conn: Connection, author: Author, given: Iterable[tuple[UUID | None, int, int | None]], at: int) -> Author:
    areas = [area for area, from_at, to_at in given if from_at <= at and (to_at is None or at < to_at)]
    began = (span for span in author.teams if span.from_at <= at)
    teams = tuple(replace(span, to_at=None) if span.to_at is not None and at < span.to_at else span for span in began)
    return replace(author, is_coordinator=bool(areas), covers=_covers(conn, areas), teams=teams, until_end=None)


def find_knockers(conn: Connection, ids: Iterable[UUID]) -> dict[UUID, Author]:
    """People for whom somebody types in visits, with the teams they are and were in and no other right."""
    people = sorted(set(ids))
    teams: dict[UUID, list[TeamSpan]] = {person: [] for person in people}
    for person, *span in fetch(conn, TEAMS, people):
        teams[person].append(TeamSpan(*span))
    rows = fetch(conn, PEOPLE, people)
    return {person: Author(person_id=person, name=name, teams=tuple(teams[person])) for person, name, *_ in rows}


def _covers(conn: Connection, areas: list[UUID | None]) -> frozenset[UUID] | None:
    return None if None in areas or not areas else _buildings_below(conn, frozenset(area for area in areas if area))


def _buildings_below(conn: Connection, areas: frozenset[UUID]) -> frozenset[UUID]:
    return frozenset(as_id(row[0]) for row in fetch(conn, BELOW, sorted(areas)))
