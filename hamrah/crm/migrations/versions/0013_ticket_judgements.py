"""What the words of a ticket say."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sentiment", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("score", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("topic", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("urgency", sa.String(length=40), nullable=True))
        batch_op.create_index(batch_op.f("ix_tickets_sentiment"), ["sentiment"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tickets_sentiment"))
        batch_op.drop_column("urgency")
        batch_op.drop_column("topic")
        batch_op.drop_column("score")
        batch_op.drop_column("sentiment")
