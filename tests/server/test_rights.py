"""Every route for every kind of person. A route that is not in this table fails the first test."""

from typing import Any
from uuid import uuid4

import pytest
from litestar.routes import HTTPRoute

from tests.server.office import Office
from tests.server.sealing import sealer

# who: nobody signed in | eve: access ended | cai: a volunteer of the other team | leo: its leader | ann, lea: of this team
#      far: coordinates another area | cora: coordinates everything
WHO = ("nobody", "eve", "cai", "leo", "ann", "lea", "far", "cora")
Row = tuple[str, str, dict[str, Any] | None, str]
OPEN = "200 200 200 200 200 200 200 200"
SIGNED_IN = "401 403 200 200 200 200 200 200"
LEADERS = "401 403 403 200 403 200 200 200"
TEAM = "401 403 404 404 403 200 404 200"
WAITING = "401 403 403 404 403 200 404 200"
COORDINATOR = "401 403 403 403 403 403 404 200"
CAMPAIGN = "401 403 200 200 200 200 404 200"
ROUTES: list[Row] = [
    ("GET", "/health/live", None, OPEN),
    ("GET", "/health/ready", None, OPEN),
    ("GET", "/api/me", None, "401 200 200 200 200 200 200 200"),
    ("POST", "/api/me/evicted", {"replica": "{new}"}, SIGNED_IN),
    ("POST", "/api/logout", {}, "401 200 200 200 200 200 200 200"),
    ("POST", "/api/enrol/peek", {"code": "0000000000"}, "404 404 404 404 404 404 404 404"),
    ("POST", "/api/enrol", {"code": "0000000000", "replica": "{new}"}, "404 404 404 404 404 404 404 404"),
    ("POST", "/api/sync/push", {"protocol": 1, "replica": "{new}", "sent_at": 1, "commands": []}, "401 200 200 200 200 200 200 200"),
    ("POST", "/api/sync/pull", {"protocol": 1, "replica": "{new}", "cursors": {}}, "401 200 200 200 200 200 200 200"),
    ("GET", "/api/people", None, LEADERS),
    ("GET", "/api/people?team_id={team}", None, "401 403 403 404 403 200 404 200"),
    ("GET", "/api/people/{ann}", None, "401 403 403 404 403 200 404 200"),
    ("POST", "/api/people/{ann}", {"name": "安"}, "401 403 403 404 403 200 404 200"),
    ("POST", "/api/people/{ben}/end", {}, "401 403 404 404 404 403 404 200"),
    ("POST", "/api/replicas/{replica}/lost", {}, "401 403 403 404 403 200 404 200"),
    ("GET", "/api/phones", None, LEADERS),
    ("GET", "/api/phones?team_id={team}", None, "401 403 403 404 403 200 404 200"),
    ("POST", "/api/invitations", {"name": "new", "role": "volunteer", "team_id": "{team}"}, "401 403 403 404 403 200 404 200"),
    ("GET", "/api/invitations", None, LEADERS),
    ("GET", "/api/invitations?team_id={team}", None, "401 403 403 404 403 200 404 200"),
    ("POST", "/api/invitations/{invitation}/revoke", {}, "401 403 403 404 403 200 404 200"),
    ("GET", "/api/campaigns", None, SIGNED_IN),
    (
        "POST",
        "/api/campaigns",
        {"name": "x", "starts_on": "2026-01-01", "ends_on": "2026-01-02", "area_ids": ["{area}"]},
        "401 403 403 403 403 403 404 200",
    ),
    ("GET", "/api/organization", None, "401 403 403 403 403 403 403 200"),
    ("POST", "/api/organization", {"name": "祥和"}, "401 403 403 403 403 403 403 200"),
    ("POST", "/api/campaigns/{campaign}", {"name": "秋季"}, COORDINATOR),
    ("POST", "/api/campaigns/{campaign}/end", {}, COORDINATOR),
    ("POST", "/api/campaigns/{campaign}/reopen", {}, COORDINATOR),
    ("GET", "/api/campaigns/{campaign}/areas/{leaving_area}/leaving", None, COORDINATOR),
    ("POST", "/api/campaigns/{campaign}/areas/{leaving_area}/leave", {}, COORDINATOR),
    ("GET", "/api/campaigns/{campaign}/teams", None, CAMPAIGN),
    ("POST", "/api/campaigns/{campaign}/teams", {"name": "x"}, "401 403 403 403 403 403 404 200"),
    ("POST", "/api/teams/{empty_team}/end", {}, "401 403 404 404 404 404 404 200"),
    ("POST", "/api/teams/{empty_team}/reopen", {}, "401 403 404 404 404 404 404 200"),
    ("POST", "/api/teams/{team}/members", {"name": "new"}, TEAM),
    ("POST", "/api/teams/{team}/members/{ben}/end", {}, TEAM),
    ("GET", "/api/areas", None, SIGNED_IN),
    ("POST", "/api/areas", {"level": "grid", "name": "{new}", "parent_id": "{area}"}, COORDINATOR),
    ("POST", "/api/areas", {"level": "city", "name": "{new}"}, "401 403 403 403 403 403 403 200"),
    ("POST", "/api/areas/{area}", {"name": "祥和里"}, COORDINATOR),
    ("POST", "/api/areas/{empty_area}/remove", {}, COORDINATOR),
    ("POST", "/api/areas/list", {"text": "code,name\n1,市"}, "401 403 403 403 403 403 403 200"),
    ("POST", "/api/areas/file", {"code": "1"}, "401 403 403 403 403 403 403 200"),
    ("GET", "/api/buildings", None, SIGNED_IN),
    ("POST", "/api/buildings", {"area_id": "{area}", "name": "{new}"}, COORDINATOR),
    ("POST", "/api/buildings/{building}", {"name": "甲楼"}, COORDINATOR),
    ("POST", "/api/buildings/{building}/doors", {"doors": [{"door": "1"}]}, COORDINATOR),
    ("POST", "/api/buildings/{empty_building}/remove", {}, COORDINATOR),
    ("GET", "/api/buildings?team_id={team}", None, "401 403 404 404 200 200 404 200"),
    ("GET", "/api/households", None, "401 403 200 200 200 200 400 200"),
    ("GET", "/api/households?team_id={team}", None, "401 403 404 404 200 200 404 200"),
    ("GET", "/api/households?campaign_id={campaign}", None, CAMPAIGN),
    ("GET", "/api/households/{door}", None, "401 403 404 404 200 200 404 200"),
    ("GET", "/api/campaigns/{campaign}/grid?building_id={building}", None, "401 403 404 404 200 200 404 200"),
    ("GET", "/api/pairs", None, "401 403 403 403 403 403 200 200"),
    ("POST", "/api/pairs/join", {"one_id": "{pair_one}", "other_id": "{pair_other}"}, COORDINATOR),
    ("POST", "/api/pairs/dismiss", {"one_id": "{door}", "other_id": "{other_door}"}, COORDINATOR),
    ("GET", "/api/joins", None, "401 403 403 403 403 403 200 200"),
    ("POST", "/api/joins/{join}/undo", {}, COORDINATOR),
    ("GET", "/api/attention", None, LEADERS),
    ("GET", "/api/attention/settled", None, LEADERS),
    ("POST", "/api/attention/ask", {"kind": "after_wish", "item_id": "{after}", "text": "?"}, WAITING),
    (
        "POST",
        "/api/attention/ask/undo",
        {"kind": "after_wish", "item_id": "{after}", "question_id": "{after}"},
        "401 403 403 404 403 404 404 404",
    ),
    ("POST", "/api/attention/seen", {"kind": "after_wish", "item_id": "{after}"}, WAITING),
    ("POST", "/api/parked/{dismissed}/reopen", {}, WAITING),
    ("POST", "/api/parked/{parked}/apply", {}, "401 403 403 404 403 409 404 409"),
    ("POST", "/api/parked/{parked}/dismiss", {"reason": "?"}, WAITING),
    ("POST", "/api/outboxes/preview", {"doorstep": "outbox", "version": 1, "parts": "{parts}"}, LEADERS),
    ("POST", "/api/outboxes", {"doorstep": "outbox", "version": 1, "parts": "{parts}"}, LEADERS),
    ("GET", "/api/notices", None, SIGNED_IN),
    ("GET", "/api/events", None, "401 403 - - - - - -"),
    (
        "POST",
        "/api/campaigns/{campaign}/assignments",
        {"household_ids": ["{door}"], "team_id": "{team}", "person_id": "{ann}"},
        "401 403 403 404 403 200 404 200",
    ),
    (
        "POST",
        "/api/campaigns/{campaign}/assignments",
        {"household_ids": ["{door}"], "team_id": None},
        "401 403 403 403 403 403 404 200",
    ),
    ("POST", "/api/assignments/undo", {"undo_id": "{move}"}, "401 403 403 404 403 404 404 200"),
    ("GET", "/api/campaigns/{campaign}/moves", None, "401 403 403 200 403 200 404 200"),
    (
        "POST",
        "/api/campaigns/{campaign}/moves",
        {"parts": [{"team_id": "{team}", "household_ids": ["{door}"], "person_id": "{ann}"}]},
        "401 403 403 404 403 200 404 200",
    ),
    ("POST", "/api/moves/{move}/undo", {}, "401 403 403 404 403 404 404 200"),
    ("GET", "/api/moves/{move}", None, "401 403 403 200 403 404 404 200"),
    ("POST", "/api/campaigns/{campaign}/proposal", {"household_ids": ["{door}"]}, "401 403 403 403 403 403 404 200"),
    ("GET", "/api/abilities", None, LEADERS),
    ("POST", "/api/people/{ann}/abilities", {"words": ["手语"]}, "401 403 403 404 403 200 404 200"),
    ("GET", "/api/campaigns/{campaign}/coverage", None, CAMPAIGN),
    ("GET", "/api/me/work", None, SIGNED_IN),
    ("GET", "/api/campaigns/{campaign}/coverage?by=person", None, "401 403 403 200 403 200 404 200"),
    ("GET", "/api/campaigns/{campaign}/coverage?team_id={team}", None, "401 403 404 404 200 200 404 200"),
    ("GET", "/api/campaigns/{campaign}/times", None, CAMPAIGN),
    ("GET", "/api/campaigns/{campaign}/times?team_id={team}", None, "401 403 404 404 200 200 404 200"),
    ("GET", "/api/households?tried_by={team}", None, "401 403 404 404 200 200 404 200"),
    ("GET", "/api/households?tried_person={ann}&campaign_id={campaign}", None, "401 403 403 200 200 200 404 200"),
    ("GET", "/api/audit", None, "401 403 403 403 403 403 200 200"),
    (
        "POST",
        "/api/areas/{area}/points",
        {"points": [{"building": "1号楼", "longitude": 116.58, "latitude": 35.41}]},
        "401 403 403 403 403 403 404 200",
    ),
    ("GET", "/api/exports/{households}", None, "401 403 403 200 403 200 200 200"),
    ("GET", "/api/exports/{households}?phones=whole", None, "401 403 403 403 403 403 200 200"),
    ("GET", "/api/exports/{visits}?team_id={team}&format=xlsx", None, "401 403 403 404 403 200 404 200"),
    ("GET", "/api/exports/{coverage}?campaign_id={campaign}", None, "401 403 403 200 403 200 404 200"),
    ("GET", "/api/campaigns/{campaign}/walk-list", None, "401 403 403 200 403 200 404 200"),
    ("GET", "/api/campaigns/{campaign}/walk-list?team_id={team}", None, "401 403 403 404 403 200 404 200"),
    ("GET", "/api/campaigns/{campaign}/teams/{team}/day", None, TEAM),
    ("POST", "/api/teams/{team}", {"name": "y"}, "401 403 404 404 403 403 404 200"),
    ("POST", "/api/teams/{team}/invitations", {"names": ["new"]}, TEAM),
    ("POST", "/api/people/{ann}/roles", {"role": "handler", "area_id": "{area}"}, "401 403 403 403 403 403 404 200"),
    ("POST", "/api/people/{ann}/roles/end", {"role": "handler", "area_id": "{area}"}, "401 403 403 403 403 403 404 200"),
    ("GET", "/api/rolls", None, "401 403 403 403 403 403 200 200"),
    ("POST", "/api/rolls?name=roll.csv", {"a roll": "that is none"}, "401 403 403 403 403 403 200 200"),
    ("GET", "/api/rolls/{roll}", None, "401 403 403 403 403 403 404 200"),
    ("POST", "/api/rolls/{roll}/preview", {"map": {"0": "name"}, "area_name": "祥和社区"}, "401 403 403 403 403 403 404 422"),
    ("POST", "/api/rolls/{roll}/import", {}, "401 403 403 403 403 403 404 409"),
    ("POST", "/api/rolls/{roll}/undo", {}, "401 403 403 403 403 403 404 409"),
    ("POST", "/api/households/{spare}/erase", {"confirm": "3号楼 1 101"}, "401 403 403 403 403 403 404 200"),
    ("POST", "/api/campaigns/{campaign}/typed-visits", {"team_id": "{team}", "visits": 3}, TEAM),
    ("GET", "/schema/openapi.json", None, OPEN),
]


