"""A store that breaks and is put back from a copy of some time ago, by the command's own functions. Shares no code with sync/ or server/.

What phones did since must come from them again, unless the phone is gone or its receipt is older than a fortnight; what desks did
since stands, by their journal.
"""

import io
from collections.abc import Mapping, Set
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from server.backup.command import Means, restore_sqlite
from server.backup.sqlite_file import copy_store
from tests.simulator import paper
from tests.simulator.app_phone import AppPhone
from tests.simulator.desk import Held, held
from tests.simulator.disk import Json
from tests.simulator.endings import over
from tests.simulator.history import HOUR, MINUTE, History
from tests.simulator.people import Person, Saved
from tests.simulator.phone import Phone
from tests.simulator.versions import STORED
from tests.simulator.watch import Arrival

SEEDS = range(7_000_000, 8_000_000)
WITH_APP = range(5_000_000, 6_000_000)  # of the histories with the app itself
BRANCHES = [
    "restore",
    "sent again after a restore",
    "restore that lacked a command",
    "restore that lacked a deed",
    "moved since the copy",
    "door given once it came again",
    *paper.BRANCHES,
]
AGES = [20 * MINUTE, HOUR, HOUR, 6 * HOUR, 30 * HOUR]
FIRST_EPOCH = 1  # of a door that nobody has moved
DOORS = "SELECT id FROM households WHERE is_known AND root_id IS NULL"
STANDING = {
    "members": "SELECT team_id, person_id, role FROM memberships WHERE to_at IS NULL",
    "people without access": "SELECT id FROM people WHERE ended_at IS NOT NULL",
    "lost phones": "SELECT COALESCE(phone_id, id) FROM replicas WHERE lost_at IS NOT NULL",  # whatever else they call themselves since
    "areas of campaigns": "SELECT campaign_id, area_id FROM campaign_areas",
    "what has ended": "SELECT id FROM campaigns WHERE ended_at IS NOT NULL UNION SELECT id FROM teams WHERE ended_at IS NOT NULL",
}


class WithRestores(History):
    """`holders`: of each command that a copy lacked, the phones that still had it when that was put back. `found_since`: the doors that it lacked.
    `awaited`: the teams to which desks had moved some of them. `joined_since`: the doors that stood where they did perhaps by a join that it lacked."""

    holders: dict[str, list[Phone]]
    awaited: dict[str, str | None]
    found_since: set[str]
    joined_since: set[str]
    stands: ClassVar[Mapping[str, str]] = STANDING
    copies = 0

    def _person(self, name: str) -> Person:
        """Later work would make the server ask for what is missing before it: so the app has none."""
        person = super()._person(name)
        person.rests = isinstance(person.phone, AppPhone)
        return person

    def _plan(self) -> None:
        super()._plan()
        self.holders, self.found_since, self.joined_since, self.awaited = {}, set(), set(), {}
        last = max(at for at, _, _ in self.queue) - self.clock()
        for _ in range(self.rng.randint(1, 3)):
            self._plan_event(self.rng.randint(0, last), lambda: back_up(self))
        for _ in range(self.rng.randint(2, 5)):
            self._plan_event(self.rng.randint(0, last), lambda: paper.type_in(self))

    def uncertain(self) -> set[str]:
        """Doors that may have got another place by an earlier restore."""
        return self.found_since

    def entered(self, before: Held) -> set[str]:
        """Doors that are with nobody because their area brought them, not because a desk took them from a team."""
        return set()

    async def look_again(self, copy: "Copy") -> None:
        """At what else must hold of a store that was just put back."""

    async def _quieten(self) -> None:
        await super()._quieten()
        await check_awaited(self)
        for each in self.saved:
            each.may_be_lost = each.may_be_lost or (each.id in self.holders and is_gone(self, each))
            # to whom a desk had moved a found door the restore could only name, and a join is made again when the other door comes again
            each.had_card = each.had_card and each.household not in self.found_since | self.joined_since


def is_gone(history: WithRestores, saved: Saved) -> bool:
    """Whether no phone is left that ought to have sent it again. A clone may have it too."""
    makers = [phone for phone in [*history.phones, *history.retired] if phone.name == saved.phone]
    return all(
        phone in history.retired or phone.disk.access == "wipe" or saved.id in phone.let_go for phone in history.holders[saved.id] or makers
    )


@dataclass(frozen=True)
class Copy:
    """A file, when it was taken, the doors in it, and what the store had taken in and answered by then."""

    file: Path
    at: int
    doors: frozenset[str]
    receipts: dict[str, Json]
    arrivals: dict[str, Arrival]


async def back_up(history: WithRestores) -> None:
    """A copy is taken while everybody works. It is put back later, once or twice."""
    history.copies += 1
    file = history.server.path.with_name(f"copy-{history.copies}.sqlite")
    file.unlink(missing_ok=True)
    copy_store(history.server.path, file)
    doors = frozenset(row[0] for row in await history.server.rows(DOORS))
    copy = Copy(file, history.clock(), doors, dict(history.watch.receipts), dict(history.watch.arrivals))
    history.transcript.append(f"{history.clock()} copy taken")
    age = history.rng.choice(AGES)
    history.after(age, lambda: put_back(history, copy))
    if history.rng.random() < 0.2:
        history.after(age + history.rng.randint(0, 20 * HOUR), lambda: put_back(history, copy))


