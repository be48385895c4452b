"""What waits for a person, settled at the desk and on a leader's phone; whoever wrote it sees what became of it."""

from time import time_ns
from typing import Any
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import enrolled
from tests.browser.served import Served
from tests.browser.test_desk_work import at_the_desk
from tests.browser.words import text
from tests.gate import Gate

DAY_MS = 86_400_000


async def sends(served: Served, token: str, *commands: dict[str, Any]) -> list[str]:
    """A phone of its own sends these; the outcomes."""
    now = time_ns() // 1_000_000
    whole = [{"id": str(uuid4()), "n": n, "seen": None, "at": now - DAY_MS, **each} for n, each in enumerate(commands, start=1)]
    push = {"protocol": 1, "replica": str(uuid4()), "sent_at": now, "commands": whole}
    return [receipt["outcome"] for receipt in (await served.post("/api/sync/push", token, push))["receipts"]]


async def items(served: Served, kind: str) -> list[dict[str, Any]]:
    return [item for item in (await served.get("/api/attention", served.coordinator))["items"] if item["kind"] == kind]


async def test_parked_work_is_applied_at_the_desk_and_its_visit_taken_back(served: Served, new_device: NewDevice) -> None:
    door = (await served.untried(served.other_team, 1))[0]
    ann = served.volunteers(served.team)[0]
    visit = {"type": "record_visit", "household_id": door["id"], "campaign_id": served.campaign, "outcome": "met", "note": "楼道灯坏了"}
    assert await sends(served, ann, visit) == ["parked"]
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")
    await expect(desk.page.get_by_text("楼道灯坏了").first).to_be_visible()
    await desk.shows("desk-attention-parked")

    await desk.button("desk.attention.apply").click()
    dialog = desk.page.get_by_role("dialog")
    await desk.shows("desk-attention-apply")
    await dialog.get_by_role("button", name=text("desk.attention.apply"), exact=True).click()

    await expect(desk.page.get_by_text(text("desk.attention.applied"))).to_be_visible()
    await served.comes_to(door["id"], "met")
    assert await items(served, "parked") == []
    await desk.button("core.action.undo").click()
    await served.comes_to(door["id"], "never_tried")


async def test_a_parked_correction_is_applied_at_the_desk_and_the_former_value_written_back(served: Served, new_device: NewDevice) -> None:
    door = (await served.untried(served.other_team, 1))[0]
    path = f"/api/households/{door['id']}"
    card = await served.get(path, served.coordinator)
    stood = card["household"]["name"]
    correction = {"type": "correct_household", "household_id": door["id"], "seen": card["version"], "fields": {"name": "王秀兰"}}
    assert await sends(served, served.volunteers(served.team)[0], correction) == ["parked"]
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")

    await desk.button("desk.attention.apply").click()
    await desk.page.get_by_role("dialog").get_by_role("button", name=text("desk.attention.apply"), exact=True).click()
    await expect(desk.page.get_by_text(text("desk.attention.applied"))).to_be_visible()
    applied = (await served.get(path, served.coordinator))["household"]["name"]
    await desk.button("core.action.undo").click()
    await expect(desk.page.get_by_text(text("core.undone"))).to_be_visible()

    again = (await served.get(path, served.coordinator))["household"]["name"]
    assert (applied, again) == ("王秀兰", stood)


