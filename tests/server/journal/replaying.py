"""A store as it is compared after its journal was done again."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from server.db.driver import fetch
from server.db.engine import open_store
from server.journal.file import read_lines, younger
from server.journal.replay import journal_place, replay_deeds
from tests.server.office import Office

STATE = (
    "SELECT person_id, team_id, role, to_at IS NULL FROM memberships ORDER BY person_id, team_id, role, from_at",
    "SELECT person_id, role, area_id FROM roles WHERE to_at IS NULL ORDER BY person_id, role",
    "SELECT id, name, ended_at IS NULL FROM people ORDER BY id",
    "SELECT id, person_id, lost_at IS NULL FROM replicas WHERE lost_at IS NOT NULL ORDER BY id",
    "SELECT household_id, team_id, f.person_id, f.epoch FROM feed f JOIN slices s ON s.id = f.slice_id WHERE gone_reason IS NULL"
    " ORDER BY household_id, team_id",
    "SELECT id, name, ended_at IS NULL FROM teams ORDER BY id",
    "SELECT id, ended_at IS NULL FROM campaigns ORDER BY id",
    "SELECT id, root_id FROM households WHERE root_id IS NOT NULL ORDER BY id",
    "SELECT id, survivor_id, absorbed_id, undone_at IS NULL FROM joins ORDER BY id",
    "SELECT w.person_id, kind, campaign_id, team_id FROM follows w JOIN slices s ON s.id = w.slice_id ORDER BY 1, 2, 3, 4",
    "SELECT campaign_id, area_id FROM campaign_areas ORDER BY 1, 2",
    "SELECT team_id, building_id, known FROM coverage_cells WHERE known <> 0 ORDER BY team_id, building_id",
    "SELECT id, parent_id, code, level, name, search FROM areas ORDER BY id",
    "SELECT id, name, starts_on, ends_on, max_attempts, doc, changed_at IS NULL FROM campaigns ORDER BY id",
    "SELECT name, time_zone FROM organization",
    "SELECT campaign_id, team_id, known, visited FROM coverage_areas WHERE known <> 0 ORDER BY 1, 2, 3, 4",
    "SELECT id, area_id, name, kind, removed_at IS NULL FROM buildings ORDER BY id",
    "SELECT id, building_id, address_key, is_closed FROM households WHERE is_known ORDER BY id",
    "SELECT building_id, name FROM former_names ORDER BY 1, 2",
    "SELECT building_id, longitude, latitude FROM building_points ORDER BY 1",
)
FEED = 4  # who has which door, among them


def state(conn: Connection) -> list[Any]:
    return [sorted(str([str(part) for part in row]) for row in fetch(conn, sql)) for sql in STATE]


async def replayed(office: Office, older: str, journal: Path) -> Any:
    """What a restore of the older copy does, and the state after it."""
    store = open_store(older)

    def work(conn: Connection) -> Any:
        place = journal_place(conn)
        assert place is not None
        told = replay_deeds(conn, younger(read_lines(journal).entries, *place), office.ids)
        return told, state(conn), journal_place(conn)

    found = await store.write(work)
    await store.close()
    return found
