"""A fast model of a phone: SPEC.md's rules for phones in another language, sharing no code with the app or the server.

It is less patient than S-31 asks of phones: it sends as text what a server failed on alone as soon as something else went through, without trying
it once more, and takes a gateway's word for the server's. The histories with the app itself hold the rule as it stands.

Everything a phone knows is in `Disk`, changed in whole transactions. A crash goes back to some transaction at or after the last strict one.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random

from tests.simulator.disk import Disk, Json, Request, Sent, Slice, Unsent

MODULUS = 2**48
DAY = 86_400_000
FULL_BATCH = 200


class Phone:
    """One installed copy of the app. The history calls `next_request` until it is None, and `take` with what comes back."""

    def __init__(self, name: str, person: str, disk: Disk, clock: Callable[[], int], new_id: Callable[[], str], rng: Random) -> None:
        self.name, self.person, self.disk, self.new_id, self.rng = name, person, disk, new_id, rng
        self._now, self.skew = clock, 0
        self.since_strict = [disk]
        self.life = 0
        self.limit, self.failures, self.suspects, self.unreadable = FULL_BATCH, 0, set[str](), set[str]()
        self.page_bytes: int | None = None
        self.stage = "idle"  # idle | push | pull
        self.seen_branches: set[str] = set()
        self.wrong: list[str] = []
        self.receipts: list[tuple[str, Json]] = []
        self.sent_to: dict[str, str] | None = None  # the epochs it last sent everything again to, in this round
        self.restores = 0  # how often it saw that the store was put back
        self.saw_restore = False
        self.let_go: set[str] = set()  # commands whose receipts are too old to be kept, or to be sent again

    def clock(self) -> int:
        return max(self._now() + self.skew, 0)

    def commit(self, disk: Disk, *, strict: bool) -> None:
        self.disk = disk
        self.since_strict = [disk] if strict else [*self.since_strict, disk]

    def crash(self) -> None:
        """The process dies; what was not strictly on disk may be gone, from the latest on."""
        self.disk = self.rng.choice(self.since_strict)
        self.since_strict = [self.disk]
        self.life += 1
        self.limit, self.failures, self.stage = FULL_BATCH, 0, "idle"
        self.suspects, self.unreadable = set(), set()

    # What a person does

    def seen_of(self, household: str) -> int | None:
        """The version the shown values come from: the card's, or the lowest `seen` of this phone's own work on it."""
        own = [row.seen for row in self.disk.outbox.values() if row.household == household and row.type != "withdraw"]
        own += [sent.row.seen for sent in self.disk.sent.values() if sent.covers and sent.row.household == household]
        if own:
            return None if None in own else min(seen for seen in own if seen is not None)
        return self.disk.bodies[household][0] if household in self.disk.bodies else None

    def save(self, command: Json, *, spoil: Callable[[str], str] = lambda text: text) -> str:
        """On disk in full before it returns. `spoil` makes a command that no phone should send."""
        disk = self.disk.copy()
        disk.n += 1
        told = {} if disk.heard is None else {"heard": disk.heard, "offset": disk.offset}
        made = {"id": self.new_id(), "n": disk.n, "at": self.clock(), **told, **command}
        disk.outbox[disk.n] = Unsent(made["id"], made["type"], made.get("household_id"), made.get("seen"), spoil(json.dumps(made)))
        self.commit(disk, strict=True)
        return str(made["id"])

    def withdraw(self, n: int) -> None:
        """Undo what is not known to have arrived: a `withdraw` in its place, under its id and n."""
        row = self.disk.outbox[n]
        whole = json.loads(row.text)
        kept = {key: whole[key] for key in ("id", "n", "at", "heard", "offset", "household_id") if key in whole}
        disk = self.disk.copy()
        text = json.dumps({"type": "withdraw", **kept})
        disk.outbox[n] = replace(row, type="withdraw", text=text, revision=row.revision + 1, undone=whole)
        self.commit(disk, strict=True)

    # A round: push until nothing waits, then pull until no slice has more

    def begin(self) -> None:
        self.stage, self.sent_to = "push", None

    def next_request(self) -> Request | None:
        if self.stage == "push":
            batch = self._waiting()
            if batch or self.disk.lost or self.unreadable:
                return self._push(batch)
            self._end_of_queue()
            self.stage = "pull"
        return self._pull() if self.stage == "pull" else None

    def _waiting(self) -> tuple[tuple[int, Unsent], ...]:
        rows = [(n, row) for n, row in sorted(self.disk.outbox.items()) if row.id not in self.suspects]
        return tuple(rows[: self.limit])

    def _end_of_queue(self) -> None:
        if not self.suspects:
            self.limit, self.failures = FULL_BATCH, 0
        self.suspects.clear()
        self.unreadable.clear()

    def _status(self) -> Json:
        return {"unsent": len(self.disk.outbox), "attention": 0, "app": "simulated"}

    def _push(self, batch: tuple[tuple[int, Unsent], ...]) -> Request:
        sent_at, disk = self.clock(), self.disk
        head = {"protocol": 1, "replica": disk.replica, "sent_at": sent_at, "lost": disk.lost, "status": self._status()}
        if disk.forked_from is not None:
            head["forked_from"] = disk.forked_from
        commands = ",".join(row.text for _, row in batch)
        text = json.dumps(head)[:-1] + ', "commands": [' + commands + "]}"
        body = text.encode("utf-8", "surrogatepass")
        return Request("/api/sync/push", body, disk.replica, self.life, sent_at, self.skew, batch, tuple(disk.lost), restores=self.restores)

    def _pull(self) -> Request:
        cursors = {id_: each.cursor for id_, each in self.disk.slices.items() if each.cursor is not None}
        asked = {"protocol": 1, "replica": self.disk.replica, "cursors": cursors, "status": self._status()}
        if self.page_bytes is not None:
            asked["max_bytes"] = self.page_bytes
        if kept := self._kept():
            asked["kept"] = kept
        body = json.dumps(asked).encode()
        return Request("/api/sync/pull", body, self.disk.replica, self.life, self.clock(), self.skew, cursors=tuple(cursors.items()))

    def _kept(self) -> list[str]:
        """Households of which something that was sent is kept, and no card is held: asked about in each pull."""
        held = {household for _, household in self.disk.members}
        return sorted({sent.row.household for sent in self.disk.sent.values() if sent.row.household is not None} - held)[:500]

    def give_up(self) -> None:
        """No answer came. What is to come down is asked for all the same; what is to go up waits for the next round."""
        self.stage = "pull" if self.stage == "push" else "idle"

    def take(self, request: Request, status: int, body: bytes, *, late: bool) -> None:
        """An answer, perhaps to a request that was given up long ago: what it says is used all the same."""
        if request.life != self.life:
            return
        reply = _ours(status, body)
        is_push = request.path.endswith("push")
        if reply is None:
            if not late:
                self._trouble(request, status)
            return
        if is_push:
            self._take_push(request, reply)
        else:
            self._take_pull(request, reply, late)

    def _trouble(self, request: Request, status: int) -> None:
        """Not ours (a portal, a broken body): keep and retry. An error of the server's: look for the command it fails on, by halves."""
        self.seen_branches.add(f"answer {status}")
        is_failing = request.path.endswith("push") and (status == 400 or (status >= 500 and status != 503))
        if not is_failing or not request.batch:
            self.give_up()
            return
        self.failures += 1
        if self.failures < 3:
            self.give_up()
        elif len(request.batch) == 1:
            self.suspects.add(request.batch[0][1].id)
            if status == 400:
                self.unreadable.add(request.batch[0][1].id)
        else:
            self.limit = max(1, len(request.batch) // 2)

    # What a push was answered

    def _take_push(self, request: Request, reply: Json) -> None:
        if reply["fork"]:
            if request.replica == self.disk.replica:
                self._fork()
            return
        if request.restores != self.restores:
            self.seen_branches.add("receipt of a store that was put back since")
            return  # no custody: that store may be gone, with what it had taken in
        disk = self.disk.copy()
        inverse = self._settle(disk, request, reply)
        disk.lost = [each for each in disk.lost if each not in request.lost]
        self._hear(disk, request, reply)
        if request.replica == disk.replica:
            self._find_missing(disk, reply["missing"])
        if request.batch and len(disk.outbox) == len(self.disk.outbox):
            self.give_up()  # an answer that settles nothing: asking again at once would bring the same
        self.commit(disk, strict=False)
        for command in inverse:
            self.save(command)
        self._park_suspects(request)
        self.limit = min(FULL_BATCH, self.limit * 2)

    def _fork(self) -> None:
        """Another phone writes under this name: go on as a new replica, keep the commands."""
        disk = self.disk.copy()
        disk.forked_from, disk.replica, disk.lost = disk.replica, self.new_id(), []
        self.commit(disk, strict=True)
        self.seen_branches.add("fork")

    def _settle(self, disk: Disk, request: Request, reply: Json) -> list[Json]:
        """Any receipt is custody. What was undone while it was on its way stays, as its withdrawal. Returns inverses to save."""
        inverse: list[Json] = []
        for (n, row), receipt in zip(request.batch, reply["receipts"], strict=False):
            if receipt["id"] not in (row.id, None):
                self.wrong.append(f"a receipt for {receipt['id']} where {row.id} was sent")
                continue
            self.receipts.append((row.id, receipt))
            now = disk.outbox.get(n)
            if now is None or now.id != row.id or now.revision != row.revision:
                continue
            del disk.outbox[n]
            self._archive(disk, n, row, receipt, reply["server_time"])
            if row.type == "withdraw" and receipt["outcome"] not in ("noop", "parked") and row.undone is not None:
                inverse += _inverse(row.undone)
                self.seen_branches.add("withdrawn too late")
        return inverse

    def _archive(self, disk: Disk, n: int, row: Unsent, receipt: Json, server_time: int) -> None:
        if receipt.get("reason") == "erased" or row.household in disk.heard_erased:
            return
        version = receipt.get("version")
        card = disk.bodies.get(row.household or "")
        shows = receipt["outcome"] not in ("parked", "held", "superseded") and row.type not in ("withdraw", "park")
        covers = shows and version is not None and (card is None or card[0] < version)
        disk.sent[row.id] = Sent(row, n, receipt["outcome"], version, server_time, covers)

    def _find_missing(self, disk: Disk, missing: Iterable[Iterable[int]]) -> None:
        """The server lacks these: what is unsent will come, what was sent is sent again, the rest is told as lost."""
        for low, high in missing:
            self.seen_branches.add("missing")
            archived = {sent.n: sent for sent in disk.sent.values() if low <= sent.n <= high}
            for n in range(low, high + 1):
                if n in disk.outbox:
                    continue
                if n in archived:
                    disk.outbox[n] = archived[n].row
                    del disk.sent[archived[n].row.id]
                    self.seen_branches.add("missing sent again")
                elif (n, n) not in disk.lost:
                    disk.lost.append((n, n))
                    self.seen_branches.add("missing lost")

    def _park_suspects(self, request: Request) -> None:
        """A push went through: it was the commands that failed, not the server. They go as text, for a person.

        A push of nothing says so only of what the server could not read.
        """
        bad = set(self.suspects if request.batch else self.unreadable)
        if not bad:
            return
        disk = self.disk.copy()
        for n, row in list(disk.outbox.items()):
            if row.id in bad and row.type != "park":
                text = json.dumps({"type": "park", "id": row.id, "n": n, "at": self.clock(), "body": row.text[:4000]})
                disk.outbox[n] = replace(row, type="park", text=text, revision=row.revision + 1)
                self.seen_branches.add("sent as park")
        self.commit(disk, strict=True)
        self.suspects -= bad
        self.unreadable.clear()

    def _hear(self, disk: Disk, request: Request, reply: Json) -> None:
        if disk.heard is None or reply["server_time"] >= disk.heard:
            disk.heard = reply["server_time"]
            disk.offset = reply["server_time"] - (request.sent_at + self.clock()) // 2

    # What a pull was answered

    def _take_pull(self, request: Request, reply: Json, late: bool) -> None:
        if reply["access"] == "wipe":
            self._wipe()
            return
        if self._is_restored(request, reply):
            self._send_again(reply, late)
            return
        self.restores += self._knows_no_epoch(request, reply)
        for page in reply["slices"]:
            self._apply(page, dict(request.cursors).get(page["id"]))
        disk = self.disk.copy()
        for slice_id in reply["dropped"]:
            self._drop(disk, slice_id)
        for household in reply.get("erased", []):
            self._forget(disk, household)
            self.seen_branches.add("asked and heard that it was erased")
        self._hear(disk, request, reply)
        if not any(page["more"] for page in reply["slices"]):
            disk.pulled = max(disk.pulled, reply["server_time"])
        if request.replica == disk.replica:
            self._find_missing(disk, reply["missing"])
        self.commit(disk, strict=False)
        if not late and not any(page["more"] for page in reply["slices"]):
            self._sweep()
            self.stage = "idle"

    def _is_restored(self, request: Request, reply: Json) -> bool:
        """An epoch other than the one it was asked with, or none that it knew to ask with: the store may lack what was sent before."""
        asked, known, sent_to = dict(request.cursors), self.disk.slices, self.sent_to or {}
        return (bool(self.disk.sent) and self.sent_to is None and self._knows_no_epoch(request, reply)) or any(
            page["id"] in known
            and known[page["id"]].cursor == asked.get(page["id"], "")
            and sent_to.get(page["id"], known[page["id"]].epoch) != page["epoch"]
            for page in reply["slices"]
        )

    def _knows_no_epoch(self, request: Request, reply: Json) -> bool:
        """Neither of what it asked for, but for what it follows no more, nor of what another page fetched meanwhile."""
        fetched = {id_ for id_, each in self.disk.slices.items() if each.cursor}
        return {*dict(request.cursors), *fetched} <= set(reply["dropped"])

    def _send_again(self, reply: Json, late: bool) -> None:
        """What was sent in the last fortnight goes again, before anything is pulled."""
        disk, now = self.disk.copy(), reply["server_time"]
        for id_, sent in list(disk.sent.items()):
            if sent.receipted_at < now - 14 * DAY:
                self.let_go.add(id_)
            elif sent.n not in disk.outbox:
                disk.outbox[sent.n] = replace(sent.row, undone=None)
                del disk.sent[id_]
                self.seen_branches.add("sent again after a restore")
        self.commit(disk, strict=False)
        self.sent_to = {page["id"]: page["epoch"] for page in reply["slices"]}
        self.restores += 1
        if not late:
            self.stage = "push"

    def _wipe(self) -> None:
        disk = replace(self.disk.copy(), access="wipe", slices={}, bodies={}, members={}, items={})
        self.commit(disk, strict=True)
        self.stage = "idle"
        self.seen_branches.add("wipe")

    def _drop(self, disk: Disk, slice_id: str) -> None:
        disk.slices.pop(slice_id, None)
        disk.members = {key: value for key, value in disk.members.items() if key[0] != slice_id}
        disk.items = {key: value for key, value in disk.items.items() if key[0] != slice_id}
        self.seen_branches.add("dropped")

    def _apply(self, page: Json, asked: str | None) -> None:
        """A page with its cursor in one transaction, and only if the stored cursor is still the one it was asked with."""
        before = self.disk.slices.get(page["id"], Slice(page["kind"]))
        if before.cursor != asked:
            self.seen_branches.add("page of an old cursor")
            return
        disk = self.disk.copy()
        begins = page["reset"] or asked is None
        named = frozenset[str]() if begins else before.named
        if page["reset"] and asked is not None:
            self.seen_branches.add("reset")
        for entry in page["entries"]:
            name = self._enter(disk, page["id"], entry, walking=named is not None)
            named = None if named is None else named | {name}
        differs = before.differs
        if not page["more"]:
            if named is not None:
                self._remove_unnamed(disk, page["id"], named)
            named, differs = None, self._compare(disk, page, before)
        disk.slices[page["id"]] = Slice(page["kind"], page["cursor"], page["epoch"], named, differs)
        self.commit(disk, strict=False)

    def _enter(self, disk: Disk, slice_id: str, entry: Json, *, walking: bool) -> str:
        if "card" in entry:
            return self._enter_card(disk, slice_id, entry["card"], walking)
        if "gone" in entry:
            gone = entry["gone"]
            if gone["reason"] == "erased":
                self._forget(disk, gone["household_id"])
            disk.members.pop((slice_id, gone["household_id"]), None)
            self.seen_branches.add(f"gone {gone['reason']}")
            return str(gone["household_id"])
        item = entry["item"]
        if item.get("removed"):
            disk.items.pop((slice_id, item["id"]), None)
        else:
            disk.items[slice_id, item["id"]] = item
        self.seen_branches.add(f"item {item['kind']} {item.get('what', '')}".strip())
        return str(item["id"])

    def _forget(self, disk: Disk, household: str) -> None:
        """Of erased people nothing stays that was sent about them, and no card, whatever slice has not said so yet. What is unsent still goes, and
        comes to nothing."""
        body = disk.bodies.pop(household, None)
        disk.members = {key: value for key, value in disk.members.items() if key[1] != household}
        names = {household, *(body[1]["household"]["aliases"] if body else ())}
        disk.heard_erased |= names
        for id_ in [id_ for id_, sent in disk.sent.items() if sent.row.household in names]:
            del disk.sent[id_]
            self.seen_branches.add("what was sent forgotten")

    def _enter_card(self, disk: Disk, slice_id: str, card: Json, walking: bool) -> str:
        body = dict(card)
        version = body.pop("version")
        member = {name: body.pop(name) for name in ("tag", "assignment", "state")}
        household = str(card["household"]["id"])
        known = disk.bodies.get(household)
        if known is not None and known[0] > version and not walking:
            self.wrong.append(f"the card of {household} went back from {known[0]} to {version}")
        if known is None or version >= known[0]:
            disk.bodies[household] = (version, body)
        disk.members[slice_id, household] = member
        for id_, sent in disk.sent.items():
            if sent.covers and sent.row.household == household and sent.version is not None and version >= sent.version:
                disk.sent[id_] = replace(sent, covers=False)
        return household

    def _remove_unnamed(self, disk: Disk, slice_id: str, named: frozenset[str]) -> None:
        disk.members = {key: value for key, value in disk.members.items() if key[0] != slice_id or key[1] in named}
        disk.items = {key: value for key, value in disk.items.items() if key[0] != slice_id or key[1] in named}

    def _compare(self, disk: Disk, page: Json, before: Slice) -> int:
        if "digest" not in page:
            return 0
        tags = [member["tag"] for (slice_id, _), member in disk.members.items() if slice_id == page["id"]]
        told = page["digest"]
        if (len(tags), sum(tags) % MODULUS) == (told["count"], told["sum"]):
            return 0
        self.wrong.append(f"slice {page['id']} holds {len(tags)} cards of sum {sum(tags) % MODULUS}, the server says {told}")
        return before.differs + 1

    def _sweep(self) -> None:
        """At the end of a round: bodies that no slice holds leave, with the own work that covered them; so does an old archive."""
        disk = self.disk.copy()
        held = {household for _, household in disk.members}
        disk.bodies = {household: body for household, body in disk.bodies.items() if household in held}
        for id_, sent in list(disk.sent.items()):
            if disk.heard is not None and sent.receipted_at < disk.heard - 14 * DAY:
                del disk.sent[id_]
                self.let_go.add(id_)
            elif sent.covers and sent.row.household not in held:
                disk.sent[id_] = replace(sent, covers=False)
        self.commit(disk, strict=False)


def _ours(status: int, body: bytes) -> Json | None:
    """The reply, if it is one of our server's; None for a portal's page, half a body, or an error."""
    if status != 200:
        return None
    try:
        reply = json.loads(body)
    except ValueError:
        return None
    return reply if isinstance(reply, dict) and "server_time" in reply else None


def _inverse(undone: Json) -> list[Json]:
    """What takes back a command that was judged before its withdrawal came."""
    if undone["type"] != "record_visit":
        return []
    return [
        {"type": "void_visit", "household_id": undone["household_id"], "seen": undone["seen"], "visit_id": undone["id"], "reason": "撤销"}
    ]
