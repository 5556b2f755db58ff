"""The small shop of the use cases' tests."""

from services.conftest import _sqlite_world, own_var, sqlite_shop

__all__ = ["_sqlite_world", "own_var", "sqlite_shop"]
