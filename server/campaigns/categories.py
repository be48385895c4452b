"""The kinds of request an organization begins with, in its three languages."""

from typing import Literal

import msgspec


class Category(msgspec.Struct, frozen=True):
    code: str
    names: dict[str, str]


def _category(code: str, hans: str, hant: str, english: str) -> Category:
    return Category(code, {"zh-Hans": hans, "zh-Hant": hant, "en": english})


CATEGORIES = (
    _category("facilities", "设施维修", "設施維修", "Repairs and facilities"),
    _category("environment", "环境卫生", "環境衛生", "Cleanliness and environment"),
    _category("safety", "安全", "安全", "Safety"),
    _category("welfare", "帮扶救助", "幫扶救助", "Welfare and support"),
    _category("neighbours", "邻里关系", "鄰里關係", "Neighbours"),
    _category("other", "其他", "其他", "Other"),
)


Goal = Literal["visited", "met"]  # the share of doors that a campaign's boards put first


class CampaignDoc(msgspec.Struct, frozen=True):
    """What a campaign asks, and what counts as having reached a door: kept encoded beside its row."""

    goal: Goal = "visited"
    categories: tuple[Category, ...] = CATEGORIES
    questions: tuple[msgspec.Raw, ...] = ()
