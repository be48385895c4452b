"""What people do: forms opened at one time and saved at another, mistakes taken back, and commands that no app should send."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.simulator.disk import Json
from tests.simulator.phone import Phone

OUTCOMES = ["met", "met", "not_home", "not_home", "call_back", "refused", "moved", "vacant", "inaccessible"]
EVENTS = ["triaged", "assigned", "in_progress", "answered", "closed", "closed", "reopened", "withdrawn", "satisfied", "not_satisfied"]
LIKELY = {
    "raised": ["triaged", "assigned", "in_progress", "answered"],
    **{state: ["answered", "closed", "satisfied"] for state in ("triaged", "assigned", "in_progress", "reopened")},
    "answered": ["closed", "not_satisfied", "satisfied"],
    "closed": ["reopened", "not_satisfied"],
}
FIELDS: dict[str, list[Any]] = {
    "name": ["赵六", "赵亮", "钱七"],
    "note": ["有狗", "三楼", None],
    "people_count": [1, 2, 3],
    "phones": [["138"], ["139", "138"], []],
    "needs": [["送饭"], []],
    "roll_vacant": [True, False],
}
RESIDENT_FIELDS: dict[str, list[Any]] = {"name": ["陈桂兰", "陈桂芳"], "phone": ["137", None], "status": ["moved_out", None]}


@dataclass
class Saved:
    """A command as somebody saved it, and the truth about it that no server can know."""

    id: str
    type: str
    household: str | None
    command: Json
    person: str
    phone: str
    made_at: int  # true time
    skew: int  # of the phone's clock then
    seen: int | None  # the version of what the person really had before the eyes
    offset: int | None  # what the phone believed of its clock; None: it had never heard the server
    mark: str | None = None  # a spoiled command: a text that finds its bytes again
    was_withdrawn: bool = False
    had_card: bool = False  # a team's card of the door was on the phone
    pulled: int = 0  # the server's time when the phone had last fetched all there was
    was_rehomed: bool = False  # by a person, to another household than its author's
    may_be_lost: bool = False  # its store was wiped before anything showed that it had arrived


@dataclass
class Form:
    household: str
    seen: int | None
    body: Json | None


@dataclass
class Spoken:
    """What people tell each other: ids of things that may not have arrived anywhere."""

    doors: list[str] = field(default_factory=list)
    visits: list[tuple[str, str]] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)  # the doors where somebody wishes not to be contacted


@dataclass
class Place:
    campaign: str
    buildings: list[str]
    strangers: list[str]  # doors of nobody's team
    busy: list[str]  # doors where much happens


class Person:
    """Somebody with a phone in the hand."""

    def __init__(self, name: str, phone: Phone, place: Place, spoken: Spoken, rng: Random, saved: list[Saved], new_id: Callable[[], str]):
        self.name, self.phone, self.place, self.spoken, self.rng, self.saved, self.new_id = name, phone, place, spoken, rng, saved, new_id
        self.forms: list[Form] = []
        self.poison = 0.0
        self.may_lose_team = False
        self.adds_doubles = False
        self.corrects_addresses = False
        self.tells_more = False  # of requests: in words, with grades, and to other requests
        self.found: list[str] = []  # the doors that this person added
        self.rests = False  # does nothing more at the end of the day
        self.wording: Callable[[Json], Json] = lambda command: command  # what is typed, in this person's words

    def act(self) -> None:
        """One thing: open a form for later, fill one in, or undo."""
        if self.phone.disk.access == "wipe":
            return
        dice = self.rng.random()
        form = self._open()
        if dice < 0.15 and form is not None:
            self.forms.append(form)
        elif dice < 0.20 and self.phone.disk.outbox:
            self._undo()
        elif dice < (0.32 if self.adds_doubles else 0.26):
            self._add_door()
        elif dice < 0.40 and self.forms:
            self._fill(self.forms.pop(self.rng.randrange(len(self.forms))))
        elif form is not None:
            self._fill(form)

    def finish(self) -> None:
        """The day is over: drafts that were left lying are saved after all, and one more door is visited."""
        if self.rests or self.phone.disk.access == "wipe":
            return
        for form in self.forms:
            self._fill(form)
        self.forms.clear()
        if (form := self._open()) is not None:
            self.save({"household_id": form.household, **self._visit(form)}, seen=form.seen)
        elif self.may_lose_team and not self.phone.disk.members:  # whose team has ended has no door left to visit
            self.poison = 0.0
            self._add_door()

    def save(self, command: Json, *, seen: int | None, spoil: Callable[[str], str] | None = None, mark: str | None = None) -> str:
        phone, command = self.phone, self.wording(command)
        offset = phone.disk.offset
        id_ = phone.save({"seen": seen, **command}, **({"spoil": spoil} if spoil else {}))
        true_at, household = phone._now(), command.get("household_id")
        self.saved.append(
            Saved(id_, command["type"], household, command, self.name, phone.name, true_at, phone.skew, seen, offset, mark)
        )  # fmt: skip
        self.saved[-1].pulled = phone.disk.pulled
        self.saved[-1].had_card = any(door == household for _, door in phone.disk.members)
        return id_

    def _open(self) -> Form | None:
        doors = sorted({household for _, household in self.phone.disk.members})
        dice = self.rng.random()
        if dice < (0.4 if self.adds_doubles else 0.05) and self.spoken.doors:
            doors = self.found if self.corrects_addresses and self.found and dice < 0.2 else self.spoken.doors
        elif dice < 0.07:
            doors = self.place.strangers
        if not doors:
            return None
        busy = [door for door in doors if door in self.place.busy]
        household = self.rng.choice(busy if busy and self.rng.random() < 0.75 else doors)
        return Form(household, self.seen_of(household), self.phone.disk.bodies.get(household, (0, None))[1])

    def seen_of(self, household: str) -> int | None:
        return self.phone.seen_of(household)

    def _undo(self) -> None:
        n = self.rng.choice(sorted(self.phone.disk.outbox))
        row = self.phone.disk.outbox[n]
        is_sound = all(each.mark is None for each in self.saved if each.id == row.id)
        if row.type == "record_visit" and is_sound:
            self.phone.withdraw(n)
            for each in self.saved:
                each.was_withdrawn = each.was_withdrawn or each.id == row.id

    def _add_door(self) -> None:
        if not self.phone.disk.slices:
            return
        household, floor = self.new_id(), self.rng.randint(5, 7)
        building = self.rng.choice(self.place.buildings)
        address: Json = {"building_id": building, "entrance": "1", "floor": floor, "door": f"{floor}0{self.rng.randint(1, 2)}"}
        if self.adds_doubles:  # whether these are the same door, a person must say
            address |= self.rng.choice([{"entrance": None}, {"phones": ["138"]}, {"door": f"{floor}09", "phones": ["138"]}, {}])
        self.save({"type": "add_household", "household_id": household, "campaign_id": self.place.campaign, **address}, seen=None)
        self.spoken.doors.append(household)
        self.found.append(household)
        if self.adds_doubles:
            self.place.busy.append(household)
        if self.rng.random() < 0.6:
            self._fill(Form(household, self.seen_of(household), None))

    def _fill(self, form: Form) -> None:
        command = self.choose(form)
        if command is None:
            return
        command = {"household_id": form.household, **command}
        if self.rng.random() < self.poison:
            mark = f"poison {len(self.saved)}"
            self.save(command, seen=form.seen, spoil=lambda text: spoiled(self.rng, text, mark), mark=mark)
            return
        id_ = self.save(command, seen=form.seen)
        if command["type"] == "record_visit":
            self.spoken.visits.append((form.household, id_))
        if command["type"] == "refuse_contact":
            self.spoken.wishes.append(form.household)
        if command["type"] == "raise_request":
            self.spoken.requests.append((form.household, id_))

    def choose(self, form: Form) -> Json | None:
        """A command for a door, by what its card shows. None: there was nothing to do of the kind that came up."""
        if self.tells_more and form.household in self.place.busy and self.rng.random() < 0.4:
            return self._raise(form) if self.rng.random() < 0.25 else self._advance(form)
        if form.body and form.body["requests"] and self.rng.random() < 0.3:
            return self._advance(form)
        if form.body and len(form.body["do_not_contact"]) == 1 and self.rng.random() < 0.2:
            return self._refuse(form)
        if self.corrects_addresses and form.household in self.spoken.doors and self.rng.random() < 0.35:
            return self.moved_away()
        if self.adds_doubles and form.household in self.place.busy and self.rng.random() < 0.4:
            return self._correct(form)  # what is written at both of two doors that are one later
        kinds = {
            self._visit: 28,
            self._correct: 26,
            self._correct_address: 2,
            self._add_resident: 4,
            self._correct_resident: 5,
            self._raise: 8,
            self._advance: 16,
            self._comment: 3,
            self._refuse: 6,
            self._void: 5,
            self._close: 3,
            self._reopen: 2,
        }
        return self.rng.choices(list(kinds), list(kinds.values()))[0](form)

    def _visit(self, form: Form) -> Json:
        visit = {"type": "record_visit", "campaign_id": self.place.campaign, "outcome": self.rng.choice(OUTCOMES)}
        return {**visit, "note": "聊了暖气"} if self.rng.random() < 0.3 else visit

    def _correct(self, form: Form) -> Json | None:
        shown = form.body["household"] if form.body else {}
        values = {}
        names = ["name", "note"] if self.rng.random() < 0.6 else sorted(FIELDS)
        for name in self.rng.sample(names, self.rng.randint(1, 2)):
            others = [value for value in FIELDS[name] if name not in shown or value != shown[name]]
            values[name] = self.rng.choice(others)
        return {"type": "correct_household", "fields": values}

    def _correct_address(self, form: Form) -> Json:
        return {"type": "correct_household", "fields": self.rng.choice([{"door": "909"}, {"floor": 9}, {"entrance": "2", "door": "808"}])}

    def moved_away(self) -> Json:
        """To a number where another door may be, or back."""
        floor = self.rng.randint(5, 7)
        return {"type": "correct_household", "fields": {"floor": floor, "door": f"{floor}0{self.rng.randint(1, 2)}"}}

    def _add_resident(self, form: Form) -> Json:
        return {"type": "add_resident", "fields": {"name": self.rng.choice(RESIDENT_FIELDS["name"])}}

    def _correct_resident(self, form: Form) -> Json | None:
        residents = form.body["residents"] if form.body else []
        if not residents:
            return None
        name = self.rng.choice(sorted(RESIDENT_FIELDS))
        fields = {name: self.rng.choice(RESIDENT_FIELDS[name])}
        return {"type": "correct_resident", "resident_id": self.rng.choice(residents)["id"], "fields": fields}

    def _raise(self, form: Form) -> Json:
        return {"type": "raise_request", "category": "facilities", "text": self.rng.choice(["灯坏了", "漏水"])}

    def _request(self, form: Form) -> str | None:
        heard = [request for household, request in self.spoken.requests if household == form.household]
        shown = [request["id"] for request in form.body["requests"]] if form.body else []
        if heard and self.rng.random() < 0.3:
            return self.rng.choice(heard)
        return self.rng.choice(shown) if shown else None

    def _advance(self, form: Form) -> Json | None:
        request = self._request(form)
        if request is None:
            return None
        shown = {each["id"]: each["state"] for each in form.body["requests"]} if form.body else {}
        likely = LIKELY.get(shown.get(request, "raised"), ["closed"])
        event = self.rng.choice(likely if self.rng.random() < 0.7 else EVENTS)
        step = {"type": "advance_request", "request_id": request, "event": event}
        return step | self._more_of(step, [each for each in shown if each != request]) if self.tells_more else step

    def _more_of(self, step: Json, others: list[str]) -> Json:
        """What is said with a step: words, a grade, who is to see to it and until when, or which other request it is part of."""
        if others and self.rng.random() < 0.3:
            return {"event": "merged", "into_id": self.rng.choice(others)}
        if step["event"] in ("answered", "closed"):
            return {"text": self.rng.choice(["修好了", "下周来修"])}
        if step["event"] in ("satisfied", "not_satisfied"):
            return {"rating": self.rng.randint(1, 5)}
        if step["event"] == "assigned":
            return {"to": self.rng.choice(["物业", "供热公司"]), "due_on": self.rng.choice(["2026-02-01", "2026-02-14"])}
        return {}

    def _comment(self, form: Form) -> Json | None:
        request = self._request(form)
        return {"type": "comment_request", "request_id": request, "text": "问过了"} if request else None

    def _refuse(self, form: Form) -> Json:
        residents = form.body["residents"] if form.body else []
        if residents and self.rng.random() < 0.3:
            return {"type": "refuse_contact", "reason": "不想被打扰", "resident_id": residents[0]["id"]}
        return {"type": "refuse_contact", "reason": "不想被打扰"}

    def _void(self, form: Form) -> Json | None:
        told = [visit for household, visit in self.spoken.visits if household == form.household]
        shown = [visit["id"] for visit in form.body["visits"] if visit["voided"] is None] if form.body else []
        visits = shown or told
        return {"type": "void_visit", "visit_id": self.rng.choice(visits), "reason": "按错了"} if visits else None

    def _close(self, form: Form) -> Json:
        return {"type": "close_household", "reason": self.rng.choice(["no_such_door", "not_a_dwelling"])}

    def _reopen(self, form: Form) -> Json | None:
        is_closed = form.body is not None and form.body["household"]["closed"] is not None
        return {"type": "reopen_household", "reason": "看错了"} if is_closed else None


def spoiled(rng: Random, text: str, mark: str) -> str:
    """The command as a broken or newer app would send it, always with its mark inside."""
    inside = text[:-1]
    deep = "[" * 20 + "]" * 20
    return rng.choice(
        [
            f'{inside}, "colour": "{mark}"}}',
            f'{inside}, "note": "{mark} \\ud800"}}',
            f'{inside}, "note": "{mark} \\u0000"}}',
            f'{inside}, "people": 9223372036854775808, "mark": "{mark}"}}',
            f'{inside}, "mark": "{mark}", "note": 1e999}}',
            f'{inside}, "mark": "{mark}", "deep": {deep}}}',  # the envelope is refused, and the phone must find out why
            text.replace('"type": "', '"mark": "' + mark + '", "type": "not_yet_', 1),
            text.replace('"id": "', '"mark": "' + mark + '", "id": "no-', 1),
        ]
    )
