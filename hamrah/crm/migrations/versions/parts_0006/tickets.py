"""Tickets with their clocks, lines and pictures; problems that many have; handovers."""

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    op.create_table(
        "problems",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_problems_product_id_products"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )

    with op.batch_alter_table("problems", schema=None) as batch_op:
        batch_op.create_index("ix_problems_open", ["product_id", "kind", "status"], unique=False)

    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sender_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spoken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["conversations.sender_id"],
            name=op.f("fk_handovers_sender_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_handovers_staff_id_staff")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_handovers_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )

    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handovers_sender_id"), ["sender_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handovers_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handovers_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "sla_notices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_sla_notices_ticket_id_tickets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_notices")),
        sa.UniqueConstraint(
            "ticket_id", "clock", "kind", "due_at", name=op.f("uq_sla_notices_ticket_id_clock_kind_due_at")
        ),
    )

    op.create_table(
        "ticket_lines",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_ticket_lines_order_line_id_order_lines"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_lines_ticket_id_tickets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_lines")),
        sa.UniqueConstraint("ticket_id", "order_line_id", name=op.f("uq_ticket_lines_ticket_id_order_line_id")),
    )

    with op.batch_alter_table("ticket_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_lines_order_line_id"), ["order_line_id"], unique=False)

    op.create_table(
        "ticket_photos",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_photos_ticket_id_tickets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_photos")),
    )

    with op.batch_alter_table("ticket_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_photos_ticket_id"), ["ticket_id"], unique=False)

    with op.batch_alter_table("ticket_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("public", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("origin", sa.String(length=200), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_ticket_events_ticket_id_origin"), ["ticket_id", "origin"])

    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("impact", sa.String(length=40), server_default="normal", nullable=False))
        batch_op.add_column(sa.Column("problem_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("solution_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("first_answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reopened", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(batch_op.f("ix_tickets_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_problem_id"), ["problem_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_tickets_problem_id_problems"), "problems", ["problem_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_tickets_merged_into_id_tickets"), "tickets", ["merged_into_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_tickets_merged_into_id_tickets"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_tickets_problem_id_problems"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_tickets_problem_id"))
        batch_op.drop_index(batch_op.f("ix_tickets_merged_into_id"))
        batch_op.drop_column("reopened")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("waiting_since")
        batch_op.drop_column("first_answered_at")
        batch_op.drop_column("solution_due_at")
        batch_op.drop_column("language")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("problem_id")
        batch_op.drop_column("impact")

    with op.batch_alter_table("ticket_events", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_ticket_events_ticket_id_origin"), type_="unique")
        batch_op.drop_column("origin")
        batch_op.drop_column("public")

    with op.batch_alter_table("ticket_photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_photos_ticket_id"))

    op.drop_table("ticket_photos")

    with op.batch_alter_table("ticket_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_lines_order_line_id"))

    op.drop_table("ticket_lines")

    op.drop_table("sla_notices")

    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handovers_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_handovers_staff_id"))
        batch_op.drop_index(batch_op.f("ix_handovers_sender_id"))

    op.drop_table("handovers")

    with op.batch_alter_table("problems", schema=None) as batch_op:
        batch_op.drop_index("ix_problems_open")

    op.drop_table("problems")
