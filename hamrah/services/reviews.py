"""Reviews and social mentions from elsewhere: taken in once, tied to who and what they are of, judged, answered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.bulk import ids_of_new
from hamrah.crm.catalogue import Branch, Product, Variant
from hamrah.crm.conversations import Interaction
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.satisfaction import FollowUp, Review
from hamrah.language.detect import detect
from hamrah.language.patterns.contact import as_e164
from hamrah.services.comment_judging import Judge, Judged
from hamrah.services.follow_ups import OPEN, add_words
from hamrah.services.order_numbers import SHOP
from hamrah.services.review_entries import ReviewEntry
from hamrah.services.ticket_rules import names_harm, ticket_rules

BATCH = 64
"""So many texts are judged at a time: some seconds, in which nothing is locked."""
LOW_STARS = 2
COME_BACK_WITHIN = timedelta(days=30)
"""What was written longer ago opens no follow-up: an import of old reviews is no reason to call anybody."""


@dataclass
class Taken:
    """What became of entries: new, known before; of the new ones, whose author is known and what was not found."""

    new: int = 0
    known: int = 0
    known_authors: int = 0
    unknown_products: int = 0
    unknown_branches: int = 0


def take_reviews(session: Session, source: str, entries: Sequence[ReviewEntry]) -> Taken:
    """Keep the entries of a source that were not taken before, and put those of known customers on their timelines.

    The caller has checked who sends them. A product or branch that the shop has not is left out and counted.
    """
    taken = Taken()
    products = _products(session, {entry.product for entry in entries if entry.product})
    branches = _branches(session, {entry.branch for entry in entries if entry.branch})
    authors = find_authors(session, {entry.customer for entry in entries if entry.customer})
    now = utc_now()
    rows = [
        {
            "source": source,
            "external_id": entry.id,
            "kind": entry.kind,
            "author": entry.author,
            "customer_id": authors.get(entry.customer or ""),
            "product_id": products.get(entry.product or ""),
            "branch_id": branches.get(entry.branch or ""),
            "stars": entry.stars,
            "text": entry.text,
            "language": detect(entry.text).language if entry.text else None,
            "link": entry.link,
            "written_at": entry.at,
            "taken_at": now,
        }
        for entry in entries
    ]
    fresh = session.scalars(select(Review).where(Review.id.in_(ids_of_new(session, Review, rows)))).all()
    by_id = {entry.id: entry for entry in reversed(entries)}
    for row in fresh:
        entry = by_id[row.external_id]
        taken.unknown_products += entry.product is not None and row.product_id is None
        taken.unknown_branches += entry.branch is not None and row.branch_id is None
        taken.known_authors += row.customer_id is not None
    session.add_all(_entry(row) for row in fresh if row.customer_id is not None)
    taken.new, taken.known = len(fresh), len(entries) - len(fresh)
    return taken


def find_authors(session: Session, names: Iterable[str]) -> dict[str, int]:
    """The customers that references, e-mails and telephones name: only those that name exactly one; in two queries.

    A reference of the shop's own comes before those of other sources, as at sign-in.
    """
    wanted = set(names)
    own: dict[str, int] = {}
    others: defaultdict[str, set[int]] = defaultdict(set)
    references = select(Customer.external_ref, Customer.source, Customer.id).where(
        Customer.external_ref.in_(wanted), Customer.erased_at.is_(None)
    )
    for reference, source, customer_id in session.execute(references):
        if source == SHOP:
            own[reference] = customer_id
        others[reference].add(customer_id)
    contacts = {name: contact for name in wanted if name not in others and (contact := _contact(name))}
    owners: defaultdict[str, set[int]] = defaultdict(set)
    rows = (
        select(ContactPoint.value, ContactPoint.customer_id)
        .join(Customer)
        .where(ContactPoint.value.in_(set(contacts.values())), Customer.erased_at.is_(None))
    )
    for value, customer_id in session.execute(rows):
        owners[value].add(customer_id)
    found = {name: next(iter(ids)) for name, ids in others.items() if len(ids) == 1}
    found |= {name: next(iter(owners[value])) for name, value in contacts.items() if len(owners[value]) == 1}
    return found | own


def judge_reviews(sessions: Sessions, judge: Judge, *, most: int = 2000) -> int:
    """Judge the reviews that nobody has judged yet, the newest first; how many.

    Nothing is locked while the model works. A bad review of a known customer opens a follow-up.
    """
    done = 0
    while done < most and (judged := _judge_batch(sessions, judge)):
        done += judged
    return done


def is_bad(stars: int | None, sentiment: str | None) -> bool:
    """Whether a review is bad: few stars, or, where no stars were given, negative words."""
    return stars <= LOW_STARS if stars is not None else sentiment == "negative"


def _judge_batch(sessions: Sessions, judge: Judge) -> int:
    waiting = select(Review.id, Review.text).where(Review.sentiment.is_(None)).order_by(Review.id.desc()).limit(BATCH)
    with sessions() as session:
        found = {number: words for number, words in session.execute(waiting)}
    if not found:
        return 0
    verdicts = dict(zip(found, judge(list(found.values())), strict=True))
    with transaction(sessions) as session:
        _write_verdicts(session, verdicts)
    return len(found)


def _write_verdicts(session: Session, verdicts: Mapping[int, Judged]) -> None:
    waiting = select(Review).where(Review.id.in_(verdicts), Review.sentiment.is_(None)).with_for_update()
    rows = list(session.scalars(waiting))
    for row in rows:
        verdict = verdicts[row.id]
        row.sentiment, row.score = verdict.sentiment, verdict.score
        row.topic, row.urgency = verdict.topic, verdict.urgency
    _come_back(session, rows)


def _come_back(session: Session, reviews: Sequence[Review]) -> None:
    """Open a follow-up for each known customer who wrote badly; one that is open already gets the words.

    Who was hurt is come back to whatever stars they gave.
    """
    since = utc_now() - COME_BACK_WITHIN
    bad = {
        row.customer_id: row
        for row in reviews
        if row.customer_id is not None and row.written_at >= since and _calls_for_us(row)
    }
    if not bad:
        return
    known = select(FollowUp).where(FollowUp.customer_id.in_(bad), FollowUp.status == OPEN).order_by(FollowUp.id)
    busy = {one.customer_id: one for one in session.scalars(known) if one.customer_id is not None}
    for customer_id, follow_up in busy.items():
        add_words(follow_up, bad[customer_id].text)
        follow_up.review_id = follow_up.review_id or bad[customer_id].id
    session.add_all(
        FollowUp(
            customer_id=customer_id,
            reason="bad_review",
            status=OPEN,
            review_id=row.id,
            words=row.text,
            opened_at=utc_now(),
        )
        for customer_id, row in bad.items()
        if customer_id not in busy
    )


def _calls_for_us(row: Review) -> bool:
    return is_bad(row.stars, row.sentiment) or names_harm(ticket_rules(), row.text)


def _entry(row: Review) -> Interaction:
    return Interaction(
        customer_id=row.customer_id,
        sender_id=None,
        touchpoint="elsewhere",
        kind="mentioned" if row.kind == "mention" else "reviewed",
        subject_type="review",
        subject_id=str(row.id),
        at=row.written_at,
    )


def _contact(name: str) -> str | None:
    return name.lower() if "@" in name else as_e164(name)


def _products(session: Session, skus: set[str]) -> dict[str, int]:
    """Products by their own SKU, or by that of one of their variants; the shop's own before other sources'."""
    found: dict[str, int] = {}
    variants = select(Variant.sku, Variant.product_id).where(Variant.sku.in_(skus))
    found.update((sku, number) for sku, number in session.execute(variants))
    own = select(Product.sku, Product.source, Product.id).where(Product.sku.in_(skus))
    rows = sorted(session.execute(own).tuples(), key=lambda row: row[1] == SHOP)
    found.update((sku, number) for sku, _, number in rows)
    return found


def _branches(session: Session, codes: set[str]) -> dict[str, int]:
    rows = select(Branch.code, Branch.id).where(Branch.code.in_(codes))
    return {code: number for code, number in session.execute(rows)}
