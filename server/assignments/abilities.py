"""What people can do that a household may need: a language, signing. In the same free words as the needs on the cards."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct
from sqlalchemy import Connection, delete, insert, select

from server.assignments.schemas import Word
from server.audit.store import record_action
from server.db import move_tables
from server.db.tables import memberships, people
from server.errors import NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.people import teams_and_roles
from server.identity.rules import may_see_person
from server.identity.schemas import Named
from server.identity.scope import Scope, need_leader, scope_of

LIMIT = 5_000
able = move_tables.abilities.c


class Ability(Struct, frozen=True):
    person: Named
    word: str


class Abilities(Struct, frozen=True):
    abilities: list[Ability]


class AbilitiesBody(Struct, frozen=True, forbid_unknown_fields=True):
    """All that somebody can, in place of what was known before."""

    words: Annotated[list[Word], Meta(max_length=30)]
    id: UUID | None = None


class PersonAbilities(Struct, frozen=True):
    person_id: UUID
    words: list[str]


@get("/api/abilities", operation_id="list_abilities")
async def abilities(caller: NamedDependency[Caller]) -> Abilities:
    """Who can what, of the people in the teams that the caller leads or coordinates."""

    def read(conn: Connection, actor: Actor) -> Abilities:
        scope = scope_of(conn, actor)
        need_leader(scope)
        return Abilities(_known(conn, scope))

    return await caller.read(read)


def _known(conn: Connection, scope: Scope) -> list[Ability]:
    stmt = select(people.c.id, people.c.name, able.word).join_from(move_tables.abilities, people, people.c.id == able.person_id)
    if not scope.everywhere:
        mine = select(memberships.c.person_id).where(memberships.c.team_id.in_(scope.managed | scope.led), memberships.c.to_at.is_(None))
        stmt = stmt.where(people.c.id.in_(mine))
    return [Ability(Named(row.id, row.name), row.word) for row in conn.execute(stmt.order_by(able.word, people.c.name).limit(LIMIT))]


@post("/api/people/{person_id:uuid}/abilities", status_code=200, operation_id="set_abilities")
async def set_abilities(person_id: FromPath[UUID], data: JSONBody[AbilitiesBody], caller: NamedDependency[Caller]) -> PersonAbilities:
    """Say what somebody can."""

    def work(conn: Connection, actor: Actor, key: UUID) -> PersonAbilities:
        scope = scope_of(conn, actor)
        need_leader(scope)
        found = conn.execute(select(people.c.id).where(people.c.id == person_id, people.c.is_system.is_(False))).first()
        if found is None or not may_see_person(scope, person_id, *teams_and_roles(conn, person_id)):
            raise NotFound("no such person")
        words = sorted({word.strip() for word in data.words} - {""})
        conn.execute(delete(move_tables.abilities).where(able.person_id == person_id))
        if words:
            conn.execute(insert(move_tables.abilities), [{"person_id": person_id, "word": word} for word in words])
        record_action(conn, key, actor.person_id, "abilities_said", "person", person_id, now=caller.now, abilities=len(words))
        return PersonAbilities(person_id, words)

    return await caller.once(data.id, PersonAbilities, work)


ROUTES: tuple[BaseRouteHandler, ...] = (abilities, set_abilities)
