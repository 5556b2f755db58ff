"""A branch, product or topic has one standing alert at most."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STANDING = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "uq_satisfaction_alerts_one_open",
        "satisfaction_alerts",
        ["scope", "scope_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    op.drop_index("uq_satisfaction_alerts_one_open", "satisfaction_alerts")
