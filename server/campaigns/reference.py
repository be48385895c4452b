"""Reference slices: a phone shows names, grids and rules from these items, never from a whole city's tables."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from server.areas.store import ancestors
from server.campaigns.categories import CampaignDoc, Category, Goal
from server.db.driver import fetch
from server.db.tables import areas, buildings, campaigns, memberships, organization, people, slices, teams
from server.replication.slices import Item, put_items


class Entrance(msgspec.Struct, frozen=True):
    """One column of a building's grid."""

    name: str
    floors: list[int] = []
    doors_per_floor: int = 0


class CampaignFields(msgspec.Struct, frozen=True):
    name: str
    starts_on: str
    ends_on: str
    max_attempts: int | None
    time_zone: str
    categories: tuple[Category, ...]
    questions: tuple[msgspec.Raw, ...]
    goal: Goal


class TeamFields(msgspec.Struct, frozen=True):
    name: str
    campaign_id: UUID
    slice_id: UUID


class BuildingFields(msgspec.Struct, frozen=True):
    area_id: UUID
    name: str
    entrances: list[Entrance]


class AreaFields(msgspec.Struct, frozen=True):
    parent_id: UUID | None
    level: str
    name: str


class MemberFields(msgspec.Struct, frozen=True):
    name: str
    role: str


class Told(msgspec.Struct, frozen=True):
    """An item before it is encoded. `fields`: what the wire shows beside kind and id."""

    id: UUID
    kind: str
    fields: msgspec.Struct


SHOWN = """
SELECT i.item_id FROM slices s JOIN items i ON i.slice_id = s.id
WHERE s.kind = 'reference' AND s.team_id = ? AND s.campaign_id = ? AND i.item_id IN (??) AND NOT i.is_removed
"""
NAMED_IN = """
SELECT s.id, s.team_id FROM memberships m JOIN slices s ON s.team_id = m.team_id
WHERE s.kind = 'reference' AND m.person_id = ? AND m.to_at IS NULL
"""
ENTRANCES = msgspec.json.Decoder(list[Entrance])
REFERENCES = "SELECT campaign_id, team_id, id FROM slices WHERE kind = 'reference' AND team_id IN (??)"
HELD = "SELECT slice_id, item_id FROM items WHERE slice_id IN (??) AND item_id IN (??) AND NOT is_removed"
DOC = msgspec.json.Decoder(CampaignDoc)


def refresh_campaign(conn: Connection, campaign_id: UUID) -> None:
    """Bring the campaign's own reference item up to date."""
    row = conn.execute(select(campaigns).where(campaigns.c.id == campaign_id)).one()
    zone = conn.execute(select(organization.c.time_zone)).scalar_one()
    doc = DOC.decode(row.doc)
    fields = CampaignFields(row.name, row.starts_on, row.ends_on, row.max_attempts, zone, doc.categories, doc.questions, doc.goal)
    where = (slices.c.kind == "reference") & (slices.c.campaign_id == campaign_id) & slices.c.team_id.is_(None)
    slice_id = conn.execute(select(slices.c.id).where(where)).scalar_one()
    put_changed(conn, slice_id, [Told(campaign_id, "campaign", fields)])


def refresh_team(conn: Connection, team_id: UUID, campaign_id: UUID | None = None, building_ids: Collection[UUID] | None = None) -> None:
    """Bring a team's reference slices up to date, of one campaign or of all: after its members or its doors changed.

    `building_ids`: those of its doors, if the caller knows them; else they are read from its feed.
    """
    where = (slices.c.team_id == team_id) & slices.c.kind.in_(("team", "reference")) & slices.c.ended_at.is_(None)
    if campaign_id is not None:
        where &= slices.c.campaign_id == campaign_id
    rows = conn.execute(select(slices.c.id, slices.c.kind, slices.c.campaign_id).where(where)).all()
    teams_of = {row.campaign_id: row.id for row in rows if row.kind == "team"}
    for row in sorted((row for row in rows if row.kind == "reference"), key=lambda row: row.id):
        _refresh(conn, team_id, row.campaign_id, teams_of[row.campaign_id], row.id, building_ids)


