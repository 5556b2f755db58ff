"""Questions that a provider refused for good: they were not asked, and may be asked at another place."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.satisfaction import SurveyAsking, SurveyInvitation
from hamrah.services.receipts import refused

REFUSED = "refused"
"""The reason of a question that no provider brought and that has found no other place."""


def note_asking(session: Session, invitation: SurveyInvitation, line: ChatMessage, place: Conversation) -> None:
    """Note where a question was asked."""
    session.add(SurveyAsking(invitation_id=invitation.id, message_id=line.id, account_id=place.account_id))


def accounts_tried(session: Session, invitations: Collection[int]) -> Mapping[int, frozenset[int]]:
    """By invitation, the accounts in which it was asked before: it is not asked there again."""
    tried: defaultdict[int, set[int]] = defaultdict(set)
    rows = select(SurveyAsking.invitation_id, SurveyAsking.account_id)
    for invitation_id, account_id in session.execute(rows.where(SurveyAsking.invitation_id.in_(invitations))).tuples():
        if account_id is not None:
            tried[invitation_id].add(account_id)
    return {invitation_id: frozenset(accounts) for invitation_id, accounts in tried.items()}


def take_back_refused(session: Session) -> int:
    """Have questions be planned again that nobody got: each time they were said, the provider refused them for good.

    So they count neither as asked lately nor as left unanswered. How many were taken back.
    """
    ours = SurveyAsking.invitation_id == SurveyInvitation.id
    failed = refused(SurveyAsking.message_id)
    query = (
        select(SurveyInvitation)
        .where(SurveyInvitation.status == "asked")
        .where(exists().where(ours, failed), ~exists().where(ours, ~failed))
        .with_for_update(skip_locked=True)
    )
    invitations = session.scalars(query.execution_options(populate_existing=True)).all()
    for invitation in invitations:
        invitation.status, invitation.reason = "planned", REFUSED
        invitation.asked_at = invitation.channel = None
    session.flush()
    return len(invitations)
