"""Enrolment codes: ten characters of Crockford's base32, 50 bits, of which the store keeps only a hash."""

from hashlib import blake2b, sha256, sha512
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
CHECK = 4  # bytes
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "\u3000": ""})


def make_code(chance: bytes) -> str:
    """A code of ten random bytes."""
    return "".join(ALPHABET[byte & 31] for byte in chance[:LENGTH])


def normal_code(typed: str) -> str | None:
    """What a person typed as we write it (small letters, O for 0, I or L for 1, hyphens), or None if it is no code."""
    code = typed.strip().upper().translate(MISREAD)
    return code if len(code) == LENGTH and all(letter in ALPHABET for letter in code) else None


def hash_code(code: str) -> bytes:
    return sha256(b"doorstep code " + code.encode()).digest()


def seal_code(code: str, token: str, invitation_id: UUID) -> bytes:
    """The code as it may be kept to repeat an answer: only who shows the same token again can read it."""
    return _mixed(code.encode() + _check(code), token, invitation_id)


def open_code(sealed: bytes, token: str, invitation_id: UUID) -> str | None:
    """None with another token."""
    opened = _mixed(sealed, token, invitation_id)
    code = opened[:LENGTH].decode("latin-1")
    return code if opened[LENGTH:] == _check(code) else None


def _check(code: str) -> bytes:
    return blake2b(code.encode("latin-1"), digest_size=CHECK).digest()


def _mixed(text: bytes, token: str, invitation_id: UUID) -> bytes:
    stream = blake2b(invitation_id.bytes, key=sha512(token.encode()).digest(), digest_size=LENGTH + CHECK).digest()
    return bytes(one ^ other for one, other in zip(text, stream, strict=True))
