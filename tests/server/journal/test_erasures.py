"""People who were erased after the copy was taken are erased again when it is put back, and nobody else."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.server.journal.copies import Copies
from tests.server.office import Office
from tests.server.test_erasure import FRIEND, NAME, everything
from tests.server.test_rolls_api import imported


async def test_people_who_were_erased_after_the_copy_was_taken_are_erased_again(office: Office, copies: Copies) -> None:
    ann, door = office.phone("ann"), office.team.doors[0]
    await ann.push(ann.command("correct_household", door, seen=99, fields={"name": NAME}))
    copy = await copies.take()
    new = (await office.post("cora", f"/api/households/{door}/erase", confirm="1号楼 1 101"))["id"]

    await copies.put_back(copy)

    assert NAME not in await everything(office)
    assert (await office.get("cora", f"/api/households/{new}"))["household"]["name"] is None


@pytest.mark.parametrize("is_old", [False, True], ids=["now", "by a line of before"])
async def test_a_roll_that_is_imported_again_after_a_restore_does_not_bring_back_who_was_erased(
    office: Office, copies: Copies, is_old: bool
) -> None:
    """It had been imported after the copy was taken, so that the copy knows no such door, and the restore says to import it again."""
    copy = await copies.take()
    await imported(office)
    sql = "SELECT h.id FROM households h JOIN buildings b ON b.id = h.building_id WHERE b.name = '5号楼' AND h.door = '101'"
    [(door,)] = await office.rows(sql)
    await office.post("cora", f"/api/households/{door}/erase", confirm="5号楼 1单元 101")
    if is_old:
        copies.journal.write_bytes(re.sub(rb',"hashes":\[[^\]]+\]', b"", copies.journal.read_bytes()))

    await copies.put_back(copy)
    await imported(office)

    assert len(await office.rows("SELECT id FROM households WHERE name LIKE '赖%'")) == (1 if is_old else 0)


def found_at_one_place(office: Office, names: tuple[str, str]) -> tuple[Any, list[UUID], list[Any]]:
    """A phone, two ids in their order, and its commands that find a door under each at the same place."""
    ann, doors = office.phone("ann"), sorted(uuid4() for _ in range(2))
    place: Any = {"campaign_id": office.campaign, "building_id": office.of.buildings[0], "entrance": "1", "floor": 9, "door": "901"}
    return ann, doors, [ann.command("add_household", door, name=name, **place) for door, name in zip(doors, names, strict=True)]


@pytest.mark.parametrize("known", [0, 1], ids=["the one that stayed", "the one that was joined to it"])
async def test_a_restore_erases_both_of_two_doors_though_its_copy_knows_one(office: Office, copies: Copies, known: int) -> None:
    """They joined by themselves when the other came, after the copy was taken: no journal tells of that."""
    ann, doors, found = found_at_one_place(office, (NAME, FRIEND))
    await ann.push(found[known])
    copy = await copies.take()
    await ann.push(found[1 - known])
    await office.post("cora", f"/api/households/{doors[0]}/erase", confirm="1号楼 1 901")

    await copies.put_back(copy)

    assert await ann.outcomes(*found) == ["applied" if known == 0 else "superseded", "applied" if known == 1 else "superseded"]
    assert [word for word in (NAME, FRIEND) if word in await everything(office)] == []


@pytest.mark.parametrize("erased", [0, 1], ids=["survivor", "absorbed"])
async def test_a_restore_leaves_the_people_alone_from_whom_the_erased_were_parted_since(
    office: Office, copies: Copies, erased: int
) -> None:
    ann, doors, found = found_at_one_place(office, (NAME, FRIEND))
    await ann.push(*found)
    copy = await copies.take()
    await ann.push(ann.command("correct_household", doors[1], fields={"door": "902"}))
    await office.post("cora", f"/api/households/{doors[erased]}/erase", confirm=f"1号楼 1 {901 + erased}")

    await copies.put_back(copy)

    stays = (FRIEND, NAME)[erased]
    assert [word for word in (NAME, FRIEND) if word in await everything(office)] == [stays]
    assert (await office.get("cora", f"/api/households/{doors[1 - erased]}"))["household"]["name"] == stays
