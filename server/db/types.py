"""Column types that look the same to the code on SQLite and PostgreSQL."""

import sqlite3
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType, Uuid


@lru_cache(maxsize=1 << 14)
def _from_bytes(value: bytes) -> UUID:
    """The same few teams, slices and people are read again and again."""
    return UUID(bytes=value)


sqlite3.register_adapter(UUID, UUID.bytes.fget)  # type: ignore[attr-defined]
sqlite3.register_converter("UUIDBLOB", _from_bytes)


class _UuidBlob(UserDefinedType[UUID]):
    """SQLite: 16 bytes under a declared type that the driver's converter knows (DETECT_TYPES in db/engine.py)."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "UUIDBLOB"


class Id(TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, 16 bytes on SQLite."""

    impl = Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(_UuidBlob() if dialect.name == "sqlite" else Uuid())

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> UUID | None:
        return value

    def process_result_value(self, value: UUID | bytes | None, dialect: Dialect) -> UUID | None:
        return UUID(bytes=value) if isinstance(value, bytes) else value  # RETURNING loses the declared type


Millis = BigInteger  # an instant: ms since the Unix epoch, UTC
Blob = LargeBinary
