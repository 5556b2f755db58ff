"""Alembic's environment: it runs on the connection that `hamrah.crm.migrate` hands over."""

from typing import Any, Literal

from alembic import context

from hamrah.crm.base import UtcDateTime
from hamrah.crm.tables import metadata


def plain_types(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our time type as the plain column it is, so that an old migration never depends on today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    render_item=plain_types,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
