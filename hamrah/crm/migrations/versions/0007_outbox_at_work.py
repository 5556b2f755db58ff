"""What delivering the outbox needs: its rows by target and status, and the status on which a helpdesk agrees."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("remote_records", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("outside_since", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_due")
        batch_op.create_index("ix_outbox_waiting", ["target", "status", "id"], unique=False)
        batch_op.drop_index("ix_outbox_subject")
        batch_op.create_index("ix_outbox_subject", ["target", "subject", "status", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_waiting")
        batch_op.create_index("ix_outbox_due", ["status", "due_at"], unique=False)
        batch_op.drop_index("ix_outbox_subject")
        batch_op.create_index("ix_outbox_subject", ["target", "subject", "id"], unique=False)
    with op.batch_alter_table("remote_records", schema=None) as batch_op:
        batch_op.drop_column("outside_since")
        batch_op.drop_column("status")
