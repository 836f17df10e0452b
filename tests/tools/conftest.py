"""These tests run on every kind of database."""

from tests.databases import database_url, empty_url, engine, postgresql_server, session

__all__ = ["database_url", "empty_url", "engine", "postgresql_server", "session"]
