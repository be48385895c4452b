"""Running a program quietly: its output goes to a log, and is shown when it fails."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from launch.console import Stop
from launch.place import KEPT, ROOT, environment

NO_NETWORK = re.compile(
    r"name resolution|ENOTFOUND|EAI_AGAIN|getaddrinfo|network is unreachable|no route to host|dns error|ECONNREFUSED|ETIMEDOUT"
    r"|connection refused|timed out|error sending request|Failed to establish a new connection|nodename nor servname",
    re.IGNORECASE,
)
NOT_TRUSTED = re.compile(
    r"invalid peer certificate[^\n]*|CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT\w*"
    r"|UNABLE_TO_VERIFY_LEAF_SIGNATURE|self[- ]signed certificate[^\n]*|unable to (?:get local issuer|verify the first) certificate|UnknownIssuer",
    re.IGNORECASE,
)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
TAIL_LINES = 25


def run_quietly(name: str, command: Sequence[str | Path], *, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run `command`; what it prints goes to .doorstep/logs/NAME.log. Raises Stop with its last lines when it fails."""
    log = KEPT / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        done = subprocess.run(command, cwd=cwd, env=env or environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise Stop(explain(name, log))


def explain(name: str, log: Path) -> str:
    text = COLOURS.sub("", log.read_text(encoding="utf-8", errors="replace"))
    if distrust := NOT_TRUSTED.search(text):  # first: it is often wrapped in words that also stand for no network
        return (
            f"{_tail(text, 2)}\n    (all of it: {log.relative_to(ROOT)})\n\nThis step fetches packages, and the network's certificate is not trusted here: {distrust[0].strip()}\n"
            "A proxy of an office often signs with its own authority. Ask who runs the network for that authority's file (PEM), set\n"
            "SSL_CERT_FILE, PIP_CERT and NODE_EXTRA_CA_CERTS to its path, and start again: what was done so far is kept."
        )
    if NO_NETWORK.search(text):
        return (
            f"{_tail(text, 2)}\n    (all of it: {log.relative_to(ROOT)})\n\nThis step fetches packages, and the network did not answer. Connect this machine (or set the proxy or the\n"
            "package index that pip and npm use here) and start again: what was done so far is kept."
        )
    return f"{_tail(text, TAIL_LINES)}\n    (all of it: {log.relative_to(ROOT)})\n\nThe step “{name}” failed; its last lines are above."


def _tail(text: str, count: int) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines()[-count:])
