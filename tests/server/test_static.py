"""The app's own files: revalidated, precompressed, and never HTML where a script was asked for."""

from collections.abc import AsyncIterator
from gzip import compress, decompress
from pathlib import Path

import httpx
import pytest

from server.app import create_app
from server.settings import Settings

SCRIPT = b"console.log('hello');" * 80


@pytest.fixture
async def browser(sqlite_database_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    built = tmp_path / "app"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html><title>连心</title>", encoding="utf-8")
    (built / "sw.js").write_text("self.skipWaiting()")
    (built / "manifest.webmanifest").write_text("{}")
    (built / "assets" / "main-abc.js").write_bytes(SCRIPT)
    (built / "assets" / "main-abc.js.gz").write_bytes(compress(SCRIPT))
    (tmp_path / "secret.txt").write_text("not yours")
    app = create_app(Settings(database=sqlite_database_url, app_dir=built))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        yield client
    await app.state.store.close()


@pytest.mark.parametrize("path", ["/", "/doors", "/door/01a2", "/desk/doors?team_id=1", "/enrol"])
async def test_the_apps_own_paths_are_its_first_page(browser: httpx.AsyncClient, path: str) -> None:
    reply = await browser.get(path)

    assert reply.status_code == 200
    assert "连心" in reply.text
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/missing.js", "/assets/main-old.js", "/sw2.js", "/api/nothing", "/api/x.json", "/health/else"])
async def test_what_is_missing_is_never_answered_with_html(browser: httpx.AsyncClient, path: str) -> None:
    reply = await browser.get(path)

    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "path", ["/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "//secret.txt", "/..%5csecret.txt"]
)
async def test_nothing_outside_the_app_can_be_named(browser: httpx.AsyncClient, path: str) -> None:
    reply = await browser.get(path)

    assert "not yours" not in reply.text
    assert reply.status_code in (200, 404)


async def test_the_page_runs_only_our_own_scripts(browser: httpx.AsyncClient) -> None:
    policy = (await browser.get("/")).headers["content-security-policy"]

    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "base-uri 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy


async def test_a_file_with_a_hash_in_its_name_is_kept_for_ever(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/assets/main-abc.js")).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await browser.get("/sw.js")).headers["cache-control"] == "no-store"
    assert (await browser.get("/manifest.webmanifest")).headers["content-type"] == "application/manifest+json"


async def test_a_known_file_is_not_sent_again(browser: httpx.AsyncClient) -> None:
    first = await browser.get("/assets/main-abc.js")
    again = await browser.get("/assets/main-abc.js", headers={"If-None-Match": first.headers["etag"]})
    other = await browser.get("/assets/main-abc.js", headers={"If-None-Match": '"else"'})

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


@pytest.mark.parametrize(("accepts", "encoding"), [("gzip, br", "gzip"), ("br", None), ("identity", None), ("gzip;q=0", None)])
async def test_a_file_comes_compressed_as_it_lies_there(browser: httpx.AsyncClient, accepts: str, encoding: str | None) -> None:
    async with browser.stream("GET", "/assets/main-abc.js", headers={"Accept-Encoding": accepts}) as reply:
        raw = b"".join([part async for part in reply.aiter_raw()])

    assert reply.headers.get("content-encoding") == encoding
    assert (decompress(raw) if encoding else raw) == SCRIPT
    assert reply.headers["vary"] == "Accept-Encoding"


async def test_head_says_what_get_would_send(browser: httpx.AsyncClient) -> None:
    reply = await browser.head("/assets/main-abc.js", headers={"Accept-Encoding": "identity"})

    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (200, b"", str(len(SCRIPT)))


async def test_without_a_build_the_page_says_what_to_do(sqlite_database_url: str, tmp_path: Path) -> None:
    app = create_app(Settings(database=sqlite_database_url, app_dir=tmp_path / "nothing"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        reply = await client.get("/")
    await app.state.store.close()

    assert reply.status_code == 503
    assert "./run --setup" in reply.json()["detail"]
