"""Bodies that are known to bring readers down, each with the time and the memory that it may cost."""

import gzip
import json
import time
import tracemalloc
from typing import Any

import pytest

from sync.protocol import MAX_BODY
from tests.simulator.server import Answer, Server, call_app

MOST_S = 3.0  # of processor time, on a machine that does much else; half a second was seen
MOST_MIB = 48
REPLICA = "01890000-0000-7000-8000-000000000001"
HEAD = f'{{"protocol":1,"replica":"{REPLICA}","sent_at":1,"commands":'


def a_push(commands: str, more: str = "") -> bytes:
    return f"{HEAD}{commands}{more}}}".encode()


def filled(start: str, piece: str, end: str, size: int = MAX_BODY - 200) -> bytes:
    """A push of nearly the largest size, whose commands are `start`, `piece` again and again, and `end`."""
    return a_push(start + piece * ((size - len(start) - len(end)) // len(piece.encode())) + end)


def commands(count: int, **more: Any) -> bytes:
    made = [{"id": f"01890000-0000-7000-8000-{n:012x}", "n": n, "type": "record_visit", "at": 1, **more} for n in range(1, count + 1)]
    return a_push(json.dumps(made))


ID = '{"id":"01890000-0000-7000-8000-000000000009","n":1,"at":1,"type":"park","body":"'
BODIES: dict[str, tuple[bytes, int]] = {  # with the status that it is answered
    "brackets without end": (b"[" * (MAX_BODY - 1), 400),
    "a mebibyte of nesting, closed": (b"[" * (MAX_BODY // 2) + b"]" * (MAX_BODY // 2), 400),
    "objects within objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400),
    "a command nested deep": (a_push("[" * 400_000 + "]" * 400_000), 400),
    "shallow brackets without end": (filled("[", "[],", "1]"), 413),
    "a number of a million digits": (filled("[", "9", "]"), 200),
    "a fraction of a million digits": (filled("[0.", "9", "]"), 200),
    "an exponent past every number": (a_push("[1e999999999]"), 200),
    "one text of a mebibyte": (filled(ID.join(("[", "")), "x", '"}]'), 200),
    "a text of escapes": (filled(ID.join(("[", "")), "\\u0041", '"}]'), 200),
    "a text of lone surrogates": (filled(ID.join(("[", "")), "\\ud800", '"}]'), 200),
    "a text of NULs": (filled(ID.join(("[", "")), "\\u0000", '"}]'), 200),
    "a text of quotes and backslashes": (filled(ID.join(("[", "")), '\\\\\\"', '"}]'), 200),
    "a text without end": (filled(ID.join(("[", "")), "x", ""), 400),
    "a lone surrogate and shallow brackets": (filled('["\\ud800",', "[[]],", "1]"), 413),
    "spaces without end": (b" " * MAX_BODY, 400),
    "a byte more than is read": (b" " * (MAX_BODY + 1), 413),
    "one name a hundred thousand times": (filled("[{", '"id":1,', '"n":1}]'), 200),
    "a hundred thousand names": (a_push("[{" + ",".join(f'"{n}":1' for n in range(90_000)) + "}]"), 200),
    "five hundred commands of one number": (a_push("[" + ",".join(['{"n":1}'] * 500) + "]"), 200),
    "five hundred unknown doors": (commands(500, household_id=REPLICA, campaign_id=REPLICA, outcome="met"), 200),
    "five hundred long wrong texts": (commands(500, note="\ud800" * 300), 200),
    "a thousand ranges, one of them endless": (a_push("[]", f',"lost":[[1,{2**62}]{",[1,2]" * 999}]'), 200),
    "more ranges than are read": (a_push("[]", f',"lost":[[1,1]{",[1,2]" * 1_000}]'), 400),
    "a number far ahead of all others": (a_push(f'[{{"id":"{REPLICA}","n":{2**53},"at":1,"type":"withdraw"}}]'), 200),
}


@pytest.mark.parametrize("name", BODIES)
async def test_a_hostile_body_costs_little_time_and_memory(server: Server, name: str) -> None:
    raw, status = BODIES[name]
    server.begin(1)
    await send(server, a_push("[]"))

    began = time.process_time()
    answer = await send(server, raw)
    took_s = time.process_time() - began
    server.begin(1)
    tracemalloc.start()
    await send(server, raw)
    most_mib = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()

    print(f"{name}: {len(raw):,} bytes answered {answer.status} in {1000 * took_s:.0f} ms with {most_mib:.1f} MiB")
    assert answer.status == status, answer.body[:200]
    assert took_s < MOST_S
    assert most_mib < MOST_MIB


async def send(server: Server, raw: bytes) -> Answer:
    return await server.call("POST", "/api/sync/push", raw, "ann")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
async def test_a_compressed_body_is_not_unpacked(server: Server, coding: str) -> None:
    server.begin(1)
    assert server.app is not None

    answer = await call_app(server.app, "POST", "/api/sync/push", gzip.compress(b" " * 50_000_000), "ann", {"content-encoding": coding})

    assert (answer.status, answer.json()["code"]) == (415, "unsupported_media_type")
