"""The state of the outbox: where it delivers to, what stands there, who has a row in hand."""

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    op.create_table(
        "outbox_targets",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_until", sa.String(length=200), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outbox_targets")),
    )

    op.create_table(
        "remote_records",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("local_id", sa.String(length=200), nullable=False),
        sa.Column("remote_id", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remote_records")),
        sa.UniqueConstraint("target", "kind", "local_id", name=op.f("uq_remote_records_target_kind_local_id")),
        sa.UniqueConstraint("target", "kind", "remote_id", name=op.f("uq_remote_records_target_kind_remote_id")),
    )

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("target", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.create_index("ix_outbox_subject", ["target", "subject", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_subject")
        batch_op.drop_column("reason")
        batch_op.drop_column("claimed_until")
        batch_op.drop_column("target")

    op.drop_table("remote_records")

    op.drop_table("outbox_targets")
