"""Name sounds."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "name_sounds",
        sa.Column("sound", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_name_sounds_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sound", "customer_id", name=op.f("pk_name_sounds")),
    )
    with op.batch_alter_table("name_sounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_name_sounds_customer_id"), ["customer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("name_sounds")
