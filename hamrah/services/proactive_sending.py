"""Telling people what is due: where they are, in their language, within consent, caps and quiet hours, once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Category
from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import Customer
from hamrah.crm.satisfaction import SurveyInvitation
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.consents import newest_consents
from hamrah.services.handover_calls import PERSON
from hamrah.services.identity import Principal
from hamrah.services.messaging_apps import app_of
from hamrah.services.offer_eligibility import last_moment
from hamrah.services.offers import tell_offers
from hamrah.services.proactive_checks import check_messages
from hamrah.services.proactive_marketing import reachable
from hamrah.services.proactive_refusals import accounts_refusing, take_back_refused
from hamrah.services.proactive_rules import Cap, Kind, MessageRules, message_rules
from hamrah.services.proactive_subjects import Facts, number_of
from hamrah.services.proactive_words import Writer
from hamrah.services.product_views import ProductView, read_views
from hamrah.services.reaching import best_place
from hamrah.services.recommendations import recommend
from hamrah.services.search import Search
from hamrah.services.stock_wishes import WISH
from hamrah.services.survey_rules import drawn_number
from hamrah.services.transcripts import Said, write_down

AT_ONCE = 200
COUNTED = ("sent", "held_out")
"""What counts for the caps: who is held out misses one message, and nothing else changes for them."""


class _Told(NamedTuple):
    """What was told, or would have been to somebody who is held out."""

    customer_id: int
    kind: str
    subject_id: str
    at: datetime


@dataclass
class _Known:
    """What the rules need to know of the people to be told; read once a run. `told` grows by what is sent in it."""

    customers: Mapping[int, Customer]
    consents: Mapping[tuple[int, str], bool]
    products: Mapping[int, ProductView]
    just_asked: frozenset[int]
    refusing: Mapping[int, frozenset[int]]
    """By message, the accounts to which the provider does not bring it."""
    told: list[_Told] = field(default_factory=list)


def send_due(session: Session, texts: TextCatalogue, now: datetime) -> int:
    """Tell what is due; how many were told. What a rule forbids or is no longer true is dropped with its reason.

    Nobody is told in the quiet hours, nor talked into; that waits, as long as it is worth telling at all. Several
    workers never have the same customer at once, so that nothing is told twice and the caps hold.
    """
    rules = message_rules()
    take_back_refused(session, now)
    _give_up(session, rules, now)
    if rules.after_quiet(now) != now:
        return 0
    rows = _take_due(session, now)
    checked = check_messages(session, rows, now)
    known = _read_known(session, rules, rows, [one for one in checked.values() if isinstance(one, Facts)], now)
    sent = 0
    for row in rows:
        facts = checked[row.id]
        reason = facts if isinstance(facts, str) else _forbidden(row, facts, rules, known)
        cap_ends = None if reason is not None else _cap_ends(row, rules, known, now)
        if cap_ends is not None and row.kind == WISH:
            row.due_at = rules.after_quiet(cap_ends)
        elif reason is not None or cap_ends is not None:
            row.status, row.why = "dropped", reason or "cap"
        elif isinstance(facts, Facts):
            sent += _tell(session, texts, row, facts, known, now)
    session.flush()
    return sent


def _give_up(session: Session, rules: MessageRules, now: datetime) -> None:
    """Drop what could not be told as long as it was worth telling."""
    row = ProactiveMessage
    late = [
        and_(row.kind == name, row.due_at < now - timedelta(hours=kind.valid_hours))
        for name, kind in rules.kinds.items()
    ]
    stale = update(row).where(row.status == "planned", or_(*late))
    given_up = stale.values(status="dropped", why=func.coalesce(row.why, "too_late"))
    session.execute(given_up.execution_options(synchronize_session=False))


def _take_due(session: Session, now: datetime) -> list[ProactiveMessage]:
    """What is due of customers who can be reached and whom no other worker is telling something."""
    due = (
        select(ProactiveMessage)
        .join(Customer, Customer.id == ProactiveMessage.customer_id)
        .where(ProactiveMessage.status == "planned", ProactiveMessage.due_at <= now)
        .where(reachable(ProactiveMessage.customer_id, now) | Customer.erased_at.is_not(None))
        .order_by(ProactiveMessage.due_at, ProactiveMessage.id)
        .limit(AT_ONCE)
    )
    held = due.with_for_update(of=(ProactiveMessage, Customer), skip_locked=True, key_share=True)
    return list(session.scalars(held.execution_options(populate_existing=True)))


def _read_known(
    session: Session, rules: MessageRules, rows: Collection[ProactiveMessage], facts: Iterable[Facts], now: datetime
) -> _Known:
    ids = {row.customer_id for row in rows}
    longest = max(cap.days for cap in (rules.marketing_cap, *(kind.cap for kind in rules.kinds.values())))
    row = ProactiveMessage
    told = select(row.customer_id, row.kind, row.subject_id, row.sent_at).where(
        row.customer_id.in_(ids), row.status.in_(COUNTED), row.sent_at > now - timedelta(days=longest)
    )
    return _Known(
        customers={one.id: one for one in session.scalars(select(Customer).where(Customer.id.in_(ids)))},
        consents=newest_consents(session, ids),
        refusing=accounts_refusing(session, rows),
        just_asked=_just_asked(session, ids, now - timedelta(minutes=rules.silent_minutes)),
        products=read_views(session, {one.product_id for one in facts if one.product_id is not None}),
        told=[_Told(who, kind, about, at) for who, kind, about, at in session.execute(told).tuples() if at is not None],
    )


def _just_asked(session: Session, customer_ids: Collection[int], since: datetime) -> frozenset[int]:
    """The customers who were asked how it was: where choices are numbers, one that they write is to mean one thing."""
    row = SurveyInvitation
    asked = select(row.customer_id).where(row.customer_id.in_(customer_ids), row.asked_at > since)
    return frozenset(who for who in session.scalars(asked) if who is not None)


def _kind_of(row: ProactiveMessage, rules: MessageRules) -> Kind:
    return next(one for name, one in rules.kinds.items() if name == row.kind)


def _forbidden(row: ProactiveMessage, facts: Facts, rules: MessageRules, known: _Known) -> str | None:
    """Why a customer may not be told this; None where they may, as far as they are not told too often."""
    kind = _kind_of(row, rules)
    if known.customers[row.customer_id].erased_at is not None:
        return "erased"
    allowed = known.consents.get((row.customer_id, kind.consent))
    if kind.consent == "marketing" and not allowed:
        return "no_consent"
    if allowed is False:
        return "opted_out"
    return "told_already" if _is_told(row, facts, known) else None


def _is_told(row: ProactiveMessage, facts: Facts, known: _Known) -> bool:
    """Whether they were told of the product since this was planned: so they know of each size that lay there then."""
    return facts.product_id is not None and any(
        number_of(one.subject_id) == facts.product_id
        for one in known.told
        if one.customer_id == row.customer_id and one.kind == row.kind and one.at >= row.planned_at
    )


def _cap_ends(row: ProactiveMessage, rules: MessageRules, known: _Known, now: datetime) -> datetime | None:
    """When a cap that forbids this ends; None where none does."""
    marketing: set[str] = {name for name, one in rules.kinds.items() if one.consent == "marketing"}

    def ends(cap: Cap, kinds: set[str]) -> list[datetime]:
        since = now - timedelta(days=cap.days)
        mine = (one for one in known.told if one.customer_id == row.customer_id and one.kind in kinds)
        times = sorted(one.at for one in mine if one.at > since)
        return [times[-cap.times] + timedelta(days=cap.days)] if len(times) >= cap.times else []

    of_all = ends(rules.marketing_cap, marketing) if row.kind in marketing else []
    return max(ends(_kind_of(row, rules).cap, {row.kind}) + of_all, default=None)


def _tell(
    session: Session, texts: TextCatalogue, row: ProactiveMessage, facts: Facts, known: _Known, now: datetime
) -> bool:
    """Say it, unless the customer is talking, is held out or there is nothing to say; whether it was said."""
    rules = message_rules()
    place = _place(session, row, facts, known, now)
    if place is None or place.held_by == PERSON or place.seen_at > now - timedelta(minutes=rules.silent_minutes):
        return False
    if row.customer_id in known.just_asked:
        return False
    if facts.written and place.account_id is None:
        row.status, row.why = "dropped", "said_there"
        return False
    name = next(name for name in rules.kinds if name == row.kind)
    kind = rules.kinds[name]
    if drawn_number(f"holdout message {name}", str(row.customer_id)) < kind.holdout:
        row.status, row.sent_at = "held_out", now
        known.told.append(_Told(row.customer_id, name, row.subject_id, now))
        return False
    customer = known.customers[row.customer_id]
    writer = Writer(texts, language_of(texts, place, customer), now)
    if name == "win_back":
        said = _win_back(session, writer, place, customer)
    else:
        said = writer.message(name, facts, known.products.get(facts.product_id or 0))
    if said is None:
        row.status, row.why = "dropped", "nothing_to_offer"
        return False
    place.language = writer.language  # what they answer by a button or a word is answered in it
    row.message_id = write_down(session, place.sender_id, said).id
    row.status, row.why, row.sent_at, row.channel = "sent", None, now, place.channel
    known.told.append(_Told(row.customer_id, name, row.subject_id, now))
    return True


def _place(session: Session, row: ProactiveMessage, facts: Facts, known: _Known, now: datetime) -> Conversation | None:
    """Where to say it; what stands on the website already is said in an app, unless the customer is there now."""
    without = known.refusing.get(row.id, frozenset())
    place = best_place(session, row.customer_id, now, without=without)
    if not facts.written or place is None or place.account_id is not None:
        return place
    return best_place(session, row.customer_id, now, lambda channel, _: app_of(channel) is not None, without) or place


def language_of(texts: TextCatalogue, place: Conversation, customer: Customer) -> str:
    """The language to tell a customer something in: pinned, else theirs on file, else that of the conversation."""
    wishes = (place.pinned_language, customer.language, place.language)
    return next((one for one in wishes if one in texts.languages.codes), "en")


def _win_back(session: Session, writer: Writer, place: Conversation, customer: Customer) -> Said | None:
    """The best offer that holds for the customer, else what suits them; None with neither."""
    principal = Principal(place.sender_id, place.channel, customer.id, customer.source)
    name = customer.name.split()[0]
    offers = tell_offers(session, principal, most=1, everywhere=True).offers
    if offers:
        categories = {one.code: one for one in session.scalars(select(Category))}
        deal = writer.deal(offers[0], categories)
        last = last_moment(offers[0].ends_at)
        facts = Facts({"name": name, "deal": deal, "code": offers[0].code, "until": last})
        return writer.message("win_back", facts, None, "win_back_offer")
    suggested = recommend(session, principal, Search(), limit=1)
    if not suggested:
        return None
    return writer.message("win_back", Facts({"name": name}), suggested[0].product, "win_back_suggestion")
