"""A certificate authority made once and kept, and the server certificates it signs.

Its name constraints let it vouch for private addresses and local names alone: who steals the key cannot pass for any other site.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, ip_address, ip_network
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CA_YEARS = 5
LEAF_DAYS = 200  # phones refuse longer ones
RENEW_DAYS = 30
EARLIER = timedelta(days=1)  # a phone's clock may be slow

LOCAL_NAMES = ("localhost", "local", "lan", "home.arpa", "internal", "test")
PRIVATE = "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 127.0.0.0/8"
SHARED_OR_RESERVED = "100.64.0.0/10 192.0.2.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24"  # never a site on the internet either
LOCAL_NETWORKS = tuple(ip_network(net) for net in f"{PRIVATE} {SHARED_OR_RESERVED}".split())


class Authority(msgspec.Struct, frozen=True):
    """A certificate authority: what phones are asked to trust, and the key that signs."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def fingerprint(self) -> str:
        """SHA-256 as phones show it: pairs of hex digits."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(" ").upper()


class Served(msgspec.Struct, frozen=True):
    """The files that a TLS listener reads."""

    certificate: Path
    key: Path


def may_vouch_for(host: str) -> bool:
    """Whether a phone will believe the authority about this name or address."""
    try:
        address = ip_address(host)
    except ValueError:
        return host.rpartition(".")[2] in LOCAL_NAMES or host.endswith(".home.arpa")
    return isinstance(address, IPv4Address) and any(address in net for net in LOCAL_NETWORKS if isinstance(net, IPv4Network))


def keep_authority(folder: Path, now: datetime) -> Authority:
    """The authority kept in `folder`, made at the first call and again when it has run out."""
    certificate, key = folder / "ca.pem", folder / "ca.key"
    if certificate.exists() and key.exists():
        kept = _load(certificate, key)
        if kept.certificate.not_valid_after_utc > now + timedelta(days=LEAF_DAYS):
            return kept
    made = _make_authority(now)
    _write(key, _key_bytes(made.key))
    _write(certificate, made.certificate.public_bytes(serialization.Encoding.PEM))
    return made


def keep_certificate(folder: Path, authority: Authority, hosts: Sequence[str], now: datetime) -> Served:
    """A server certificate for exactly `hosts`, kept in `folder` until it is nearly due or the hosts change."""
    served = Served(folder / "server.pem", folder / "server.key")
    if served.certificate.exists() and served.key.exists():
        held = x509.load_pem_x509_certificate(served.certificate.read_bytes())
        fresh = held.not_valid_after_utc > now + timedelta(days=RENEW_DAYS)
        if fresh and _hosts_of(held) == set(hosts) and held.issuer == authority.certificate.subject and _is_signed_by(held, authority):
            return served
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _sign(authority, key.public_key(), hosts, now)
    _write(served.key, _key_bytes(key))
    _write(served.certificate, certificate.public_bytes(serialization.Encoding.PEM))
    return served


def _make_authority(now: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    serial = x509.random_serial_number()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Doorstep 连心 ({serial % 0xFFFF:04X})")])
    constraints = x509.NameConstraints(
        permitted_subtrees=[*map(x509.DNSName, LOCAL_NAMES), *map(x509.IPAddress, LOCAL_NETWORKS)], excluded_subtrees=None
    )
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), serial, now - EARLIER, now + timedelta(days=365 * CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(constraints, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate, key)


def _sign(authority: Authority, public: ec.EllipticCurvePublicKey, hosts: Sequence[str], now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Doorstep on this network")])
    issuer = authority.certificate
    return (
        x509.CertificateBuilder(
            issuer.subject, name, public, x509.random_serial_number(), now - EARLIER, now - EARLIER + timedelta(days=LEAF_DAYS)
        )
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
        .sign(authority.key, hashes.SHA256())
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _hosts_of(certificate: x509.Certificate) -> set[str]:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in names}


def _is_signed_by(certificate: x509.Certificate, authority: Authority) -> bool:
    mine = authority.key.public_key()
    held = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    return held == x509.AuthorityKeyIdentifier.from_issuer_public_key(mine)


def _load(certificate: Path, key: Path) -> Authority:
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{key} holds a key of another kind")
    return Authority(x509.load_pem_x509_certificate(certificate.read_bytes()), private)


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    beside.replace(path)


def utc_now() -> datetime:
    return datetime.now(UTC)
