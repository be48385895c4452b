"""The journal of what desks do: on disk before the answer, done again after a restore, and honest about what was never answered."""

import shutil
import tempfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from server.app import parts_of
from server.backup.command import Restored
from server.campaigns.reference import SHOWN
from server.db.driver import fetch
from server.db.engine import open_store
from server.journal.deeds import AccessEnded, Entry, TeamJoined
from server.journal.file import Journal, append, line_of, read_lines, younger
from server.journal.replay import journal_place
from server.organization.recounts import finish_recounts
from server.settings import Settings
from tests.server.journal.copies import Copies
from tests.server.journal.replaying import replayed, state
from tests.server.office import Office
from tests.server.sealing import handed_in
from tests.server.test_backup import cli, path_of
from tests.server.test_outboxes import forked
from tests.server.test_people import OWN, code_of, pulled
from tests.server.test_rolls_api import imported


async def busy_day(office: Office) -> None:
    """All that desks do and a journal holds."""
    people = {name: str(office.of.people[name]) for name in ("ann", "ben", "cai", "dan")}
    team, other = office.team, office.other
    await office.assign("cora", other.id, household_ids=[str(team.doors[0])])
    for one, another in ((2, 3), (3, 2)):
        both = {"one_id": str(team.doors[one]), "other_id": str(other.doors[another])}
        join = await office.post("cora", "/api/pairs/join", **both)
    await office.post("cora", f"/api/joins/{join['id']}/undo")
    moved = await office.assign("lea", team.id, household_ids=[str(team.doors[1])], person_id=people["ann"])
    await office.post("lea", "/api/assignments/undo", undo_id=moved["undo_id"])
    await office.post("lea", f"/api/teams/{team.id}/members", name="新来的")
    await office.post("cora", f"/api/people/{people['cai']}", name="蔡")
    await office.post("cora", f"/api/teams/{other.id}/members", person_id=people["ben"], role="leader")
    await office.post("lea", f"/api/teams/{team.id}/members/{people['ben']}/end")
    await office.post("cora", f"/api/people/{people['ann']}/roles", role="handler", area_id=str(await office.area()))
    await office.post("cora", f"/api/people/{people['cai']}/roles", role="coordinator", area_id=None)
    await office.post("cora", f"/api/people/{people['cai']}/roles/end", role="coordinator", area_id=None)
    phone = office.phone("dan")
    await phone.push()
    await office.post("cora", f"/api/replicas/{phone.replica}/lost")
    await office.post("cora", f"/api/people/{people['dan']}/end")
    made = await office.post("cora", f"/api/campaigns/{office.campaign}/teams", name="第三队")
    await office.assign("cora", UUID(made["id"]), household_ids=[str(door) for door in office.of.spare[:2]])
    await office.post("cora", f"/api/teams/{made['id']}/end")
    await office.post("cora", f"/api/teams/{made['id']}/reopen")
    await office.app.state.mover.settle()


async def test_what_desks_did_after_the_copy_was_taken_is_done_again(office: Office, older: str, journal: Path) -> None:
    office.clock.advance(hours=1)
    await busy_day(office)

    told, after, place = await replayed(office, older, journal)

    assert after == await office.store.read(state)
    assert not told.left
    assert place == await office.store.read(journal_place)


async def set_up_day(office: Office) -> str:
    """All that is set up at desks and a journal holds. Returns the campaign that it makes."""
    top = await office.post("cora", "/api/areas", name="东街道", level="street")
    below = await office.post("cora", "/api/areas", name="新社区", level="community", parent_id=top["id"])
    await office.post("cora", f"/api/areas/{await office.area()}", parent_id=top["id"], name="祥和新社区", code="XH")
    await office.post("cora", f"/api/areas/{(await office.post('cora', '/api/areas', name='写错的', level='street'))['id']}/remove")
    await office.post("cora", "/api/areas/list", text="code,parent_code,level,name\nXH,,community,祥和社区\nXH1,XH,grid,一网格\n")
    days = {"starts_on": "2026-01-01", "ends_on": "2027-12-31"}
    made = await office.post("cora", "/api/campaigns", name="秋天", area_ids=[await office.area()], like_id=office.campaign, **days)
    path = f"/api/campaigns/{made['id']}"
    await office.post("cora", path, name="秋季走访", max_attempts=2, goal="met", area_ids=[*made["area_ids"], below["id"]])
    await office.post("cora", f"{path}/areas/{below['id']}/leave")
    await office.post("cora", f"/api/people/{office.of.people['cai']}/roles", role="coordinator", area_id=below["id"])
    await office.post("cora", f"/api/teams/{office.team.id}", name="红队")
    await office.post("cora", "/api/organization", name="大家庭", time_zone="Asia/Tokyo", confirmed=True)
    await office.app.state.mover.settle()
    await office.app.state.recounts.settle()
    return str(made["id"])


