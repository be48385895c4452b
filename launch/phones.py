"""./run --phone: which address phones reach this machine at, the certificate for it, and what to scan."""

import socket
from typing import NamedTuple

from launch.console import Stop, say
from launch.place import KEPT
from server.phone.certificates import Authority, Served, keep_authority, keep_certificate, may_vouch_for, utc_now
from server.phone.qr import qr_text
from server.phone.trust import TrustPage, serve_trust_page

AUTHORITY = KEPT / "ca"  # survives --fresh: phones trust it


class Lan(NamedTuple):
    """This machine as phones on the network reach it."""

    address: str
    authority: Authority
    served: Served
    https_port: int
    trust_port: int

    @property
    def app(self) -> str:
        return f"https://{self.address}:{self.https_port}"

    @property
    def trust(self) -> str:
        return f"http://{self.address}:{self.trust_port}/"


def open_lan(host: str, port: int) -> Lan:
    """Find the address, make or take the certificate, and serve the page that tells how to trust it."""
    address = lan_address() if host in ("127.0.0.1", "localhost", "0.0.0.0", "::") else host
    if address is None:
        raise Stop("This machine is on no network that a phone could reach. Join the phone's Wi-Fi, or start without --phone.")
    if not may_vouch_for(address):
        raise Stop(
            f"{address} is no private address. ./run --phone is for a network at home or in an office; see README.md for the internet."
        )
    authority = keep_authority(AUTHORITY, utc_now())
    hosts = list(dict.fromkeys([address, f"{socket.gethostname().split('.')[0].lower()}.local", "localhost", "127.0.0.1"]))
    lan = Lan(address, authority, keep_certificate(AUTHORITY, authority, hosts, utc_now()), port + 1, port + 2)
    serve_trust_page(TrustPage(authority, f"{lan.app}/"), "0.0.0.0", lan.trust_port)
    return lan


def lan_address() -> str | None:
    """The address of the interface that leads out of this machine. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if address.startswith(("127.", "0.")) else address


def show(lan: Lan, code: str | None, *, coloured: bool) -> None:
    link = f"{lan.app}/enrol#{code}" if code else f"{lan.app}/"
    say(f"\n1  On the phone, once: how to trust this computer's certificate ({lan.trust})\n")
    say(qr_text(lan.trust, coloured=coloured))
    say(f"\n   SHA-256 {lan.authority.fingerprint}")
    say(f"\n2  Then the app, as a volunteer ({link})\n")
    say(qr_text(link, coloured=coloured))
    say(f"\nThe phone must be in the same network, and a firewall must let ports {lan.https_port} and {lan.trust_port} in.")
