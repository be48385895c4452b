"""The kinds of histories: what befalls one is a matter of its seed."""

from collections.abc import Collection

from tests.simulator import endings, erased_again, erasures, files, pairs, restores
from tests.simulator.history import APPS, History
from tests.simulator.server import Server

MODEL = [
    range(1, endings.FROM),
    range(endings.FROM, pairs.SEEDS[0]),
    pairs.SEEDS,
    files.SEEDS,
    restores.SEEDS,
    erasures.SEEDS,
    erased_again.SEEDS,
]  # where every phone is the Python model
__all__ = ["APPS", "MODEL", "history_of"]


def history_of(server: Server, seed: int, without: Collection[int] = ()) -> History:
    kinds: dict[range, type[History]] = {
        files.SEEDS: files.WithFiles,
        restores.SEEDS: restores.WithRestores,
        erasures.SEEDS: erasures.WithErasures,
        erased_again.SEEDS: erased_again.WithErasedAgain,
    }
    kind = next((kind for seeds, kind in kinds.items() if seed in seeds), History)
    return kind(server, seed, without=without)
