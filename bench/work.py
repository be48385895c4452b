"""What the phones of a measurement do: an evening of 70 commands each, mostly visits."""

import random
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

COMMANDS = 70
VISITS, CORRECTIONS, REQUESTS, RESIDENTS = 56, 8, 4, 2
SEEN = 1_000_000  # every phone had pulled before it was taken out: no conflict but where two wrote at the same time
OUTCOMES = ("met",) * 10 + ("not_home",) * 7 + ("call_back", "refused", "inaccessible")
NOTES = (None, None, "家里情况正常", "老人独居，子女每周回来", "对门说晚上九点后回来")
ASKS = ("楼道灯坏了半个月，晚上看不清台阶", "厨房下水道反水，物业来过一次没修好", "楼下垃圾桶常常两天不清")
CATEGORIES = ("facilities", "environment", "safety", "welfare", "neighbours", "other")


class Phone(msgspec.Struct):
    """A volunteer's replica with the doors of its team."""

    token: str
    replica: str
    campaign_id: str
    households: Sequence[str]
    n: int = 0

    def push(self, commands: list[dict[str, Any]], now: int) -> bytes:
        status = {"unsent": len(commands), "oldest_at": now - 3_600_000, "attention": 0, "persisted": True, "app": "bench"}
        return msgspec.json.encode({"protocol": 1, "replica": self.replica, "sent_at": now, "commands": commands, "status": status})

    def envelope(self, kind: str, household_id: str, at: int, now: int, dice: random.Random) -> dict[str, Any]:
        self.n += 1
        made = {"id": uuid7(at, dice), "n": self.n, "type": kind, "household_id": household_id, "seen": SEEN}
        return {**made, "at": at, "heard": now - 4 * 3_600_000, "offset": 0}


def uuid7(ms: int, dice: random.Random) -> str:
    number = ms << 80 | dice.getrandbits(80)
    number = number & ~(0xF << 76) | 7 << 76
    return str(uuid.UUID(int=number & ~(3 << 62) | 2 << 62))


def phones_of(told: dict[str, Any], dice: random.Random) -> Iterator[Phone]:
    """Each volunteer of what `doorstep bench-data` told."""
    doors = {team["id"]: team["households"] for team in told["teams"]}
    for each in told["tokens"]["volunteers"]:
        yield Phone(each["token"], uuid7(1_700_000_000_000, dice), told["campaign_id"], doors[each["team_id"]])


def evening(phone: Phone, now: int, dice: random.Random) -> list[dict[str, Any]]:
    """56 visits, 8 corrections, 4 requests and 2 residents at 56 doors, over two hours."""
    doors = dice.sample(list(phone.households), min(VISITS, len(phone.households)))
    at = now - 2 * 3_600_000
    made: list[dict[str, Any]] = []
    for place, door in enumerate(doors):
        at += dice.randrange(60_000, 120_000)
        made.append(visit(phone, door, at, now, dice))
        if place < CORRECTIONS + REQUESTS + RESIDENTS:
            made.append(_beside(phone, place, door, at + 20_000, now, dice))
    return made


def visit(phone: Phone, door: str, at: int, now: int, dice: random.Random) -> dict[str, Any]:
    told = {"campaign_id": phone.campaign_id, "outcome": dice.choice(OUTCOMES), "note": dice.choice(NOTES)}
    return {**phone.envelope("record_visit", door, at, now, dice), **told}


def resident(phone: Phone, door: str, at: int, now: int, dice: random.Random) -> dict[str, Any]:
    fields = {"name": "王秀兰", "birth_year": 1950, "relation": "户主", "phone": f"13{dice.randrange(10**9):09d}", "needs": ["高龄"]}
    return {**phone.envelope("add_resident", door, at, now, dice), "fields": fields}


def _beside(phone: Phone, place: int, door: str, at: int, now: int, dice: random.Random) -> dict[str, Any]:
    if place < CORRECTIONS:
        fields = {"people_count": dice.randrange(1, 6), "note": dice.choice(NOTES[2:])}
        return {**phone.envelope("correct_household", door, at, now, dice), "fields": fields}
    if place < CORRECTIONS + REQUESTS:
        told = {"category": dice.choice(CATEGORIES), "text": dice.choice(ASKS), "urgency": "normal"}
        return {**phone.envelope("raise_request", door, at, now, dice), **told}
    return resident(phone, door, at, now, dice)
