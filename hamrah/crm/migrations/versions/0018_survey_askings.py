"""Where questions were asked, so that one that was refused is not asked there again."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_askings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["channel_accounts.id"],
            name=op.f("fk_survey_askings_account_id_channel_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["survey_invitations.id"],
            name=op.f("fk_survey_askings_invitation_id_survey_invitations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["chat_messages.id"],
            name=op.f("fk_survey_askings_message_id_chat_messages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_askings")),
        sa.UniqueConstraint("invitation_id", "account_id", name=op.f("uq_survey_askings_invitation_id_account_id")),
    )
    with op.batch_alter_table("survey_askings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_askings_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_askings_message_id"), ["message_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("survey_askings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_askings_message_id"))
        batch_op.drop_index(batch_op.f("ix_survey_askings_account_id"))

    op.drop_table("survey_askings")