class Things:
    """Ids of what there is, by the names in the table."""

    def __init__(self, office: Office) -> None:
        self.office, self.ids = (
            office,
            {"team": office.team.id, "campaign": office.campaign, "door": office.team.doors[0], "spare": office.of.spare[0]},
        )
        self.ids |= {"ann": office.of.people["ann"], "ben": office.of.people["ben"], "building": office.of.buildings[0]}

    async def prepare(self) -> "Things":
        office = self.office
        eve = await office.hire("eve", None)
        await office.post("cora", f"/api/people/{eve}/end")
        await office.hire("far", await office.make_area("远方社区"))
        made = await office.post("cora", "/api/invitations", name="new", role="volunteer", team_id=office.team.id)
        moved = await office.assign("cora", office.other.id, household_ids=[str(office.of.spare[0])])
        empty = await office.post("cora", f"/api/campaigns/{office.campaign}/teams", name="空队")
        self.ids["empty_team"] = empty["id"]
        place = {"area_id": str(await office.area()), "name": "空楼"}
        self.ids["empty_building"] = (await office.post("cora", "/api/buildings", **place))["building"]["id"]
        self.ids["empty_area"] = await office.make_area("空社区")
        leaving = self.ids["leaving_area"] = await office.make_area("离开的社区")
        both = [str(await office.area()), str(leaving)]
        await office.post("cora", f"/api/campaigns/{office.campaign}", area_ids=both)
        phone = office.phone("ben")
        await phone.push()
        self.ids |= {"invitation": made["id"], "move": moved["undo_id"], "replica": phone.replica, "area": await office.area()}
        self.ids |= await self.waiting()
        self.ids |= await self.doubles()
        ben = await sealer(office, "ben")
        self.parts = [ben.part(ben.push(ben.phone.visit(office.team.doors[2], office.campaign)))]
        self.ids["roll"] = (await office.post("cora", "/api/rolls?name=roll.csv"))["id"]
        return self

    async def waiting(self) -> dict[str, Any]:
        """Work that nobody can read, once dismissed, and a visit after a wish."""
        office, phone = self.office, self.office.phone("ann")
        door = office.team.doors[1]
        parks = [phone.command("park", door, body="?") for _ in range(2)]
        await phone.push(*parks, phone.command("refuse_contact", door, reason="?"))
        await office.post("cora", f"/api/parked/{parks[0]['id']}/dismiss", reason="?")
        office.clock.advance(hours=1)
        visit = phone.visit(door, office.campaign)
        await phone.push(visit)
        return {"dismissed": parks[0]["id"], "parked": parks[1]["id"], "after": visit["id"]}

    async def doubles(self) -> dict[str, Any]:
        """A door that was added twice and joined, two that may be one, and another."""
        office, phone = self.office, self.office.phone("ann")
        place = {"building_id": office.of.buildings[0], "floor": 99, "campaign_id": office.campaign}
        doors = [office.ids() for _ in range(4)]
        for door, entrance, number in zip(doors, ("1", "1", "1", None), ("9901", "9901", "9902", "9902"), strict=True):
            await phone.push(phone.command("add_household", door, entrance=entrance, door=number, **place))
        (join,) = (await office.get("cora", "/api/joins"))["joins"]
        return {"join": join["id"], "pair_one": doors[2], "pair_other": doors[3], "other_door": doors[0]}

    def fill(self, value: Any) -> Any:
        if value == "{parts}":
            return self.parts
        if isinstance(value, str):
            named: dict[str, Any] = {**self.ids, "new": uuid4(), **{kind: kind for kind in ("households", "visits", "coverage")}}
            return value.format(**named)
        if isinstance(value, dict):
            return {key: self.fill(each) for key, each in value.items()}
        return [self.fill(each) for each in value] if isinstance(value, list) else value


