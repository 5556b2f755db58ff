"""Suggestions by the measured model: neighbours packed by level, facts of items, weights and trees of a run."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FITTED = ("item_popularity", "scoped_popularity")


def upgrade() -> None:
    _forget_fits()
    op.drop_table("item_neighbours")
    op.create_table(
        "item_neighbours",
        sa.Column("model_run", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("neighbours", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model_run", "level", "product_id", name=op.f("pk_item_neighbours")),
    )
    op.create_table(
        "item_facts",
        sa.Column("model_run", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model_run", "product_id", name=op.f("pk_item_facts")),
    )
    op.add_column("model_runs", sa.Column("weights", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("model_runs", sa.Column("figures", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("model_runs", sa.Column("reranker", sa.Text(), nullable=True))


def _forget_fits() -> None:
    """What a fit wrote is written anew by the next one; runs stay, since suggestions name them."""
    for name in FITTED:
        op.execute(sa.table(name).delete())
    runs = sa.table("model_runs", sa.column("current", sa.Boolean))
    op.execute(runs.update().values(current=sa.false()))


def downgrade() -> None:
    _forget_fits()
    op.drop_column("model_runs", "reranker")
    op.drop_column("model_runs", "figures")
    op.drop_column("model_runs", "weights")
    op.drop_table("item_facts")
    op.drop_table("item_neighbours")
    op.create_table(
        "item_neighbours",
        sa.Column("model_run", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("neighbour_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("model_run", "product_id", "neighbour_id", name=op.f("pk_item_neighbours")),
    )
