"""Asking how it was: what is due is said in the person's conversation, within the rules, once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import Consent, Customer
from hamrah.crm.orders import Order
from hamrah.crm.satisfaction import SurveyInvitation
from hamrah.crm.tickets import Ticket
from hamrah.language.formatting import isolate
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.opting import MARKETING, SERVICE
from hamrah.services.reaching import reach_customer
from hamrah.services.survey_rules import Scale, SurveyRules, survey_rules
from hamrah.services.transcripts import Said

AT_ONCE = 500


@dataclass(frozen=True)
class _Known:
    """What the rules need to know of the people to be asked; read once a run."""

    places: Mapping[str, Conversation]
    languages: Mapping[int, str | None]
    consenting: frozenset[int]
    stopped: frozenset[int]
    asked_lately: frozenset[str]
    numbers: Mapping[tuple[str, str], str]


def ask_due(session: Session, texts: TextCatalogue, now: datetime) -> int:
    """Ask what is due; how many were asked. What a rule forbids is dropped with its reason, and never asked.

    Nobody is asked in the quiet hours, nor where nobody known is: a question waits until the person is there again,
    as long as it is worth asking at all.
    """
    rules = survey_rules()
    _give_up(session, rules, now)
    if rules.after_quiet(now) != now:
        return 0
    due = select(SurveyInvitation).where(SurveyInvitation.status == "planned", SurveyInvitation.due_at <= now)
    invitations = list(session.scalars(due.order_by(SurveyInvitation.due_at, SurveyInvitation.id).limit(AT_ONCE)))
    known = _read_known(session, invitations, rules, now)
    asked: set[str] = set()
    for invitation in invitations:
        if _ask(session, texts, invitation, known, asked, now):
            asked.add(_person(invitation))
    return len(asked)


def rating_buttons(texts: TextCatalogue, language: str, kind: str, scale: Scale) -> list[dict[str, Any]]:
    """A button for each rating of a scale: stars from the best down, figures from the lowest up."""
    rates = range(scale.lowest, scale.highest + 1)
    ordered = reversed(rates) if kind == "csat" else rates
    return [
        {
            "title": texts.button(language, f"rate_{rate}") if kind == "csat" else str(rate),
            "payload": {"intent": "rate", "entities": {"rating": str(rate)}},
        }
        for rate in ordered
    ]


def _ask(
    session: Session,
    texts: TextCatalogue,
    invitation: SurveyInvitation,
    known: _Known,
    asked: set[str],
    now: datetime,
) -> bool:
    rules = survey_rules()
    survey = rules.surveys.get(invitation.survey)
    person, place = _person(invitation), known.places.get(_person(invitation))
    if survey is None:
        return _drop(invitation, "survey_gone")
    if person in asked or (person in known.asked_lately and not survey.in_any_case):
        return _drop(invitation, "asked_lately")
    if invitation.customer_id in known.stopped:
        return _drop(invitation, "opted_out")
    if survey.needs_consent and invitation.customer_id not in known.consenting:
        return _drop(invitation, "no_consent")
    if place is None:
        return False
    language = place.pinned_language or place.language or known.languages.get(invitation.customer_id or 0) or "en"
    language = language if language in rules.languages else rules.languages[0]
    number = known.numbers.get((invitation.subject_type, invitation.subject_id), "")
    text = texts.message(language, f"utter_survey_{invitation.survey}")[0].format(number=isolate(number))
    buttons = rating_buttons(texts, language, survey.kind, rules.kinds[survey.kind])
    if not reach_customer(session, place.sender_id, Said("bot", text, language, buttons=buttons)):
        return False
    invitation.sender_id, invitation.channel, invitation.language = place.sender_id, place.channel, language
    invitation.status, invitation.asked_at = "asked", now
    return True


def _drop(invitation: SurveyInvitation, reason: str) -> bool:
    invitation.status, invitation.reason = "dropped", reason
    return False


def _give_up(session: Session, rules: SurveyRules, now: datetime) -> None:
    """No answer is an answer; and what could not be asked for days is asked no more."""
    row = SurveyInvitation
    unanswered = row.asked_at < now - timedelta(hours=rules.answer_within_hours)
    session.execute(update(row).where(row.status == "asked", unanswered).values(status="unanswered"))
    stale = row.due_at < now - timedelta(days=rules.look_back_days)
    session.execute(update(row).where(row.status == "planned", stale).values(status="dropped", reason="nobody_there"))


def _person(invitation: SurveyInvitation) -> str:
    """Who is asked, as one key: the customer, or of a guest the conversation."""
    return f"customer {invitation.customer_id}" if invitation.customer_id is not None else f"{invitation.sender_id}"


def _read_known(session: Session, invitations: Iterable[SurveyInvitation], rules: SurveyRules, now: datetime) -> _Known:
    invitations = list(invitations)
    customers = {one.customer_id for one in invitations if one.customer_id is not None}
    senders = {one.sender_id for one in invitations if one.customer_id is None and one.sender_id is not None}
    row = SurveyInvitation
    lately = select(row.customer_id, row.sender_id).where(
        row.asked_at > now - timedelta(days=rules.ask_again_after_days),
        row.customer_id.in_(customers) | row.sender_id.in_(senders),
    )
    consents = (
        select(Consent.customer_id, Consent.purpose, Consent.granted)
        .where(Consent.purpose.in_((MARKETING, SERVICE)), Consent.customer_id.in_(customers))
        .order_by(Consent.at, Consent.id)
    )
    newest = {(customer, purpose): granted for customer, purpose, granted in session.execute(consents).tuples()}
    languages = select(Customer.id, Customer.language).where(Customer.id.in_(customers))
    return _Known(
        places=_places(session, customers, senders, rules, now),
        languages=dict(session.execute(languages).tuples().all()),
        consenting=frozenset(who for (who, purpose), granted in newest.items() if granted and purpose == MARKETING),
        stopped=frozenset(who for (who, purpose), granted in newest.items() if not granted and purpose == SERVICE),
        asked_lately=frozenset(
            f"customer {customer}" if customer is not None else f"{sender}"
            for customer, sender in session.execute(lately).tuples()
        ),
        numbers=_numbers(session, invitations),
    )


def _places(
    session: Session, customers: set[int], senders: set[str], rules: SurveyRules, now: datetime
) -> dict[str, Conversation]:
    """By person, the newest conversation in which they can be asked: one that is theirs still, held by the bot."""
    theirs = Conversation.customer_id.in_(customers) & (Conversation.proven_until > now)
    query = select(Conversation).where(
        theirs | Conversation.sender_id.in_(senders),
        Conversation.channel.in_(rules.channels),
        Conversation.held_by == "bot",
    )
    places: dict[str, Conversation] = {}
    for row in session.scalars(query.order_by(Conversation.seen_at)):
        if row.customer_id in customers:
            places[f"customer {row.customer_id}"] = row
        if row.sender_id in senders:
            places[row.sender_id] = row
    return places


def _numbers(session: Session, invitations: Iterable[SurveyInvitation]) -> dict[tuple[str, str], str]:
    """What people call the tickets and orders by that they are asked about."""
    wanted: dict[str, list[int]] = {"ticket": [], "order": []}
    for one in invitations:
        if one.subject_type in wanted:
            wanted[one.subject_type].append(int(one.subject_id))
    tickets = select(Ticket.id, Ticket.number).where(Ticket.id.in_(wanted["ticket"]))
    orders = select(Order.id, Order.number).where(Order.id.in_(wanted["order"]))
    found = {("ticket", str(one)): number for one, number in session.execute(tickets).tuples()}
    return found | {("order", str(one)): f"#{number}" for one, number in session.execute(orders).tuples()}
