"""Rolls with a line for each person: whose line is the householder's, and who lives there beside. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from server.exchange import cells
from sync.protocol import Resident

MOST = 100  # residents that a roll gives one door
FIELDS = ("relation", "phones", "needs", "note")


class Person(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Somebody at a door who is not its householder. `relation`: to the householder, as the roll says it."""

    name: str | None = None
    relation: str | None = None
    phones: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    note: str | None = None

    @property
    def key(self) -> str:
        """Who it is among those of one door: a line without a name is known by its relation."""
        return key_of(self.name, self.relation)


class Known(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A resident of whom a roll has said something. `is_met`: somebody else had listed them."""

    id: UUID
    said: Person
    is_met: bool = False


class Word(msgspec.Struct, frozen=True, gc=False):
    """What a roll has to say of one person. `id` None: nobody has listed them.

    `fields` now differ from what the roll last said, or from what somebody else has; `fills` were empty. `clashes`: a person's value stays.
    `returns`: they were said to be a mistake, by an undo or by a person.
    """

    person: Person
    id: UUID | None = None
    is_met: bool = False
    fields: frozenset[str] = frozenset()
    fills: frozenset[str] = frozenset()
    clashes: bool = False
    returns: bool = False

    @property
    def says_something(self) -> bool:
        return self.id is None or self.returns or bool(self.fields or self.fills)


def key_of(name: str | None, relation: str | None) -> str:
    return "".join((name or f"({relation or ''})").split()).casefold()


def add_person(people: tuple[Person, ...], person: Person) -> tuple[tuple[Person, ...], tuple[str, ...] | None]:
    """With one more line's person, and None; of somebody who is there already the fields in which the two lines differ: the first stands."""
    for place, known in enumerate(people):
        if known.key == person.key:
            differs = tuple(
                name for name in FIELDS if getattr(known, name) and getattr(person, name) not in (getattr(known, name), (), None)
            )
            filled = replace(known, **{name: getattr(known, name) or getattr(person, name) for name in FIELDS})
            return (*people[:place], filled, *people[place + 1 :]), differs
    return (*people, person), None


def words_for(
    people: Iterable[Person], fields: Collection[str], said: Iterable[Known], residents: Sequence[Resident], *, knows_door: bool
) -> tuple[Word, ...]:
    """`said` by the roll before, `residents` as they stand. A file says nothing of fields for which it has no column."""
    before = {each.said.key: each for each in said}
    shown = {key_of(each.name, each.relation): each for each in residents}
    ids = {each.id: each for each in residents}
    told = [name for name in FIELDS if name == "relation" or name in fields]
    words = []
    for person in people:
        known, there = before.get(person.key), shown.get(person.key)
        if known is not None:
            words.append(_said_again(person, known, ids.get(known.id), told))
        elif there is not None:
            words.append(_met(person, there, told))
        else:
            words.append(Word(person))
    return tuple(word for word in words if word.says_something or not knows_door)


def _said_again(person: Person, known: Known, there: Resident | None, told: Iterable[str]) -> Word:
    now = person_of(there) if there is not None else known.said
    differs = [name for name in told if getattr(person, name) not in (getattr(known.said, name), getattr(now, name))]
    clashes = any(getattr(now, name) != getattr(known.said, name) for name in differs)
    return Word(person, known.id, known.is_met, frozenset(differs), clashes=clashes)


def _met(person: Person, there: Resident, told: Iterable[str]) -> Word:
    now = person_of(there)
    says = [name for name in told if getattr(person, name) and getattr(person, name) != getattr(now, name)]
    fills = frozenset(name for name in says if not getattr(now, name))
    fields = frozenset(says) - fills
    returns = there.status == "mistake"
    return Word(person, there.id, not returns, fields, fills, clashes=bool(fields), returns=returns)


def known_after(before: Iterable[Known], words: Iterable[tuple[Word, UUID]], fields: Collection[str]) -> tuple[Known, ...]:
    """Of whom the roll has said what once these words, each with the resident's id, are written. Who left the file is still known."""
    known = {each.id: each for each in before}
    for word, resident_id in words:
        old = known.get(resident_id)
        said = word.person
        if old is not None:
            said = replace(old.said, **{name: getattr(said, name) for name in FIELDS if name == "relation" or name in fields})
        known[resident_id] = Known(resident_id, said, word.is_met)
    return tuple(known.values())


def person_of(resident: Resident) -> Person:
    """As a roll would say them."""
    phones = (resident.phone,) if resident.phone else ()
    return Person(resident.name, resident.relation, phones, tuple(resident.needs), resident.note)


def values_of(person: Person, names: Iterable[str]) -> dict[str, Any]:
    """By the wire's names of a resident's fields."""
    values: dict[str, Any] = {name: getattr(person, name) for name in sorted(names)}
    if "phones" in values:
        values["phone"] = next(iter(values.pop("phones")), None)
    if "needs" in values:
        values["needs"] = list(values["needs"])
    return values


def spoken(people: Iterable[Person]) -> Iterator[str]:
    """李红（妻）"""
    for each in people:
        yield f"{each.name or ''}（{each.relation}）" if each.relation else each.name or ""


def is_householder(text: str) -> bool:
    """Whether a cell of 与户主关系 or of 是否户主 says so."""
    return cells.plain(text).upper() in _HOUSEHOLDER or cells.says_yes(text)


def is_relation(text: str) -> bool:
    said = cells.plain(text).upper()
    return said in _HOUSEHOLDER or bool(_RELATION.fullmatch(said))


_HOUSEHOLDER = frozenset(
    ("户主", "戶主", "本人", "户主本人", "本人(户主)", "户主(本人)", "HEAD", "SELF", "HOUSEHOLDER", "HEAD OF HOUSEHOLD")
)
_RELATION = re.compile(
    "之?(?:妻子?|丈?夫|配偶|[长次三]?[子女]|独生[子女]|儿子|女儿|父亲?|母亲?|儿媳妇?|媳妇?|女婿|外?孙[子女]?|公公|婆婆|岳[父母]|祖[父母]|爷爷|奶奶|哥哥"
    "|[兄弟姐妹]{1,2}|其他|非亲属|租客|保姆|WIFE|HUSBAND|SPOUSE|SON|DAUGHTER|FATHER|MOTHER)"
)
