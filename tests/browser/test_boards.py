"""What a leader sees on the phone and a coordinator on the laptop."""

from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import enrolled
from tests.browser.served import Served
from tests.browser.words import text
from tests.gate import Gate


async def coverage(served: Served) -> dict[str, int]:
    rows = (await served.get(f"/api/campaigns/{served.campaign}/coverage", served.coordinator, by="team"))["rows"]
    return next(row for row in rows if row["id"] == served.team)


async def test_a_leader_sees_on_the_phone_what_the_server_counts(served: Served, gate: Gate, new_device: NewDevice) -> None:
    counts = await coverage(served)
    leader = await enrolled(
        await new_device(), f"http://leader.localhost:{gate.port}", served, served.leader(served.team), "leader", served.team
    )

    await leader.goes_to("/team")
    goal = leader.page.locator(".team-goal")
    await expect(goal.get_by_role("heading")).to_have_text(text("seeing.goal", n=counts["known"] - counts["visited"]))
    await expect(goal).to_contain_text(f"{counts['visited']} / {counts['known']}")
    await leader.goes_to("/team/coverage")

    figures = leader.page.locator(".team-figures")
    await expect(goal).to_contain_text(f"{counts['visited']} / {counts['known']}")
    await expect(figures.locator("p", has_text=text("desk.kpi.met")).locator("b")).to_contain_text(str(counts["base_met"]))
    await expect(figures.locator("p", has_text=text("desk.kpi.never")).locator("b")).to_have_text(str(counts["never_tried"]))
    await leader.shows("leader-coverage")
    await leader.goes_to("/team/people")
    await expect(leader.page.get_by_role("listitem").first).to_be_visible()
    await leader.shows("leader-people")


async def test_a_desk_follows_a_visit_without_being_reloaded(served: Served, gate: Gate, new_device: NewDevice) -> None:
    door = (await served.untried(served.team, 1))[0]
    before = (await served.get(f"/api/campaigns/{served.campaign}/coverage", served.coordinator, by="team"))["never_tried"]
    ann = await enrolled(
        await new_device(), f"http://ann.localhost:{gate.port}", served, served.volunteers(served.team)[0], "volunteer", served.team
    )
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await desk.goes_to("/desk")
    never = desk.page.get_by_role("article").filter(has=desk.page.get_by_text(text("desk.kpi.never"), exact=True))
    await expect(never).to_contain_text(str(before))
    await desk.shows("desk-coverage")

    await ann.records_nobody_home(door["id"])
    await ann.sends_everything()

    await expect(never).to_contain_text(str(before - 1))
