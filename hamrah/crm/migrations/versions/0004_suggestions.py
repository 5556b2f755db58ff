"""Outcomes of suggestions tied back once, popularity by scope, age limits, events of tills and apps, sizes by kind."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CLOTHES = ("XS", "S", "M", "L", "small", "medium", "large", "XL", "XXL")
AGES = tuple(str(age) for age in range(1, 17))


def upgrade() -> None:
    op.create_table(
        "scoped_popularity",
        sa.Column("model_run", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("buyers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("model_run", "scope", "key", "product_id", name=op.f("pk_scoped_popularity")),
    )
    op.create_table(
        "touchpoint_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sender", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touchpoint_events")),
        sa.UniqueConstraint("sender", "event_id", name=op.f("uq_touchpoint_events_sender_event_id")),
    )
    op.create_index("ix_item_popularity_best", "item_popularity", ["model_run", "score"], unique=False)
    op.add_column("products", sa.Column("age_restricted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("recommendations", sa.Column("model_run", sa.Integer(), nullable=True))
    op.add_column(
        "recommendations", sa.Column("touchpoint", sa.String(length=40), server_default="chat", nullable=False)
    )
    _keep_first_outcomes()
    with op.batch_alter_table("recommendation_outcomes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("touchpoint", sa.String(length=40), server_default="chat", nullable=False))
        batch_op.add_column(sa.Column("order_line_id", sa.Integer(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_recommendation_outcomes_recommendation_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_recommendation_outcomes_order_line_id"), ["order_line_id"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_recommendation_outcomes_recommendation_id_kind"), ["recommendation_id", "kind"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_recommendation_outcomes_order_line_id_order_lines"),
            "order_lines",
            ["order_line_id"],
            ["id"],
            ondelete="CASCADE",
        )
    _name_kinds_of_size()


def _keep_first_outcomes() -> None:
    op.execute(
        "DELETE FROM recommendation_outcomes WHERE id NOT IN "
        "(SELECT MIN(id) FROM recommendation_outcomes GROUP BY recommendation_id, kind)"
    )


def _name_kinds_of_size() -> None:
    """A size stated so far was one for everything; its value tells which kind it is of."""
    rows = sa.table("preferences", sa.column("kind", sa.String), sa.column("value", sa.String))
    for kind, sizes in (("clothing_size", CLOTHES), ("kids_size", AGES)):
        op.execute(rows.update().where(rows.c.kind == "size", rows.c.value.in_(sizes)).values(kind=kind))
    op.execute(rows.update().where(rows.c.kind == "size").values(kind="shoe_size"))


def downgrade() -> None:
    rows = sa.table("preferences", sa.column("kind", sa.String), sa.column("value", sa.String))
    op.execute(rows.update().where(rows.c.kind.in_(("clothing_size", "kids_size", "shoe_size"))).values(kind="size"))
    with op.batch_alter_table("recommendation_outcomes", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_recommendation_outcomes_order_line_id_order_lines"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_recommendation_outcomes_recommendation_id_kind"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_recommendation_outcomes_order_line_id"), type_="unique")
        batch_op.create_index(
            batch_op.f("ix_recommendation_outcomes_recommendation_id"), ["recommendation_id"], unique=False
        )
        batch_op.drop_column("order_line_id")
        batch_op.drop_column("touchpoint")

    # Not in batches: those would make the tables anew on SQLite, and take along all that points to their rows.
    op.drop_column("recommendations", "touchpoint")
    op.drop_column("recommendations", "model_run")
    op.drop_column("products", "age_restricted")
    op.drop_index("ix_item_popularity_best", table_name="item_popularity")
    op.drop_table("touchpoint_events")
    op.drop_table("scoped_popularity")
