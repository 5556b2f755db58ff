"""Which question a rating answers: the one whose button was pressed, else what the conversation was asked last."""

from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage, Interaction
from hamrah.crm.satisfaction import SurveyInvitation
from hamrah.crm.tickets import Ticket
from hamrah.language.ratings import Rated, find_rating
from hamrah.services.identity import Principal
from hamrah.services.survey_rules import Scale, survey_rules

NOTHING_ASKED = "nothing"
"""What the buttons of a rating are about that answers no invitation."""
ANSWERABLE = ("asked", "answered", "unanswered")


def open_invitation(session: Session, sender_id: str) -> SurveyInvitation | None:
    """The newest question asked in a conversation, if it waits for its answer and nothing was asked after it.

    Who says that a ticket is solved is asked how satisfied they are with it: what they say next is of that.
    """
    invitation = _newest_asked(session, sender_id)
    if invitation is None:
        return None
    row = Interaction
    ended = select(row.subject_id).where(
        row.sender_id == sender_id, row.kind == "ticket_confirmed", row.at > invitation.asked_at
    )
    ticket = session.scalar(ended.order_by(row.at.desc(), row.id.desc()).limit(1))
    return invitation if ticket is None or _rates_ticket(invitation, ticket) else None


def invitation_meant(session: Session, principal: Principal, about: str | None = None) -> SurveyInvitation | None:
    """The question that a rating answers: what its button is `about`, else the open one; None for one of no invitation.

    `about` is an invitation's id, a ticket's number or `NOTHING_ASKED`. A button's question is answered late, too, and
    anew.
    """
    if about is None:
        return open_invitation(session, principal.sender_id)
    if about.isdigit():
        asked = session.get(SurveyInvitation, int(about))
        return asked if asked is not None and asked.status in ANSWERABLE and _is_theirs(asked, principal) else None
    ticket = session.scalar(select(Ticket.id).where(Ticket.number == about))
    newest = _newest_asked(session, principal.sender_id)
    return newest if newest is not None and _rates_ticket(newest, str(ticket)) else None


def _is_theirs(invitation: SurveyInvitation, principal: Principal) -> bool:
    is_customers = principal.customer_id is not None and invitation.customer_id == principal.customer_id
    return is_customers or invitation.sender_id == principal.sender_id


def _rates_ticket(invitation: SurveyInvitation, ticket_id: str) -> bool:
    return (invitation.kind, invitation.subject_type, invitation.subject_id) == ("csat", "ticket", ticket_id)


def _newest_asked(session: Session, sender_id: str) -> SurveyInvitation | None:
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


def rating_in(text: str, invitation: SurveyInvitation | None) -> Rated | None:
    """What a text answers to the question of an invitation, on its scale; to that of CSAT without one."""
    scale = scale_of(invitation)
    return find_rating(text, scale.lowest, scale.highest, "csat" if invitation is None else invitation.kind)


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
    return rating_in(text, invitation)
