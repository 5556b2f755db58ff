"""At most one open problem a product and kind."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    with op.batch_alter_table("problems", schema=None) as batch_op:
        batch_op.drop_index("ix_problems_open")
        batch_op.create_index(
            "uq_problems_open", ["product_id", "kind"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        )


def downgrade() -> None:
    with op.batch_alter_table("problems", schema=None) as batch_op:
        batch_op.drop_index("uq_problems_open", sqlite_where=OPEN, postgresql_where=OPEN)
        batch_op.create_index("ix_problems_open", ["product_id", "kind", "status"], unique=False)
