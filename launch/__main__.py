"""`python -m launch run|start|test|verify|build …`: run and test set the environment up, start and verify go on inside it."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from launch.console import Stop

COMMANDS = {name: f"launch.{name}" for name in ("run", "start", "test", "verify", "build")}


def main(argv: Sequence[str]) -> int:
    command: Callable[[Sequence[str]], int] = import_module(COMMANDS[argv[0]]).main
    try:
        return command(argv[1:])
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
