"""Every desk action leaves a line that says who did what when, and nothing about the people it was done to."""

import json
import os
import re
from pathlib import Path
from typing import get_args
from uuid import UUID

import pytest

from server.audit.actions import Action
from server.audit.store import record_action
from server.db.engine import Store
from server.ids import uuid7
from server.scripting import new_token_for
from tests.server.office import Office

MESSAGES = Path(__file__).parent.parent.parent / "pwa" / "src" / "messages" / "people"


async def test_an_action_that_comes_twice_is_recorded_once(store: Store) -> None:
    call, person = uuid7(1, bytes(10)), UUID(int=7)

    for _ in range(2):
        await store.write(lambda conn: record_action(conn, call, person, "team_made", "team", UUID(int=3), now=5, doors=2, people=4))

    rows = await store.read(lambda conn: conn.exec_driver_sql("SELECT at, action, subject, counts FROM audit").all())
    assert [tuple(row) for row in rows] == [(5, "team_made", "team", b'{"doors":2,"people":4}')]


async def test_what_is_done_with_people_is_in_the_audit(office: Office) -> None:
    ann = office.of.people["ann"]
    invited = await office.post("cora", "/api/invitations", name="新来的", role="volunteer", team_id=office.team.id)
    await office.post("cora", f"/api/invitations/{invited['id']}/revoke")
    await office.post("cora", f"/api/campaigns/{office.campaign}/teams", name="三队")
    await office.post("cora", f"/api/teams/{office.team.id}/members/{ann}/end")
    await office.post("cora", f"/api/people/{ann}/end")

    lines = (await office.get("cora", "/api/audit"))["lines"]

    told = [(each["person"]["name"], each["action"], each["subject"], each["subject_name"]) for each in lines]
    assert sorted(told) == sorted(
        [
            ("cora", "access_ended", "person", "ann"),
            ("cora", "member_left", "person", "ann"),
            ("cora", "team_made", "team", "三队"),
            ("cora", "invitation_revoked", "invitation", "新来的"),
            ("cora", "person_invited", "person", "新来的"),
        ]
    )
    kept = await office.rows("SELECT action, subject, counts FROM audit")
    assert all("新来的" not in str(row) and "ann" not in str(row) for row in kept)


async def test_what_was_done_about_a_persons_phones_and_invitations_is_done_about_them(office: Office) -> None:
    ann = office.of.people["ann"]
    invited = await office.post("cora", "/api/invitations", person_id=ann, role="volunteer", team_id=office.team.id)
    await office.post("cora", f"/api/invitations/{invited['id']}/revoke")
    phone, other = office.phone("ann"), office.phone("ben")
    for each in (phone, other):
        await each.push()
        await office.post("cora", f"/api/replicas/{each.replica}/lost")

    lines = (await office.get("cora", "/api/audit", subject_id=ann))["lines"]

    told = {(each["action"], each["subject_name"]) for each in lines}
    assert told == {("person_invited", "ann"), ("invitation_revoked", "ann"), ("phone_lost", "ann")}


async def test_the_audit_comes_in_pages_that_fit_together(office: Office, store: Store) -> None:
    for number in range(120):
        office.clock.advance(seconds=number % 2)  # some at the same moment
        team = uuid7(number, bytes(10))
        await store.write(
            lambda conn, team=team: record_action(conn, team, None, "team_made", "team", team, now=office.clock())  # type: ignore[misc]
        )

    pages, before = [], None
    while True:
        page = await office.get("cora", "/api/audit", **({} if before is None else {"before": before}))
        pages.append([each["id"] for each in page["lines"]])
        if (before := page["next"]) is None:
            break

    seen = [line for page in pages for line in page]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len(set(seen)) == 120
    assert await office.refused("cora", "GET", "/api/audit", before="nonsense") == (400, "bad_request")


async def test_who_coordinates_a_part_sees_what_was_done_there(office: Office) -> None:
    await office.hire("area", await office.area())
    await office.post("cora", f"/api/teams/{office.team.id}/members", name="eve")
    await office.hire("elsewhere", await office.make_area("远方社区"))

    near = (await office.get("area", "/api/audit"))["lines"]
    far = (await office.get("elsewhere", "/api/audit"))["lines"]

    assert [each["action"] for each in near] == ["member_added"]
    assert [each["action"] for each in far] == []


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_every_action_has_words(language: str) -> None:
    texts = json.loads((MESSAGES / f"{language}.json").read_text(encoding="utf-8"))
    app = set(re.findall(r"'(\w+)'", (MESSAGES.parent.parent / "ui" / "people" / "actions.ts").read_text(encoding="utf-8")))

    assert {key.removeprefix("did.") for key in texts if key.startswith("did.")} == set(get_args(Action)) == app


async def test_what_the_command_line_does_is_nobodys_but_told(store: Store) -> None:
    person = UUID(int=9)

    await store.write(lambda conn: new_token_for(conn, person, 7, os.urandom))

    rows = await store.read(lambda conn: conn.exec_driver_sql("SELECT person_id, action, at FROM audit").all())
    assert [tuple(row) for row in rows] == [(None, "token_made", 7)]
