"""The built app's files: read once, kept in memory, read again when they change on disk."""

from hashlib import blake2b
from mimetypes import guess_type
from pathlib import Path

import msgspec

TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2"}
FOR_EVER = "public, max-age=31536000, immutable"
NO_STORE = "no-store"
ASK_AGAIN = "no-cache"
FRESH = frozenset({"index.html", "sw.js"})
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


class Asset(msgspec.Struct, frozen=True):
    """One file. `forms` are its bytes by content encoding; the empty name is the file as it is."""

    media_type: str
    etag: str
    cache: str
    forms: dict[str, bytes]
    changed_ns: int


class Assets:
    """The files below a folder, found by the path of a URL. Nothing outside the folder can be named."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._kept: dict[str, Asset] = {}

    def find(self, path: str) -> Asset | None:
        """The file of that name, or None. `path` is decoded, with or without a leading slash."""
        file = self._file(path)
        if file is None:
            return None
        changed = file.stat().st_mtime_ns
        kept = self._kept.get(str(file))
        if kept is None or kept.changed_ns != changed:
            kept = self._kept[str(file)] = _read(file, file.relative_to(self._root).as_posix(), changed)
        return kept

    def _file(self, path: str) -> Path | None:
        parts = path.strip("/").split("/")
        if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
            return None
        try:
            file = self._root.joinpath(*parts).resolve()
            return file if file.is_relative_to(self._root) and file.is_file() else None
        except OSError:  # a name too long for the disk
            return None


def _read(file: Path, name: str, changed_ns: int) -> Asset:
    content = file.read_bytes()
    forms = {"": content}
    for encoding, suffix in ENCODINGS:
        beside = file.with_name(file.name + suffix)
        if beside.is_file():
            forms[encoding] = beside.read_bytes()
    media_type = TYPES.get(file.suffix) or guess_type(file.name)[0] or "application/octet-stream"
    return Asset(media_type, blake2b(content, digest_size=12).hexdigest(), _cache_of(name), forms, changed_ns)


def _cache_of(name: str) -> str:
    """Files under assets/ carry a hash of their content in their name."""
    if name in FRESH:
        return NO_STORE
    return FOR_EVER if name.startswith("assets/") else ASK_AGAIN
