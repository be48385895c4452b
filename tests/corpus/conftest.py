"""The community that recordings are made with, on each database."""

from tests.server.conftest import community, doors, founded_postgres, founded_sqlite, serve, template

__all__ = ["community", "doors", "founded_postgres", "founded_sqlite", "serve", "template"]
