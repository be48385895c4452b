"""python -m tests.corpus record NAME: hold the conversation with the application as it is now, and keep every word of it."""

import argparse
import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from server.app import create_app
from server.db.engine import open_store
from server.db.migrate import ready_schema
from server.settings import Settings
from sync.protocol import PROTOCOL
from sync.version import FINGERPRINTS
from tests.clock import FakeClock
from tests.corpus.conversation import converse
from tests.corpus.kept import keep, named
from tests.corpus.talk import Devices, Recording
from tests.server.community import Ids, found


async def recorded(url: str, clock: FakeClock, today: str) -> Recording:
    store = open_store(url)
    of = await found(store, clock)
    await store.close()
    app = create_app(Settings(database=url), clock=clock, new_id=Ids(clock, 2_000_000), random_bytes=Random(0).randbytes)
    devices = Devices(app, clock)
    turns = await converse(devices, of, Ids(clock, 1_000_000))
    await devices.close()
    await app.state.store.close()
    return Recording(protocol=PROTOCOL, fingerprint=FINGERPRINTS[PROTOCOL], recorded_on=today, named=named(of), turns=turns)


def record(name: str) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.sqlite"
        ready_schema(store := open_store(url))
        asyncio.run(store.close())
        return keep(name, asyncio.run(recorded(url, FakeClock(), datetime.now(UTC).date().isoformat())))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("deed", choices=["record"])
    parser.add_argument("name", help="what is new on the wire, in a word or two")
    print(record(parser.parse_args().name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
