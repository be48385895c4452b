"""A proposal over HTTP: what is chosen, who could take it, and who would get which doors. Nothing is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection

from server.assignments.candidates import Candidate, Chosen, read_candidates, read_chosen
from server.assignments.filters import doors_from
from server.assignments.proposal import Share, Taker, choose_takers, fair_counts, propose
from server.assignments.rules import check_filter, check_size
from server.assignments.schemas import Block, BlockShare, PartBody, Proposal, ProposeBody, TakerBody
from server.assignments.store import Held, held_doors, holders_of
from server.campaigns.ending import need_lasting_campaign
from server.campaigns.teams import phones_by_team
from server.db.driver import fetch
from server.errors import BadRequest, Forbidden, NotFound
from server.identity.actor import Actor
from server.identity.scope import Scope, need_campaign, scope_of

LISTED = 60  # teams, the nearest first
NEAR = ("elsewhere", "same_area", "next_building", "same_building")
VISITED = """
SELECT f.household_id, f.is_visited, h.is_closed FROM feed f JOIN slices s ON s.id = f.slice_id JOIN households h ON h.id = f.household_id
WHERE f.household_id IN (??) AND s.campaign_id = ? AND s.kind IN ('team', 'unassigned')
  AND (f.gone_reason IS NULL OR f.gone_reason = 'closed')
"""


def read_proposal(conn: Connection, actor: Actor, campaign_id: UUID, body: ProposeBody, now: int) -> Proposal:
    """Raises Problem for doors or teams that are not this person's to share out."""
    scope = scope_of(conn, actor)
    need_campaign(conn, scope, campaign_id)
    if not scope.is_coordinator:
        raise Forbidden("doors are shared out by coordinators")
    need_lasting_campaign(conn, campaign_id)
    held, skipped = _choose(conn, scope, campaign_id, body, now)
    chosen = read_chosen(conn, sorted(held))
    candidates = [each for each in read_candidates(conn, campaign_id, chosen) if scope.manages(each.taker.id)]
    wanted = _wanted(body, candidates, held)
    takers = [_said(candidates, team_id, count) for team_id, count in wanted.items()]
    shares = propose(chosen.doors, takers, grain=body.grain, by_need="need" in body.by, by_met="met" in body.by)
    return _told(conn, chosen, candidates, takers, shares, held, skipped, now)


def _choose(conn: Connection, scope: Scope, campaign_id: UUID, body: ProposeBody, now: int) -> tuple[dict[UUID, Held], Counter[str]]:
    """The doors that may be proposed, and how many of the others for what reason."""
    if (body.household_ids is None) == (body.from_ is None):
        raise BadRequest("either household_ids or from")
    if body.from_ is not None:
        check_filter(scope, body.from_)
        ids = doors_from(conn, campaign_id, body.from_, now)
    else:
        ids = sorted(set(body.household_ids or ()))
    check_size(len(ids))
    held = {door_id: door for door_id, door in held_doors(conn, campaign_id, ids).items() if scope.covers(door.area_id)}
    reasons = Counter({"not_in_campaign": len(ids) - len(held)})
    for start in range(0, len(ids), 5_000):
        for door_id, is_visited, is_closed in fetch(conn, VISITED, ids[start : start + 5_000], campaign_id):
            reason = "closed" if is_closed else "visited" if is_visited and body.only_if else None
            if reason is not None and held.pop(door_id, None) is not None:
                reasons[reason] += 1
    return held, +reasons


def _wanted(body: ProposeBody, candidates: Sequence[Candidate], held: Mapping[UUID, Held]) -> dict[UUID, int | None]:
    """The teams asked for with the numbers said; none asked for: the nearest that have not these doors already."""
    known = {each.taker.id for each in candidates}
    if body.takers is not None:
        if not {each.team_id for each in body.takers} <= known:
            raise NotFound("no such team in this campaign, or it has ended")
        return {each.team_id: each.count for each in body.takers}
    holding = {door.team_id for door in held.values()}
    free = [each.taker for each in candidates if each.taker.id not in holding]
    near = {each.taker.id: each.near for each in candidates}
    return dict.fromkeys(choose_takers(len(held), free, near))


def _said(candidates: Sequence[Candidate], team_id: UUID, count: int | None) -> Taker:
    taker = next(each.taker for each in candidates if each.taker.id == team_id)
    return Taker(taker.id, taker.members, taker.left, taker.at, taker.can, taker.has_ended, count)


def _told(
    conn: Connection,
    chosen: Chosen,
    candidates: Sequence[Candidate],
    takers: Sequence[Taker],
    shares: Sequence[Share],
    held: Mapping[UUID, Held],
    skipped: Counter[str],
    now: int,
) -> Proposal:
    got = {share.taker_id: share.doors for share in shares}
    losing = {door.team_id for door in held.values() if door.team_id is not None}
    fair = fair_counts(len(chosen.doors), takers)
    holding = Counter(door.team_id for door in held.values())
    met = Counter(team for door in chosen.doors for team in door.met_by)
    listed = sorted(
        candidates, key=lambda each: (each.taker.id not in got, -each.near, each.taker.left / max(1, each.taker.members), each.taker.id)
    )[: LISTED + len(got)]
    phones = phones_by_team(conn, [each.taker.id for each in listed], now)
    return Proposal(
        doors=len(chosen.doors),
        takers=[
            TakerBody(
                team_id=each.taker.id,
                name=each.name,
                members=each.taker.members,
                left=each.taker.left,
                holds=holding[each.taker.id],
                near=NEAR[each.near],
                can=sorted(each.taker.can),
                met=met[each.taker.id],
                silent=phones[each.taker.id].silent,
                phones=phones[each.taker.id].of,
                chosen=each.taker.id in got,
                fair=fair.get(each.taker.id, 0),
                count=len(got.get(each.taker.id, ())),
            )
            for each in listed
        ],
        parts=[
            PartBody(share.taker_id, list(share.doors), epochs=[held[door].epoch for door in share.doors])
            for share in shares
            if share.doors
        ],
        blocks=_blocks(chosen, got),
        needs=dict(Counter(need for door in chosen.doors for need in door.needs).most_common()),
        skipped=dict(skipped),
        holders=holders_of(conn, losing),
        unheld=holding[None],
    )


def _blocks(chosen: Chosen, got: Mapping[UUID, Sequence[UUID]]) -> list[Block]:
    """Who gets how many of each building, in the order of the walk."""
    taker_of = {door: team for team, doors in got.items() for door in doors}
    counts: dict[UUID, Counter[UUID | None]] = {}
    for door in sorted(chosen.doors, key=lambda door: door.place):
        counts.setdefault(door.building_id, Counter())[taker_of.get(door.id)] += 1
    return [
        Block(building_id, chosen.places[building_id].name, [BlockShare(team, count) for team, count in each.items()])
        for building_id, each in counts.items()
    ]