@pytest.fixture
def database_url(sqlite_database_url: str) -> str:
    """Rights are decided in Python: one database is enough for them."""
    return sqlite_database_url


async def test_no_route_is_missing_from_the_table(office: Office) -> None:
    def shape(path: str) -> str:
        return "/".join("{}" if part.startswith("{") else part for part in path.partition("?")[0].split("/"))

    declared = {
        (method, shape(route.path)) for route in office.app.routes if isinstance(route, HTTPRoute) for method in route.methods - {"OPTIONS"}
    }
    app_and_schema = {(method, path) for method, path in declared if path in ("/", "/{}") or path.startswith("/schema")}

    assert declared - app_and_schema == {(method, shape(path)) for method, path, _, _ in ROUTES if not path.startswith("/schema")}


@pytest.mark.parametrize("who", WHO)
async def test_everybody_gets_what_is_theirs_and_no_more(office: Office, who: str) -> None:
    things = await Things(office).prepare()
    wrong = []
    for method, path, body, statuses in ROUTES:
        expected = dict(zip(WHO, statuses.split(), strict=True))[who]
        if expected == "-" or (method, path) == ("POST", "/api/logout"):
            continue
        office.clock.advance(hours=1)  # guesses at codes are forgotten
        reply = await office.ask(None if who == "nobody" else who, method, things.fill(path), things.fill(body))
        if str(reply.status_code) != expected:
            wrong.append(f"{method} {path}: {reply.status_code}, not {expected} ({reply.text[:200]})")

    assert wrong == []


async def test_a_team_made_for_one_campaign_joins_another(office: Office) -> None:
    team, again = {"id": str(office.ids()), "name": "三队"}, {"name": "二轮", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    first = await office.post("cora", f"/api/campaigns/{office.campaign}/teams", **team)
    other = await office.post("cora", "/api/campaigns", **again)

    joined = await office.post("cora", f"/api/campaigns/{other['id']}/teams", **team)

    assert (joined["id"], joined["name"]) == (first["id"], "三队")
    assert joined["slice_id"] != first["slice_id"]
    assert await office.post("cora", f"/api/campaigns/{other['id']}/teams", **team) == joined
    assert await office.post("cora", f"/api/campaigns/{office.campaign}/teams", **team) == first