async def test_what_was_set_up_after_the_copy_was_taken_stands_again_and_phones_work_counts_there(
    office: Office, older: str, journal: Path
) -> None:
    campaign = UUID(await set_up_day(office))
    ann, door = office.phone("ann"), office.team.doors[0]
    visit = ann.visit(door, campaign, "met")
    assert await ann.outcomes(visit) == ["applied"]
    told, _, _ = await replayed(office, older, journal)
    before, counted = await office.store.read(state), office.store
    office.app.state.update(parts_of(Settings(database=older), clock=office.clock))
    office.store = office.app.state.store

    assert not told.left
    assert await ann.outcomes(visit) == ["applied"]
    office.app.state.recounts.start()
    await office.app.state.recounts.settle()
    assert await office.store.read(state) == before
    await office.store.close()
    office.store = counted


async def test_teams_that_were_still_to_go_on_in_a_campaign_do_so_after_a_restore(office: Office, older: str, journal: Path) -> None:
    days = {"starts_on": "2026-01-01", "ends_on": "2027-12-31"}
    await office.post("cora", "/api/campaigns", name="秋天", like_id=office.campaign, **days)
    await office.app.state.recounts.settle()
    before = await office.store.read(state)
    lines = journal.read_bytes().splitlines(keepends=True)
    ahead = (b"team_made", b"doors_moved", b"teams_went_on")
    journal.write_bytes(b"".join(line for line in lines if not any(each in line for each in ahead)))  # its process died
    told, _, _ = await replayed(office, older, journal)
    served, office.store = office.store, open_store(older)

    await finish_recounts(office.store, office.clock, office.ids)

    assert (await office.store.read(state), told.left) == (before, {})
    await office.store.close()
    office.store = served


async def test_buildings_and_doors_that_a_desk_drew_stand_again_and_phones_work_finds_them(
    office: Office, older: str, journal: Path
) -> None:
    area = await office.post("cora", "/api/areas", name="新社区", level="community")
    doors = [{"entrance": "1单元", "floor": floor, "door": f"{floor}01"} for floor in (1, 2, 3)]
    made = await office.post("cora", "/api/buildings", area_id=await office.area(), name="8号楼", doors=doors)
    path = f"/api/buildings/{made['building']['id']}"
    await office.post("cora", f"{path}/doors", doors=[*doors, {"entrance": "2单元", "floor": 1, "door": "101"}])
    await office.post("cora", path, name="9号楼")
    gone = await office.post("cora", "/api/buildings", area_id=await office.area(), name="画错的", doors=doors[:2])
    await office.post("cora", f"/api/buildings/{gone['building']['id']}/remove")
    away = await office.post("cora", "/api/buildings", area_id=await office.area(), name="10号楼", doors=doors[:1])
    await office.post("cora", f"/api/buildings/{away['building']['id']}", area_id=area["id"])
    rows = await office.rows("SELECT id FROM households WHERE building_id = ? ORDER BY id", UUID(made["building"]["id"]))
    await office.assign("cora", office.team.id, household_ids=[str(row[0]) for row in rows])
    await office.app.state.mover.settle()
    ann, before = office.phone("ann"), await office.store.read(state)
    visit = ann.visit(rows[0][0], office.campaign, "met")
    assert await ann.outcomes(visit) == ["applied"]

    told, after, _ = await replayed(office, older, journal)

    assert (after, told.left) == (before, {})
    served, office.store = office.store, open_store(older)
    office.app.state.update(parts_of(Settings(database=older), clock=office.clock))
    assert await ann.outcomes(visit) == ["applied"]
    await office.store.close()
    office.store = served


