"""What was told unasked, looked at again on its way to an app: it may have been stopped since, or be night by now."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.channels import ProactiveMessage
from hamrah.services.consents import MARKETING, consents_to
from hamrah.services.deliveries import DeliveryClaim, fail_delivery
from hamrah.services.proactive_rules import Kind, message_rules


def is_unasked(session: Session, claim: DeliveryClaim) -> bool:
    """Whether a message was told unasked: a look that takes no lock."""
    return _told(session, claim) is not None


def is_marketing(session: Session, claim: DeliveryClaim) -> bool:
    """Whether a message was told unasked and is marketing: nobody is asked to write so that it may be sent."""
    told = _told(session, claim)
    kind = None if told is None else _kind(told)
    return kind is not None and kind.consent == MARKETING


def goes_out(session: Session, claim: DeliveryClaim, now: datetime) -> bool:
    """Whether a message is to be sent now; where not, its delivery has come to its end.

    What its customer does not want any more is given up, and marketing that is too late. What would disturb somebody's
    night is planned again: in the morning it is told anew, if it is still so. Whoever wrote since is awake, and what
    was sent in part is sent whole.
    """
    told = _told(session, claim)
    if told is None:
        return True
    reason = _unwanted(session, told, now)
    is_awake = claim.heard_at is not None and claim.heard_at >= claim.message.at
    if reason is None and not is_awake and claim.parts_sent == 0 and message_rules().after_quiet(now) != now:
        told.status, told.sent_at, told.channel = "planned", None, None
        reason = "quiet_hours"
    if reason is None:
        return True
    fail_delivery(session, claim, reason)
    return False


def _unwanted(session: Session, told: ProactiveMessage, now: datetime) -> str | None:
    kind = _kind(told)
    if kind is None:
        return "kind_gone"
    allowed = consents_to(session, told.customer_id, kind.consent)
    if allowed is False:
        return "opted_out"
    if kind.consent != MARKETING:
        return None
    if not allowed:
        return "no_consent"
    return "too_late" if told.due_at < now - timedelta(hours=kind.valid_hours) else None


def _told(session: Session, claim: DeliveryClaim) -> ProactiveMessage | None:
    row = ProactiveMessage
    return session.scalar(select(row).where(row.message_id == claim.message.id, row.status == "sent").limit(1))


def _kind(told: ProactiveMessage) -> Kind | None:
    return next((kind for name, kind in message_rules().kinds.items() if name == told.kind), None)
