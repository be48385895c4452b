"""What a process is told at its start."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

import msgspec

APP_DIR = Path(__file__).parent / "app"
Network = IPv4Network | IPv6Network


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`trusted_proxies`: networks whose X-Forwarded-* headers are believed; of anybody else they are ignored."""

    database: str  # sqlite:///path or postgresql://user@host/name
    app_dir: Path = APP_DIR  # the built app
    journal: Path | None = None  # of what desks do; None: beside an SQLite store, none with PostgreSQL
    trusted_proxies: tuple[Network, ...] = ()


def parse_proxies(names: list[str]) -> tuple[Network, ...]:
    """Addresses or networks in CIDR notation. Raises ValueError naming the one that is neither."""
    return tuple(ip_network(name, strict=False) for name in names)


def is_trusted(address: str | None, proxies: tuple[Network, ...]) -> bool:
    if address is None or not proxies:
        return False
    try:
        host = ip_address(address)
    except ValueError:
        return False
    return any(host in network for network in proxies)
