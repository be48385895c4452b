"""Wishes not to be contacted: they grow on phones and are lifted only by naming them."""

from collections.abc import Collection, Iterable

import msgspec
from msgspec.structs import replace


class Wish(msgspec.Struct, frozen=True):
    """What a household or one of its residents asked for. Kept for ever; `lifted` names the command that ended it."""

    id: str  # of the command that made it
    version: int  # the household version that first showed it
    reason: str
    at_ms: int
    by: str
    review_on: str | None = None
    resident_id: str | None = None
    lifted: str | None = None
    seen: int | None = None  # the household's version on its writer's card; 0: no card of it. None: from before that was kept


Wishes = tuple[Wish, ...]


class AfterWish(msgspec.Struct, frozen=True):
    """A visit made although the household did not want one; `shown` if the visitor's card already said so."""

    wish_id: str
    shown: bool


def refuse_contact(wishes: Wishes, wish: Wish) -> Wishes:
    """Add a wish. The same one again changes nothing, also after it was lifted."""
    if any(old.id == wish.id for old in wishes):
        return wishes
    return tuple(sorted((*wishes, wish), key=lambda each: (each.at_ms, each.id)))


def lift_contact(wishes: Wishes, ids: Collection[str], command: str) -> Wishes:
    """End the wishes that are named, and no other: one that arrives later stays in force."""
    return tuple(replace(wish, lifted=command) if wish.id in ids and wish.lifted is None else wish for wish in wishes)


def unknown_wishes(wishes: Wishes, ids: Iterable[str]) -> tuple[str, ...]:
    """The named wishes that this household does not have."""
    known = {wish.id for wish in wishes}
    return tuple(name for name in ids if name not in known)


def in_force(wishes: Iterable[Wish]) -> Wishes:
    return tuple(wish for wish in wishes if wish.lifted is None)


def is_closed_to_visits(wishes: Iterable[Wish]) -> bool:
    """Whether the whole door asked not to be contacted. A resident's own wish only hides that person."""
    return any(wish.resident_id is None and wish.lifted is None for wish in wishes)


def hidden_residents(wishes: Iterable[Wish]) -> frozenset[str]:
    return frozenset(wish.resident_id for wish in in_force(wishes) if wish.resident_id is not None)


def showed(wish: Wish, seen: int | None) -> bool:
    """Whether the card a person looked at already had the wish on it."""
    return seen is not None and seen >= wish.version


def visit_after_wish(wishes: Iterable[Wish], visit_at_ms: int, seen: int | None) -> AfterWish | None:
    """The wish that a visit went against: one in force for the door, made before the visit or shown to the visitor.

    Of several, one that the visitor's card showed is named first, then the earliest.
    """
    against = [
        AfterWish(wish.id, showed(wish, seen))
        for wish in in_force(wishes)
        if wish.resident_id is None and (showed(wish, seen) or wish.at_ms <= visit_at_ms)
    ]
    return next((each for each in against if each.shown), against[0] if against else None)