async def test_where_a_desk_placed_buildings_stands_again(office: Office, older: str, journal: Path) -> None:
    path, point = f"/api/areas/{await office.area()}/points", {"building": "1号楼", "longitude": 116.5, "latitude": 35.4}
    for latitude in (35.4, 36.2):
        await office.post("cora", path, points=[{**point, "latitude": latitude}])

    told, after, _ = await replayed(office, older, journal)

    assert (after, told.left) == (await office.store.read(state), {})
    assert [row[1:] for row in await office.rows("SELECT building_id, longitude, latitude FROM building_points")] == [(116.5, 36.2)]


async def test_rolls_that_are_to_be_imported_or_taken_back_again_are_named_and_their_buildings_stand(
    office: Office, older: str, journal: Path
) -> None:
    kept = await imported(office)
    taken_back = await imported(office, "地址,户主\n6号楼1单元101,某\n".encode())
    await office.post("cora", f"/api/rolls/{taken_back['id']}/undo")
    await office.app.state.rolls.settle()

    told, _, _ = await replayed(office, older, journal)

    assert ([(str(each.import_id), each.file, each.at) for each in told.rolls], told.left) == (
        [(kept["id"], "roll.csv", office.clock())],
        {},
    )
    said = list(Restored(0, told, 0, 0).told())
    assert any("Import again: “roll.csv” (" in line for line in said)
    restored = open_store(older)
    standing = await restored.read(lambda conn: fetch(conn, "SELECT name FROM buildings WHERE removed_at IS NULL ORDER BY id"))
    await restored.close()
    assert "5号楼" in [row[0] for row in standing]
    assert "6号楼" not in [row[0] for row in standing]
    assert "赖超" not in journal.read_text()


async def test_a_roll_of_the_copy_that_was_taken_back_since_is_named(office: Office, older: str, journal: Path) -> None:
    told = await imported(office)
    journal.unlink()
    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    await office.app.state.rolls.settle()

    said = list(Restored(0, (await replayed(office, older, journal))[0], 0, 0).told())

    assert any("Take back again: “roll.csv” (" in line for line in said)


async def test_a_building_that_is_new_to_a_team_comes_with_its_doors_after_a_restore(office: Office, older: str, journal: Path) -> None:
    (building,) = (await office.rows("SELECT DISTINCT building_id FROM households WHERE id IN (??)", office.of.spare[:2]))[0]
    await office.assign("cora", office.other.id, household_ids=[str(door) for door in office.of.spare[:2]])
    await office.app.state.mover.settle()

    await replayed(office, older, journal)

    restored = open_store(older)
    shown = await restored.read(
        lambda conn: fetch(conn, SHOWN, office.other.id, office.campaign, [building]),
    )
    await restored.close()
    assert [row[0] for row in shown] == [building]


async def test_what_the_copy_holds_is_not_done_twice(office: Office, older: str, journal: Path) -> None:
    await busy_day(office)
    await replayed(office, older, journal)

    told, after, _ = await replayed(office, older, journal)

    assert not told.done
    assert after == await office.store.read(state)


async def test_a_move_that_was_done_again_can_be_taken_back_and_one_that_was_taken_back_cannot(
    office: Office, older: str, journal: Path
) -> None:
    team, other = office.team, office.other
    kept = await office.assign("cora", other.id, household_ids=[str(door) for door in team.doors[:2]])
    taken_back = await office.assign("cora", other.id, household_ids=[str(team.doors[2])])
    await office.post("cora", "/api/assignments/undo", undo_id=taken_back["undo_id"])
    await office.app.state.mover.settle()
    await replayed(office, older, journal)
    office.app.state.update(parts_of(Settings(database=older), clock=office.clock))
    office.store = office.app.state.store

    again = await office.post("cora", "/api/assignments/undo", undo_id=taken_back["undo_id"])
    back = await office.post("cora", "/api/assignments/undo", undo_id=kept["undo_id"])

    assert (back["moved"], again["moved"]) == (2, 0)
    held = await office.rows(
        "SELECT household_id FROM feed f JOIN slices s ON s.id = f.slice_id WHERE s.team_id = ? AND gone_reason IS NULL", team.id
    )
    assert {door for (door,) in held} == set(team.doors)
    await office.app.state.mover.settle()
    await office.store.close()