def has_new_buildings(conn: Connection, team_id: UUID, campaign_id: UUID, doors: Sequence[UUID]) -> bool:
    """Whether doors are in a building that the team's reference slice does not show yet."""
    wanted = [row[0] for row in fetch(conn, "SELECT DISTINCT building_id FROM households WHERE id IN (??)", list(doors))]
    shown = fetch(conn, SHOWN, team_id, campaign_id, wanted)
    return len(shown) < len(wanted)


def refresh_buildings(conn: Connection, building_ids: Collection[UUID]) -> None:
    """After an import or a desk changed buildings: in every team's reference slice that shows one of them."""
    rows = fetch(
        conn,
        "SELECT DISTINCT i.slice_id FROM items i JOIN slices s ON s.id = i.slice_id WHERE s.kind = 'reference' AND i.item_id IN (??)",
        list(building_ids),
    )
    given = buildings_of(conn, building_ids)
    for slice_id in sorted(row[0] for row in rows):
        held = held_items(conn, slice_id)
        shown = [item for item in given if item.id in held]
        around = areas_of(conn, {item.fields.area_id for item in shown if isinstance(item.fields, BuildingFields)})
        put_changed(conn, slice_id, [*shown, *around])


def refresh_member(conn: Connection, person_id: UUID) -> None:
    """After somebody was renamed: in the reference slice of every team they are in."""
    for slice_id, team_id in sorted((row[0], row[1]) for row in fetch(conn, NAMED_IN, person_id)):
        put_changed(conn, slice_id, [told for told in members_of(conn, team_id) if told.id == person_id])


def refresh_area(conn: Connection, area_id: UUID) -> None:
    """After an area was renamed or moved: in every team's reference slice that shows it, with what lies above it now."""
    shown = "SELECT i.slice_id FROM items i JOIN slices s ON s.id = i.slice_id WHERE s.kind = 'reference' AND i.item_id = ? AND NOT i.is_removed"
    told = areas_of(conn, [area_id])
    for slice_id in sorted(row[0] for row in fetch(conn, shown, area_id)):
        put_changed(conn, slice_id, told)


def _refresh(conn: Connection, team_id: UUID, campaign_id: UUID, team_slice: UUID, slice_id: UUID, given: Collection[UUID] | None) -> None:
    """Doors leave a team and come back: a building stays in the slice as long as a door of it does.

    The slice is locked first: two refreshes at once would each take out what only the other had seen.
    """
    fetch(conn, "SELECT id FROM slices WHERE id = ? {lock}", slice_id)
    building_ids = buildings_held(conn, team_slice) if given is None else frozenset(given)
    wanted = [
        Told(team_id, "team", TeamFields(name_of_team(conn, team_id), campaign_id, team_slice)),
        *buildings_of(conn, building_ids),
    ]
    wanted += areas_of(conn, {item.fields.area_id for item in wanted if isinstance(item.fields, BuildingFields)})
    wanted += members_of(conn, team_id)
    put_changed(conn, slice_id, wanted, only=True)


def brought_with(conn: Connection, entering: Collection[tuple[UUID, UUID, UUID]]) -> dict[UUID, list[Item]]:
    """What reference slices lack for doors that come to a team, each (campaign, team, building): the building and the areas it is in.

    To be put in with the doors, in the order of slices.
    """
    if not entering:
        return {}
    slice_of = {(row[0], row[1]): row[2] for row in fetch(conn, REFERENCES, sorted({team_id for _, team_id, _ in entering}))}
    wanted: dict[UUID, set[UUID]] = {}
    for campaign_id, team_id, building_id in entering:
        if (campaign_id, team_id) in slice_of:
            wanted.setdefault(slice_of[campaign_id, team_id], set()).add(building_id)
    held = {(row[0], row[1]) for row in fetch(conn, HELD, list(wanted), sorted({building_id for _, _, building_id in entering}))}
    lacking = {slice_id: {each for each in ids if (slice_id, each) not in held} for slice_id, ids in wanted.items()}
    return {slice_id: _lacking(conn, slice_id, ids) for slice_id, ids in lacking.items() if ids}


