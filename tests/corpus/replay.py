"""A recorded conversation held again with the application of today."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from tests.corpus.meaning import Meaning
from tests.corpus.talk import Devices, Json, Recording, Turn

PULL = "/api/sync/pull"


def rounds(turns: list[Turn]) -> Iterator[list[Turn]]:
    """Turn by turn, but the pages of one round together: where a page ends is nobody's promise."""
    for (_, path), together in groupby(turns, key=lambda turn: (turn.device, turn.path)):
        if path == PULL:
            yield list(together)
        else:
            yield from ([turn] for turn in together)


async def differences(recording: Recording, devices: Devices, named: dict[str, str]) -> list[str]:
    """What today's application answers otherwise; empty: it understands all that was said, and means the same."""
    meaning = Meaning({recorded: named[name] for name, recorded in recording.named.items()})
    wrong = []
    for at, turns in enumerate(rounds(recording.turns)):
        devices.clock.now_ms = turns[0].now_ms
        said = await _held_again(turns, devices, meaning)
        wrong += meaning.differences(_whole([(turn.status, turn.reply) for turn in turns]), _whole(said), f"{at} {turns[0].device}")
    return wrong


async def _held_again(turns: list[Turn], devices: Devices, meaning: Meaning) -> list[tuple[int, Json]]:
    first = turns[0]
    request, path = meaning.asked_now(first.request), meaning.path_now(first.path)
    said = [await devices.call(first.device, first.token, path, request)]
    while first.path == PULL and any(page["more"] for page in said[-1][1].get("slices", [])):
        cursors = {page["id"]: page["cursor"] for page in said[-1][1]["slices"]}
        request = {**request, "cursors": {**request["cursors"], **cursors}}
        said.append(await devices.call(first.device, first.token, path, request))
    return said


def _whole(said: list[tuple[int, Json]]) -> Json:
    """One reply; of several pages, the round's."""
    status, last = said[-1]
    if "slices" not in last or "missing" not in last:
        return {"status": status, "reply": last}
    slices: dict[str, Any] = {}
    for page in (page for _, reply in said for page in reply["slices"]):
        before = slices.get(page["id"], {"entries": [], "reset": page["reset"]})
        slices[page["id"]] = {**before, **page, "reset": before["reset"], "entries": [*before["entries"], *page["entries"]]}
    return {"status": status, "reply": {**last, "slices": list(slices.values())}}
