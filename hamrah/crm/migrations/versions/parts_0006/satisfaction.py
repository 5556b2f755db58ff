"""Surveys, reviews, alerts and follow-ups, and what is known of a rating."""

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
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


def downgrade() -> None:
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

    with op.batch_alter_table("satisfaction_alerts", schema=None) as batch_op:
        batch_op.drop_index("ix_satisfaction_alerts_scope")

    op.drop_table("satisfaction_alerts")
