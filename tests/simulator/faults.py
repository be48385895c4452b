"""What befalls phones, people and the server, besides the network."""

from typing import TYPE_CHECKING

from tests.simulator.disk import Disk
from tests.simulator.people import Person
from tests.simulator.phone import Phone

if TYPE_CHECKING:
    from tests.simulator.history import History

HOUR = 3_600_000
DAY = 24 * HOUR


async def strike(history: "History") -> None:
    """One of them, at a person chosen by chance."""
    kinds = {
        crash: 6,
        jump_clock: 4,
        clone: 2,
        wipe_store: 1,
        restart: 1,
        change_team: 2,
        end_access: 0.6,
        lose_phone: 0.7,
        long_silence: 1,
    }
    kind = history.rng.choices(list(kinds), list(kinds.values()))[0]
    person = history.rng.choice(history.people)
    history.branches[f"fault {kind.__name__}"] += 1
    history.transcript.append(f"{history.clock.now_ms} {kind.__name__} {person.name}")
    await kind(history, person)


async def crash(history: "History", person: Person) -> None:
    person.phone.crash()
    person.forms.clear()


async def jump_clock(history: "History", person: Person) -> None:
    person.phone.skew += history.rng.choice([-1, 1]) * history.rng.choice([3 * 60_000, 2 * HOUR, 30 * DAY, 3652 * DAY])


async def clone(history: "History", person: Person) -> None:
    """The store is copied to a second phone; both go on."""
    phone = _phone_like(history, person.phone, person.phone.disk.copy())
    twin = Person(person.name, phone, person.place, person.spoken, person.rng, person.saved, person.new_id)
    history.people.append(twin)


async def wipe_store(history: "History", person: Person) -> None:
    """The browser forgets everything; the person signs in again and is a new replica."""
    phone = _phone_like(history, person.phone, Disk(history.new_id()))
    gone = {row.id for row in person.phone.disk.outbox.values()}
    for saved in person.saved:
        saved.may_be_lost = saved.may_be_lost or saved.id in gone
    history.retired.append(person.phone)
    person.phone = phone
    person.forms.clear()


def _phone_like(history: "History", old: Phone, disk: Disk) -> Phone:
    history.count += 1
    phone = Phone(f"{old.person} phone {history.count}", old.person, disk, history.clock, history.new_id, history.rng)
    phone.skew, phone.page_bytes = old.skew, old.page_bytes
    return phone


async def restart(history: "History", person: Person) -> None:
    await history.server.restart()


async def change_team(history: "History", person: Person) -> None:
    """A coordinator takes somebody out of one team and into the other."""
    of = history.server.of
    old, new = history.rng.sample(of.teams, 2)
    who = of.people[person.name]
    await _coordinate(history, f"/api/teams/{old.id}/members/{who}/end", {})
    if history.rng.random() < 0.7:
        role = "leader" if person.name == "lea" else "member"
        await _coordinate(history, f"/api/teams/{new.id}/members", {"person_id": str(who), "role": role})


async def end_access(history: "History", person: Person) -> None:
    await _coordinate(history, f"/api/people/{history.server.of.people[person.name]}/end", {})


async def lose_phone(history: "History", person: Person) -> None:
    await _coordinate(history, f"/api/replicas/{person.phone.disk.replica}/lost", {})


async def long_silence(history: "History", person: Person) -> None:
    """Nobody is heard for four months: old gones are forgotten, held work goes to people."""
    if history.rng.random() < 0.8:
        history.clock.advance(days=125)
    else:
        history.clock.advance(days=6)
    await history.server.prune()
    await history.server.sweep()


async def _coordinate(history: "History", path: str, body: dict[str, object]) -> None:
    answer = await history.server.call("POST", path, {"id": history.new_id(), **body}, "cora")
    if answer.status >= 500:
        history.watch.blame(f"{path} answered {answer.status}")
