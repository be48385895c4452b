"""What is said when a recording is made: every kind of command, pages, receipts of every outcome, and doors that leave.

Change it freely: recordings that were made before stay as they are.
"""

from tests.corpus.talk import Devices, Turn
from tests.corpus.talker import Talker
from tests.corpus.upheavals import upheavals
from tests.server.community import Community, Ids


async def converse(devices: Devices, of: Community, new_id: Ids) -> list[Turn]:
    turns: list[Turn] = []
    cora, ben, lea, dan = [Talker(devices, turns, new_id, who, who) for who in ("cora", "ben", "lea", "dan")]
    ann = await enrolled(cora, Talker(devices, turns, new_id, "ann", None), of)
    await ann.pull()
    await ben.pull()
    await visits(ann, of)
    devices.clock.advance(days=1)
    await fields(ann, ben, of)
    await settled_and_opened_again(cora, ben, of)
    offline = ben.does("record_visit", of.teams[0].doors[2], campaign_id=of.campaign, outcome="inaccessible")
    devices.clock.advance(days=1)
    await requests(ann, lea, of)
    await wishes(ann, cora, of)
    devices.clock.advance(days=2)
    await what_the_server_cannot_take(ann, of)
    await closings_taken_back(cora, ann, of)
    devices.clock.advance(days=1)
    await doors_that_leave(cora, of)
    for talker in (ann, ben, lea):
        await talker.pull()
    await ben.push(offline)  # no network for days, and its door is another team's by then
    devices.clock.advance(days=1)
    await upheavals(cora, ann, ben, dan, of)
    return turns


async def enrolled(cora: Talker, phone: Talker, of: Community) -> Talker:
    told = {"id": str(phone.new_id()), "person_id": str(of.people["ann"]), "role": "volunteer", "team_id": str(of.teams[0].id)}
    code = (await cora.call("/api/invitations", told))["code"]
    await phone.call("/api/enrol", {"id": str(phone.new_id()), "code": code, "replica": phone.replica, "device": "Redmi 9A"})
    return phone


async def visits(ann: Talker, of: Community) -> None:
    door, other, new = of.teams[0].doors[0], of.teams[0].doors[1], ann.new_id()
    appointment = {"on": "2026-01-09", "from": "18:00", "to": "20:00"}
    met = ann.does("record_visit", door, campaign_id=of.campaign, outcome="met", note="聊了暖气", answers={"heating": "cold"})
    again = ann.does("record_visit", other, campaign_id=of.campaign, outcome="call_back", appointment=appointment)
    early = ann.does("record_visit", new, campaign_id=of.campaign, outcome="not_home")
    await ann.push(met, again, early)
    await ann.push(met)  # a reply that was lost on the way
    place = {"building_id": of.buildings[0], "entrance": "1", "floor": 9, "door": "901"}
    added = ann.does("add_household", new, **place, campaign_id=of.campaign, team_id=of.teams[0].id, name="新来的", phones=["13900000001"])
    await ann.push(added, ann.does("void_visit", other, visit_id=again["id"], reason="按错了"))


async def fields(ann: Talker, ben: Talker, of: Community) -> None:
    door = of.teams[0].doors[0]
    resident = ann.does("add_resident", door, fields={"name": "王大爷", "birth_year": 1940, "needs": ["轮椅"]})
    first = ann.does("correct_household", door, fields={"name": "赵六", "people_count": 3})
    late = ben.does("correct_household", door, fields={"name": "赵亮", "note": "三楼"})
    await ann.push(resident, first)
    await ben.push(late)
    await ann.push(ann.does("correct_resident", door, resident_id=resident["id"], fields={"phone": "13900000002", "status": None}))
    same = ann.does("correct_household", door, fields={"people_count": 3})
    await ann.push(same)


async def settled_and_opened_again(cora: Talker, ben: Talker, of: Community) -> None:
    """Two names stand since what was said before. Who settles has seen both; who takes that back a second time comes too late."""
    door = of.teams[0].doors[0]
    await ben.pull()
    settling = ben.does("correct_household", door, fields={"name": "赵亮"})
    undone = ben.does("undo_correction", door, correction_id=settling["id"])
    await ben.push(settling)
    await ben.pull()
    await ben.push(undone)
    await ben.pull()
    await cora.push(cora.does("undo_correction", door, correction_id=settling["id"]))
    kept = ben.does("correct_household", door, fields={"name": "赵六"})
    await ben.push(kept, ben.does("correct_household", door, fields={"name": "赵七"}))
    await cora.push(cora.does("undo_correction", door, correction_id=kept["id"]))


