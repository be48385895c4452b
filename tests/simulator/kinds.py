"""The kinds of histories: what befalls one is a matter of its seed."""

from collections.abc import Collection

from tests.simulator import (
    askers,
    endings,
    erased_again,
    erasures,
    files,
    leaving,
    links,
    pages,
    pairs,
    refusals,
    restores,
    set_up,
    settling,
    undoing,
    zones,
)
from tests.simulator.history import APPS, APPS_AMONG_LINKS, APPS_AMONG_REFUSALS, APPS_AMONG_UNDOING, APPS_AMONG_ZONES, OF_APPS, History
from tests.simulator.server import Server

MODEL = [
    range(1, endings.FROM),
    range(endings.FROM, pairs.SEEDS[0]),
    pairs.SEEDS,
    files.SEEDS,
    range(restores.SEEDS[0], set_up.SEEDS[0]),
    set_up.SEEDS,
    range(erasures.SEEDS[0], erasures.DOUBLES[0]),
    erasures.DOUBLES,
    erased_again.SEEDS,
    range(pairs.ADDRESSES[0], pairs.TAKEN_BACK[0]),
    pairs.TAKEN_BACK,
    range(leaving.SEEDS[0], leaving.RESTORED[0]),
    leaving.RESTORED,
    range(links.SEEDS[0], APPS_AMONG_LINKS[0]),
    range(zones.SEEDS[0], APPS_AMONG_ZONES[0]),
    range(refusals.SEEDS[0], APPS_AMONG_REFUSALS[0]),
    range(undoing.SEEDS[0], APPS_AMONG_UNDOING[0]),
    undoing.RESTORED,
    undoing.DOUBLES,
    settling.SEEDS,
    askers.SEEDS,
]  # where every phone is the Python model
WITH_APP = [range(APPS[0], pages.SEEDS[0]), pages.SEEDS, restores.WITH_APP, *OF_APPS[1:]]  # where the app itself is the phone of some

KINDS: dict[range, type[History]] = {
    files.SEEDS: files.WithFiles,
    set_up.SEEDS: set_up.WithSetUp,
    restores.SEEDS: restores.WithRestores,
    restores.WITH_APP: restores.WithRestores,
    erasures.SEEDS: erasures.WithErasures,
    erased_again.SEEDS: erased_again.WithErasedAgain,
    leaving.RESTORED: leaving.WithLeavingAndRestores,
    leaving.SEEDS: leaving.WithLeaving,
    links.SEEDS: links.WithBadLinks,
    pages.SEEDS: pages.WithPages,
    zones.SEEDS: zones.WithSetClocks,
    refusals.SEEDS: refusals.WithRefusals,
    undoing.RESTORED: undoing.WithUndoingAndRestores,
    undoing.SEEDS: undoing.WithUndoing,
    settling.SEEDS: settling.WithSettling,
    askers.SEEDS: askers.WithAskers,
}  # the first that has a seed


def history_of(server: Server, seed: int, without: Collection[int] = ()) -> History:
    return kind_of(seed)(server, seed, without=without)


def kind_of(seed: int) -> type[History]:
    return next((kind for seeds, kind in KINDS.items() if seed in seeds), History)
