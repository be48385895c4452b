"""./run: set up, then go on inside the environment."""

import argparse
import errno
import os
import socket
from collections.abc import Sequence
from typing import NoReturn

from launch.console import Stop, say
from launch.place import PYTHON, ROOT, environment
from launch.setup import prepare

ABOUT = "Sets up this checkout and starts 连心 Doorstep with a demo community. The data stay in .doorstep/ until --fresh."


def parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run", description=ABOUT)
    parser.add_argument("--port", type=_port, default=8000, help="where to listen (default 8000; --phone takes the two after it as well)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    parser.add_argument("--phone", action="store_true", help="serve https to phones on this network too, and show QR codes")
    parser.add_argument("--fresh", action="store_true", help="throw the kept data away first")
    parser.add_argument("--empty", action="store_true", help="start without the demo: an empty store, and a link for its first coordinator")
    parser.add_argument("--setup", action="store_true", help="only set up: .venv/bin/doorstep works afterwards")
    return parser.parse_args(argv)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_533:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65533")
    return int(text)


def main(argv: Sequence[str]) -> int:
    options = parse(argv)
    if not options.setup:
        for place in range(3 if options.phone else 1):
            check_port(options.host if place == 0 else "", options.port + place)
    prepare(developing=False)
    if options.setup:
        say("Set up. .venv/bin/doorstep --help tells what it can do; ./run starts it.")
        return 0
    return go_on("start", argv)


def go_on(command: str, argv: Sequence[str]) -> NoReturn:
    """Become `python -m launch COMMAND` inside the environment."""
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", "launch", command, *argv], environment())


def check_port(host: str, port: int) -> None:
    """Raises Stop where nobody can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Stop(f"Port {port} is kept for the administrator here. Take one above 1023: ./run --port 8000") from None
        except socket.gaierror:
            raise Stop(f"“{host}” is no address of this machine. --host 127.0.0.1 is this machine alone, 0.0.0.0 all networks.") from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise Stop(f"{host} is no address of this machine. --host 127.0.0.1 is this machine alone, 0.0.0.0 all networks.") from None
            raise Stop(
                f"Port {port} is taken, perhaps by another ./run. Stop that one, or take another port: ./run --port {port + 10}"
            ) from None
