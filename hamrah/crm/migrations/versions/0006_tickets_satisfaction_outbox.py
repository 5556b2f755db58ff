"""Tickets with their clocks, surveys, follow-ups, reviews, alerts, handovers, and the state of the outbox."""

from hamrah.crm.migrations.versions.parts_0006 import outbox, satisfaction, tickets

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    outbox.upgrade()
    tickets.upgrade()
    satisfaction.upgrade()


def downgrade() -> None:
    satisfaction.downgrade()
    tickets.downgrade()
    outbox.downgrade()
