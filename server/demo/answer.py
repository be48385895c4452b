"""What `doorstep demo` and `doorstep bench-data` print: whatever a script needs to go on."""

from uuid import UUID

import msgspec


class Named(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class TeamAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """`households`: the ids of its doors, by address. `buildings` where a script asked for sizes."""

    id: UUID
    name: str
    slice_id: UUID
    households: list[UUID]
    buildings: list[Named] | None = None


class VolunteerToken(msgspec.Struct, frozen=True):
    person: Named
    team_id: UUID
    token: str


class Tokens(msgspec.Struct, frozen=True):
    coordinator: str
    leaders: dict[UUID, str]
    volunteers: list[VolunteerToken]


class Answer(msgspec.Struct, frozen=True):
    campaign_id: UUID
    teams: list[TeamAnswer]
    tokens: Tokens

    def as_json(self) -> str:
        return msgspec.json.encode(self).decode()
