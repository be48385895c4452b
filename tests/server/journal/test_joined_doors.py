"""Doors that a desk joined are one in a restored store, too, whatever their finder sends again that was said before."""

from pathlib import Path

from server.app import parts_of
from server.settings import Settings
from tests.server.journal.test_awaited import put_back
from tests.server.office import Office
from tests.server.test_joins import added


async def test_what_a_person_joined_stays_joined_though_its_finder_sends_again_an_address_of_before(
    office: Office, older: str, journal: Path
) -> None:
    ann, root = office.phone("ann"), office.team.doors[0]
    mine, add = added(office, ann)
    served = {name: getattr(office.app.state, name) for name in parts_of(Settings(database=older), clock=office.clock)}
    office.app.state.update(parts_of(Settings(database=older), clock=office.clock))
    await ann.push(add)  # in the copy, too
    await office.app.state.store.close()
    office.app.state.update(served)
    office.clock.advance(minutes=1)
    address = ann.command("correct_household", mine, seen=1, fields={"door": "1399"})
    assert await ann.outcomes(add, address) == ["applied", "applied"]
    office.clock.advance(minutes=1)
    await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(mine))

    async with put_back(office, older, journal):
        reply = await ann.push(add, address)

        assert [(each["outcome"], each.get("reason")) for each in reply["receipts"]] == [("applied", None), ("parked", "joined")]
        assert await office.rows("SELECT root_id FROM households WHERE id = ?", mine) == [(root,)]
