"""What was agreed for a day and is still to be kept: the same rule as the app's openAppointment. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from sync.protocol import Window

EARLY_MINUTES = 15  # knocking a little early is knocking on time


class Agreement(msgspec.Struct, frozen=True):
    """A visit, with the window agreed there if there was one."""

    household_id: UUID
    person_id: UUID
    outcome: str
    at: int
    window: Window | None


def open_on(visits: Iterable[Agreement], on: str, zone: ZoneInfo) -> list[Agreement]:
    """Of each door the last agreement, if it is for that day and nobody has met them or knocked in that window since."""
    by_door: dict[UUID, list[Agreement]] = {}
    for visit in visits:
        by_door.setdefault(visit.household_id, []).append(visit)
    found = [_open(sorted(each, key=lambda one: one.at), on, zone) for each in by_door.values()]
    return sorted((each for each in found if each is not None), key=_order)


def _open(visits: Sequence[Agreement], on: str, zone: ZoneInfo) -> Agreement | None:
    last = max((place for place, visit in enumerate(visits) if visit.window is not None), default=None)
    if last is None:
        return None
    agreed, later = visits[last], visits[last + 1 :]
    if agreed.window is None or agreed.window.on != on:
        return None
    return None if any(_settles(visit, agreed.window, zone) for visit in later) else agreed


def _settles(visit: Agreement, window: Window, zone: ZoneInfo) -> bool:
    if visit.outcome in ("met", "refused"):
        return True
    local = datetime.fromtimestamp(visit.at / 1000, zone)
    day, minute = local.date().isoformat(), local.hour * 60 + local.minute
    return day > window.on or (day == window.on and minute >= _minutes(window.from_) - EARLY_MINUTES)


def _minutes(hour: str | None) -> int:
    return 0 if hour is None else int(hour[:2]) * 60 + int(hour[3:5])


def _order(agreed: Agreement) -> tuple[int, int, UUID]:
    hours = agreed.window
    return (_minutes(hours.from_ if hours else None), _minutes(hours.to if hours else None), agreed.household_id)
