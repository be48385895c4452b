"""The kinds of histories: what befalls one is a matter of its seed."""

from collections.abc import Collection

from tests.simulator import endings, files, pairs, restores
from tests.simulator.history import APPS, History
from tests.simulator.server import Server

MODEL = [
    range(1, endings.FROM),
    range(endings.FROM, pairs.SEEDS[0]),
    pairs.SEEDS,
    files.SEEDS,
    restores.SEEDS,
]  # where every phone is the Python model
__all__ = ["APPS", "MODEL", "history_of"]


def history_of(server: Server, seed: int, without: Collection[int] = ()) -> History:
    kind = files.WithFiles if seed in files.SEEDS else restores.WithRestores if seed in restores.SEEDS else History
    return kind(server, seed, without=without)
