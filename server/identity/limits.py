"""How often a code may be tried: counted in the store, so that every process counts the same tries.

From one address thirty failures an hour; of codes that begin alike five, then each failure doubles the wait.
"""

from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Connection, delete

from server.db.driver import execute, fetch
from server.db.tables import rate_limits
from server.identity.codes import normal_code

HOUR_MS = 3_600_000
FAILURES_AN_HOUR = 30
FREE_TRIES = 5
FIRST_WAIT_MS = 30_000
ALIKE = 4  # characters
ADD = "INSERT INTO rate_limits (key, since_at, count) VALUES (?, ?, 1) ON CONFLICT (key) DO UPDATE SET count = rate_limits.count + 1,"


def keys_of(address: str, code: str, salt: bytes) -> tuple[str, str]:
    """The counters a try belongs to. Addresses are hashed; of IPv6 the network counts."""
    source = _source(address)
    return _key(salt, "address", source), _key(salt, "code", source, (normal_code(code) or code.upper())[:ALIKE])


def wait_ms(conn: Connection, keys: tuple[str, str], now: int) -> int:
    """How long until the next try is looked at; 0: now."""
    counts: dict[str, tuple[int, int]] = {
        key: (since, count)
        for key, since, count in fetch(conn, "SELECT key, since_at, count FROM rate_limits WHERE key IN (??)", list(keys))
    }
    since, count = counts.get(keys[0], (now, 0))
    by_address = since + HOUR_MS - now if count >= FAILURES_AN_HOUR else 0
    last, failures = counts.get(keys[1], (now, 0))
    by_code = last + _pause(failures) - now
    return max(by_address, by_code, 0)


def count_failure(conn: Connection, keys: tuple[str, str], now: int) -> None:
    """An address's hour begins with its first failure; the wait of a code begins again with each. What is older is forgotten."""
    conn.execute(delete(rate_limits).where(rate_limits.c.since_at <= now - HOUR_MS))
    for key, since in zip(keys, ("rate_limits.since_at", "excluded.since_at"), strict=True):
        execute(conn, f"{ADD} since_at = {since}", key, now)


def forget_failures(conn: Connection, keys: tuple[str, str]) -> None:
    """After a success: the codes that begin alike may be tried at once again. The address's hour goes on."""
    conn.execute(delete(rate_limits).where(rate_limits.c.key == keys[1]))


def _pause(failures: int) -> int:
    if failures < FREE_TRIES:
        return 0
    pause: int = FIRST_WAIT_MS << min(failures - FREE_TRIES, 10)
    return min(pause, HOUR_MS)


def _source(address: str) -> str:
    try:
        host = ip_address(address)
    except ValueError:
        return address
    if isinstance(host, IPv6Address):
        return str(host.ipv4_mapped or int(host) >> 64)
    return str(host)


def _key(salt: bytes, *parts: str) -> str:
    return blake2b("\n".join(parts).encode(), key=salt[:64], digest_size=16).hexdigest()
