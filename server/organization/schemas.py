"""The wire of the organization itself."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from server.identity.schemas import Name

Zone = Annotated[str, Meta(min_length=1, max_length=64)]


class Organization(Struct, frozen=True):
    """`visits`: how many there are whose local day hangs on the zone. The other counts say how far setting up has come.

    `is_counting`: days and hours are still going over to another zone, or a campaign is still counted anew.
    """

    id: UUID
    name: str
    time_zone: str
    campaigns: int
    visits: int
    areas: int
    buildings: int
    is_counting: bool = False


class ChangedOrganization(Struct, frozen=True, forbid_unknown_fields=True):
    """Another zone shifts every local day, of campaigns, boards and appointments: it needs `confirmed`."""

    id: UUID | None = None
    name: Name | UnsetType = UNSET
    time_zone: Zone | UnsetType = UNSET
    confirmed: bool = False
