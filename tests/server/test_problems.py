"""Whatever is sent, the answer is ours: problem+json with a stable code, never a 500."""

import logging
from typing import Any

import pytest
from litestar import get
from litestar.routes import HTTPRoute

from server.app import create_app
from server.bodies import nesting_of
from server.errors import AnyRequest
from server.settings import Settings
from tests.server.office import Office

HOSTILE = {
    "nothing": b"",
    "brackets": b"[" * 100_000,
    "braces": b'{"a":' * 100_000,
    "no utf-8": b'{"name": "\xff\xfe"}',
    "a NUL": b'{"id": null, "name": "a\\u0000b"}',
    "a raw NUL": b'{"name": "\x00"}',
    "a lone surrogate": b'{"name": "\\ud800"}',
    "a huge number": b'{"valid_hours": 99999999999999999999999}',
    "an endless number": b'{"valid_hours": ' + b"9" * 5_000 + b"}",
    "infinity": b'{"valid_hours": 1e999}',
    "null": b"null",
    "a list": b"[]",
    "text": b'"text"',
    "no JSON": b"<html>",
    "cut off": b'{"name": "x',
    "unknown fields": b'{"colour": "red"}',
}


FILES = ("/api/areas/file",)  # any text is a file of one column there


@pytest.fixture
def database_url(sqlite_database_url: str) -> str:
    """Bodies are refused before a store is asked."""
    return sqlite_database_url


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_body_is_refused_by_every_route(office: Office, body: bytes) -> None:
    headers = {"Authorization": "Bearer cora"}
    for route in office.app.routes:
        if not isinstance(route, HTTPRoute) or "POST" not in route.methods:
            continue
        path = "/".join(str(office.campaign) if part.startswith("{") else part for part in route.path.split("/"))
        reply = await office.http.post(path, content=body, headers=headers)
        assert reply.status_code < 500
        if path in FILES:
            continue
        assert 400 <= reply.status_code < 500, f"{path}: {reply.status_code} {reply.text}"
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json()["code"] in (
            "bad_request",
            "bad_json",
            "bad_encoding",
            "too_deep",
            "not_found",
            "unknown_code",
            "unsupported_protocol",
            "not_an_outbox",
        )


async def test_a_body_past_the_limit_is_too_large(office: Office) -> None:
    reply = await office.http.post("/api/enrol/peek", content=b" " * (1024 * 1024 + 1))

    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


async def test_a_compressed_body_is_not_unpacked(office: Office) -> None:
    reply = await office.http.post("/api/enrol/peek", content=b"x", headers={"Content-Encoding": "gzip"})

    assert (reply.status_code, reply.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/schema/nothing", 404, "not_found"),
        ("GET", "/schema/nothing/below", 404, "not_found"),
        ("DELETE", "/api/campaigns", 405, "method_not_allowed"),
        ("GET", "/api/households/not-an-id", 404, "not_found"),
        ("GET", "/api/areas?q=%00", 400, "bad_request"),
        ("GET", "/api/households?team_id=1", 400, "bad_request"),
        ("GET", "/api/areas?q=" + "x" * 101, 400, "bad_request"),
    ],
)
async def test_wrong_addresses_are_answered_in_the_same_form(office: Office, method: str, path: str, status: int, code: str) -> None:
    assert await office.refused("cora", method, path) == (status, code)


async def test_a_bug_tells_nothing_and_logs_no_data(sqlite_database_url: str, caplog: pytest.LogCaptureFixture, office: Office) -> None:
    data = "王秀兰 1号楼 101"

    @get("/api/bug")
    async def bug(request: AnyRequest) -> None:
        raise ValueError(data)

    app = create_app(Settings(database=sqlite_database_url))
    app.register(bug)
    broken = Office(app, office.store, office.of, office.clock)

    with caplog.at_level(logging.DEBUG):
        reply = await broken.http.get("/api/bug")
    await app.state.store.close()

    assert reply.json() == {
        "type": "urn:doorstep:internal",
        "title": "Internal Server Error",
        "status": 500,
        "code": "internal",
        "detail": "",
    }
    assert "ValueError" in caplog.text
    assert "王秀兰" not in caplog.text


async def test_answers_are_not_kept_by_browsers_and_proxies(office: Office) -> None:
    for path in ("/api/me", "/api/nothing"):
        headers = (await office.ask("ann", "GET", path)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"


async def test_large_answers_are_compressed_and_the_schema_names_every_answer(office: Office) -> None:
    reply = await office.http.get("/schema/openapi.json", headers={"Accept-Encoding": "gzip"})
    paths: dict[str, Any] = reply.json()["paths"]

    assert reply.headers["content-encoding"] == "gzip"
    assert "/api/campaigns/{campaign_id}/coverage" in paths
    assert "/" not in paths


def test_nesting_is_counted_outside_of_texts() -> None:
    assert nesting_of(b"[" * 17 + b"]" * 17) == 17
    assert nesting_of(b'{"note": "' + b"[" * 40 + b'\\"[["}') == 1
    assert nesting_of(b"[[[]]]") == 0  # too few brackets to be deep
