"""A roll as an office keeps it, brought in from the desk: looked at, tried, written, taken back; and out again as a file."""

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.words import like, text

MESSY = Path(__file__).parents[1] / "rolls" / "roll-yongning-messy.csv"
WAIT_MS = 60_000  # four hundred doors are written in chunks, with pauses for others


async def at_the_desk(new_device: NewDevice, served: Served) -> Person:
    return await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")


async def chooses_file(desk: Person, file: Path) -> None:
    await desk.goes_to("/desk/rolls")
    await desk.page.locator("input[type=file]").set_input_files(file)


async def names_area(page: Page, name: str) -> None:
    await page.get_by_label(text("rolls.area"), exact=True).fill(name)


async def previews(desk: Person, file: Path, area: str) -> None:
    await chooses_file(desk, file)
    await names_area(desk.page, area)
    await desk.button("rolls.preview.go").click()
    await expect(desk.page.get_by_role("heading", name=text("rolls.preview"))).to_be_visible(timeout=WAIT_MS)


async def imports(desk: Person) -> None:
    await desk.button("rolls.import").click()
    await expect(desk.page.get_by_role("heading", name=text("rolls.done"))).to_be_visible(timeout=WAIT_MS)


def counted(page: Page, kind: str) -> Locator:
    return page.locator(f".roll-counts [data-kind={kind}] dd").first


async def test_a_messy_roll_comes_in_with_every_line_accounted_for_and_goes_back_again(served: Served, new_device: NewDevice) -> None:
    desk = await at_the_desk(new_device, served)
    await chooses_file(desk, MESSY)
    await expect(desk.page.get_by_label(text("rolls.columns.holds", title="地址"))).to_have_value("address")
    await names_area(desk.page, "永宁社区")
    await expect(desk.page.get_by_text(text("rolls.area.new", name="永宁社区"))).to_be_visible()
    await desk.shows("rolls-columns")
    await desk.button("rolls.preview.go").click()

    await expect(counted(desk.page, "new")).to_have_text("432", timeout=WAIT_MS)
    account = desk.page.locator(".roll-account")
    for part, n in (("doors", 432), ("joined", 12), ("skipped", 7), ("refused", 0)):
        await expect(account).to_contain_text(text(f"rolls.lines.{part}", n=n))
    await expect(desk.page.get_by_text(text("rolls.reason.total_differs"))).to_be_visible()
    await desk.shows("rolls-preview")

    waiting = desk.page.locator(".desk-side a[href='/desk/attention']")
    before = await waiting.inner_text()
    await imports(desk)
    await expect(waiting).not_to_have_text(before, use_inner_text=True)
    await desk.shows("rolls-imported")
    told = await served.get("/api/areas", served.coordinator, q="永宁社区")
    assert [area["name"] for area in told["areas"]] == ["永宁社区"]

    await desk.button("rolls.undo").click()
    await desk.page.get_by_role("button", name=text("rolls.undo.yes"), exact=True).click()
    await expect(desk.page.get_by_role("heading", name=text("rolls.undone"))).to_be_visible(timeout=WAIT_MS)
    await expect(waiting).to_have_text(before, use_inner_text=True)
    await expect(desk.page.get_by_text(text("rolls.undone.count", n=432))).to_be_visible()
    await expect(desk.page.get_by_text(text("rolls.undone.area"))).to_be_visible()
    await desk.shows("rolls-undone")
    await desk.goes_to("/desk/rolls")
    await expect(desk.page.get_by_text(text("rolls.past.undone", back=432, left=0))).to_be_visible()
    await desk.shows("rolls-past-undone")


async def test_what_was_imported_finds_nothing_a_second_time(served: Served, new_device: NewDevice, tmp_path: Path) -> None:
    roll = tmp_path / "新村.csv"
    roll.write_text("楼栋,单元,房号,户主,电话\n1号楼,1单元,101,张三,13800000001\n1号楼,1单元,102,李四,无\n", encoding="utf-8")
    desk = await at_the_desk(new_device, served)
    await previews(desk, roll, "新村社区")
    await imports(desk)

    await previews(desk, roll, "新村社区")

    await expect(counted(desk.page, "unchanged")).to_have_text("2")
    await expect(counted(desk.page, "new")).to_have_text("0")
    await desk.goes_to("/desk/rolls")
    await expect(desk.page.locator(".roll-past li")).to_have_count(2)
    await desk.shows("rolls-past")


async def test_a_column_with_a_heading_nobody_knows_is_given_its_meaning(served: Served, new_device: NewDevice, tmp_path: Path) -> None:
    roll = tmp_path / "roll.csv"
    roll.write_text("甲,乙,丙\n东区3栋,1101,王五\n东区3栋,1102,赵六\n", encoding="gb18030")
    desk = await at_the_desk(new_device, served)
    await chooses_file(desk, roll)
    await names_area(desk.page, "东区社区")
    holds = {"甲": "building", "乙": "door", "丙": "name"}
    for title in holds:
        await desk.page.get_by_label(text("rolls.columns.holds", title=title)).select_option("ignore")
    await expect(desk.page.get_by_text(text("rolls.map.no_door"))).to_be_visible()
    await expect(desk.button("rolls.preview.go")).to_be_disabled()
    for title, field in holds.items():
        await desk.page.get_by_label(text("rolls.columns.holds", title=title)).select_option(field)
    await desk.button("rolls.preview.go").click()

    await expect(counted(desk.page, "new")).to_have_text("2", timeout=WAIT_MS)
    await expect(desk.page.locator(".roll-samples").get_by_text("王五")).to_be_visible()


