"""Looks over the shoulder of every phone and at every reply as it leaves the server. Shares no code with sync/ or server/."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.simulator.disk import Disk, Json, Request
from tests.simulator.people import Saved
from tests.simulator.phone import Phone
from tests.simulator.server import Answer, Server
from tests.simulator.versions import STORED, Versions, fallen

SHOWN = """
SELECT DISTINCT f.slice_id, f.household_id FROM follows w JOIN slices s ON s.id = w.slice_id AND s.ended_at IS NULL
JOIN feed f ON f.slice_id = w.slice_id JOIN people p ON p.id = w.person_id WHERE p.name = ? AND f.gone_reason IS NULL
"""
OVER = """
SELECT s.id FROM follows w JOIN slices s ON s.id = w.slice_id JOIN people p ON p.id = w.person_id
WHERE p.name = ? AND s.ended_at IS NOT NULL
"""
LEFT = SHOWN.replace("f.gone_reason IS NULL", "f.gone_reason IS NOT NULL")


@dataclass(frozen=True)
class Arrival:
    """When a command first reached the server's custody, how wrong the clock was that stamped the push, and how long that was under way."""

    at: int
    skew: int
    replica: str
    delay: int = 0


class Watch:
    def __init__(self, server: Server, saved: list[Saved]) -> None:
        self.server, self.saved = server, saved
        self.wrong: list[str] = []
        self.branches: Counter[str] = Counter()
        self.receipts: dict[str, Json] = {}
        self.arrivals: dict[str, Arrival] = {}
        self.may_be_busy = False  # the database refuses now and then
        self.is_concurrent = False  # what a reply showed may have moved before it can be looked up
        self.tags: dict[tuple[str, str, int], str] = {}
        self.versions = Versions()

    def blame(self, text: str) -> None:
        self.wrong.append(text)

    # Replies, as they leave the server

    async def see_reply(self, phone: Phone, request: Request, answer: Answer) -> None:
        self.branches[f"status {answer.status}"] += 1
        if answer.status >= 500 and not (answer.status == 503 and self.may_be_busy and answer.json()["code"] == "busy"):
            self.blame(f"{phone.name}: {request.path} answered {answer.status}")
        if answer.status != 200:
            return
        if request.path.endswith("push"):
            new = self._see_receipts(phone, request, answer.json())
            await self._see_versions(phone, new, [])
        else:
            await self._see_pages(phone, answer.json())
            await self._see_versions(phone, [], answer.json()["slices"])

    def _see_receipts(self, phone: Phone, request: Request, reply: Json) -> list[Json]:
        """The receipts of commands that came for the first time."""
        if reply["fork"]:
            if reply["receipts"]:
                self.blame(f"{phone.name}: a fork was judged")
            return []
        if len(reply["receipts"]) != len(request.batch):
            self.blame(f"{phone.name}: {len(reply['receipts'])} receipts for {len(request.batch)} commands")
        now, new = self.server.clock(), []
        for (_, row), receipt in zip(request.batch, reply["receipts"], strict=False):
            if receipt["id"] not in (row.id, None):
                self.blame(f"{phone.name}: the receipt of {row.id} names {receipt['id']}")
            first = self.receipts.setdefault(row.id, receipt)
            if first != receipt and not is_told_as_text(first, receipt):
                self.blame(f"{phone.name}: {row.id} was answered {first}, then {receipt}")
            elif first is receipt:
                self.branches[" ".join(["receipt", receipt["outcome"], *([receipt["reason"]] if "reason" in receipt else [])])] += 1
            if row.id not in self.arrivals:
                new.append(receipt)
            self.arrivals.setdefault(row.id, Arrival(now, request.skew, request.replica, now - (request.sent_at - request.skew)))
            if receipt["outcome"] == "parked" and ("household_id" in receipt or "version" in receipt):
                self.blame(f"{phone.name}: a parked receipt tells of a door: {receipt}")
        return new

    async def _see_versions(self, phone: Phone, receipts: list[Json], pages: list[Json]) -> None:
        if self.is_concurrent:
            return
        wrong = list(self.versions.see(receipts, await self.server.rows(STORED)))
        for page in pages:
            wrong += self.versions.see_page(page)
        self.wrong += [f"{phone.name}: {text}" for text in wrong]

    async def _see_pages(self, phone: Phone, reply: Json) -> None:
        if self.is_concurrent:
            return
        kinds = {kind for page in reply["slices"] for entry in page["entries"] for kind in entry}
        shown = set(await self.server.rows(SHOWN, phone.person)) if "card" in kinds else set()
        left = set(await self.server.rows(LEFT, phone.person)) if "gone" in kinds else set()
        await self._see_ended(phone, reply)
        if reply["access"] == "wipe" and reply["slices"]:
            self.blame(f"{phone.name}: a phone to be wiped was given cards")
        for page in reply["slices"]:
            for entry in page["entries"]:
                if "card" in entry and (page["id"], entry["card"]["household"]["id"]) not in shown:
                    self.blame(f"{phone.name}: was sent {entry['card']['household']['id']}, which is in none of its slices")
                elif "gone" in entry and (page["id"], entry["gone"]["household_id"]) not in left:
                    self.blame(f"{phone.name}: was told that {entry['gone']['household_id']} is gone, which never left it")
                elif "card" in entry:
                    self._see_tag(page["id"], entry["card"])

    async def _see_ended(self, phone: Phone, reply: Json) -> None:
        """Why a slice is dropped is told of those that were followed to their end, and of no other."""
        if reply["access"] == "wipe" or not reply["dropped"]:
            return
        over = {row[0] for row in await self.server.rows(OVER, phone.person)}
        told = {each["slice_id"]: each["reason"] for each in reply.get("ended", [])}
        self.branches.update(f"told {reason}" for reason in told.values())
        if told.keys() != over & set(reply["dropped"]):
            self.blame(f"{phone.name}: is told that {told.keys()} have ended; of {reply['dropped']} it followed {over} to the end")

    def _see_tag(self, slice_id: str, card: Json) -> None:
        """A card that differs in anything has another tag."""
        household = card["household"]["id"]
        told = json.dumps(card, sort_keys=True)
        first = self.tags.setdefault((slice_id, household, card["tag"]), told)
        if first != told:
            self.blame(f"two cards of {household} have one tag {card['tag']}")

    # Phones, before and after what they made of a reply

    def see_change(self, phone: Phone, before: Disk, request: Request, status: int, body: bytes) -> None:
        after = phone.disk
        reply = _reply(status, body)
        lost = before.members.keys() - after.members.keys()
        if lost:
            excused = self._excused(before, request, reply)
            for slice_id, household in lost:
                if slice_id not in excused and (slice_id, household) not in excused:
                    self.blame(f"{phone.name}: {household} left the phone although nothing said so")
        self.wrong += [f"{phone.name}: {text}" for text in fallen(before.bodies, after.bodies)]
        for _, household in after.members:
            if household not in after.bodies:
                self.blame(f"{phone.name}: {household} is in a slice, but there is no card")
        for n, row in before.outbox.items():
            if (n not in after.outbox or after.outbox[n].id != row.id) and not _is_receipted(row.id, request, reply):
                self.blame(f"{phone.name}: {row.id} left the outbox without a receipt")

    def _excused(self, before: Disk, request: Request, reply: Json | None) -> set[Any]:
        if reply is None:
            return set()
        if reply.get("access") == "wipe":
            return set(before.slices)
        found: set[Any] = set(reply.get("dropped", []))
        for page in reply.get("slices", []):
            for gone in [entry["gone"] for entry in page["entries"] if "gone" in entry]:
                slices = before.slices if gone["reason"] == "erased" else [page["id"]]
                found |= {(slice_id, gone["household_id"]) for slice_id in [page["id"], *slices]}
            known = before.slices.get(page["id"])
            is_walking = page["reset"] or (known is not None and known.named is not None)
            if is_walking and not page["more"]:
                found.add(page["id"])
        return found


def is_told_as_text(first: Json, receipt: Json) -> bool:
    """What had no id that could be read, and got an error in place of its receipt on the way, comes once more, as the text of what failed on the phone."""
    return first["id"] is None and receipt.get("reason") == "failed_on_phone"


def _reply(status: int, body: bytes) -> Json | None:
    try:
        reply = json.loads(body) if status == 200 else None
    except ValueError:
        return None
    return reply if isinstance(reply, dict) else None


def _is_receipted(id_: str, request: Request, reply: Json | None) -> bool:
    if reply is None or "receipts" not in reply:
        return False
    return any(row.id == id_ and receipt["id"] in (id_, None) for (_, row), receipt in zip(request.batch, reply["receipts"], strict=False))
