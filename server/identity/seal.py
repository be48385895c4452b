"""The key that a phone seals its unsent work with: one for each replica and person, derived, so that none is stored."""

from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, select

from server.db.tables import organization
from sync.sealed import LABEL


def derive_key(secret: bytes, replica_id: UUID, person_id: UUID) -> bytes:
    """Whoever has it was given it as this person on this replica: a good seal proves both, and no phone can make another's."""
    info = LABEL.encode() + replica_id.bytes + person_id.bytes
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


def get_seal_key(conn: Connection, replica_id: UUID, person_id: UUID) -> bytes:
    secret: bytes = conn.execute(select(organization.c.file_secret)).scalar_one()
    return derive_key(secret, replica_id, person_id)
