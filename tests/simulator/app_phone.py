"""The app itself as a phone of the simulator: its store and its sync, run by Node over a pipe, a step at a time.

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

SCRIPT = ROOT / ".doorstep" / "phone" / "phone.js"
CRASHES = 0.06  # of the steps of a round
MOST_STEPS = 12  # of the disk, within which a process that is to die does


@cache
def build() -> Path:
    """Bundle the app's store and sync for Node, once in a process. Others may do so at once, or run what is there already."""
    SCRIPT.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SCRIPT.parent) as folder:
        command = [str(NODE), "node_modules/vite/bin/vite.js", "build", "--config", "simulated/vite.config.ts", "--outDir", folder]
        subprocess.run(command, cwd=PWA, env=environment(), check=True, stdout=subprocess.DEVNULL)
        (Path(folder) / SCRIPT.name).replace(SCRIPT)
    return SCRIPT


class Process:
    """One Node with one phone in it; the next history installs it anew."""

    def __init__(self) -> None:
        self.node = subprocess.Popen([str(NODE), str(build())], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())

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
        self.planted: str | None = None  # a bug of pwa/simulated/phone.ts

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


class AppPhone(Phone):
    """The same steps as the model's. A reply that comes after its request was given up reaches nobody: the app has cut that call."""

    def __init__(
        self, name: str, person: str, disk: Disk, clock: Callable[[], int], new_id: Callable[[], str], rng: Random, apps: Apps, ids: Json
    ) -> None:
        super().__init__(name, person, disk, clock, new_id, rng)
        self.app, self.pending = apps.take(), None
        self.shown: dict[str, int | None] = {}
        whose = {"person": {"id": ids["person"], "name": person}, "organization": {"id": ids["organization"], "name": "祥和社区"}}
        rest = {"roles": [{"role": "volunteer"}], "access": "full", "replica": disk.replica, "n": 0, "seal": None, "wiped": None}
        self._step(do="open", person={**whose, **rest}, seed=rng.randrange(1, 2**32), planted=apps.planted)

    pending: Request | None
    is_taking_pull = False
    crashes = CRASHES

    def crash(self) -> None:
        self._step(do="crash")
        self._die()

    def _die(self) -> None:
        self.life += 1
        self.stage, self.pending = "idle", None

    def seen_of(self, household: str) -> int | None:
        return self.shown.get(household)

    def save(self, command: Json, **_: Any) -> str:
        return str(self._step(do="save", draft=command)["ids"][0])

    def withdraw(self, n: int) -> None:
        self._step(do="undo", id=self.disk.outbox[n].id)

    def next_request(self) -> Request | None:
        if self.stage == "push" and self.pending is None:
            self._go_on(self._step(do="round", crash_after=self._crash()))
        return self.pending

    def give_up(self) -> None:
        self._go_on(self._step(do="cut"))

    def take(self, request: Request, status: int, body: bytes, *, late: bool) -> None:
        if late or request.life != self.life or request is not self.pending:
            return
        self.seen_branches.add(f"answer {status} to the app")
        self.is_taking_pull = request.path.endswith("pull")
        self._go_on(self._step(do="answer", status=status, body=base64.b64encode(body).decode(), crash_after=self._crash()))
        self.is_taking_pull = False

    def _crash(self) -> int | None:
        return self.rng.randrange(MOST_STEPS) if self.rng.random() < self.crashes else None

    def _go_on(self, told: Json) -> None:
        self.pending = None
        if "post" in told:
            self.stage, self.pending = "push", self._request(**told["post"])
            return
        if "crashed" in told:
            self.seen_branches.add("the app died in the middle of a step")
            self._die()
        self.stage = "idle"

    def _request(self, path: str, body: str) -> Request:
        asked = json.loads(body)
        batch = tuple((command["n"], _unsent(command)) for command in asked.get("commands", ()))
        if any(row.id in self.disk.sent for _, row in batch):
            self.seen_branches.add("sent again by the app")
        lost = tuple((low, high) for low, high in asked.get("lost", ()))
        cursors = tuple(asked.get("cursors", {}).items())
        return Request(
            path, body.encode(), asked["replica"], self.life, asked.get("sent_at", self.clock()), self.skew, batch, lost, cursors
        )

    def _step(self, **step: Any) -> Json:
        told = self.app.ask(now=self.clock(), **step)
        if "failed" in told:
            self.wrong.append(f"{step['do']}: {told['failed']}")
        self._read(told["state"])
        return told

    def _read(self, state: Json) -> None:
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
        has_pulled = self.is_taking_pull and (disk.heard or 0) > (self.disk.heard or 0) and not disk_walks(disk)
        disk.pulled = disk.heard or 0 if has_pulled else self.disk.pulled
        old = (disk.heard or 0) - 14 * DAY
        self.let_go |= {id_ for id_, sent in self.disk.sent.items() if id_ not in disk.sent and sent.receipted_at < old}
        self.disk, self.since_strict, self.shown = disk, [disk], state["seen"]


def disk_walks(disk: Disk) -> bool:
    return any(each.named is not None for each in disk.slices.values())


def _unsent(command: Json, revision: int = 0, undone: Json | None = None) -> Unsent:
    return Unsent(
        command["id"], command["type"], command.get("household_id"), command.get("seen"), json.dumps(command), revision, undone
    )  # fmt: skip


def _sent(row: Json) -> Sent:
    command = row["command"]
    return Sent(_unsent(command), command["n"], row["outcome"], row["version"], row["receipted_at"], row["covering"] is not None)
