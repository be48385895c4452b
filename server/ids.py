"""Ids in order of time: what is made together lies together in an index."""

from uuid import UUID


def uuid7(now_ms: int, chance: bytes) -> UUID:
    """A UUIDv7 (RFC 9562) of an instant and 10 random bytes."""
    number = (now_ms & (1 << 48) - 1) << 80 | int.from_bytes(chance[:10], "big")
    number = number & ~(0xF << 76) | 7 << 76
    return UUID(int=number & ~(3 << 62) | 2 << 62)