async def requests(ann: Talker, lea: Talker, of: Community) -> None:
    door = of.teams[0].doors[1]
    photo = {"id": str(ann.new_id()), "media_type": "image/jpeg", "bytes": 1000, "sha256": "0" * 64}
    raised = ann.does("raise_request", door, category="heating", text="暖气不热", urgency="urgent", attachments=[photo])
    await ann.push(raised, ann.does("comment_request", door, request_id=raised["id"], text="客厅也不热"))
    triaged = lea.does("advance_request", door, request_id=raised["id"], event="triaged")
    given = lea.does("advance_request", door, request_id=raised["id"], event="assigned", to="物业", due_on="2026-01-20")
    answered = lea.does("advance_request", door, request_id=raised["id"], event="answered", text="修好了")
    await lea.push(triaged, given, answered)
    await ann.push(ann.does("advance_request", door, request_id=raised["id"], event="satisfied", rating=5))
    await ann.push(ann.does("advance_request", door, request_id=raised["id"], event="in_progress"))  # closed: not from here


async def wishes(ann: Talker, cora: Talker, of: Community) -> None:
    door = of.teams[0].doors[2]
    wish = ann.does("refuse_contact", door, reason="不要再来", review_on="2026-06-01")
    await ann.push(wish, ann.does("lift_contact", door, ids=[wish["id"]], reason="试试"))
    await ann.push(ann.does("record_visit", door, campaign_id=of.campaign, outcome="refused"))
    await cora.push(cora.does("lift_contact", door, ids=[wish["id"]], reason="本人同意"))


async def what_the_server_cannot_take(ann: Talker, of: Community) -> None:
    """Each of these parks alone, waits or is taken for what it is."""
    door, foreign = of.teams[0].doors[1], of.teams[1].doors[0]
    unknown = ann.does("bless_household", door, water="holy")
    grown = ann.does("record_visit", door, campaign_id=of.campaign, outcome="met", mood="good")
    other_value = ann.does("record_visit", door, campaign_id=of.campaign, outcome="waved")
    not_theirs = ann.does("record_visit", foreign, campaign_id=of.campaign, outcome="met")
    nowhere = ann.does("record_visit", ann.new_id(), campaign_id=of.campaign, outcome="met")
    undone = {name: value for name, value in ann.does("withdraw", door).items() if name != "household_id"}
    text = ann.does("park", door, body='{"type":"record_visit"}')
    ann.n += 2  # lost with the phone's store
    last = ann.does("record_visit", door, campaign_id=of.campaign, outcome="met")
    await ann.push(unknown, grown, other_value, not_theirs, nowhere, undone, text, last)
    await ann.push(lost=[[ann.n - 2, ann.n - 1]])
    await ann.push({**last, "id": str(ann.new_id())})  # a number under two ids
    await ann.push(protocol=99)


async def closings_taken_back(cora: Talker, ann: Talker, of: Community) -> None:
    """A decision, and then the proposal itself; of what somebody has said otherwise since an undo comes too late, and so does a decision."""
    door = of.teams[0].doors[3]
    proposed = ann.does("close_household", door, reason="no_such_door")
    await ann.push(proposed)
    decided = cora.does("close_household", door, reason="no_such_door")
    await cora.push(decided)
    await ann.pull()
    await cora.push(cora.does("undo_correction", door, correction_id=decided["id"]))
    await ann.pull()
    await ann.push(ann.does("undo_correction", door, correction_id=proposed["id"]))
    closed = cora.does("close_household", door, reason="not_a_dwelling")
    await cora.push(closed, cora.does("reopen_household", door, reason="看错了"))
    await cora.push(cora.does("undo_correction", door, correction_id=closed["id"]))
    await ann.push(ann.does("close_household", door, reason="demolished"))
    shown = {"reason": "demolished", "by": str(of.people["ann"]), "confirmed": False}
    await cora.push(cora.does("close_household", door, reason="demolished", closing={**shown, "reason": "no_such_door"}))
    await cora.push(cora.does("reopen_household", door, reason="有人住", closing={**shown, "confirmed": True}))
    await cora.push(cora.does("reopen_household", door, reason="有人住", closing=shown))
    await ann.pull()


async def doors_that_leave(cora: Talker, of: Community) -> None:
    doors = of.teams[0].doors
    closed = cora.does("close_household", doors[3], reason="demolished")
    await cora.push(closed)
    await cora.push(cora.does("reopen_household", doors[3], reason="看错了"))
    await cora.push(cora.does("close_household", doors[3], reason="not_a_dwelling"))
    move = {"id": str(cora.new_id()), "household_ids": [str(doors[2])], "team_id": str(of.teams[1].id)}
    await cora.call(f"/api/campaigns/{of.campaign}/assignments", move)
