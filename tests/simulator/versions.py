"""Versions of a household never go back and never repeat: in the store, in what it answers, and on a phone. Shares no code with sync/ or server/.

There is no exception: a walk from the beginning, a new epoch, a store that was put back from a copy, a join and its end only lift versions.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tests.simulator.disk import Json

STORED = "SELECT id, root_id, version FROM households WHERE body IS NOT NULL"  # without those of erased people
NOT_OF_A_CARD = ("version", "tag", "assignment", "state")


class Versions:
    """What the server has said so far. `highest`: of each household; `bodies`: of each of its versions that was shown;
    `makers`: of each that a receipt named, the command that made it."""

    def __init__(self) -> None:
        self.highest: dict[str, int] = defaultdict(int)
        self.bodies: dict[tuple[str, int], str] = {}
        self.makers: dict[tuple[str, int], str] = {}
        self.roots: dict[str, str] = {}
        self.standing: set[str] = set()  # those in the store
        self.merged: dict[str, int] = {}  # the version at which one was told to have become part of another

    def see(self, receipts: Iterable[Json], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
        """`receipts`: given now for the first time; `rows`: of the store after that."""
        rows = list(rows)
        grown = {
            root
            for alias, root, version in rows
            if root is not None and (self.roots.get(alias) != root or version > self.highest[alias])  # or taken out and in again
        }
        self.see_aliases(rows)
        yield from self._see_receipts(receipts, grown)
        yield from self._see_store(rows)

    def see_aliases(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Which of a store's households are part of another: also of one that was put back just now, where some are to join once more."""
        self.roots = {alias: root for alias, root, _ in rows if root is not None}

    def _see_receipts(self, receipts: Iterable[Json], grown: Collection[str]) -> Iterator[str]:
        """What stands after a command is above all that stood before, and a change has a version of its own. `grown`: households that took
        another in just now, as which they are named to all that reached them."""
        for receipt in receipts:
            household, version = receipt.get("household_id"), receipt.get("version", 0)
            if household is None:
                continue
            if version < self.highest[household]:
                yield f"{receipt['id']} left {household} at version {version}; it was at {self.highest[household]}"
            if receipt["outcome"] in ("applied", "merged") and household not in grown:
                first = self.makers.setdefault((household, version), receipt["id"])
                if first != receipt["id"]:
                    yield f"{receipt['id']} and {first} both made version {version} of {household}"

    def _see_store(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
        self.standing = {household for household, _, _ in rows}
        for household, _, version in rows:
            if version < self.highest[household]:
                yield f"the store has {household} at version {version}; it was at {self.highest[household]}"
            self.highest[household] = version

    def see_page(self, page: Json) -> Iterator[str]:
        """Served of the store that was seen just now."""
        for entry in page["entries"]:
            if "card" in entry:
                yield from self._see_card(entry["card"])
            elif "gone" in entry:
                yield from self._see_gone(entry["gone"])

    def _see_gone(self, gone: Json) -> Iterator[str]:
        """Of erased people, who are in the store no more, a version may be told that they had between two looks."""
        if gone["household_id"] in self.standing and gone["version"] > self.highest[gone["household_id"]]:
            yield f"{gone['household_id']} left at version {gone['version']}, which it never had"
        if gone["reason"] == "merged":
            self.merged[gone["household_id"]] = gone["version"]

    def _see_card(self, card: Json) -> Iterator[str]:
        household, version = card["household"]["id"], card["version"]
        if version != self.highest[household]:
            yield f"the card of {household} was sent as version {version}; it is at {self.highest[household]}"
        if version <= self.merged.get(household, -1):
            yield f"{household} came out of another at version {version}; it had gone into it at {self.merged[household]}"
        body = json.dumps({name: value for name, value in card.items() if name not in NOT_OF_A_CARD}, sort_keys=True)
        if self.bodies.setdefault((household, version), body) != body:
            yield f"version {version} of {household} was sent with two contents"


def fallen(before: Mapping[str, tuple[int, Json]], after: Mapping[str, tuple[int, Json]]) -> Iterator[str]:
    """Of a phone's cards, whatever it was answered."""
    for household in before.keys() & after.keys():
        if after[household][0] < before[household][0]:
            yield f"its card of {household} went back from {before[household][0]} to {after[household][0]}"