async def test_parked_work_is_applied_at_another_door(served: Served, new_device: NewDevice) -> None:
    door = (await served.untried(served.team, 1))[0]
    visit = {"type": "record_visit", "household_id": str(uuid4()), "campaign_id": served.campaign, "outcome": "met"}
    body = {"type": "park", "household_id": None, "body": '{"type":"record_visit"}'}
    lost = {**visit, "household_id": None}
    assert await sends(served, served.volunteers(served.team)[0], lost, body) == ["parked", "parked"]
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")

    assert (await desk.page.get_by_role("button", name=text("desk.attention.apply"), exact=True).count()) == 0
    await desk.button("desk.attention.rehome.apply").first.click()
    dialog = desk.page.get_by_role("dialog")
    place = " ".join(part for part in (door["building"], door["entrance"], door["door"]) if part)
    await dialog.get_by_label(text("desk.col.building")).select_option(label=door["building"])
    await dialog.get_by_label(text("desk.attention.rehome.which")).fill(door["door"])
    await desk.shows("desk-attention-rehome")
    await dialog.get_by_role("button", name=place).first.click()
    await dialog.get_by_role("button", name=text("desk.attention.apply"), exact=True).click()

    await served.comes_to(door["id"], "met")


async def test_a_leader_dismisses_on_the_phone_and_the_volunteer_reads_why(served: Served, gate: Gate, new_device: NewDevice) -> None:
    ann, leader_token = served.volunteers(served.team)[0], served.leader(served.team)
    assert await sends(served, ann, {"type": "park", "household_id": None, "body": "?"}) == ["parked"]
    leader = await enrolled(await new_device(), f"http://leader.localhost:{served.port}", served, leader_token, "leader", served.team)
    await leader.is_ready_to_work_offline()
    await leader.goes_to("/team/attention")
    await expect(leader.button("desk.attention.dismiss")).to_be_visible()
    await leader.shows("team-attention")

    await leader.button("desk.attention.dismiss").click()
    dialog = leader.page.get_by_role("dialog")
    await dialog.get_by_label(text("desk.attention.dismiss.why")).fill("看不懂，请再记一次")
    await dialog.get_by_role("button", name=text("desk.attention.dismiss"), exact=True).click()

    await expect(leader.page.get_by_text(text("desk.attention.dismissed"))).to_be_visible()
    volunteer = await enrolled(await new_device(), f"http://volunteer.localhost:{served.port}", served, ann, "volunteer", served.team)
    await volunteer.is_ready_to_work_offline()
    await expect(volunteer.page.get_by_text("看不懂，请再记一次")).to_be_visible()
    await volunteer.shows("phone-dismissed")


