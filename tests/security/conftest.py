"""The small shop of the use cases' tests."""

from services.conftest import _postgresql_shop, _postgresql_world, _sqlite_world, own_var, shop, sqlite_shop

__all__ = ["_postgresql_shop", "_postgresql_world", "_sqlite_world", "own_var", "shop", "sqlite_shop"]
