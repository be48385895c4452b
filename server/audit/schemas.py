"""The wire of the audit."""

from uuid import UUID

from msgspec import Struct

from server.identity.schemas import Named


class AuditLine(Struct, frozen=True):
    """`person` null: the command line. `subject_name`: what the thing is called now; null if it has no name or is gone.

    `team`, `area`: where it was done; null if that is nowhere in particular or is gone.
    """

    id: UUID
    at: int
    person: Named | None
    action: str
    subject: str
    subject_id: UUID | None
    subject_name: str | None
    team: Named | None
    area: Named | None
    counts: dict[str, int]


class AuditPage(Struct, frozen=True):
    """The latest first. `next`: ask with it as `before` for what is older; null at the end."""

    lines: list[AuditLine]
    next: str | None
