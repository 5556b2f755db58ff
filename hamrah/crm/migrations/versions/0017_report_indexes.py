"""Indexes from which a year's report is read, and one of what customers wait for."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_placed_at"))
        batch_op.create_index(
            "ix_orders_placed",
            [
                *("placed_at", "branch_id", "status", "total_minor", "shipping_minor", "currency"),
                *("touchpoint", "customer_id"),
            ],
            unique=False,
        )
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_lines_order_id"))
        batch_op.create_index("ix_order_lines_order", ["order_id", "quantity"], unique=False)
    with op.batch_alter_table("survey_invitations", schema=None) as batch_op:
        batch_op.create_index("ix_survey_invitations_asked", ["status", "asked_at"], unique=False)
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.create_index("ix_interactions_kind", ["kind", "at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.drop_index("ix_interactions_kind")
    with op.batch_alter_table("survey_invitations", schema=None) as batch_op:
        batch_op.drop_index("ix_survey_invitations_asked")
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_order_lines_order")
        batch_op.create_index(batch_op.f("ix_order_lines_order_id"), ["order_id"], unique=False)
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index("ix_orders_placed")
        batch_op.create_index(batch_op.f("ix_orders_placed_at"), ["placed_at"], unique=False)
