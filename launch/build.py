"""The app alone: built when its sources changed."""

from collections.abc import Sequence

from launch.setup import build_app


def main(_: Sequence[str]) -> int:
    build_app()
    return 0
