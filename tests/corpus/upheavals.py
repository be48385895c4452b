"""What is said where doors become one and two again, people are erased, an area leaves, people leave teams, slices end and phones are lost."""

from tests.corpus.talker import Talker
from tests.server.community import Community


async def upheavals(cora: Talker, ann: Talker, ben: Talker, dan: Talker, of: Community) -> None:
    await dan.pull()
    await joined_and_parted(cora, ann, ben, of)
    cora.clock.advance(days=1)
    await erased(cora, ann, ben, of)
    await an_area_that_leaves(cora, dan, of)
    cora.clock.advance(days=1)
    await out_of_a_team(cora, dan, of)
    await ends(cora, ann, dan, of)
    cora.clock.advance(days=2)
    await lost(cora, ben, of)


async def joined_and_parted(cora: Talker, ann: Talker, ben: Talker, of: Community) -> None:
    """By a person's word and back, and then by the address alone, when a second phone brings it."""
    door, mine, theirs = of.teams[0].doors[1], ann.new_id(), ben.new_id()
    place = {
        "building_id": of.buildings[0],
        "entrance": "1",
        "floor": 9,
        "door": "902",
        "campaign_id": of.campaign,
        "team_id": of.teams[0].id,
    }
    await ann.push(
        ann.does("add_household", mine, **place, name="冯家"), ann.does("record_visit", mine, campaign_id=of.campaign, outcome="met")
    )
    join = await cora.asks("/api/pairs/join", one_id=str(door), other_id=str(mine))
    for phone in (ann, ben):
        await phone.pull()
    await ann.push(ann.does("record_visit", mine, campaign_id=of.campaign, outcome="not_home"))
    await ann.pull()
    await cora.asks(f"/api/joins/{join['id']}/undo")
    await ann.pull()
    await ben.push(
        ben.does("add_household", theirs, **place, name="冯家二"), ben.does("correct_household", theirs, fields={"note": "两户合一"})
    )
    for phone in (ann, ben):
        await phone.pull()


async def erased(cora: Talker, ann: Talker, ben: Talker, of: Community) -> None:
    """A joined household's, too. What comes too late is kept nowhere, and what a phone keeps without a card it asks about."""
    door, mine = of.teams[0].doors[0], ann.new_id()
    place = {
        "building_id": of.buildings[0],
        "entrance": "1",
        "floor": 9,
        "door": "903",
        "campaign_id": of.campaign,
        "team_id": of.teams[0].id,
    }
    await ann.push(ann.does("add_household", mine, **place, name="许家"))
    await cora.asks("/api/pairs/join", one_id=str(door), other_id=str(mine))
    await cora.asks(f"/api/households/{door}/erase", confirm="1号楼 1 101")
    await ann.pull()
    await ben.push(
        ben.does("correct_household", door, fields={"name": "不该留下"}),
        ben.does("record_visit", mine, campaign_id=of.campaign, outcome="met"),
    )
    await ann.pull(kept=[str(door), str(mine), str(of.teams[0].doors[1])])


async def an_area_that_leaves(cora: Talker, dan: Talker, of: Community) -> None:
    """With the second team's building, and comes back."""
    door = of.teams[1].doors[0]
    before = await cora.asks(f"/api/campaigns/{of.campaign}", name="秋季走访")
    area = (await cora.asks("/api/areas", name="远方社区", level="community"))["id"]
    await cora.asks(f"/api/campaigns/{of.campaign}", area_ids=[*before["area_ids"], area])
    await cora.asks(f"/api/buildings/{of.buildings[1]}", area_id=area)
    await dan.pull()
    left = await cora.asks(f"/api/campaigns/{of.campaign}/areas/{area}/leave")
    await dan.pull()
    await dan.push(dan.does("record_visit", door, campaign_id=of.campaign, outcome="refused"))
    await cora.asks(f"/api/moves/{left['id']}/undo")
    await dan.pull()


async def out_of_a_team(cora: Talker, dan: Talker, of: Community) -> None:
    """Its doors leave the phone without a word for each, and come back with the person."""
    members = f"/api/teams/{of.teams[1].id}/members"
    await cora.asks(f"{members}/{of.people['dan']}/end")
    await dan.pull()
    await cora.asks(members, person_id=str(of.people["dan"]))
    await dan.pull()


async def ends(cora: Talker, ann: Talker, dan: Talker, of: Community) -> None:
    team = of.teams[1]
    await cora.asks(f"/api/teams/{team.id}/end")
    await dan.pull()
    await dan.push(dan.does("record_visit", team.doors[1], campaign_id=of.campaign, outcome="met"))
    await cora.asks(f"/api/teams/{team.id}/reopen")
    await dan.pull()
    await cora.asks(f"/api/campaigns/{of.campaign}/end")
    for phone in (ann, dan):
        await phone.pull()
    await ann.push(ann.does("record_visit", of.teams[0].doors[1], campaign_id=of.campaign, outcome="met"))


async def lost(cora: Talker, ben: Talker, of: Community) -> None:
    await cora.asks(f"/api/replicas/{ben.replica}/lost")
    await ben.pull()
    await ben.push(ben.does("record_visit", of.teams[0].doors[1], campaign_id=of.campaign, outcome="met"))