async def put_back(history: WithRestores, copy: Copy) -> None:
    if history.seed in SEEDS:
        await move_found(history, copy)
    before, stood, joined = await held(history), await standing(history), await survivors(history)
    known = {row[0] for row in await history.server.rows(DOORS)}
    history.once_joined |= set(await history.server.rows("SELECT survivor_id, absorbed_id FROM joins"))
    told = await history.server.restore(lambda path, means: restore_quietly(path, copy.file, means))
    history.branches["restore"] += 1
    history.branches["restore that lacked a deed"] += "desks: nothing" not in told
    history.transcript.append(f"{history.clock()} restored: {told}")
    history.watch.versions.see_aliases(await history.server.rows(STORED))
    await history.look_again(copy)
    await check_deeds(history, stood, told)
    still_joined = await survivors(history)
    await follow_moves(history, before, joined | still_joined)
    history.joined_since |= joined - still_joined
    history.found_since |= known - {row[0] for row in await history.server.rows(DOORS)}
    go_back(history, copy)


async def move_found(history: WithRestores, copy: Copy) -> None:
    """A desk moves a door that was found after the copy: by chance alone that is rare."""
    found = sorted((await held(history)).keys() & {row[0] for row in await history.server.rows(DOORS)} - copy.doors)
    if found:
        await history.desk.move(history, [history.rng.choice(found)])


def restore_quietly(path: Path, copy: Path, means: Means) -> str:
    with redirect_stdout(io.StringIO()):
        restored = restore_sqlite(path, copy, means)
    path.with_name(f"{path.name}.before-{means.now}").unlink()
    return " ".join(restored.told())


async def standing(history: WithRestores) -> dict[str, set[tuple[object, ...]]]:
    return {name: set(await history.server.rows(sql)) for name, sql in history.stands.items()}


async def check_deeds(history: WithRestores, stood: dict[str, set[tuple[object, ...]]], told: str) -> None:
    """What desks did to people, phones, teams and campaigns stands."""
    now = await standing(history)
    for name, rows in stood.items():
        if now[name] != rows:
            history.watch.blame(f"after a restore {name} are {sorted(map(str, now[name] ^ rows))} otherwise ({told})")


async def survivors(history: History) -> set[str]:
    """Of joins, which may give a door to a team, and are made again when a phone sends the other one again."""
    return {row[0] for row in await history.server.rows("SELECT survivor_id FROM joins")}


async def follow_moves(history: WithRestores, before: Held, joined: set[str]) -> None:
    """Doors that are closed nowhere, were joined to none and have a certain place stand with who had them; and only those moves can be
    taken back which are still a door's last."""
    after = await held(history)
    history.awaited |= moved_by_desks(before, before.keys() - after.keys() - joined - history.entered(before))
    history.found_since |= before.keys() - after.keys()
    for door in before.keys() & after.keys() - joined - history.uncertain():
        (team, person, epoch, closed), now = before[door], after[door]
        if (team, person) != now[:2] and not closed and not now[3]:
            history.watch.blame(f"after a restore {door} stands with {now[:3]}, it stood with {(team, person, epoch)}")
    desk = history.desk
    history.branches["moved since the copy"] += any(door in after for _, moved in desk.moves for door in moved)
    stays = {door for door, now in after.items() if before.get(door, now)[2] == now[2]}
    for id_, doors in desk.made.items():
        desk.unclear[id_] |= doors - stays
    left = [(id_, {door: at for door, at in moved.items() if door in stays}) for id_, moved in desk.moves]
    desk.moves = [(id_, moved) for id_, moved in left if moved]  # one that moved nothing is no deed


def moved_by_desks(before: Held, doors: Set[str]) -> dict[str, str | None]:
    return {door: before[door][0] for door in doors if before[door][2] > FIRST_EPOCH and not before[door][3]}


async def check_awaited(history: WithRestores) -> None:
    """A door that came again stands with no finder's team if a desk had given it to another, which still is."""
    now, gone = await held(history), await over(history)
    if str(history.server.of.campaign) in gone:
        return
    for door in history.awaited.keys() & now.keys() - await survivors(history):
        (team, _, epoch, closed), given = now[door], history.awaited[door]
        history.branches["door given once it came again"] += (team, epoch) == (given, FIRST_EPOCH + 1)
        if epoch == FIRST_EPOCH and team != given and given not in gone and not closed:
            history.watch.blame(f"{door} came again after a restore and stands with {team}, a desk had given it to {given}")


def go_back(history: WithRestores, copy: Copy) -> None:
    """What the store has not heard of yet arrives anew; what it holds is answered as it was then."""
    watch = history.watch
    for phone in history.phones:
        phone.saw_restore = True
    watch.receipts, watch.arrivals = dict(copy.receipts), dict(copy.arrivals)
    for each in history.saved:
        if each.id not in copy.arrivals:
            history.branches["restore that lacked a command"] += 1
            history.holders[each.id] = [phone for phone in history.phones if has(phone, each.id)]


def has(phone: Phone, id_: str) -> bool:
    return id_ in phone.disk.sent or any(row.id == id_ for row in phone.disk.outbox.values())