async def test_what_names_somebody_the_copy_does_not_know_is_left_and_told(office: Office, older: str, journal: Path) -> None:
    store_id, n = await office.store.read(journal_place)  # type: ignore[misc]
    deeds = (AccessEnded(at=1, person_id=uuid4()), TeamJoined(at=1, person_id=office.of.people["ann"], team_id=uuid4(), role="member"))
    append(journal, line_of(Entry(n + 1, store_id, deeds)))

    told, _, _ = await replayed(office, older, journal)

    assert dict(told.left) == {"access_ended": 1, "team_joined": 1}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_restore_says_that_the_journal_is_another_stores(
    office: Office, sqlite_database_url: str, journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--database", sqlite_database_url, "--journal", str(journal))
    assert await cli("backup", str(tmp_path / "copy"), *options) == 0
    await office.store.close()
    await office.app.state.store.close()
    capsys.readouterr()
    journal.write_bytes(b"")
    assert await cli("restore", str(tmp_path / "copy"), *options) == 0
    assert "says nothing of this store" not in capsys.readouterr().out

    append(tmp_path / "others", line_of(Entry(1, uuid4(), (AccessEnded(at=1, person_id=uuid4()),))))
    assert await cli("restore", str(tmp_path / "copy"), *options[:3], str(tmp_path / "others")) == 0

    assert "says nothing of this store, but of another one" in capsys.readouterr().out


async def test_a_journal_that_cannot_be_written_stops_the_deed(office: Office, journal: Path) -> None:
    journal.mkdir()
    ben = office.of.people["ben"]

    refused = await office.refused("cora", "POST", f"/api/people/{ben}/end", {})

    assert refused == (503, "store_full")
    assert await office.rows("SELECT ended_at FROM people WHERE id = ?", ben) == [(None,)]


async def test_what_was_written_down_and_never_committed_is_overruled_by_what_came_next(
    office: Office, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = office.of.people["ann"], office.of.people["ben"]
    whole = Journal.end

    def cut(self: Journal, conn: Connection) -> None:
        whole(self, conn)
        raise RuntimeError("the process ends between the journal and the commit")

    monkeypatch.setattr(Journal, "end", cut)
    assert (await office.ask("cora", "POST", f"/api/people/{ben}/end", {})).status_code == 500
    monkeypatch.undo()
    alone = [deed for entry in read_lines(journal).entries for deed in entry.deeds if isinstance(deed, AccessEnded)]
    await office.post("cora", f"/api/people/{ann}/end")
    both = [deed for entry in read_lines(journal).entries for deed in entry.deeds if isinstance(deed, AccessEnded)]

    assert [deed.person_id for deed in alone] == [ben]  # while it is the last one nobody can tell
    assert [deed.person_id for deed in both] == [ann]
    assert await office.rows("SELECT ended_at FROM people WHERE id = ?", ben) == [(None,)]


@given(st.integers(1, 6), st.data())
def test_a_line_that_a_crash_cut_off_spoils_no_other(count: int, data: st.DataObject) -> None:
    store = uuid4()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal"
        for n in range(1, count + 1):
            append(path, line_of(Entry(n, store, (AccessEnded(at=n, person_id=store),))))
        whole = path.read_bytes()
        cut = data.draw(st.integers(0, len(whole)))
        path.write_bytes(whole[:cut])
        kept = [entry.n for entry in read_lines(path).entries]
        append(path, line_of(Entry(len(kept) + 1, store, ())))

        assert kept in (list(range(1, whole[:cut].count(b"\n") + 1)), list(range(1, whole[:cut].count(b"\n") + 2)))
        assert [entry.n for entry in read_lines(path).entries] == [*kept, len(kept) + 1]
        assert path.stat().st_mode & 0o077 == 0


def test_a_journal_says_nothing_of_another_store() -> None:
    mine, other = uuid4(), uuid4()
    entries = [Entry(n, store, ()) for n, store in ((1, mine), (2, mine), (1, other), (3, mine))]

    assert [entry.n for entry in younger(entries, mine, 1)] == [2, 3]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_command_does_again_what_a_desk_did_since(
    office: Office, sqlite_database_url: str, journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--database", sqlite_database_url, "--journal", str(journal))
    assert await cli("backup", str(tmp_path / "copy"), *options) == 0
    await busy_day(office)
    before = await office.store.read(state)
    await office.store.close()
    await office.app.state.store.close()
    shutil.copy(journal, tmp_path / "whole")
    journal.write_bytes(journal.read_bytes().partition(b"\n")[2])
    assert await cli("restore", str(tmp_path / "copy"), *options) == 0
    assert "1 times something was done since that this journal does not hold" in capsys.readouterr().out
    shutil.copy(tmp_path / "whole", journal)

    assert await cli("restore", str(tmp_path / "copy"), *options) == 0

    said = capsys.readouterr().out
    assert "1 access ended" in said
    assert "4 doors moved" in said
    restored = open_store(sqlite_database_url)
    office.app.state.store = office.store = restored
    assert await restored.read(state) == before
    assert (await office.refused("dan", "GET", "/api/me/work"))[0] == 403
    await restored.close()
    assert path_of(sqlite_database_url).exists()


async def invited(office: Office) -> tuple[str, str]:
    """The id and the code of an invitation."""
    made = await office.post("cora", "/api/invitations", person_id=office.of.people["ann"], role="volunteer", team_id=office.team.id)
    [(made_id,)] = await office.rows("SELECT id FROM invitations")
    return str(made_id), made["path"].rpartition("#")[2]


async def come_in(office: Office, code: str) -> int:
    """The status of the answer to a new phone."""
    answered = await office.http.post(
        "/api/enrol", json={"id": str(office.ids()), "code": code, "replica": str(office.ids()), "device": "x"}
    )
    return answered.status_code


async def test_a_code_that_was_revoked_after_the_copy_was_taken_stays_revoked(office: Office, copies: Copies) -> None:
    invitation, code = await invited(office)
    copy = await copies.take()
    await office.post("cora", f"/api/invitations/{invitation}/revoke")

    await copies.put_back(copy)

    assert await come_in(office, code) == 410


async def test_a_phone_that_was_reported_lost_is_lost_after_a_restore_though_its_store_was_thrown_away(
    office: Office, copies: Copies
) -> None:
    """The copy knows it, and its sign-in, by the name that it had before."""
    former, now_is, browser = uuid4(), uuid4(), office.client()
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(former)})
    copy = await copies.take()
    told = {"id": str(uuid4()), "replica": str(now_is), "former": str(former)}
    assert (await browser.post("/api/me/evicted", json=told, headers=OWN)).status_code == 200
    await office.post("lea", f"/api/replicas/{now_is}/lost")

    await copies.put_back(copy)
    office.clock.advance(minutes=1)

    assert [(await pulled(browser, name))["access"] for name in (now_is, uuid4())] == ["wipe", "wipe"]
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(now_is)})
    assert await office.rows("SELECT id FROM replicas WHERE lost_at IS NOT NULL") == []


async def test_a_lost_phone_stands_on_boards_once_after_a_restore_whatever_came_from_files_of_it(office: Office, copies: Copies) -> None:
    ann = await forked(office, 1)
    copy = await copies.take()
    for _ in range(3):
        ann.phone.n = 0
        await handed_in(office, "lea", ann.file(ann.phone.visit(office.team.doors[0], office.campaign)))
    await office.post("lea", f"/api/replicas/{ann.phone.replica}/lost")

    await copies.put_back(copy)

    phones = (await office.get("lea", "/api/phones"))["phones"]
    assert [(each["replica"], each["lost_at"] is not None) for each in phones] == [(str(ann.phone.replica), True)]


async def test_a_code_that_was_used_after_the_copy_was_taken_lets_nobody_else_in(office: Office, copies: Copies) -> None:
    _, code = await invited(office)
    copy = await copies.take()
    assert await come_in(office, code) == 200

    await copies.put_back(copy)

    assert await come_in(office, code) == 410
