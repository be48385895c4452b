"""Whether a reply of today says what a recorded one said, and which id of today is which recorded one.

A reply may have grown: names that were not there are nobody's business. Each recorded name is there with the recorded value, except for what is
only ever compared or handed back (ids, versions, tags, cursors, codes): there the kind of value is the same, and one recorded value is one of today's.
How far work in the background is, is asked again until it is done: there, too, only the kind of value is the same.
"""

import re
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
HANDED_BACK = {"cursor", "code", "path", "seal_key"}
ONLY_COMPARED = {"tag", "sum", "epoch"}
VERSIONS = {"version", "seen"}
HOW_FAR = {"progress", "shares"}  # of what is still running


class Meaning:
    """What is known of recorded values: `now` has today's for each."""

    def __init__(self, named: dict[str, str]) -> None:
        self.now: dict[str, str] = dict(named)
        self.versions: dict[tuple[str, int], int] = {}

    def asked_now(self, recorded: Any, household: str = "") -> Any:
        """A recorded request with today's ids, cursors and versions."""
        if isinstance(recorded, dict):
            household = str(recorded.get("household_id", household))
            return {self.now.get(name, name): self._field_now(name, value, household) for name, value in recorded.items()}
        if isinstance(recorded, list):
            return [self.asked_now(value, household) for value in recorded]
        return self.now.get(recorded, recorded) if isinstance(recorded, str) else recorded

    def _field_now(self, name: str, value: Any, household: str) -> Any:
        if name in VERSIONS and isinstance(value, int):
            return self.versions.get((household, value), value)
        return self.asked_now(value, household)

    def path_now(self, path: str) -> str:
        return UUID.sub(lambda found: self.now.get(found[0], found[0]), path)

    def differences(self, recorded: Any, today: Any, where: str = "", household: str = "") -> list[str]:
        """What today's reply says otherwise, in words; learns the ids on the way."""
        if isinstance(recorded, dict):
            return self._of_objects(recorded, today, where, household)
        if isinstance(recorded, list):
            return self._of_lists(recorded, today, where, household)
        if isinstance(recorded, str) and UUID.fullmatch(recorded):
            return self._of_ids(recorded, today, where)
        return [] if type(recorded) is type(today) and recorded == today else [f"{where}: {recorded!r} is now {today!r}"]

    def _of_objects(self, recorded: dict[str, Any], today: Any, where: str, household: str) -> list[str]:
        if not isinstance(today, dict):
            return [f"{where}: an object is now {today!r}"]
        household = _household_of(recorded) or household
        wrong = []
        for name, value in recorded.items():
            if name not in today and self.now.get(name) not in today:
                wrong.append(f"{where}.{name}: is missing")
                continue
            value_today = today[name] if name in today else today[self.now[name]]
            if name in HOW_FAR and recorded.get("state") == "running":
                wrong += [] if type(value) is type(value_today) else [f"{where}.{name}: {value!r} is now {value_today!r}"]
                continue
            wrong += self._of_fields(name, value, value_today, f"{where}.{name}", household)
        return wrong

    def _of_fields(self, name: str, recorded: Any, today: Any, where: str, household: str) -> list[str]:
        if name in HANDED_BACK | ONLY_COMPARED | VERSIONS and not isinstance(recorded, dict | list):
            if type(recorded) is not type(today):
                return [f"{where}: {recorded!r} is now {today!r}"]
            if name in HANDED_BACK and isinstance(recorded, str):
                self.now[recorded] = today
            if name in VERSIONS and isinstance(recorded, int):
                self.versions[household, recorded] = today
            return []
        return self.differences(recorded, today, where, household)

    def _of_lists(self, recorded: list[Any], today: Any, where: str, household: str) -> list[str]:
        if not isinstance(today, list):
            return [f"{where}: a list is now {today!r}"]
        if recorded and all(_is_item(each) for each in recorded):
            today = [each for each in today if self._is_known_item(each, recorded)]
        if len(recorded) != len(today):
            return [f"{where}: {len(recorded)} are now {len(today)}"]
        pairs = enumerate(zip(recorded, today, strict=True))
        return [each for at, (old, new) in pairs for each in self.differences(old, new, f"{where}[{at}]", household)]

    def _is_known_item(self, entry: Any, recorded: list[Any]) -> bool:
        """Kinds of items that came later stand between the recorded ones."""
        return not _is_item(entry) or entry["item"]["kind"] in {each["item"]["kind"] for each in recorded}

    def _of_ids(self, recorded: str, today: Any, where: str) -> list[str]:
        if not (isinstance(today, str) and UUID.fullmatch(today)):
            return [f"{where}: an id is now {today!r}"]
        known = self.now.setdefault(recorded, today)
        return [] if known == today else [f"{where}: names another thing than before"]


def _household_of(recorded: dict[str, Any]) -> str:
    """Whose versions these are."""
    household = recorded.get("household")
    return str(household["id"] if isinstance(household, dict) else recorded.get("household_id", ""))


def _is_item(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("item"), dict)
