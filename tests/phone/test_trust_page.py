"""The page that a phone sees before it trusts anything."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from server.phone.certificates import Authority, keep_authority
from server.phone.qr import qr_text
from server.phone.trust import LANGUAGES, TrustPage, language_of, render, serve_trust_page

APP = "https://192.168.1.20:8001/"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return keep_authority(tmp_path_factory.mktemp("ca"), datetime.now(UTC))


@pytest.fixture
def address(authority: Authority) -> Iterator[str]:
    server = serve_trust_page(TrustPage(authority, APP), "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_the_page_offers_the_certificate_of_the_authority(address: str, authority: Authority) -> None:
    page = httpx.get(address, headers={"Accept-Language": "en"})
    certificate = httpx.get(f"{address}/doorstep-ca.crt")

    assert 'href="/doorstep-ca.crt"' in page.text
    assert authority.fingerprint in page.text
    assert certificate.headers["content-type"] == "application/x-x509-ca-cert"
    assert x509.load_der_x509_certificate(certificate.content) == authority.certificate


def test_the_page_gives_away_no_key_and_nothing_else(address: str) -> None:
    assert httpx.get(f"{address}/ca.key").status_code == 404
    assert httpx.get(f"{address}/../ca.key").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_each_language(authority: Authority, language: str) -> None:
    page = render(TrustPage(authority, APP), language)

    assert f'<html lang="{language}">' in page
    assert f'href="{APP}"' in page
    assert page.count("<li>") == 8
    assert "$" not in page


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "zh-TW,zh;q=0.9", "zh-Hant"),
        ("", "zh-CN,en", "zh-Hans"),
        ("", "de, en;q=0.5", "en"),
        ("lang=en", "zh", "en"),
        ("", "", "zh-Hans"),
    ],
)
def test_the_page_speaks_the_language_asked_for(query: str, accepted: str, language: str) -> None:
    assert language_of(query, accepted) == language


def test_a_qr_code_fits_a_narrow_terminal(tmp_path: Path) -> None:
    lines = qr_text("https://192.168.100.200:8001/enrol#ABCDE12345").splitlines()

    assert len(lines) < 24
    assert len({len(line) for line in lines}) >= 1
