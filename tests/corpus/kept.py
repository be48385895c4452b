"""The recordings that are kept, and how the things of a community are named in them."""

from pathlib import Path

import msgspec

from tests.corpus.talk import Recording
from tests.server.community import Community

FOLDER = Path(__file__).with_name("recorded")


def recordings() -> dict[str, Recording]:
    """By name, in the order they were made."""
    read = {path.stem: msgspec.json.decode(path.read_bytes(), type=Recording) for path in FOLDER.glob("*.json")}
    return dict(sorted(read.items(), key=lambda each: (each[1].protocol, each[1].recorded_on, each[0])))


def keep(name: str, recording: Recording) -> Path:
    path = FOLDER / f"v{recording.protocol}-{recording.recorded_on}-{name}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(recording), indent=1) + b"\n")
    return path


def named(of: Community) -> dict[str, str]:
    """What was there before the first word, by what it is."""
    names = {"campaign": of.campaign}
    for at, team in enumerate(of.teams):
        names |= {f"team {at}": team.id, f"cards of team {at}": team.cards}
        names |= {f"door {number} of team {at}": door for number, door in enumerate(team.doors)}
    names |= {f"person {name}": person for name, person in of.people.items()}
    names |= {f"building {at}": building for at, building in enumerate(of.buildings)}
    names |= {f"spare door {at}": door for at, door in enumerate(of.spare)}
    return {name: str(value) for name, value in names.items()}
