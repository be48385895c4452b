"""`python -m bench.frames [--teams N] [--households N] [--slowdown N] [--only WORD] [--keep FOLDER]`: how smoothly long lists scroll.

A real Chromium, slowed down, on a real server with 100,000 doors: each screen is scrolled by the wheel, and the time between its frames
is kept. Then it is scrolled once more, not slowed, and the longest task of the page's thread is told by the processor time that it took,
times the slowdown: what others do on the machine is not in that. The floor is an empty page that is as long, scrolled in the same browser right before. Needs Chromium, as tests/browser does.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from playwright.async_api import Browser, CDPSession, Page, expect

from bench.server import Client, doorstep, running_server
from tests.browser.browsers import LAPTOP, PHONE, Device, device_of, running_browser
from tests.browser.words import like, text
from tests.postgres import free_port

TURNS, WHEEL_PX, PAUSE_S = 60, 700, 0.03
REST_MS = 600  # after what was asked for, until the page is still
DRAWN_MS = 60_000
PICKED = "doors, all picked"
SHARES = (0.5, 0.95, 1.0)

# Frames are asked for from the beginning to the end; `frames` are the ms between two of them.
WATCH = """() => {
  const watch = (window.watch = { frames: [], last: performance.now(), on: true });
  const frame = (now) => {
    watch.frames.push(now - watch.last);
    watch.last = now;
    if (watch.on) requestAnimationFrame(frame);
  };
  requestAnimationFrame((now) => { watch.last = now; requestAnimationFrame(frame); });
}"""
READ = "() => { window.watch.on = false; return window.watch.frames; }"
EMPTY = "<!doctype html><title>Empty</title><body style='margin:0;height:4000000px;background:linear-gradient(#fff,#ddd 50px)'>"


class Screen(NamedTuple):
    """`drawn` is there when the screen has what it shows."""

    name: str
    path: str
    drawn: str


class Desk(NamedTuple):
    """An open page whose processor can be slowed down."""

    browser: Browser
    page: Page
    cdp: CDPSession
    slowdown: float

    async def slow(self) -> None:
        await self.cdp.send("Emulation.setCPUThrottlingRate", {"rate": self.slowdown})

    async def quick(self) -> None:
        await self.cdp.send("Emulation.setCPUThrottlingRate", {"rate": 1})

    async def watched(self, what: Callable[[], Awaitable[None]]) -> list[float]:
        """The frames, in ms, while that is done and until the page is still again."""
        await self.slow()
        await self.page.wait_for_timeout(REST_MS)
        await self.page.evaluate(WATCH)
        await what()
        await self.page.wait_for_timeout(REST_MS)
        frames: list[float] = await self.page.evaluate(READ)
        await self.quick()
        return frames

    async def busiest_ms(self, what: Callable[[], Awaitable[None]]) -> float:
        """The longest task of the page while that is done, by its processor time as if it was slowed down."""
        await self.browser.start_tracing(
            page=self.page, categories=["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]
        )
        await what()
        await self.page.wait_for_timeout(REST_MS)
        return longest_task_ms(msgspec.json.decode(await self.browser.stop_tracing())["traceEvents"]) * self.slowdown

    async def scroll(self) -> None:
        """Down with the wheel, and half the way up."""
        for turn in range(TURNS):
            await self.page.mouse.wheel(0, WHEEL_PX if turn < TURNS * 2 // 3 else -WHEEL_PX)
            await asyncio.sleep(PAUSE_S)


def longest_task_ms(events: list[dict[str, Any]]) -> float:
    """Of the busiest of the threads that draw pages."""
    draws = {(each["pid"], each["tid"]) for each in events if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"}
    tasks: dict[tuple[int, int], list[float]] = {}
    for each in events:
        if each["name"] == "RunTask" and each.get("ph") == "X" and (thread := (each["pid"], each["tid"])) in draws:
            tasks.setdefault(thread, []).append(each.get("tdur", 0) / 1000)
    return max(max(tasks.values(), key=sum))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.frames", description=__doc__)
    parser.add_argument("--teams", type=int, default=200)
    parser.add_argument("--households", type=int, default=500, help="of each team")
    parser.add_argument("--slowdown", type=float, default=4)
    parser.add_argument("--only", help="screens with this in their name")
    parser.add_argument("--keep", type=Path, help="a folder for the store, which the next run finds there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="doorstep-frames-") as folder:
        at = args.keep or Path(folder)
        at.mkdir(parents=True, exist_ok=True)
        url, kept = f"sqlite:///{at / 'store.sqlite'}", at / "told.json"
        if not kept.exists():
            size = ("--teams", str(args.teams), "--households", str(args.households), "--volunteers", "4")
            kept.write_text(doorstep("bench-data", "--database", url, *size, "--json"), encoding="utf-8")
        told = msgspec.json.decode(kept.read_bytes())
        with running_server(url, port := free_port(), None):
            asyncio.run(_measure(port, told, args.slowdown, args.only or ""))


async def _measure(port: int, told: Any, slowdown: float, only: str) -> None:
    team = told["teams"][len(told["teams"]) // 2]["id"]
    tokens = told["tokens"]
    async with running_browser() as browser, device_of(browser, LAPTOP) as laptop, device_of(browser, PHONE) as phone:
        for device, origin, token, role, team_id, screens in (
            (laptop, "desk", tokens["coordinator"], "coordinator", None, _at_desk(team)),
            (phone, "leader", tokens["leaders"][team], "leader", team, _on_phone()),
        ):
            chosen = [screen for screen in screens if only in screen.name]
            picks = role == "coordinator" and only in PICKED
            if not chosen and not picks:
                continue
            desk = await _enrolled(
                browser, device, f"http://{origin}.localhost:{port}", _code(port, token, tokens["coordinator"], role, team_id), slowdown
            )
            for screen in chosen:
                await _measure_screen(desk, f"http://{origin}.localhost:{port}", screen)
            if picks:
                await _measure_picked(desk, f"http://{origin}.localhost:{port}")


def _at_desk(team: str) -> list[Screen]:
    return [
        Screen("board by team", "/desk", ".breakdown-table [data-row]"),
        Screen("board by area", "/desk?by=area", ".breakdown-table [data-row]"),
        Screen("board of a team", f"/desk?by=building&team_id={team}", ".tower-card .heat-tower"),
        Screen("doors", "/desk/doors", ".door-table [data-row]"),
        Screen("teams", "/desk/teams", ".grid-table tbody tr"),
        Screen("people", "/desk/people", ".grid-table tbody tr"),
        Screen("sharing of a team", f"/desk/sharing?team_id={team}", ".takers, .blocks"),
    ]


def _on_phone() -> list[Screen]:
    return [
        Screen("leader: doors", "/team/doors", "main li, main tr"),
        Screen("leader: coverage", "/team", "main section"),
        Screen("leader: list", "/", "main li"),
    ]


def _code(port: int, token: str, coordinator: str, role: str, team_id: str | None) -> tuple[str, str]:
    """A fresh code for the person of that token, and their name."""
    client = Client(port)
    person = client.get("/api/me", token).told()["person"]
    wish = {"person_id": person["id"], "role": role} | ({"team_id": team_id} if team_id else {})
    return client.post("/api/invitations", coordinator, msgspec.json.encode(wish)).told()["code"], person["name"]


async def _enrolled(browser: Browser, device: Device, origin: str, code: tuple[str, str], slowdown: float) -> Desk:
    page = await device.open(f"{origin}/enrol#{code[0]}")
    await page.get_by_role("button", name=text("core.enrol.start", name=code[1])).click()
    await page.wait_for_url(lambda address: "/enrol" not in address)
    return Desk(browser, page, await device.context.new_cdp_session(page), slowdown)


async def _measure_screen(desk: Desk, origin: str, screen: Screen) -> None:
    floor = await _floor(desk)
    await desk.page.goto(f"{origin}{screen.path}")
    await desk.page.locator(screen.drawn).first.wait_for(timeout=DRAWN_MS)
    _print(screen.name, await _scrolled(desk), floor, await desk.busiest_ms(desk.scroll))


async def _floor(desk: Desk) -> list[float]:
    await desk.page.goto("about:blank")
    await desk.page.set_content(EMPTY)
    return await _scrolled(desk)


async def _scrolled(desk: Desk) -> list[float]:
    await desk.page.mouse.move(*_middle(desk.page))
    return await desk.watched(desk.scroll)


def _middle(page: Page) -> tuple[float, float]:
    size = page.viewport_size
    assert size is not None
    return size["width"] / 2, size["height"] / 2


async def _measure_picked(desk: Desk, origin: str) -> None:
    """All doors are picked, one is taken out again, and the list is scrolled."""
    page = desk.page
    floor = await _floor(desk)
    await page.goto(f"{origin}/desk/doors")
    await page.locator(".pick-bar button").click(timeout=DRAWN_MS)
    await expect(page.get_by_text(like("desk.move.picked"))).to_be_visible(timeout=DRAWN_MS)
    ticks = page.locator(".door-table [data-row] input")

    async def take_one_out() -> None:
        await ticks.nth(2).click()

    _print(f"{PICKED}: one out", await desk.watched(take_one_out), floor, await desk.busiest_ms(take_one_out))
    _print(PICKED, await _scrolled(desk), floor, await desk.busiest_ms(desk.scroll))


def _print(name: str, frames: list[float], floor: list[float], busiest_ms: float) -> None:
    ratios = "   ".join(f"{share * 100:3.0f} % {_at(frames, share) / _at(floor, share):4.1f}" for share in SHARES)
    print(f"{name:27} {_say(frames)}    floor {_say(floor)}    times the floor {ratios}   busiest task {busiest_ms:4.0f} ms", flush=True)


def _say(frames: list[float]) -> str:
    return "  ".join(f"{share * 100:.0f} % {_at(frames, share):4.0f}" for share in SHARES) + f" ms ({len(frames):3})"


def _at(frames: list[float], share: float) -> float:
    """The frame that this share of all are no longer than; 1: the worst."""
    ordered = sorted(frames)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


if __name__ == "__main__":
    main()
