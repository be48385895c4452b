"""What all tables are made with: their one metadata, and the kinds of columns. Instants are ms UTC."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Text, text

from server.db.types import Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def ref(name: str = "id", *, nullable: bool = False) -> Column[object]:
    return Column(name, Id, nullable=nullable)


def key(name: str = "id") -> Column[object]:
    return Column(name, Id, primary_key=True)


def string(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def instant(name: str, *, nullable: bool = True) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def big(name: str, default: int | None = None) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default=None if default is None else str(default))


def count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default="0")


def few(where: str, *columns: str) -> Index:
    """An index of the few rows that somebody looks at for this reason."""
    return Index(None, *columns, sqlite_where=text(where), postgresql_where=text(where))
