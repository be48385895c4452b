"""The wire of rolls: a file that is sent, looked at, tried, brought in and taken back."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

from server.exchange.lines import Account, Problem
from server.exchange.look import Column, Header
from server.exchange.report import Sample
from server.identity.schemas import Named

Title = Annotated[str, Meta(min_length=1, max_length=200)]


class SheetBody(Struct, frozen=True):
    """A further sheet of a workbook, as `UploadReply` tells of the one that seems to be the roll."""

    name: str | None
    columns: list[Column]
    header_line: int | None
    lines: int
    headers: list[Header] = field(default_factory=list)


class UploadReply(Struct, frozen=True):
    """`columns` as they seem; `header_line` from 1, null if the first line is a door's already; `lines` of the sheet in all.

    `headers`: the first lines, each with the columns as they seem if it is the header; line 0 if there is none.
    """

    id: UUID
    name: str
    bytes: int
    columns: list[Column]
    header_line: int | None
    encoding: str | None
    sheet: str | None
    sheets: list[str]
    lines: int
    others: list[SheetBody]
    headers: list[Header] = field(default_factory=list)


class PreviewBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the doors belong and what each column holds: {"0": "address", "3": "ignore"}. Columns left out are not read.

    `area_id`, or `area_name` of one (a community of that name is made below `parent_id` if there is none). `roll_name`: where an area
    has more than one roll. `sheet` and `header_line` (0: there is none) as in the upload's reply if left out.
    """

    map: dict[int, str]
    id: UUID | None = None
    area_id: UUID | None = None
    area_name: Title | None = None
    parent_id: UUID | None = None
    roll_name: Title | None = None
    sheet: Title | None = None
    header_line: int | None = None


class JobBody(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID | None = None


class Progress(Struct, frozen=True):
    """Doors."""

    done: int
    of: int


class LeftDoor(Struct, frozen=True):
    """A door that an undo left as it is. reason: touched_since | imported_since | elsewhere | gone"""

    household_id: UUID
    door: str
    reason: str


class LeftPlace(Struct, frozen=True):
    """A building or the area that the import made and its undo left. kind: building | area; reason: has_doors | in_use"""

    kind: str
    id: UUID
    name: str
    reason: str


class UndoneBody(Struct, frozen=True):
    """Doors that an undo took back, and those it left; and of the buildings and the area that the import had made."""

    taken_back: int
    left: list[LeftDoor]
    buildings: int = 0
    area: bool = False
    left_places: list[LeftPlace] = field(default_factory=list)


class ReportBody(Struct, frozen=True):
    """As exchange/report.py has it. `undo_id` is null for a preview and for an import that wrote nothing."""

    doors: int
    new: int
    changed: int
    unchanged: int
    flagged: int
    lines: Account
    problems: list[Problem]
    undo_id: UUID | None = None
    sample: Sample | None = None
    undone: UndoneBody | None = None


class RollBody(Struct, frozen=True):
    """state: read | previewing | previewed | importing | imported | undoing | undone | failed. `problem`: why it failed, a code."""

    id: UUID
    name: str
    bytes: int
    state: str
    made_at: int
    area: Named | None = None
    area_name: str | None = None  # of one that the import will make
    by: Named | None = None
    progress: Progress | None = None
    problem: str | None = None
    report: ReportBody | None = None
    upload: UploadReply | None = None  # what the columns seemed to hold, until it is in
    map: dict[int, str] | None = None  # as last chosen, of this sheet
    sheet: str | None = None
    header_line: int | None = None  # 0: there is none
    has_begun: bool = False  # it failed, and some of it may be in: it goes on, or is taken back


class RollLine(Struct, frozen=True):
    """One of the past; counts are null until there is a report. Once it was taken back: how many doors were, and how many are left."""

    id: UUID
    name: str
    state: str
    made_at: int
    area: Named | None
    by: Named | None
    problem: str | None = None
    doors: int | None = None
    new: int | None = None
    changed: int | None = None
    unchanged: int | None = None
    flagged: int | None = None
    taken_back: int | None = None
    left: int | None = None


class RollList(Struct, frozen=True):
    rolls: list[RollLine] = field(default_factory=list)
