"""Who is acting, and what they may do: pure questions about one signed-in person."""

from typing import Literal
from uuid import UUID

import msgspec

Access = Literal["full", "push_only"]


class Role(msgspec.Struct, frozen=True):
    """A right over an area and everything below it; without an area over the whole organization."""

    role: str  # coordinator | handler
    area_id: UUID | None


class TeamSpan(msgspec.Struct, frozen=True):
    """When somebody belonged to a team. `to_at` None: still does."""

    team_id: UUID
    role: str  # member | leader
    from_at: int
    to_at: int | None


class Actor(msgspec.Struct, frozen=True):
    """A signed-in person. `roles` are those in force now; `teams` are all spans, past ones too; `used_at`: when the sign-in was last noted as used.

    `is_phone_lost`: the sign-in is that of a phone that was reported lost. `replica_id`: of which phone, by the name it had then.
    """

    person_id: UUID
    name: str
    access: Access
    ended_at: int | None
    roles: tuple[Role, ...]
    teams: tuple[TeamSpan, ...]
    used_at: int | None = None
    is_phone_lost: bool = False
    replica_id: UUID | None = None

    @property
    def is_coordinator(self) -> bool:
        return any(role.role == "coordinator" for role in self.roles)

    @property
    def everywhere(self) -> bool:
        """A coordinator of the whole organization."""
        return any(role.role == "coordinator" and role.area_id is None for role in self.roles)

    @property
    def area_ids(self) -> frozenset[UUID]:
        """The tops of the subtrees this person coordinates."""
        return frozenset(role.area_id for role in self.roles if role.role == "coordinator" and role.area_id)

    @property
    def team_ids(self) -> frozenset[UUID]:
        """The teams this person belongs to now."""
        return frozenset(span.team_id for span in self.teams if span.to_at is None)

    @property
    def led_team_ids(self) -> frozenset[UUID]:
        return frozenset(span.team_id for span in self.teams if span.to_at is None and span.role == "leader")

    def leads(self, team_id: UUID) -> bool:
        return team_id in self.led_team_ids
