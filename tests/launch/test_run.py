"""./run and ./test as they are typed: what they say when they cannot go on."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from launch.console import Stop
from launch.place import environment
from launch.programs import run_quietly
from launch.run import check_port
from launch.stamps import checksum

ROOT = Path(__file__).parent.parent.parent


def typed(*command: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd="/", env={**os.environ, **env}, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def test_help_names_every_flag() -> None:
    told = typed(str(ROOT / "run"), "--help")

    assert told.returncode == 0
    assert all(flag in told.stdout for flag in ("--port", "--host", "--phone", "--fresh", "--empty", "--setup"))


def test_without_a_python_it_says_what_to_install(tmp_path: Path) -> None:
    for name in ("run", "launch/python.sh"):
        copy = tmp_path / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text((ROOT / name).read_text())
    (tmp_path / "bin").mkdir()
    for tool in ("cat", "dirname"):
        (tmp_path / "bin" / tool).symlink_to(next(path for folder in ("/bin", "/usr/bin") if (path := Path(folder, tool)).exists()))

    told = typed("/bin/sh", str(tmp_path / "run"), PATH=str(tmp_path / "bin"), PYTHON="")

    assert told.returncode == 1
    assert "Python 3.11 or newer" in told.stderr
    assert "sudo apt install python3 python3-venv" in told.stderr


def test_a_taken_port_is_told_before_anything_is_set_up() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]

        told = typed(str(ROOT / "run"), "--port", str(port))

    assert told.returncode == 1
    assert f"Port {port} is taken" in told.stderr
    assert f"./run --port {port + 10}" in told.stderr
    assert told.stdout == ""


def test_a_host_that_is_not_this_machine_is_told() -> None:
    with pytest.raises(Stop, match="no address of this machine"):
        check_port("192.0.2.1", 8000)


@pytest.mark.parametrize("line", ["Temporary failure in name resolution", "npm error code ENOTFOUND", "error sending request for url"])
def test_a_step_that_found_no_network_says_so(line: str) -> None:
    with pytest.raises(Stop, match="the network did not answer"):
        run_quietly("test-network", ["sh", "-c", f"echo '{line}'; exit 1"])


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        (
            "error sending request for url\n  invalid peer certificate: UnknownIssuer\n  more\n  and more",
            "invalid peer certificate: UnknownIssuer",
        ),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] timed out", "CERTIFICATE_VERIFY_FAILED"),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error request failed", "SELF_SIGNED_CERT_IN_CHAIN"),
        ("npm error self signed certificate", "self signed certificate"),
        ("npm error self-signed certificate in certificate chain", "self-signed certificate"),
        ("npm error unable to get local issuer certificate", "unable to get local issuer certificate"),
    ],
)
def test_a_step_whose_network_is_not_trusted_names_the_certificate_and_what_to_do(lines: str, cause: str) -> None:
    with pytest.raises(Stop) as stopped:
        run_quietly("test-certificate", ["sh", "-c", f"echo '{lines}'; exit 1"])

    told = str(stopped.value)
    assert cause in told.split("This step fetches packages")[1]
    assert all(name in told for name in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"))
    assert "did not answer" not in told


def test_a_step_that_fails_shows_its_last_lines() -> None:
    with pytest.raises(Stop, match="something is wrong here"):
        run_quietly("test-failure", ["sh", "-c", "echo something is wrong here; exit 1"])


@pytest.mark.parametrize("home", [None, "", "/nowhere/at/all"])
def test_programs_get_a_home_that_can_be_written_where_there_is_none(home: str | None) -> None:
    env = environment({"PATH": "/bin"} | ({} if home is None else {"HOME": home}))

    assert os.access(env["HOME"], os.W_OK)


def test_programs_find_ours_first_and_write_compiled_files() -> None:
    env = environment({"PATH": "/bin", "PYTHONDONTWRITEBYTECODE": "1"})

    assert env["PATH"].split(os.pathsep)[0] == str(ROOT / ".venv" / "bin")
    assert "PYTHONDONTWRITEBYTECODE" not in env


def test_a_checksum_changes_with_a_name_or_a_content_and_with_nothing_else() -> None:
    folder = ROOT / ".doorstep" / "test-checksum"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a").write_text("1")
    before = checksum([folder])
    (folder / "a").write_text("1")

    assert checksum([folder]) == before
    (folder / "a").write_text("2")
    assert checksum([folder]) != before
