"""What a phone of the model knows: rows that never change, and the disk that holds them."""

from dataclasses import dataclass, field, replace
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Unsent:
    """A row of the outbox. `text`: the command's JSON as it is sent, n included. `undone`: what a withdrawal takes back."""

    id: str
    type: str
    household: str | None
    seen: int | None
    text: str
    revision: int = 0
    undone: Json | None = None


@dataclass(frozen=True)
class Sent:
    row: Unsent
    n: int
    outcome: str
    version: int | None
    receipted_at: int
    covers: bool


@dataclass(frozen=True)
class Slice:
    kind: str
    cursor: str | None = None
    epoch: str = ""
    named: frozenset[str] | None = None  # in a walk: what it has named so far
    differs: int = 0


@dataclass
class Disk:
    replica: str
    forked_from: str | None = None
    n: int = 0
    access: str = "full"
    heard: int | None = None
    offset: int | None = None
    pulled: int = 0  # the server's time when it had last fetched all there was
    outbox: dict[int, Unsent] = field(default_factory=dict)
    sent: dict[str, Sent] = field(default_factory=dict)
    lost: list[tuple[int, int]] = field(default_factory=list)
    slices: dict[str, Slice] = field(default_factory=dict)
    bodies: dict[str, tuple[int, Json]] = field(default_factory=dict)
    members: dict[tuple[str, str], Json] = field(default_factory=dict)  # {"tag", "assignment", "state"}
    items: dict[tuple[str, str], Json] = field(default_factory=dict)
    heard_erased: frozenset[str] = frozenset()  # households whose people are

    def copy(self) -> "Disk":
        return replace(self, **{name: value.copy() for name, value in vars(self).items() if isinstance(value, dict | list)})


@dataclass(frozen=True)
class Request:
    """What a phone sent. `life`: of the process that sent it; a reply reaches only that one."""

    path: str
    body: bytes
    replica: str
    life: int
    sent_at: int  # the phone's clock
    skew: int  # the truth about that clock, which only the checker may know
    batch: tuple[tuple[int, Unsent], ...] = ()
    lost: tuple[tuple[int, int], ...] = ()
    cursors: tuple[tuple[str, str], ...] = ()
    restores: int = 0  # that the phone had seen by then
