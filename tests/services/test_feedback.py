"""Ratings and comments."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Interaction
from hamrah.crm.satisfaction import Feedback, FollowUp
from hamrah.crm.tickets import Ticket
from hamrah.services.feedback import check_rating, comment, keep_displeasure, rate
from hamrah.services.handover import ANGER, call_person
from hamrah.services.identity import Principal
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket

from .world import Shop, place_order


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_one_to_five_is_a_rating(rating: int) -> None:
    assert check_rating(rating) == rating


@pytest.mark.parametrize("rating", [0, 6, -1, 10])
def test_anything_else_is_refused_with_the_scale_and_not_kept(sqlite_shop: Shop, rating: int) -> None:
    with pytest.raises(Refusal) as refused, sqlite_shop.writing() as session:
        rate(session, sqlite_shop.who("ayesha"), rating)
    assert refused.value.key == "utter_rating_out_of_range"
    assert refused.value.values == {"lowest": 1, "highest": 5}
    assert sqlite_shop.count(Feedback) == sqlite_shop.count(Interaction) == 0


def test_a_rating_is_tied_to_the_last_order_that_arrived(shop: Shop) -> None:
    with shop.writing() as session:
        ayesha = shop.ids["ayesha"]
        place_order(session, ayesha, "1001", {"H-1-1": 1}, status="delivered", days_ago=30)
        last = place_order(session, ayesha, "1002", {"H-1-1": 1}, status="delivered", days_ago=9)
        place_order(session, ayesha, "1003", {"H-1-1": 1}, status="shipped", days_ago=1)
        place_order(session, shop.ids["bilal"], "2001", {"H-1-1": 1}, status="delivered", days_ago=1)
        row = rate(session, shop.who("ayesha"), 4)
    assert (row.kind, row.rating, row.order_id, row.customer_id) == ("csat", 4, last.id, ayesha)
    assert shop.count(Interaction, Interaction.kind == "rated", Interaction.subject_id == str(row.id)) == 1


def test_a_guest_may_rate(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        row = rate(session, sqlite_shop.who("guest"), 2)
    assert (row.customer_id, row.order_id, row.sender_id) == (None, None, "web-guest")


def test_a_second_rating_within_the_hour_replaces_the_first(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        rate(session, sqlite_shop.who("ayesha"), 2)
        rate(session, sqlite_shop.who("ayesha"), 5)
        rate(session, sqlite_shop.who("bilal"), 1)
    with sqlite_shop.reading() as session:
        assert session.scalars(select(Feedback.rating).order_by(Feedback.id)).all() == [5, 1]


def test_a_later_one_stands_beside_it(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        rate(session, sqlite_shop.who("ayesha"), 2)
        session.execute(update(Feedback).values(at=utc_now() - timedelta(minutes=61)))
        rate(session, sqlite_shop.who("ayesha"), 5)
    with sqlite_shop.reading() as session:
        assert session.scalars(select(Feedback.rating).order_by(Feedback.id)).all() == [2, 5]


def test_a_comment_stands_beside_the_rating_and_more_are_added(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        rate(session, sqlite_shop.who("ayesha"), 3)
        comment(session, sqlite_shop.who("ayesha"), "Late by a day")
        row = comment(session, sqlite_shop.who("ayesha"), "But well packed")
    assert (row.rating, row.comment) == (3, "Late by a day\nBut well packed")
    assert sqlite_shop.count(Feedback) == 1


def test_praise_and_displeasure_are_kept_apart_from_ratings(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        rate(session, sqlite_shop.who("ayesha"), 3)
        comment(session, sqlite_shop.who("ayesha"), "Lovely shop", kind="praise")
        row = comment(session, sqlite_shop.who("ayesha"), "Not good", kind="displeasure")
        beside = comment(session, sqlite_shop.who("ayesha"), "Came late")
    assert (row.kind, row.rating, row.comment) == ("displeasure", None, "Not good")
    assert (beside.kind, beside.rating, beside.comment) == ("csat", 3, "Came late")
    assert sqlite_shop.count(Feedback) == 3


def test_what_staff_tell_is_no_customers_rating_complaint_or_call(shop: Shop) -> None:
    staff = Principal("staff-1", "web", staff_id=1)
    with shop.writing() as session:
        for deed in (
            lambda: rate(session, staff, 5),
            lambda: comment(session, staff, "Great shop", kind="praise"),
            lambda: keep_displeasure(session, staff, "This is terrible"),
            lambda: open_ticket(session, staff, Complaint("late", "The new parcel has been sent")),
            lambda: call_person(session, staff, "This is terrible", ANGER),
        ):
            with pytest.raises(Refusal, match="utter_staff_whose"):
                deed()
    assert shop.count(Feedback) == shop.count(FollowUp) == shop.count(Ticket) == 0


def test_a_comment_carries_no_markup_and_no_inner_link(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        rate(session, sqlite_shop.who("ayesha"), 1)
        comment(session, sqlite_shop.who("ayesha"), "<b>late</b> http://10.0.0.1/a")
    with sqlite_shop.reading() as session:
        kept = [*session.scalars(select(Feedback.comment)), *session.scalars(select(FollowUp.words))]
    assert kept == ["‹b›late‹/b› http[:]//10[.]0[.]0[.]1/a"] * 2
