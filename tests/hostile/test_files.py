"""Damaged rolls: whatever a file's bytes are, it is read or refused with a code, by what runs in the process apart."""

import io
import os
import zipfile
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from server.exchange.sandbox import AskLook, AskRoll, answer_to
from tests.server.test_import_sheets import an_archive, an_ods, an_xlsx

FILES = int(os.environ.get("DOORSTEP_FILES", "1200"))
ASKS = (AskLook({}), AskRoll(area="永宁社区"))
LINES = (Path(__file__).parents[1] / "rolls" / "roll-yongning-messy.csv").read_text(encoding="utf-8").splitlines()[:30]
CELLS = [tuple(line.split(",")) for line in LINES]
ROLLS = {
    "csv": "\n".join(LINES).encode(),
    "gb18030": "\r\n".join(LINES).encode("gb18030"),
    "xlsx": an_xlsx(*CELLS, merged="A3:A6"),
    "ods": an_ods(*CELLS),
}
PIECES = [
    b"",
    b"\0",
    b'"',
    b"\n",
    b",",
    b"<",
    b"]]>",
    b"&x;",
    b"\xff\xfe",
    b"9" * 40,
    b"1048577",
    b"PK\x03\x04",
    b'<!DOCTYPE a [<!ENTITY x "y">]>',
    b"A" * 5_000,
]


def spoilt(raw: bytes, rng: Random) -> bytes:
    for _ in range(rng.choice([1, 1, 2, 8])):
        at = rng.randrange(len(raw) + 1)
        raw = rng.choice(
            [
                raw[:at] + rng.choice(PIECES) + raw[at + rng.choice([0, 1, 9]) :],
                raw[:at] + rng.randbytes(rng.choice([1, 4])) + raw[at + 1 :],
                raw[: at + rng.choice([1, 60])] + raw[at:],
                raw[:at],
            ]
        )
    return raw


def spoilt_inside(archive: bytes, rng: Random) -> bytes:
    """An archive that is whole, with one file in it that is not."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        files: dict[str, str | bytes] = {name: opened.read(name) for name in opened.namelist()}
    name = rng.choice(sorted(files))
    return an_archive({**files, name: spoilt(bytes(files[name]), rng)})


@pytest.mark.parametrize("kind", ROLLS)
def test_no_damaged_file_makes_the_reader_fail(kind: str) -> None:
    answers: Counter[str] = Counter()
    for seed in range(FILES // len(ROLLS)):
        rng = Random(f"{kind} {seed}")
        damage = spoilt_inside if kind in ("xlsx", "ods") and rng.random() < 0.6 else spoilt
        data = damage(ROLLS[kind], rng)
        try:
            answer = answer_to(rng.choice(ASKS), data)
        except BaseException as error:
            pytest.fail(f"{kind} of seed {seed}: {type(error).__name__}")
        answers[getattr(answer, "code", type(answer).__name__)] += 1
    print(kind, dict(answers))

    assert len(answers) > 2
