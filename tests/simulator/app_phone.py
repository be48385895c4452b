"""The app itself as a phone of the simulator: its store and its sync, run by Node over a pipe, a step at a time, in one page or two.

What is on its disk is read after each step into the same `Disk` as the model's, so the checker asks the same of both.
"""

import base64
import json
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from launch.place import PWA, ROOT, environment
from launch.verify import NODE
from tests.simulator.disk import Disk, Json, Request, Sent, Slice, Unsent
from tests.simulator.phone import DAY, Phone

PAGE = ROOT / ".doorstep" / "phone" / "page.js"
CRASHES = 0.06  # of the steps of a round
MOST_USES = 24  # of the disk, within which a page that is to die does


@cache
def build() -> Path:
    """Bundle what a page of the app runs, once in a process. Others may do so at once, or run what is there already."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PAGE.parent) as folder:
        command = [str(NODE), "node_modules/vite/bin/vite.js", "build", "--config", "simulated/vite.config.ts", "--outDir", folder]
        subprocess.run(command, cwd=PWA, env=environment(), check=True, stdout=subprocess.DEVNULL)
        (Path(folder) / PAGE.name).replace(PAGE)
    return PAGE


class Process:
    """One Node with one phone in it; the next history installs it anew."""

    def __init__(self) -> None:
        command = [str(NODE), "simulated/phone.ts", str(build())]
        self.node = subprocess.Popen(command, cwd=PWA, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())

    def ask(self, **step: Any) -> Json:
        assert self.node.stdin is not None
        assert self.node.stdout is not None
        self.node.stdin.write(json.dumps(step).encode() + b"\n")
        self.node.stdin.flush()
        line = self.node.stdout.readline()
        assert line, f"the app's process ended at {step.get('do')}"
        told: Json = json.loads(line)
        return told

    def stop(self) -> None:
        self.node.kill()
        self.node.wait()


class Apps:
    """The processes of a run: each phone of a history has one of its own."""

    def __init__(self) -> None:
        self.idle: list[Process] = []
        self.busy: list[Process] = []
        self.planted: str | None = None  # a bug of pwa/simulated/plants.ts

    def begin(self) -> None:
        """Another history: every process is free."""
        self.idle, self.busy = [*self.idle, *self.busy], []

    def take(self) -> Process:
        """One to install the app in."""
        self.busy.append(self.idle.pop() if self.idle else Process())
        return self.busy[-1]

    def stop(self) -> None:
        for each in [*self.idle, *self.busy]:
            each.stop()


class Page(Phone):
    """One page of the app on a phone: its round and the request that is under way. `life`: a page that is opened anew is another."""

    def __init__(self, phone: "AppPhone", number: int) -> None:
        super().__init__(phone.name, phone.person, phone.disk, phone._now, phone.new_id, phone.rng)
        self.phone, self.number = phone, number
        self.post: int | None = None
        self.request: Request | None = None
        self.is_new = False  # nobody has taken it to the network yet
        self.is_taking_pull = False

    def begin(self) -> None:
        if self.request is None:
            self.step(do="round", blows=self.phone.blows())

    def next_request(self) -> Request | None:
        """Each request once: it has one flight."""
        request, self.is_new = self.request if self.is_new else None, False
        return request

    def give_up(self) -> None:
        self.step(do="cut", post=self.post)

    def take(self, request: Request, status: int, body: bytes, *, late: bool) -> None:
        if late or request.life != self.life or request is not self.request:
            return
        self.phone.seen_branches.add(f"answer {status} to the app")
        self.is_taking_pull = request.path.endswith("pull")
        self.step(do="answer", post=self.post, status=status, body=base64.b64encode(body).decode(), blows=self.phone.blows())
        self.is_taking_pull = False

    def step(self, **step: Any) -> Json:
        return self.phone.step(page=self.number, **step)

    def heed(self, post: Json | None, *, is_dead: bool) -> None:
        """What it waits for now."""
        if is_dead:
            self.life += 1
        if post is None:
            self.post, self.request, self.is_new = None, None, False
        elif is_dead or post["id"] != self.post:
            self.post, self.request, self.is_new = post["id"], self.phone.request(self.life, post["path"], post["body"]), True
        self.stage = "idle" if post is None else "push"


class AppPhone(Phone):
    """The same steps as the model's, in one page. A reply that comes after its request was given up reaches nobody: the app has cut that call."""

    crashes = CRASHES
    page_count = 1

    def __init__(
        self, name: str, person: str, disk: Disk, clock: Callable[[], int], new_id: Callable[[], str], rng: Random, apps: Apps, ids: Json
    ) -> None:
        super().__init__(name, person, disk, clock, new_id, rng)
        self.app, self.shown = apps.take(), {1: dict[str, int | None]()}
        self.pages = [Page(self, number) for number in range(1, self.page_count + 1)]
        whose = {"person": {"id": ids["person"], "name": person}, "organization": {"id": ids["organization"], "name": "祥和社区"}}
        rest = {"roles": [{"role": "volunteer"}], "access": "full", "replica": disk.replica, "n": 0, "seal": None, "wiped": None}
        self.step(do="install", pages=self.page_count, person={**whose, **rest}, seed=rng.randrange(1, 2**32), planted=apps.planted)

    @property
    def page(self) -> Page:
        """The one that the person looks at."""
        return self.pages[0]

    def begin(self) -> None:
        self.page.begin()
        self.stage, self.life = self.page.stage, self.page.life

    def crash(self) -> None:
        self.step(do="crash", page=None)

    def seen_of(self, household: str) -> int | None:
        return self.shown[self.page.number].get(household)

    def save(self, command: Json, **_: Any) -> str:
        return str(self._done(self.page.step(do="save", draft=command))["ids"][0])

    def withdraw(self, n: int) -> None:
        self._done(self.page.step(do="undo", id=self.disk.outbox[n].id))

    def _done(self, told: Json) -> Json:
        if "failed" in told:
            self.wrong.append(f"what a person did failed: {told['failed']}")
        return told

    def next_request(self) -> Request | None:
        return self.page.next_request()

    def give_up(self) -> None:
        self.page.give_up()

    def take(self, request: Request, status: int, body: bytes, *, late: bool) -> None:
        self.page.take(request, status, body, late=late)

    def blows(self) -> Json:
        """What befalls a page in its next step of a round."""
        return {"uses_left": self.rng.randrange(MOST_USES)} if self.rng.random() < self.crashes else {}

    def step(self, **step: Any) -> Json:
        told = self.app.ask(now=self.clock(), **step)
        self.wrong += told["wrong"]
        self._read(told)
        for page in self.pages:
            page.disk = self.disk
            page.heed(told["posts"][str(page.number)], is_dead=page.number in told["died"])
        if told["died"] and step["do"] != "crash":
            self.seen_branches.add("the app died in the middle of a step")
        self.stage, self.life = self.page.stage, self.page.life
        return told

    def request(self, life: int, path: str, body: str) -> Request:
        asked = json.loads(body)
        batch = tuple((command["n"], _unsent(command)) for command in asked.get("commands", ()))
        if any(row.id in self.disk.sent for _, row in batch):
            self.seen_branches.add("sent again by the app")
        lost = tuple((low, high) for low, high in asked.get("lost", ()))
        cursors = tuple(asked.get("cursors", {}).items())
        return Request(path, body.encode(), asked["replica"], life, asked.get("sent_at", self.clock()), self.skew, batch, lost, cursors)

    def _read(self, told: Json) -> None:
        state = told["state"]
        replica, heard = state["replica"], state["heard"] or {}
        walking = {row["id"]: row for row in state["slices"]}
        disk = Disk(replica["id"], replica["forked_from"], replica["n"], state["access"], heard.get("server_time"), heard.get("offset"))
        disk.lost = [(low, high) for low, high in replica["lost"]]
        disk.outbox = {row["command"]["n"]: _unsent(row["command"], row["revision"], row["undone"]) for row in state["outbox"]}
        disk.sent = {row["command"]["id"]: _sent(row) for row in state["sent"]}
        disk.bodies = {row["household_id"]: (row["version"], row["body"]) for row in state["bodies"]}
        disk.members = {
            (row["slice_id"], row["household_id"]): {name: row[name] for name in ("tag", "assignment", "state")}
            for row in state["memberships"]
        }
        disk.items = {(row["slice_id"], row["id"]): row["item"] for row in state["items"]}
        for id_, row in walking.items():
            named = [each["household_id"] for each in state["memberships"] if each["slice_id"] == id_ and each["walk"] == row["walk"]]
            named += [each["id"] for each in state["items"] if each["slice_id"] == id_ and each["walk"] == row["walk"]]
            of_walk = frozenset(named) if row["is_walking"] else None
            disk.slices[id_] = Slice(row["kind"], row["cursor"] or None, row["epoch"], of_walk, row["differs"])
        has_pulled = any(page.is_taking_pull for page in self.pages) and (disk.heard or 0) > (self.disk.heard or 0) and not disk_walks(disk)
        disk.pulled = disk.heard or 0 if has_pulled else self.disk.pulled
        old = (disk.heard or 0) - 14 * DAY
        self.let_go |= {id_ for id_, sent in self.disk.sent.items() if id_ not in disk.sent and sent.receipted_at < old}
        self.disk, self.since_strict = disk, [disk]
        self.shown = {int(number): seen for number, seen in told["seen"].items()}


def disk_walks(disk: Disk) -> bool:
    return any(each.named is not None for each in disk.slices.values())


def _unsent(command: Json, revision: int = 0, undone: Json | None = None) -> Unsent:
    return Unsent(
        command["id"], command["type"], command.get("household_id"), command.get("seen"), json.dumps(command), revision, undone
    )  # fmt: skip


def _sent(row: Json) -> Sent:
    command = row["command"]
    return Sent(_unsent(command), command["n"], row["outcome"], row["version"], row["receipted_at"], row["covering"] is not None)
