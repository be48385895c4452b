"""What becomes of some commands at the door of tests: their receipts, the card, who is told."""

from typing import Any
from uuid import UUID

import msgspec

from sync.card import Door, encode_body
from sync.commands import AddHousehold, AnyCommand
from sync.judge import Judgement, fold
from sync.protocol import CardBody, Resident
from sync.world import Author, Incoming, World
from tests.sync.makers import (
    BUILDING,
    CAMPAIGN,
    DOOR,
    a_door,
    a_world,
    common,
    incoming,
    uid,
)

RESIDENT = uid("resident")
NEW_DOOR = uid("new")


def judged(*commands: Incoming, world: World | None = None) -> Judgement:
    return fold(commands, world or a_world(a_door(residents=[Resident(id=RESIDENT, name="陈桂兰")])))


def receipt(*commands: Incoming, world: World | None = None) -> tuple[str, str | None]:
    """The last command's outcome and reason."""
    ruling = judged(*commands, world=world).judged[-1].ruling
    return ruling.outcome, ruling.reason


def door_after(*commands: Incoming, world: World | None = None) -> Door:
    return judged(*commands, world=world).doors[DOOR]


def card_after(*commands: Incoming, world: World | None = None) -> CardBody:
    return msgspec.json.decode(encode_body(door_after(*commands, world=world).body), type=CardBody)


def told(*commands: Incoming, world: World | None = None) -> list[tuple[str, UUID | None, str | None]]:
    """The notices of the last command."""
    return [(each.what, each.to, each.reason) for each in judged(*commands, world=world).judged[-1].ruling.notices]


def by(author: Author, command: AnyCommand) -> Incoming:
    return incoming(command, author=author)


def a_new_door(number: int = 1, n: int = 1, **more: Any) -> AddHousehold:
    household_id = more.pop("household_id", NEW_DOOR)
    fields = {"building_id": BUILDING, "door": "303", "campaign_id": CAMPAIGN, **more}
    return AddHousehold(**common(number, n, household_id=household_id, seen=None), **fields)
