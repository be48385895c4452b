"""`doorstep import-outbox`: files of unsent work, taken in by whoever runs the server."""

import json
import os
from base64 import b64decode
from pathlib import Path
from uuid import UUID

import pytest

from tests.server.community import Phone
from tests.server.office import Office
from tests.server.sealing import Json, Sealer, a_file, sealer
from tests.server.test_backup import cli, path_of


async def closed(office: Office) -> None:
    await office.store.close()
    await office.app.state.store.close()


async def saved(office: Office, folder: Path) -> dict[str, Path]:
    """A good file, the same cut off, one with a bad seal, and something else."""
    ann = await sealer(office, "ann")
    part = ann.part(ann.push(*(ann.phone.visit(door, office.campaign) for door in office.team.doors[:2])))
    whole = json.dumps(a_file(part), separators=(",", ":"))
    bad = json.dumps(a_file({**part, "person": str(office.of.people["ben"])}))
    texts = {"good": whole, "cut": whole[:-30], "bad": bad, "other": "2026"}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    await closed(office)
    return {name: folder / name for name in texts}


async def test_files_are_taken_in_from_the_command_line_and_accounted_for(
    office: Office, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = await saved(office, tmp_path)

    first = await cli("import-outbox", str(files["good"]), "--json", "--database", database_url)
    told: Json = json.loads(capsys.readouterr().out)["files"][0]["phones"][0]
    again = await cli("import-outbox", str(files["good"]), "--database", database_url)

    assert (first, again) == (0, 0)
    assert (told["person"]["name"], told["pieces"], told["here"], told["became"]) == ("ann", 2, 0, {"applied": 2})
    assert "ann, 2 pieces of work" in (said := capsys.readouterr().out)
    assert "2 already here." in said


@pytest.mark.parametrize("options", [["--json"], []], ids=["json", "words"])
async def test_a_file_whose_name_is_no_text_is_accounted_for(
    office: Office, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    odd = Path(os.fsdecode(bytes(tmp_path) + b"/\xce\xb4\xcb\xcd.json"))
    odd.write_bytes((await saved(office, tmp_path))["good"].read_bytes())

    assert await cli("import-outbox", str(odd), *options, "--database", database_url) == 0

    said = capsys.readouterr().out.replace("\\\\", "\\")
    assert r"\xcb\xcd.json" in said
    assert ('"applied":2' if options else "2 applied") in said


async def test_a_dry_run_writes_nothing(office: Office, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = await saved(office, tmp_path)

    for _ in range(2):
        assert await cli("import-outbox", str(files["good"]), "--dry-run", "--database", database_url) == 0
        assert "0 already here; nothing was written" in capsys.readouterr().out


async def test_what_cannot_be_read_is_named_and_holds_up_no_other_file(
    office: Office, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = await saved(office, tmp_path)
    names = [str(files[name]) for name in ("cut", "bad", "other", "good")]

    code = await cli("import-outbox", *names, str(tmp_path / "nowhere"), "--database", database_url)

    said = capsys.readouterr()
    assert code == 1
    assert [word in said.out for word in ("not whole", "seal", "no file of unsent work", "2 applied", "cannot be read")] == [True] * 5
    assert "The phone still has this work" in said.err


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("has_journal", "became"), [(True, {"applied": 2}), (False, {"parked": 2})], ids=["journal", "no journal"])
async def test_after_a_restore_the_file_of_somebody_who_came_after_the_copy_is_taken_in(
    office: Office, sqlite_database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], has_journal: bool, became: dict[str, int]
) -> None:
    copy, store = tmp_path / "copy", path_of(sqlite_database_url)
    assert await cli("backup", str(copy), "--database", sqlite_database_url) == 0
    phone = Phone(office.app, "newcomer", office.clock, office.ids)
    made = await office.post("cora", "/api/invitations", name="新来的", role="volunteer", team_id=office.team.id)
    told = (await office.http.post("/api/enrol", json={"code": made["code"], "replica": str(phone.replica)})).json()
    person, organization = UUID(told["person"]["id"]), told["organization"]["id"]
    new = Sealer(organization, person, phone, b64decode(told["seal_key"]))
    office.clock.advance(hours=1)
    visits = [phone.visit(door, office.campaign) for door in office.team.doors[:2]]
    (tmp_path / "file").write_text(json.dumps(new.file(*visits, name="新来的")), encoding="utf-8")
    await closed(office)
    if not has_journal:
        for each in store.parent.glob("*.desk-journal"):
            each.unlink()
    assert await cli("restore", str(copy), "--database", sqlite_database_url) == 0
    capsys.readouterr()

    code = await cli("import-outbox", str(tmp_path / "file"), "--json", "--database", sqlite_database_url)

    (taken,) = json.loads(capsys.readouterr().out)["files"][0]["phones"]
    assert (code, taken["person"]["name"], taken["is_known"], taken["became"]) == (0, "新来的", has_journal, became)
