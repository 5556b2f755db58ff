"""Which question a person's next words answer: the open invitation of their conversation decides, nothing else."""

from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage
from hamrah.crm.satisfaction import SurveyInvitation
from hamrah.language.ratings import Rated, find_rating
from hamrah.services.survey_rules import Scale, survey_rules


def open_invitation(session: Session, sender_id: str) -> SurveyInvitation | None:
    """The newest question asked in a conversation that still waits for its answer; None without."""
    row = SurveyInvitation
    since = utc_now() - timedelta(hours=survey_rules().answer_within_hours)
    query = select(row).where(row.sender_id == sender_id, row.status == "asked", row.asked_at > since)
    return session.scalar(query.order_by(row.asked_at.desc(), row.id.desc()).limit(1))


def scale_of(invitation: SurveyInvitation | None) -> Scale:
    """The scale that a rating is given on: the invitation's, else that of CSAT."""
    return scale_of_kind("csat" if invitation is None else invitation.kind)


def scale_of_kind(kind: str) -> Scale:
    """The scale of `csat`, `nps` or `ces`."""
    return next(scale for name, scale in survey_rules().kinds.items() if name == kind)


def survey_answer(session: Session, sender_id: str, text: str) -> Rated | None:
    """The rating that a message gives to a survey's question, if it is the first thing said after it; else None.

    Later a bare number may answer something else, and other words are simply answered.
    """
    invitation = open_invitation(session, sender_id)
    if invitation is None:
        return None
    spoken = exists().where(
        ChatMessage.sender_id == sender_id, ChatMessage.author == "person", ChatMessage.at > invitation.asked_at
    )
    if session.scalar(select(spoken)):
        return None
    scale = scale_of(invitation)
    return find_rating(text, scale.lowest, scale.highest)
