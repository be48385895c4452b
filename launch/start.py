"""The second half of ./run, inside the environment: the store, the server, the links."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from types import FrameType

from launch.console import Stop, say, step
from launch.kept_store import DOORSTEP, KeptStore, open_kept
from launch.links import demo_links, phone_code, reason
from launch.phones import Lan, open_lan, show
from launch.place import ROOT, environment
from launch.run import parse

START_S = 60


def main(argv: Sequence[str]) -> int:
    options = parse(argv)
    os.chdir(ROOT)
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, _interrupt)
    kept = open_kept(empty=options.empty, fresh=options.fresh)
    lan = open_lan(options.host, options.port) if options.phone else None
    server = _serve(kept, options.host, options.port, lan)
    try:
        with step("the server"):
            _wait_until_ready(server, options.port)
        _show_links(kept, options.port, lan)
        return 0 if server.wait() == 0 else 1
    except KeyboardInterrupt:
        say("\nStopped; the data are kept.")
        return 0
    finally:
        if server.poll() is None:
            server.terminate()
            server.wait(timeout=15)


def _interrupt(_: int, __: FrameType | None) -> None:
    """Whoever ends us, the server ends with us."""
    raise KeyboardInterrupt


def _serve(kept: KeptStore, host: str, port: int, lan: Lan | None) -> subprocess.Popen[bytes]:
    command = [str(DOORSTEP), "serve", "--database", kept.url, "--host", host, "--port", str(port)]
    if lan is not None:
        command += ["--https-host", "0.0.0.0", "--https-port", str(lan.https_port)]
        command += ["--certificate", str(lan.served.certificate), "--key", str(lan.served.key)]
    return subprocess.Popen(command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL)


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Stop("The server ended as it started; its words are above.")
        try:
            with opener.open(f"http://127.0.0.1:{port}/health/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise Stop(f"The server did not answer within {START_S} s.")


def _show_links(kept: KeptStore, port: int, lan: Lan | None) -> None:
    if kept.demo is not None:
        try:
            _show_demo(kept.demo, port)
            code = phone_code(port, kept.demo) if lan is not None else None
        except urllib.error.URLError as error:
            raise Stop(f"The demo's people cannot be invited any more ({reason(error)}). ./run --fresh starts over.") from None
    else:
        code = None
        say(f"\n连心 Doorstep is running, with an empty store: http://localhost:{port}")
    if lan is not None:
        show(lan, code, coloured=sys.stdout.isatty())
    say("\nCtrl-C stops it; the data are kept. ./run --fresh starts over.")


def _show_demo(demo: dict[str, object], port: int) -> None:
    say("\n连心 Doorstep is running. Three people, each with an address of their own (in one browser they would share one store):\n")
    for link in demo_links(port, demo):
        say(f"  {link.who:<15} http://{link.host}.localhost:{port}/enrol#{link.code}")
        say(f"  {'  in Safari':<15} http://localhost:{port}/enrol#{link.code}")
    say("\nEach code works once and for a day; the next ./run prints new ones.")