def _lacking(conn: Connection, slice_id: UUID, building_ids: Collection[UUID]) -> list[Item]:
    given = buildings_of(conn, building_ids)
    given += areas_of(conn, {item.fields.area_id for item in given if isinstance(item.fields, BuildingFields)})
    held = held_items(conn, slice_id)
    return [Item(told.id, told.kind, encode_item(told)) for told in given if told.id not in held]


def put_changed(conn: Connection, slice_id: UUID, wanted: Sequence[Told], *, only: bool = False) -> None:
    """Put what differs from what the slice says, so that no phone is sent the rest again. `only`: everything else goes."""
    held = held_items(conn, slice_id)
    bodies = {told.id: Item(told.id, told.kind, encode_item(told)) for told in wanted}
    changed = [item for item in bodies.values() if item.id not in held or held[item.id].body != item.body]
    gone = [removed(item) for item in held.values() if only and item.id not in bodies]
    put_items(conn, slice_id, [*changed, *gone])


def held_items(conn: Connection, slice_id: UUID) -> dict[UUID, Item]:
    """The items a slice has now."""
    rows = fetch(conn, "SELECT item_id, kind, body, is_removed FROM items WHERE slice_id = ?", slice_id)
    return {item_id: Item(item_id, kind, bytes(body)) for item_id, kind, body, is_removed in rows if not is_removed}


def encode_item(told: Told) -> bytes:
    fields: dict[str, Any] = msgspec.to_builtins(told.fields)
    return msgspec.json.encode({"kind": told.kind, "id": told.id, **fields})


def removed(item: Item) -> Item:
    return Item(item.id, item.kind, msgspec.json.encode({"kind": item.kind, "id": item.id, "removed": True}), is_removed=True)


def name_of_team(conn: Connection, team_id: UUID) -> str:
    name: str = conn.execute(select(teams.c.name).where(teams.c.id == team_id)).scalar_one()
    return name


def buildings_held(conn: Connection, team_slice: UUID) -> frozenset[UUID]:
    """The buildings of the doors now in a team's slice."""
    rows = fetch(
        conn,
        "SELECT DISTINCT h.building_id FROM feed f JOIN households h ON h.id = f.household_id "
        "WHERE f.slice_id = ? AND f.gone_reason IS NULL AND h.building_id IS NOT NULL",
        team_slice,
    )
    return frozenset(row[0] for row in rows)


def buildings_of(conn: Connection, ids: Collection[UUID]) -> list[Told]:
    if not ids:
        return []
    rows = conn.execute(select(buildings).where(buildings.c.id.in_(ids)).order_by(buildings.c.name, buildings.c.id))
    return [Told(row.id, "building", BuildingFields(row.area_id, row.name, ENTRANCES.decode(row.doc))) for row in rows]


def areas_of(conn: Connection, ids: Iterable[UUID]) -> list[Told]:
    """Areas with everything above them, so that a phone can say where a building is."""
    all_ids = ancestors(conn, list(ids))
    if not all_ids:
        return []
    rows = conn.execute(select(areas).where(areas.c.id.in_(all_ids)).order_by(areas.c.code, areas.c.id))
    return [Told(row.id, "area", AreaFields(row.parent_id, row.level, row.name)) for row in rows]


def members_of(conn: Connection, team_id: UUID) -> list[Told]:
    current = (memberships.c.team_id == team_id) & memberships.c.to_at.is_(None)
    stmt = select(people.c.id, people.c.name, memberships.c.role).join_from(memberships, people, people.c.id == memberships.c.person_id)
    rows: Iterable[Any] = conn.execute(stmt.where(current).order_by(people.c.name, people.c.id))
    return [Told(row.id, "member", MemberFields(row.name, row.role)) for row in rows]
