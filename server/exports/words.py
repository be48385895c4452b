"""The headings and values of exported files in the three languages."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

import msgspec

Language = Literal["zh-Hans", "zh-Hant", "en"]


class Values(msgspec.Struct, frozen=True):
    yes: str
    vacant: str
    nobody: str
    whole_team: str
    state: Mapping[str, str]
    outcome: Mapping[str, str]
    urgency: Mapping[str, str]
    request_state: Mapping[str, str]


class Words(msgspec.Struct, frozen=True):
    """`list` stands between the parts of a cell that holds several."""

    sheets: Mapping[str, str]
    headings: Mapping[str, str]
    values: Values
    list: str


WORDS: Mapping[str, Words] = msgspec.json.decode(files("server.exports").joinpath("words.json").read_bytes(), type=dict[str, Words])


def words_of(language: Language) -> Words:
    return WORDS[language]
