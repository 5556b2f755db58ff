"""offers and loyalty."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHECKS = {
    "offers": {
        "within_budget": "spent_minor >= 0 AND (budget_minor IS NULL OR spent_minor <= budget_minor)",
        "holdout_is_a_share": "holdout >= 0 AND holdout < 1",
    },
    "loyalty_entries": {"remaining_not_negative": "remaining >= 0"},
}
# Points were always spent oldest first and all held equally long, so what is gone is gone from the oldest lots.
WHAT_REMAINS = """
UPDATE loyalty_entries SET remaining = lots.remaining FROM (
  SELECT earned.id,
    CASE WHEN earned.summed <= gone.points THEN 0
         WHEN earned.summed - gone.points < earned.points THEN earned.summed - gone.points
         ELSE earned.points END AS remaining
  FROM (SELECT id, customer_id, points,
          SUM(points) OVER (PARTITION BY customer_id ORDER BY expires_at NULLS LAST, id) AS summed
        FROM loyalty_entries WHERE kind = 'earned') earned
  JOIN (SELECT customer_id, SUM(CASE WHEN kind = 'earned' THEN 0 ELSE -points END) AS points
        FROM loyalty_entries GROUP BY customer_id) gone ON gone.customer_id = earned.customer_id
) lots WHERE lots.id = loyalty_entries.id
"""


def upgrade() -> None:
    op.create_table(
        "offer_assignments",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=40), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_offer_assignments_customer_id_customers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_offer_assignments_offer_id_offers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_assignments")),
        sa.UniqueConstraint("offer_id", "customer_id", name=op.f("uq_offer_assignments_offer_id_customer_id")),
    )
    with op.batch_alter_table("offer_assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_assignments_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "offer_tellings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("sender_id", sa.String(length=200), nullable=True),
        sa.Column("touchpoint", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_offer_tellings_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_offer_tellings_offer_id_offers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_tellings")),
    )
    with op.batch_alter_table("offer_tellings", schema=None) as batch_op:
        batch_op.create_index("ix_offer_tellings_customer", ["customer_id", "offer_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_tellings_offer_id"), ["offer_id"], unique=False)
        batch_op.create_index("ix_offer_tellings_sender", ["sender_id", "offer_id", "at"], unique=False)

    op.create_table(
        "offer_redemptions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("given_back_minor", sa.Integer(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "given_back_minor BETWEEN 0 AND amount_minor", name=op.f("ck_offer_redemptions_no_more_back_than_was_off")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_offer_redemptions_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_offer_redemptions_offer_id_offers")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_offer_redemptions_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_redemptions")),
        sa.UniqueConstraint("offer_id", "order_id", name=op.f("uq_offer_redemptions_offer_id_order_id")),
    )
    with op.batch_alter_table("offer_redemptions", schema=None) as batch_op:
        batch_op.create_index("ix_offer_redemptions_customer", ["customer_id", "offer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_redemptions_order_id"), ["order_id"], unique=False)

    with op.batch_alter_table("loyalty_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remaining", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("lot_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_loyalty_entries_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(
            "ix_loyalty_entries_remaining",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("remaining > 0"),
            postgresql_where=sa.text("remaining > 0"),
        )
        batch_op.create_index(
            "uq_loyalty_entries_earned_once",
            ["order_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'earned'"),
            postgresql_where=sa.text("kind = 'earned'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_loyalty_entries_lot_id_loyalty_entries"),
            "loyalty_entries",
            ["lot_id"],
            ["id"],
            ondelete="CASCADE",
        )
        add_checks(batch_op, "loyalty_entries")

    op.execute(WHAT_REMAINS)

    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("segment", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("branches", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("currency", sa.String(length=40), server_default="PKR", nullable=False))
        batch_op.add_column(sa.Column("budget_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("spent_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("most_off_minor", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("uses_per_customer", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("tell_times", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("tell_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("holdout", sa.Float(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("salt", sa.String(length=40), server_default="", nullable=False))
        add_checks(batch_op, "offers")


def add_checks(batch_op: BatchOperations, table: str) -> None:
    for name, condition in CHECKS[table].items():
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def drop_checks(batch_op: BatchOperations, table: str) -> None:
    for name in CHECKS[table]:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")


def downgrade() -> None:
    with op.batch_alter_table("offer_redemptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_redemptions_order_id"))
        batch_op.drop_index("ix_offer_redemptions_customer")

    op.drop_table("offer_redemptions")
    with op.batch_alter_table("offer_tellings", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_tellings_sender")
        batch_op.drop_index(batch_op.f("ix_offer_tellings_offer_id"))
        batch_op.drop_index("ix_offer_tellings_customer")

    op.drop_table("offer_tellings")
    with op.batch_alter_table("offer_assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_assignments_customer_id"))

    op.drop_table("offer_assignments")

    with op.batch_alter_table("offers", schema=None) as batch_op:
        drop_checks(batch_op, "offers")
        batch_op.drop_column("salt")
        batch_op.drop_column("holdout")
        batch_op.drop_column("tell_days")
        batch_op.drop_column("tell_times")
        batch_op.drop_column("uses_per_customer")
        batch_op.drop_column("most_off_minor")
        batch_op.drop_column("spent_minor")
        batch_op.drop_column("budget_minor")
        batch_op.drop_column("currency")
        batch_op.drop_column("branches")
        batch_op.drop_column("segment")

    with op.batch_alter_table("loyalty_entries", schema=None) as batch_op:
        drop_checks(batch_op, "loyalty_entries")
        batch_op.drop_constraint(batch_op.f("fk_loyalty_entries_lot_id_loyalty_entries"), type_="foreignkey")
        batch_op.drop_index(
            "uq_loyalty_entries_earned_once",
            sqlite_where=sa.text("kind = 'earned'"),
            postgresql_where=sa.text("kind = 'earned'"),
        )
        batch_op.drop_index(
            "ix_loyalty_entries_remaining",
            sqlite_where=sa.text("remaining > 0"),
            postgresql_where=sa.text("remaining > 0"),
        )
        batch_op.drop_index(batch_op.f("ix_loyalty_entries_lot_id"))
        batch_op.drop_column("lot_id")
        batch_op.drop_column("remaining")
