"""The status and code of each error, which clients rely on, are those that the tree in errors.py shows."""

import re

from sync import errors

LINE = re.compile(r"([A-Z]\w+) +(\d{3}) (\w+)?")


def kinds(of: type[errors.SyncError] = errors.SyncError) -> dict[str, type[errors.SyncError]]:
    return {name: kind for each in of.__subclasses__() for name, kind in {each.__name__: each, **kinds(each)}.items()}


def test_each_error_has_the_status_and_the_code_that_the_tree_shows() -> None:
    shown = {name: (int(status), code) for name, status, code in LINE.findall(errors.__doc__ or "")}

    assert shown == {name: (kind.status, kind.code if shown[name][1] else "") for name, kind in kinds().items()}
