"""Tickets with their clocks, surveys, follow-ups, reviews, alerts, handovers, and the state of the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


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
    op.create_table(
        "satisfaction_alerts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("scope_id", sa.String(length=200), nullable=False),
        sa.Column("window_bad", sa.Integer(), nullable=False),
        sa.Column("window_all", sa.Integer(), nullable=False),
        sa.Column("past_bad", sa.Integer(), nullable=False),
        sa.Column("past_all", sa.Integer(), nullable=False),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction_alerts")),
    )
    with op.batch_alter_table("satisfaction_alerts", schema=None) as batch_op:
        batch_op.create_index("ix_satisfaction_alerts_scope", ["scope", "scope_id", "closed_at"], unique=False)

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
        "reviews",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sentiment", sa.String(length=40), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("urgency", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_reviews_branch_id_branches")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_reviews_customer_id_customers")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_reviews_product_id_products")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_reviews_source_external_id")),
    )
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reviews_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reviews_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reviews_product_id"), ["product_id"], unique=False)
        batch_op.create_index("ix_reviews_written", ["written_at"], unique=False)

    op.create_table(
        "survey_invitations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("survey", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("sender_id", sa.String(length=200), nullable=True),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_survey_invitations_customer_id_customers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitations")),
        sa.UniqueConstraint(
            "kind", "subject_type", "subject_id", name=op.f("uq_survey_invitations_kind_subject_type_subject_id")
        ),
    )
    with op.batch_alter_table("survey_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_invitations_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index("ix_survey_invitations_due", ["status", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_invitations_sender_id"), ["sender_id"], unique=False)

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

    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("sender_id", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=True),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=True),
        sa.Column("remedied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_rating_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_follow_ups_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["rating_id"], ["feedback.id"], name=op.f("fk_follow_ups_rating_id_feedback")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_follow_ups_review_id_reviews")),
        sa.ForeignKeyConstraint(
            ["second_rating_id"], ["feedback.id"], name=op.f("fk_follow_ups_second_rating_id_feedback")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_follow_ups_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_ups_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_ups_rating_id"), ["rating_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_ups_review_id"), ["review_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_ups_second_rating_id"), ["second_rating_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_ups_sender_id"), ["sender_id"], unique=False)
        batch_op.create_index("ix_follow_ups_status", ["status", "opened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_ups_ticket_id"), ["ticket_id"], unique=False)

    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invitation_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("product_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("branch_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sentiment", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("score", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("topic", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("urgency", sa.String(length=40), nullable=True))
        batch_op.create_index(batch_op.f("ix_feedback_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_product_id"), ["product_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_feedback_product_id_products"), "products", ["product_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_feedback_branch_id_branches"), "branches", ["branch_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_feedback_invitation_id_survey_invitations"), "survey_invitations", ["invitation_id"], ["id"]
        )

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("target", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.create_index("ix_outbox_subject", ["target", "subject", "id"], unique=False)

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

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_subject")
        batch_op.drop_column("reason")
        batch_op.drop_column("claimed_until")
        batch_op.drop_column("target")

    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_feedback_invitation_id_survey_invitations"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_feedback_branch_id_branches"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_feedback_product_id_products"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_feedback_product_id"))
        batch_op.drop_index(batch_op.f("ix_feedback_invitation_id"))
        batch_op.drop_index(batch_op.f("ix_feedback_branch_id"))
        batch_op.drop_column("urgency")
        batch_op.drop_column("topic")
        batch_op.drop_column("score")
        batch_op.drop_column("sentiment")
        batch_op.drop_column("branch_id")
        batch_op.drop_column("product_id")
        batch_op.drop_column("language")
        batch_op.drop_column("invitation_id")

    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_ups_ticket_id"))
        batch_op.drop_index("ix_follow_ups_status")
        batch_op.drop_index(batch_op.f("ix_follow_ups_sender_id"))
        batch_op.drop_index(batch_op.f("ix_follow_ups_second_rating_id"))
        batch_op.drop_index(batch_op.f("ix_follow_ups_review_id"))
        batch_op.drop_index(batch_op.f("ix_follow_ups_rating_id"))
        batch_op.drop_index(batch_op.f("ix_follow_ups_customer_id"))

    op.drop_table("follow_ups")
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
    with op.batch_alter_table("survey_invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_invitations_sender_id"))
        batch_op.drop_index("ix_survey_invitations_due")
        batch_op.drop_index(batch_op.f("ix_survey_invitations_customer_id"))

    op.drop_table("survey_invitations")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_index("ix_reviews_written")
        batch_op.drop_index(batch_op.f("ix_reviews_product_id"))
        batch_op.drop_index(batch_op.f("ix_reviews_customer_id"))
        batch_op.drop_index(batch_op.f("ix_reviews_branch_id"))

    op.drop_table("reviews")
    with op.batch_alter_table("problems", schema=None) as batch_op:
        batch_op.drop_index("ix_problems_open")

    op.drop_table("problems")
    with op.batch_alter_table("satisfaction_alerts", schema=None) as batch_op:
        batch_op.drop_index("ix_satisfaction_alerts_scope")

    op.drop_table("satisfaction_alerts")
    op.drop_table("remote_records")
    op.drop_table("outbox_targets")