async def test_a_visit_after_a_wish_is_asked_about_and_then_left(served: Served, new_device: NewDevice) -> None:
    door = (await served.untried(served.team, 1))[0]
    ann, ben = served.volunteers(served.team)[:2]
    wish = {"type": "refuse_contact", "household_id": door["id"], "reason": "不要再来", "at": time_ns() // 1_000_000 - 2 * DAY_MS}
    await sends(served, ann, wish)
    await sends(served, ben, {"type": "record_visit", "household_id": door["id"], "campaign_id": served.campaign, "outcome": "met"})
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")
    group = desk.page.get_by_role("region", name=text("desk.attention.after_wish", n=1))

    await group.get_by_role("button", name=text("desk.attention.ask")).click()
    dialog = desk.page.get_by_role("dialog")
    await desk.shows("desk-attention-ask")
    await dialog.get_by_label(text("desk.attention.ask.text")).fill("她当时同意您进门吗？")
    await dialog.get_by_role("button", name=text("desk.attention.ask.send")).click()
    name = (await served.person(ben))["name"]
    await expect(desk.page.get_by_text(text("desk.attention.ask.done", name=name))).to_be_visible()

    told = (await served.get("/api/notices", ben))["notices"]
    assert [notice["reason"] for notice in told if notice["what"] == "asked"] == ["她当时同意您进门吗？"]
    await group.get_by_role("button", name=text("desk.attention.seen")).click()
    await expect(group).to_be_hidden()
    assert await items(served, "after_wish") == []

    await desk.page.get_by_text(text("desk.attention.settled"), exact=True).click()
    await expect(desk.button("desk.attention.again")).to_be_visible()
    await desk.shows("desk-attention-settled")
    await desk.button("desk.attention.again").click()
    await expect(group).to_be_visible()


async def test_a_disagreement_that_was_settled_is_opened_again_at_once_or_from_the_doors_history(
    served: Served, new_device: NewDevice
) -> None:
    (conflict,) = await items(served, "conflict")
    door, kept = conflict["household_id"], conflict["body"]["kept"]
    before = (await served.household(door))["conflicts"]
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")

    await desk.button("desk.settle.keep").click()
    await expect(desk.page.get_by_text(text("desk.settle.done", value=kept))).to_be_visible()
    assert (await served.household(door))["conflicts"] == []
    await desk.button("core.action.undo").click()
    await expect(desk.page.get_by_text(text("core.undone"))).to_be_visible()
    assert (await served.household(door))["conflicts"] == before

    await desk.button("desk.settle.take").click()
    await expect(desk.page.get_by_text(text("desk.settle.done", value=conflict["body"]["other"]))).to_be_visible()
    await desk.goes_to(f"/desk/doors?door={door}")
    await desk.page.locator(".change-log summary").click()
    await desk.shows("desk-history-take-back")
    await desk.button("desk.settle.undo").first.click()

    await expect(desk.button("desk.settle.keep")).to_be_visible()
    await expect(desk.page.get_by_text(text("desk.settle.undone"), exact=True)).to_be_visible()
    assert (await served.household(door))["conflicts"] == before


async def test_a_pair_waits_with_the_rest_is_counted_with_it_and_can_be_parted_again(served: Served, new_device: NewDevice) -> None:
    row = (await served.untried(served.team, 1))[0]
    home = (await served.household(row["id"]))["household"]
    found = {"building_id": row["building_id"], "floor": home["floor"], "door": home["door"], "name": home["name"]}
    ids = {"household_id": str(uuid4()), "campaign_id": served.campaign, "team_id": served.team}
    assert await sends(served, served.volunteers(served.team)[0], {"type": "add_household", **ids, **found}) == ["applied"]
    waiting = len((await served.get("/api/attention", served.coordinator))["items"]) + 1
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")
    status = desk.page.get_by_role("status")

    await expect(status.filter(has_text=text("desk.attention.count", n=waiting))).to_be_visible()
    of_pair = desk.page.get_by_role("group", name=f"{row['building']} {home['door']}")
    await of_pair.get_by_role("button", name=text("desk.doubles.apart")).click()
    told_apart = desk.page.get_by_text(text("desk.doubles.told_apart", n=1))
    await expect(told_apart).to_be_visible()  # at once, though no card changed that would tell of it
    await desk.button("core.action.undo").click()
    await expect(told_apart).to_have_count(0)
    assert waiting == 2
    await desk.button("desk.settle.keep").click()
    await expect(desk.page.get_by_role("listitem").filter(has=of_pair)).to_be_focused()  # which has taken its place
    await of_pair.get_by_role("button", name=text("desk.doubles.join")).click()
    await expect(status.filter(has_text=text("desk.attention.count", n=0))).to_be_visible()
    await expect(desk.page.get_by_role("heading", level=1)).to_be_focused()  # nothing has taken the last item's place
    await desk.button("core.action.undo").click()
    await expect(of_pair).to_be_visible()


async def two_that_became_one(served: Served) -> tuple[str, dict[str, Any]]:
    """A door's former id, and the card of what it became, with a name that two gave differently."""
    row = (await served.untried(served.team, 1))[0]
    home = (await served.household(row["id"]))["household"]
    found = {"building_id": row["building_id"], "floor": home["floor"], "door": home["door"], "name": "王秀兰"}
    former = {"household_id": str(uuid4()), "campaign_id": served.campaign, "team_id": served.team}
    ann, ben = served.volunteers(served.team)[:2]
    corrects = {"type": "correct_household", "household_id": row["id"], "seen": 1, "fields": {"name": "李建国"}}
    assert await sends(served, ann, {"type": "add_household", **former, **found}) == ["applied"]
    assert await sends(served, ben, corrects) == ["applied"]
    pair = {"id": str(uuid4()), "one_id": row["id"], "other_id": former["household_id"]}
    await served.post("/api/pairs/join", served.coordinator, pair)
    joined = await served.household(former["household_id"])
    assert (joined["household"]["id"], [each["field"] for each in joined["conflicts"]]) == (row["id"], ["name"])
    return former["household_id"], joined


async def test_a_door_opened_by_a_former_id_is_settled_as_what_it_became(served: Served, new_device: NewDevice) -> None:
    former, joined = await two_that_became_one(served)
    desk = await at_the_desk(new_device, served)
    await desk.goes_to(f"/desk/doors?door={former}")

    await desk.button("desk.settle.take").click()

    await expect(desk.button("core.action.undo")).to_be_visible()
    settled = await served.household(former)
    shown = joined["household"]["name"], joined["conflicts"][0]["other"]
    assert (settled["household"]["name"], settled["conflicts"]) == (shown[1], [])
    await desk.button("core.action.undo").click()
    await expect(desk.button("desk.settle.take")).to_be_visible()
    assert (await served.household(former))["conflicts"] == joined["conflicts"]


async def test_a_door_opened_on_a_phone_by_a_former_id_is_corrected_as_what_it_became(
    served: Served, gate: Gate, new_device: NewDevice
) -> None:
    former, joined = await two_that_became_one(served)
    token = served.volunteers(served.team)[2]
    dan = await enrolled(await new_device(), f"http://dan.localhost:{gate.port}", served, token, "volunteer", served.team)
    await dan.is_ready_to_work_offline()
    await dan.goes_to(f"/door/{former}")
    await dan.page.wait_for_url(f"**/door/{joined['household']['id']}")

    await dan.page.get_by_role("link", name=text("door.facts.title")).click()
    await dan.page.get_by_label(text("door.facts.name")).fill("王秀蘭")
    await dan.page.get_by_role("button", name=text("door.save"), exact=True).click()
    await dan.page.wait_for_url(f"**/door/{joined['household']['id']}")  # once it is on disk
    await dan.sends_everything()

    corrected = await served.household(former)
    assert (corrected["household"]["name"], corrected["conflicts"]) == ("王秀蘭", [])


async def test_what_several_people_said_waits_once_and_held_work_is_counted_apart(served: Served, new_device: NewDevice) -> None:
    door = (await served.untried(served.team, 1))[0]
    before = len((await served.get("/api/attention", served.coordinator))["items"])
    corrects = {"type": "correct_household", "household_id": door["id"], "seen": 1}
    tokens = served.volunteers(served.team)[:3]
    for token, note in zip(tokens, ("养狗", "养狗", "白天没人"), strict=True):
        assert (await sends(served, token, {**corrects, "fields": {"note": note}}))[0] in ("applied", "noop", "merged")
    voids = {"type": "void_visit", "household_id": door["id"], "visit_id": str(uuid4()), "reason": "敲错门"}
    assert await sends(served, tokens[0], voids) == ["held"]
    (conflict,) = [each for each in await items(served, "conflict") if each["household_id"] == door["id"]]
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")

    count = f"{text('desk.attention.count', n=before + 1)} · {text('desk.attention.count.held', n=1)}"
    await expect(desk.page.get_by_role("status").filter(has_text=count)).to_be_visible()
    await expect(desk.page.locator("nav a[href='/desk/attention']")).to_contain_text(f"{text('desk.nav.attention')}{before + 1}")
    both = desk.page.locator(".settle").filter(has_text="养狗")
    for name in (conflict["kept"]["person"]["name"], *(each["person"]["name"] for each in (conflict["other"], *conflict["other"]["also"]))):
        await expect(both).to_contain_text(name)
    await desk.shows("desk-attention-said-by-several")
    await desk.page.set_viewport_size({"width": 390, "height": 844})
    await desk.shows("desk-attention-said-by-several-narrow")
