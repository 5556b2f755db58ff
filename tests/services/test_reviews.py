"""Reviews: taken once, tied to authors that are certain, judged in batches, and a bad one is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Interaction
from hamrah.crm.customers import Customer
from hamrah.crm.satisfaction import FollowUp, Review
from hamrah.services.review_entries import ReviewEntry, plain_text
from hamrah.services.reviews import Taken, find_authors, judge_reviews, take_reviews

from .world import Shop, ago


def entry(number: int = 1, **values: Any) -> ReviewEntry:
    return ReviewEntry.model_validate({"id": f"r-{number}", "text": "Kapra acha hai", "at": ago(1), **values})


def take(shop: Shop, *entries: ReviewEntry, source: str = "google") -> Taken:
    with shop.writing() as session:
        return take_reviews(session, source, entries)


@dataclass(frozen=True)
class Verdict:
    sentiment: str
    score: float
    topic: str
    urgency: str


def by_one_word(texts: Sequence[str]) -> list[Verdict]:
    """A small judge of its own: "kharab" is bad and about quality, all else is good."""
    bad = [("kharab" in text.lower()) for text in texts]
    return [
        Verdict("negative", -0.8, "quality", "high") if b else Verdict("positive", 0.7, "other", "low") for b in bad
    ]


def test_what_was_taken_stays_as_it_was(shop: Shop) -> None:
    first, second = entry(1, stars=5, product="K-1", branch="LHR"), entry(2, product="nothing", branch="XX")
    assert take(shop, first, second, first) == Taken(2, 1, 0, 1, 1)
    assert take(shop, entry(1, stars=1, text="other words")) == Taken(0, 1)
    assert take(shop, entry(1), source="facebook") == Taken(1, 0)
    with shop.reading() as session:
        row = session.scalars(select(Review).where(Review.source == "google", Review.external_id == "r-1")).one()
    assert (row.stars, row.text, row.language) == (5, "Kapra acha hai", "ur-Latn")
    assert row.product_id is not None and row.branch_id is not None


def test_a_variant_names_its_product(shop: Shop) -> None:
    assert take(shop, entry(1, product="K-1-YM")) == Taken(1)
    with shop.reading() as session:
        assert session.scalars(select(Review.product_id)).one() is not None


@pytest.mark.parametrize(
    ("named", "who"),
    [
        ("ayesha", "ayesha"),
        ("Ayesha@Example.com", "ayesha"),
        ("0300 1234567", "ayesha"),
        ("+923215556667", None),  # a phone that two customers share
        ("Ayesha Khan", None),  # a name says nothing for certain
        ("nobody@example.com", None),
    ],
)
def test_an_author_is_known_by_what_exactly_one_customer_has(shop: Shop, named: str, who: str | None) -> None:
    taken = take(shop, entry(1, customer=named, author="Ayesha Khan"))
    assert taken.known_authors == (who is not None)
    with shop.reading() as session:
        kept = session.execute(select(Review.id, Review.customer_id)).one()
        told = session.execute(select(Interaction.customer_id, Interaction.kind, Interaction.subject_id)).all()
    assert kept.customer_id == (shop.ids[who] if who else None)
    assert [tuple(row) for row in told] == ([(shop.ids[who], "reviewed", str(kept.id))] if who else [])


def test_somebody_erased_is_no_author(shop: Shop) -> None:
    with shop.writing() as session:
        row = session.get(Customer, shop.ids["ayesha"])
        assert row is not None
        row.erased_at = utc_now()
        session.flush()
        assert find_authors(session, ["ayesha", "ayesha@example.com"]) == {}


def test_a_bad_review_of_a_known_customer_is_answered_once(shop: Shop) -> None:
    take(
        shop,
        entry(1, customer="ayesha", text="Bilkul kharab nikla"),
        entry(2, customer="ayesha", text="Phir kharab"),
        entry(3, customer="bilal", text="kharab magar theek", stars=4),  # the stars say that it is not bad
        entry(4, customer="sana", text="kharab", at=utc_now() - timedelta(days=40)),  # long ago
        entry(5, text="kharab"),  # nobody known
    )
    assert judge_reviews(shop.sessions, by_one_word) == 5
    assert judge_reviews(shop.sessions, by_one_word) == 0
    with shop.reading() as session:
        opened = session.scalars(select(FollowUp)).all()
        judged = session.execute(select(Review.sentiment, Review.topic, Review.score)).all()
    assert [(row.customer_id, row.reason, row.status) for row in opened] == [(shop.ids["ayesha"], "bad_review", "open")]
    assert opened[0].review_id is not None and opened[0].words
    assert {tuple(row) for row in judged} == {("negative", "quality", -0.8)}


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Dekhne mein acha hai magar plug lagate hi bijli ka jhatka laga", True),
        ("پہننے سے بیٹی کو الرجی ہو گئی، ویسے رنگ اچھا ہے", True),
        ("Nice lamp, but my son got an electric shock", True),
        ("Rang thora halka hai, baqi theek", False),
        ("acha heater hai, magar bachi bimar hogayi", True),
        ("It works, but it gave me a shock", True),
        ("I was shocked how cheap it is", False),
    ],
)
def test_who_was_hurt_is_come_back_to_whatever_the_stars(shop: Shop, text: str, called: bool) -> None:
    take(shop, entry(1, customer="bilal", text=text, stars=4))
    judge_reviews(shop.sessions, by_one_word)
    with shop.reading() as session:
        opened = session.scalars(select(FollowUp.customer_id)).all()
    assert list(opened) == ([shop.ids["bilal"]] if called else [])


def test_a_judge_is_asked_for_no_more_than_it_may(shop: Shop) -> None:
    take(shop, *(entry(number) for number in range(130)))
    asked: list[int] = []

    def counting(texts: Sequence[str]) -> list[Verdict]:
        asked.append(len(texts))
        return by_one_word(texts)

    assert judge_reviews(shop.sessions, counting, most=100) == 128
    assert asked == [64, 64]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<b>Zabardast</b> &amp; sasta", "Zabardast & sasta"),
        ("a<br>b<p>c</p>", "a\nb\nc"),
        ("<script>alert('x')</script>ok", "ok"),
        ("I <3 it, 5 < 6", "I <3 it, 5 < 6"),
        ("بہت\u0000 اچھا\u200cہے", "بہت اچھا\u200cہے"),
        ("<img src=x onerror=alert(1)>", ""),
    ],
)
def test_html_becomes_plain_text(written: str, kept: str) -> None:
    assert plain_text(written) == kept


def test_what_is_left_of_markup_and_inner_links_is_harmless() -> None:
    said: dict[str, Any] = {"text": "&lt;script&gt;x http://10.0.0.1/a", "author": "<img src=x>", "stars": 1}
    entry = ReviewEntry(id="1", at=utc_now(), **said)
    assert (entry.text, entry.author) == ("‹script›x http[:]//10[.]0[.]0[.]1/a", "‹img src=x›")
