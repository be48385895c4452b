"""Whatever a coordinator changes over the API leaves a line in the audit."""

from tests.server.office import Office
from tests.server.test_rights import ROUTES, Things

NO_DESK = ("/api/sync/", "/api/enrol", "/api/me/evicted", "/api/logout")  # phones, and a person's own coming and going
ONLY_LOOKS = ("/proposal", "/preview", "/areas/file")


async def lines(office: Office) -> int:
    count: int = (await office.rows("SELECT COUNT(*) FROM audit"))[0][0]
    return count


async def test_every_change_from_a_desk_leaves_a_line(office: Office) -> None:
    things = await Things(office).prepare()
    silent = []
    for method, path, body, _ in ROUTES:
        if method == "GET" or path.startswith(NO_DESK) or path.endswith(ONLY_LOOKS):
            continue
        office.clock.advance(hours=1)
        before = await lines(office)
        reply = await office.ask("cora", method, things.fill(path), things.fill(body))
        await office.app.state.mover.settle()
        if reply.status_code == 200 and await lines(office) == before:
            silent.append(path)

    assert silent == []
