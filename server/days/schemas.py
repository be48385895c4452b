"""The wire of a leader's day."""

from uuid import UUID

import msgspec
from msgspec import Struct

from server.days.questions import Question
from server.identity.schemas import Named


class Phones(Struct, frozen=True):
    """A person's phones that are not lost. `unsent`: as last said; null where none has said so."""

    of: int = 0
    silent: int = 0
    last_seen_at: int | None = None
    unsent: int | None = None
    unsent_at: int | None = None


class MemberDay(Struct, frozen=True):
    """`held`, `left`: doors given to this person, and those of them nobody stood at yet. `tried`, `met`: doors, on the day.

    `role` null: no longer in the team, but was at its doors on the day or still has some.
    """

    person: Named
    role: str | None
    held: int
    left: int
    tried: int
    met: int
    visits: int
    last_visit_at: int | None
    phones: Phones
    appointments: int
    questions: list[Question]


class AppointmentBody(Struct, frozen=True):
    """Still to be kept on the day. `person` has the door, or else agreed it. Times are local, "HH:MM"."""

    household_id: UUID
    building: str
    entrance: str | None
    floor: int | None
    door: str | None
    person: Named
    from_: str | None = msgspec.field(name="from")
    to: str | None


class TeamDay(Struct, frozen=True):
    """A team's local day. `unheld`: its doors given to nobody, `unheld_left` those of them nobody stood at yet.

    `untouched`: doors still to be reached where nobody has been for a week; 0 in a campaign's first week.
    """

    team: Named
    on: str
    as_of: int
    tried: int
    met: int
    known: int
    left: int
    unheld: int
    unheld_left: int
    untouched: int
    members: list[MemberDay]
    appointments: list[AppointmentBody]
