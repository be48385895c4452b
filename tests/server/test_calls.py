"""What a call was answered is kept for as long as somebody may repeat it, and not for ever."""

from server.identity.calls import CHUNK, KEPT_MS, begin_call, forget_calls
from tests.server.office import Office


async def test_an_answer_is_kept_for_thirty_days_and_then_forgotten(office: Office) -> None:
    body = {"id": str(office.ids()), "name": "eve", "role": "volunteer", "team_id": str(office.team.id)}
    first = await office.post("cora", "/api/invitations", **body)

    office.clock.advance(ms=KEPT_MS)
    assert await office.store.write(lambda conn: forget_calls(conn, office.clock())) is False
    assert await office.post("cora", "/api/invitations", **body) == first

    office.clock.advance(ms=1)
    assert await office.store.write(lambda conn: forget_calls(conn, office.clock())) is False
    assert await office.rows("SELECT COUNT(*) FROM calls") == [(0,)]


async def test_old_answers_are_forgotten_a_few_hundred_at_a_time(office: Office) -> None:
    await office.store.write(lambda conn: [begin_call(conn, office.ids(), None, "/api/x", office.clock()) for _ in range(CHUNK + 1)])
    office.clock.advance(ms=KEPT_MS + 1)

    more = [await office.store.write(lambda conn: forget_calls(conn, office.clock())) for _ in range(2)]

    assert more == [True, False]
    assert await office.rows("SELECT COUNT(*) FROM calls") == [(0,)]
