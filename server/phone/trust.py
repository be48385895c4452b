"""The page that tells how to trust the authority, and the certificate to download: plain http, for a phone that trusts nothing yet.

It stands apart from the app on a port of its own, with no script and no cookie; all it gives away is public.
"""

import html
import string
import threading
from collections.abc import Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import ClassVar

import msgspec

from server.phone.certificates import Authority

CERTIFICATE = "/doorstep-ca.crt"
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class TrustPage(msgspec.Struct, frozen=True):
    """What the page shows: whose certificate, and where the app is once it is trusted (no enrolment code)."""

    authority: Authority
    app_address: str


def serve_trust_page(page: TrustPage, host: str, port: int) -> ThreadingHTTPServer:
    """Serve the page in a thread of its own until the answer's `shutdown`. Raises OSError where the port is taken."""

    class Handler(_TrustHandler):
        shown = page

    server = ThreadingHTTPServer((host, port), Handler)
    threading.Thread(target=server.serve_forever, name="trust page", daemon=True).start()
    return server


def render(page: TrustPage, language: str) -> str:
    texts = _texts()[language]
    words = {name: html.escape(text) for name, text in texts.items() if isinstance(text, str)}
    steps = {name: _list(text) for name, text in texts.items() if not isinstance(text, str)}
    template = string.Template(files("server.phone").joinpath("trust.html").read_text(encoding="utf-8"))
    return template.substitute(
        words,
        **steps,
        language=language,
        languages=_links(language),
        certificate=CERTIFICATE,
        fingerprint=page.authority.fingerprint,
        app_address=html.escape(page.app_address),
    )


def language_of(query: str, accepted: str) -> str:
    """The language asked for by ?lang=, else the first that the browser takes, else simplified Chinese."""
    asked = query.removeprefix("lang=")
    if asked in LANGUAGES:
        return asked
    for part in accepted.split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
            return "zh-Hant"
        if tag.startswith("zh"):
            return "zh-Hans"
        if tag.startswith("en"):
            return "en"
    return "zh-Hans"


def _texts() -> dict[str, dict[str, str | list[str]]]:
    return msgspec.json.decode(files("server.phone").joinpath("trust.json").read_bytes(), type=dict[str, dict[str, str | list[str]]])


def _list(steps: Sequence[str]) -> str:
    return "".join(f"<li>{html.escape(step)}</li>" for step in steps)


def _links(current: str) -> str:
    names = {language: str(texts["name"]) for language, texts in _texts().items()}
    return " · ".join(
        html.escape(name) if language == current else f'<a href="/?lang={language}">{html.escape(name)}</a>'
        for language, name in names.items()
    )


class _TrustHandler(BaseHTTPRequestHandler):
    shown: ClassVar[TrustPage]
    timeout = 10

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == CERTIFICATE:
            self._send(self.shown.authority.der, "application/x-x509-ca-cert")
        elif path == "/":
            language = language_of(query, self.headers.get("Accept-Language", ""))
            self._send(render(self.shown, language).encode(), "text/html; charset=utf-8")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _send(self, body: bytes, media_type: str) -> None:
        self.send_response(HTTPStatus.OK)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: which phones look at the page is nobody's business."""
