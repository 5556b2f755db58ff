"""What the shop says of its own accord."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proactive_messages",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=200), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_proactive_messages_customer_id_customers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["chat_messages.id"], name=op.f("fk_proactive_messages_message_id_chat_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proactive_messages")),
        sa.UniqueConstraint(
            "kind",
            "customer_id",
            "subject_type",
            "subject_id",
            name=op.f("uq_proactive_messages_kind_customer_id_subject_type_subject_id"),
        ),
    )

    with op.batch_alter_table("proactive_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proactive_messages_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index("ix_proactive_messages_due", ["status", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_proactive_messages_message_id"), ["message_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("proactive_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proactive_messages_message_id"))
        batch_op.drop_index("ix_proactive_messages_due")
        batch_op.drop_index(batch_op.f("ix_proactive_messages_customer_id"))

    op.drop_table("proactive_messages")
