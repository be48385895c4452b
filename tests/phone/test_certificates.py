"""The authority that ./run --phone makes, seen as a phone sees it: by a real TLS handshake."""

import asyncio
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.phone.certificates import keep_authority, keep_certificate, may_vouch_for

NOW = datetime.now(UTC)


async def handshake(folder: Path, hosts: list[str], asked: str) -> None:
    """Connect as `asked` to a server whose certificate is for `hosts`, trusting only our authority."""
    authority = keep_authority(folder, NOW)
    served = keep_certificate(folder, authority, hosts, NOW)
    here = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    here.load_cert_chain(served.certificate, served.key)
    phone = ssl.create_default_context(cadata=authority.der)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=here)
    async with server:
        port = server.sockets[0].getsockname()[1]
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=phone, server_hostname=asked)
        writer.close()


async def test_a_phone_that_trusts_the_authority_trusts_the_server_by_address_and_by_name(tmp_path: Path) -> None:
    await handshake(tmp_path, ["192.168.1.20", "box.local"], "192.168.1.20")
    await handshake(tmp_path, ["192.168.1.20", "box.local"], "box.local")


async def test_the_authority_cannot_vouch_for_a_public_site(tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        await handshake(tmp_path, ["bank.example.com"], "bank.example.com")
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        await handshake(tmp_path, ["8.8.8.8"], "8.8.8.8")


@pytest.mark.parametrize(
    ("host", "believed"),
    [
        ("192.168.1.20", True),
        ("10.0.0.7", True),
        ("192.0.2.2", True),
        ("box.local", True),
        ("localhost", True),
        ("8.8.8.8", False),
        ("example.com", False),
    ],
)
def test_what_the_authority_can_vouch_for_is_known_beforehand(host: str, believed: bool) -> None:
    assert may_vouch_for(host) is believed


def test_the_authority_is_made_once_and_its_key_is_its_owners_alone(tmp_path: Path) -> None:
    first = keep_authority(tmp_path / "ca", NOW)
    again = keep_authority(tmp_path / "ca", NOW + timedelta(days=400))

    assert again.fingerprint == first.fingerprint
    assert stat.S_IMODE((tmp_path / "ca" / "ca.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "ca").stat().st_mode) == 0o700


def test_a_server_certificate_is_kept_until_it_is_nearly_due_or_the_address_changes(tmp_path: Path) -> None:
    authority = keep_authority(tmp_path, NOW)
    first = keep_certificate(tmp_path, authority, ["10.0.0.7"], NOW).certificate.read_bytes()

    assert keep_certificate(tmp_path, authority, ["10.0.0.7"], NOW + timedelta(days=100)).certificate.read_bytes() == first
    assert keep_certificate(tmp_path, authority, ["10.0.0.8"], NOW).certificate.read_bytes() != first

    second = keep_certificate(tmp_path, authority, ["10.0.0.8"], NOW).certificate.read_bytes()
    assert keep_certificate(tmp_path, authority, ["10.0.0.8"], NOW + timedelta(days=190)).certificate.read_bytes() != second
