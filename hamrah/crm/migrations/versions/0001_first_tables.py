"""First tables."""

from hamrah.crm.migrations.versions.parts_0001 import (
    catalogue,
    conversations,
    customers,
    offers,
    operations,
    orders,
    outbox,
    recommendations,
    satisfaction,
    tickets,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_IN_ORDER = (
    catalogue,
    outbox,
    customers,
    conversations,
    operations,
    recommendations,
    orders,
    offers,
    tickets,
    satisfaction,
)
"""By what refers to what."""


def upgrade() -> None:
    for part in _IN_ORDER:
        part.upgrade()


def downgrade() -> None:
    for part in reversed(_IN_ORDER):
        part.downgrade()
