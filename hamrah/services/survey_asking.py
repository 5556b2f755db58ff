"""Asking how it was: what is due is said in the person's conversation, within the rules, once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import Customer
from hamrah.crm.orders import Order
from hamrah.crm.satisfaction import SurveyInvitation
from hamrah.crm.tickets import Ticket
from hamrah.language.formatting import isolate_for
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.consents import MARKETING, SERVICE, newest_consents
from hamrah.services.handover_calls import PERSON
from hamrah.services.proactive_marketing import reachable
from hamrah.services.reaching import best_place, guests_place, is_silenced
from hamrah.services.survey_checks import COMPLAINT_OPEN, REOPENED, no_longer_so
from hamrah.services.survey_refusals import accounts_tried, note_asking, take_back_refused
from hamrah.services.survey_rules import Scale, Survey, SurveyRules, survey_rules
from hamrah.services.transcripts import Said, write_down

AT_ONCE = 500


@dataclass(frozen=True)
class _Known:
    """What the rules need to know of the people to be asked; read once a run."""

    languages: Mapping[int, str | None]
    consenting: frozenset[int]
    stopped: frozenset[int]
    asked_lately: frozenset[str]
    just_told: frozenset[int]
    numbers: Mapping[tuple[str, str], str]
    refused: Mapping[int, frozenset[int]]
    """By invitation, the accounts to which the provider did not bring it."""


def ask_due(session: Session, texts: TextCatalogue, now: datetime) -> int:
    """Ask what is due; how many were asked. What a rule forbids or is no longer so is dropped with its reason.

    Nobody is asked in the quiet hours, nor talked into, nor where nobody known is: a question waits for a better
    moment, as long as it is worth asking at all. Several workers never have the same customer at once.
    """
    rules = survey_rules()
    take_back_refused(session)
    _give_up(session, rules, now)
    if rules.after_quiet(now) != now:
        return 0
    invitations = _take_due(session, now)
    known = _read_known(session, invitations, rules, now)
    asked: set[str] = set()
    for invitation in _still_so(session, invitations):
        if _ask(session, texts, invitation, known, asked, now):
            asked.add(_person(invitation))
    return len(asked)


def _take_due(session: Session, now: datetime) -> list[SurveyInvitation]:
    """What is due of people who can be reached and whom no other worker is asking."""
    row = SurveyInvitation
    due = (
        select(row)
        .where(row.status == "planned", row.due_at <= now)
        .where(row.customer_id.is_(None) | reachable(row.customer_id, now))
        .order_by(row.due_at, row.id)
        .limit(AT_ONCE)
    )
    held = due.with_for_update(of=row, skip_locked=True)
    invitations = list(session.scalars(held.execution_options(populate_existing=True)))
    theirs = select(Customer.id).where(Customer.id.in_({one.customer_id for one in invitations}))
    ours = set(session.scalars(theirs.with_for_update(key_share=True, skip_locked=True)))
    return [one for one in invitations if one.customer_id is None or one.customer_id in ours]


def _still_so(session: Session, invitations: Iterable[SurveyInvitation]) -> Iterator[SurveyInvitation]:
    """Those of the invitations of which what they are about is as it was; the others are dropped, or wait."""
    invitations = list(invitations)
    reasons = no_longer_so(session, invitations)
    for invitation in invitations:
        reason = reasons.get(invitation.id)
        if reason is None:
            yield invitation
        elif reason == REOPENED:
            session.delete(invitation)  # there is one of a ticket at most, and it is planned anew when that is solved
        elif reason != COMPLAINT_OPEN:
            _drop(invitation, reason)


def rating_buttons(texts: TextCatalogue, language: str, kind: str, scale: Scale, about: str) -> list[dict[str, Any]]:
    """A button for each rating of a scale, from the lowest up: where buttons are numbered, "4" is the rating 4.

    What a rating is `about` stands in its button, since other things may be asked before it is pressed.
    """
    return [
        {
            "title": texts.button(language, f"rate_{rate}") if kind == "csat" else str(rate),
            "payload": {"intent": "rate", "entities": {"rating": str(rate), "about": about}},
        }
        for rate in range(scale.lowest, scale.highest + 1)
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
    person = _person(invitation)
    if survey is None:
        return _drop(invitation, "survey_gone")
    if person in asked or (person in known.asked_lately and not survey.in_any_case):
        return _drop(invitation, "asked_lately")
    if invitation.customer_id in known.stopped:
        return _drop(invitation, "opted_out")
    if survey.needs_consent and invitation.customer_id not in known.consenting:
        return _drop(invitation, "no_consent")
    place = _place(session, invitation, rules, now, known.refused.get(invitation.id, frozenset()))
    if place is None or invitation.customer_id in known.just_told:
        return False
    language = place.pinned_language or place.language or known.languages.get(invitation.customer_id or 0) or "en"
    language = language if language in rules.languages else rules.languages[0]
    number = known.numbers.get((invitation.subject_type, invitation.subject_id), "")
    place.language = language  # what they answer by a button or a number is answered in it
    line = write_down(session, place.sender_id, _question(texts, invitation, survey, language, number))
    note_asking(session, invitation, line, place)
    invitation.sender_id, invitation.channel, invitation.language = place.sender_id, place.channel, language
    invitation.status, invitation.reason, invitation.asked_at = "asked", None, now
    return True


def _question(texts: TextCatalogue, invitation: SurveyInvitation, survey: Survey, language: str, number: str) -> Said:
    """What is asked, with its buttons; for providers that take only what they have approved, its key and value."""
    values = {"number": isolate_for(number, language)} if number else {}
    key = f"utter_survey_{invitation.survey}"
    text = texts.message(language, key)[0].format(**values)
    buttons = rating_buttons(texts, language, survey.kind, survey_rules().kinds[survey.kind], str(invitation.id))
    return Said("bot", text, language, buttons=buttons, key=key, values=values)


def _place(
    session: Session, invitation: SurveyInvitation, rules: SurveyRules, now: datetime, without: frozenset[int]
) -> Conversation | None:
    """Where a person can be asked now: somewhere that is theirs, where they are silent and the bot has the word."""

    def allows(channel: str, heard_at: datetime | None) -> bool:
        return rules.allows(channel, heard_at, now)

    if invitation.customer_id is not None:
        place = best_place(session, invitation.customer_id, now, allows, without)
    else:
        place = guests_place(session, invitation.sender_id or "", allows, without)
    is_talking = place is not None and place.seen_at > now - timedelta(minutes=rules.silent_minutes)
    if place is None or is_talking or place.held_by == PERSON or is_silenced(session, place):
        return None
    return place


def _drop(invitation: SurveyInvitation, reason: str) -> bool:
    invitation.status, invitation.reason = "dropped", reason
    return False


def _give_up(session: Session, rules: SurveyRules, now: datetime) -> None:
    """No answer is an answer; and what could not be asked for days is asked no more."""
    row = SurveyInvitation
    unanswered = row.asked_at < now - timedelta(hours=rules.answer_within_hours)
    session.execute(update(row).where(row.status == "asked", unanswered).values(status="unanswered"))
    stale = row.due_at < now - timedelta(days=rules.look_back_days)
    reason = func.coalesce(row.reason, "nobody_there")
    session.execute(update(row).where(row.status == "planned", stale).values(status="dropped", reason=reason))


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
    newest = newest_consents(session, customers)
    languages = select(Customer.id, Customer.language).where(Customer.id.in_(customers))
    return _Known(
        languages=dict(session.execute(languages).tuples().all()),
        consenting=frozenset(who for (who, purpose), granted in newest.items() if granted and purpose == MARKETING),
        stopped=frozenset(who for (who, purpose), granted in newest.items() if not granted and purpose == SERVICE),
        asked_lately=frozenset(
            f"customer {customer}" if customer is not None else f"{sender}"
            for customer, sender in session.execute(lately).tuples()
        ),
        just_told=_just_told(session, customers, now - timedelta(minutes=rules.silent_minutes)),
        numbers=_numbers(session, invitations),
        refused=accounts_tried(session, [one.id for one in invitations]),
    )


def _just_told(session: Session, customer_ids: Collection[int], since: datetime) -> frozenset[int]:
    """The customers who were told something unasked: where choices are numbers, one that they write is of that."""
    row = ProactiveMessage
    told = select(row.customer_id).where(row.customer_id.in_(customer_ids), row.status == "sent", row.sent_at > since)
    return frozenset(session.scalars(told))


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
