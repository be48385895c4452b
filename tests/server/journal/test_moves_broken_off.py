"""A move that was half done when the store broke is gone on with after a restore, or named."""

from uuid import UUID

import pytest
from sqlalchemy import Connection

from server.assignments.jobs import begin_parts
from server.assignments.orders import abandoned, get_job
from server.assignments.schemas import MovesBody, PartBody
from server.assignments.steps import do_piece
from server.assignments.store import Move
from server.identity.store import find_person
from tests.server.journal.copies import Copies
from tests.server.office import Office
from tests.server.test_move_endings import held_by


async def ordered(office: Office, each: int = 2) -> Move:
    """So many doors for a team, and so many for nobody: a piece each."""
    doors = office.team.doors
    body = MovesBody(parts=[PartBody(office.other.id, doors[:each]), PartBody(None, doors[each : 2 * each])])

    def work(conn: Connection) -> Move:
        cora = find_person(conn, office.of.people["cora"], office.clock())
        assert cora is not None
        return begin_parts(conn, cora, office.campaign, body, office.ids(), office.clock())

    move: Move = await office.app.state.store.write(work)
    return move


async def go_on(office: Office, move: Move) -> None:
    """One more piece."""

    def work(conn: Connection) -> None:
        job = get_job(conn, move.id)
        assert job is not None
        do_piece(conn, move, job.order, next(job.order.pieces(job.done)), office.clock())

    await office.app.state.store.write(work)


async def take_up(office: Office) -> list[UUID]:
    """What a server does with moves whose process has ended."""
    office.clock.advance(hours=1)
    left = await office.store.read(lambda conn: abandoned(conn, office.clock()))
    for move_id in left:
        office.app.state.mover.start(move_id)
    await office.app.state.mover.settle()
    return left


async def test_a_move_whose_order_is_in_the_copy_is_gone_on_with_after_a_restore(office: Office, copies: Copies) -> None:
    move = await ordered(office)
    copy = await copies.take()
    await go_on(office, move)
    await copies.put_back(copy)

    assert await take_up(office) == [move.id]

    doors = office.team.doors[:4]
    assert [(await held_by(office, door))[0] for door in doors] == [office.other.id, office.other.id, None, None]
    told = await office.get("cora", f"/api/moves/{move.id}")
    assert (told["state"], told["moved"], told["reasons"]) == ("done", 4, {})


async def test_a_move_that_was_done_after_the_copy_was_taken_is_done_after_a_restore(office: Office, copies: Copies) -> None:
    move = await ordered(office)
    copy = await copies.take()
    await office.app.state.mover.run(move.id)
    await copies.put_back(copy)

    assert await take_up(office) == []
    assert (await office.get("cora", f"/api/moves/{move.id}"))["moved"] == 4


async def test_a_move_that_was_under_way_and_whose_order_is_not_in_the_copy_is_named(
    office: Office, copies: Copies, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = await copies.take()
    await office.app.state.mover.run((await ordered(office)).id)
    office.clock.advance(hours=1)
    await go_on(office, await ordered(office, each=1))

    await copies.put_back(copy)

    said = capsys.readouterr().out
    assert "Look what is left to move of: 2 doors (2026-" in said
    assert "4 doors (2026-" not in said
