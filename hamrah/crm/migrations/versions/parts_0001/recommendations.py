"""What the recommender learnt, and what it showed."""

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    op.create_table(
        "item_neighbours",
        sa.Column("model_run", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("neighbour_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("model_run", "product_id", "neighbour_id", name=op.f("pk_item_neighbours")),
    )

    op.create_table(
        "item_popularity",
        sa.Column("model_run", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("model_run", "product_id", name=op.f("pk_item_popularity")),
    )

    op.create_table(
        "model_runs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_runs")),
    )

    op.create_table(
        "recommendations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sender_id", sa.String(length=200), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_recommendations_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_recommendations_product_id_products"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendations")),
    )

    with op.batch_alter_table("recommendations", schema=None) as batch_op:
        batch_op.create_index("ix_recommendations_customer", ["customer_id", "shown_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommendations_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommendations_sender_id"), ["sender_id"], unique=False)

    op.create_table(
        "recommendation_outcomes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.id"],
            name=op.f("fk_recommendation_outcomes_recommendation_id_recommendations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_outcomes")),
    )

    with op.batch_alter_table("recommendation_outcomes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recommendation_outcomes_recommendation_id"), ["recommendation_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("recommendation_outcomes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_outcomes_recommendation_id"))

    op.drop_table("recommendation_outcomes")

    with op.batch_alter_table("recommendations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendations_sender_id"))
        batch_op.drop_index(batch_op.f("ix_recommendations_product_id"))
        batch_op.drop_index("ix_recommendations_customer")

    op.drop_table("recommendations")

    op.drop_table("model_runs")

    op.drop_table("item_popularity")

    op.drop_table("item_neighbours")