async def test_a_list_of_persons_below_two_lines_of_headings_is_read_by_the_line_that_is_chosen_by_keys(
    served: Served, new_device: NewDevice, tmp_path: Path
) -> None:
    roll = tmp_path / "roll.csv"
    people = "5号楼101,赖超,户主,13800000001\n5号楼101,李红,妻,\n5号楼102,叶强,户主,\n"
    roll.write_text(f"地址,姓名,关系,电话\n在哪,是谁,什么人,打给谁\n{people}", encoding="utf-8")
    desk = await at_the_desk(new_device, served)
    await chooses_file(desk, roll)
    await names_area(desk.page, "新村社区")
    chosen = desk.page.get_by_label(text("rolls.header.which"))
    await expect(chosen).to_have_value("1")

    await desk.presses(chosen, "ArrowDown")

    await expect(chosen).to_have_value("2")
    await expect(desk.page.get_by_label(text("rolls.columns.holds", title="什么人"))).to_have_value("relation")
    await desk.page.get_by_label(text("rolls.columns.holds", title="是谁")).select_option("name")
    await desk.shows("rolls-header")
    await desk.button("rolls.preview.go").click()
    await expect(counted(desk.page, "new")).to_have_text("2", timeout=WAIT_MS)
    await expect(counted(desk.page, "flagged")).to_have_text("0")
    await expect(desk.page.locator(".roll-account")).to_contain_text(text("rolls.lines.people", n=1, homes="1"))
    await expect(desk.page.locator(".roll-samples").get_by_text("赖超、李红（妻）")).to_be_visible()
    await desk.shows("rolls-people")


async def test_a_photo_is_refused_in_words_and_nothing_is_kept(served: Served, new_device: NewDevice, tmp_path: Path) -> None:
    photo = tmp_path / "roll.csv"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    desk = await at_the_desk(new_device, served)

    await chooses_file(desk, photo)

    await expect(desk.page.get_by_text(text("rolls.problem.picture"))).to_be_visible()
    assert (await served.get("/api/rolls", served.coordinator))["rolls"] == []
    await desk.shows("rolls-photo")


async def test_what_goes_out_is_kept_as_a_file(served: Served, new_device: NewDevice, tmp_path: Path) -> None:
    desk = await at_the_desk(new_device, served)
    await desk.goes_to(f"/desk/rolls/out?team_id={served.team}")
    await desk.page.get_by_label(text("rolls.out.format")).select_option("csv")
    async with desk.page.expect_download() as waiting:
        await desk.button("rolls.out.go").last.click()
    saved = tmp_path / "out.csv"
    await (await waiting.value).save_as(saved)

    rows = list(csv.DictReader(io.StringIO(saved.read_text(encoding="utf-8-sig"), newline="")))
    told = await served.get("/api/households", served.coordinator, team_id=served.team, limit="1")
    assert len(rows) == told["count"]
    assert {row["队伍"] for row in rows} == {"第一队"}
    assert all("****" in row["号码（部分隐去）"] for row in rows if row["号码（部分隐去）"])
    await expect(desk.page.get_by_text(like("rolls.out.done"))).to_be_visible()


async def test_a_sheet_of_visits_goes_out_too(served: Served, new_device: NewDevice, tmp_path: Path) -> None:
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/rolls/out")
    await desk.page.get_by_role("radio", name=like("rolls.out.kind.visits.text")).check()
    async with desk.page.expect_download() as waiting:
        await desk.button("rolls.out.go").last.click()
    saved = tmp_path / "out.xlsx"
    await (await waiting.value).save_as(saved)

    with ZipFile(saved) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") > 100


async def test_a_map_goes_out_once_buildings_have_a_place(served: Served, new_device: NewDevice, tmp_path: Path) -> None:
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/rolls/out")
    await desk.page.get_by_label(text("rolls.out.format")).select_option("geojson")
    await desk.button("rolls.out.go").last.click()
    await expect(desk.page.get_by_text(text("rolls.out.problem.no_places"))).to_be_visible()

    await desk.page.get_by_text(text("rolls.points"), exact=True).click()
    await desk.page.get_by_role("button", name="祥和社区", exact=True).click()
    await desk.page.get_by_label(text("rolls.points.lines")).fill("1号楼, 116.5871, 35.4154\n99号楼 116.5 35.4")
    await desk.page.get_by_role("button", name=text("rolls.points.save", n=2)).click()
    await expect(desk.page.get_by_text(text("rolls.points.placed", n=1))).to_be_visible()
    await expect(desk.page.get_by_text(text("rolls.points.unknown", names="99号楼"))).to_be_visible()
    await desk.shows("exports-points")
    async with desk.page.expect_download() as waiting:
        await desk.button("rolls.out.go").last.click()
    saved = tmp_path / "out.geojson"
    await (await waiting.value).save_as(saved)

    features = json.loads(saved.read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["building"] for feature in features} == {"1号楼"}
