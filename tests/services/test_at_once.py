"""Two people, or one with two pages open, at the same moment: nothing is sold, refunded or numbered twice."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.bootstrap import texts
from hamrah.crm.catalogue import Product, Variant
from hamrah.crm.conversations import ChatMessage, Handover
from hamrah.crm.orders import Order, Refund, Return
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome
from hamrah.crm.tickets import Ticket
from hamrah.recommend.swapping import fit_and_swap
from hamrah.services.handover import ASKED, call_person, take_conversation
from hamrah.services.order_changes import cancel_order, request_return
from hamrah.services.refusal import Refusal
from hamrah.services.reorder import reorder
from hamrah.services.stock import put_back_stock, take_stock
from hamrah.services.suggestion_outcomes import tie_purchases
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import add_note, open_ticket
from hamrah.services.touchpoints import read_event, take_event

from .desk import hire, member
from .test_touchpoints import sale
from .world import Shop, ago, place_order

Deed = Callable[[Session], Any]
A_WHILE = 0.15
"""How long (seconds) the first stays uncommitted after the second began; a shorter one only proves less."""


def at_once(shop: Shop, first: Deed, second: Deed) -> list[object]:
    """Do two deeds so that the second begins while the first is not committed; what each gave or raised."""
    results: list[object] = [None, None]
    first_is_done, second_begins = threading.Event(), threading.Event()

    def run(place: int, deed: Deed) -> None:
        try:
            with shop.writing() as session:
                results[place] = deed(session)
                if place == 0:
                    first_is_done.set()
                    second_begins.wait(10)
                    time.sleep(A_WHILE)
        except Exception as error:
            results[place] = error
            first_is_done.set()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate((first, second))]
    threads[0].start()
    assert first_is_done.wait(10)
    threads[1].start()
    second_begins.set()
    for thread in threads:
        thread.join(20)
    return results


def delivered_to_both(shop: Shop, variant: str) -> None:
    with shop.writing() as session:
        for name, number in (("ayesha", "1001"), ("bilal", "1002")):
            place_order(session, shop.ids[name], number, {variant: 1}, status="delivered", delivered=ago(2))


def test_the_last_piece_is_sold_once(busy_shop: Shop) -> None:
    delivered_to_both(busy_shop, "K-2-BL")
    first, second = at_once(
        busy_shop,
        lambda session: reorder(session, busy_shop.who("ayesha"), "1001"),
        lambda session: reorder(session, busy_shop.who("bilal"), "1002"),
    )
    assert isinstance(first, Order)
    assert isinstance(second, Refusal), second
    assert second.key in ("utter_sold_out_meanwhile", "utter_reorder_sold_out")
    assert busy_shop.stock("K-2-BL") == {"LHR": 0}
    assert busy_shop.count(Order) == 3


def test_two_orders_at_once_get_two_numbers(busy_shop: Shop) -> None:
    delivered_to_both(busy_shop, "H-1-1")
    results = at_once(
        busy_shop,
        lambda session: reorder(session, busy_shop.who("ayesha"), "1001"),
        lambda session: reorder(session, busy_shop.who("bilal"), "1002"),
    )
    assert [isinstance(result, Order) and result.number for result in results] == ["1003", "1004"]


def test_one_order_is_cancelled_and_refunded_once(busy_shop: Shop) -> None:
    with busy_shop.writing() as session:
        place_order(session, busy_shop.ids["ayesha"], "1001", {"K-2-BL": 1})
    ayesha = busy_shop.who("ayesha")
    _, second = at_once(
        busy_shop,
        lambda session: cancel_order(session, ayesha, "1001"),
        lambda session: cancel_order(session, ayesha, "1001"),
    )
    assert isinstance(second, Refusal) and second.key == "utter_cancel_already"
    assert busy_shop.count(Refund) == 1
    assert busy_shop.stock("K-2-BL") == {"LHR": 2}


def test_one_line_is_returned_once(busy_shop: Shop) -> None:
    delivered_to_both(busy_shop, "K-2-BL")
    with busy_shop.reading() as session:
        order = session.scalars(select(Order).where(Order.number == "1001")).one()
        line = order.lines[0].id
    ayesha = busy_shop.who("ayesha")
    _, second = at_once(
        busy_shop,
        lambda session: request_return(session, ayesha, "1001", line, "return", "too small"),
        lambda session: request_return(session, ayesha, "1001", line, "return", "too small"),
    )
    assert isinstance(second, Refusal) and second.key == "utter_return_already"
    assert busy_shop.count(Return) == busy_shop.count(Refund) == 1


def test_pieces_taken_and_put_back_are_both_counted(busy_shop: Shop) -> None:
    with busy_shop.reading() as session:
        kurta = session.scalars(select(Variant.id).where(Variant.sku == "K-3-WM")).one()
    at_once(
        busy_shop,
        lambda session: take_stock(session, kurta, 3, None),
        lambda session: put_back_stock(session, kurta, 1, None),
    )
    assert busy_shop.stock("K-3-WM") == {"LHR": 2}


def test_two_complaints_at_once_are_two_tickets(busy_shop: Shop) -> None:
    complaint = Complaint("staff", "The seller was rude to me")
    results = at_once(
        busy_shop,
        lambda session: open_ticket(session, busy_shop.who("ayesha"), complaint).number,
        lambda session: open_ticket(session, busy_shop.who("bilal"), complaint).number,
    )
    assert results == ["T-10001", "T-10002"]
    assert busy_shop.count(Ticket) == 2


def test_two_notes_at_once_are_both_told_outside(busy_shop: Shop) -> None:
    ayesha = busy_shop.who("ayesha")
    with busy_shop.writing() as session:
        number = open_ticket(session, ayesha, Complaint("staff", "The seller was rude to me")).number
    results = at_once(
        busy_shop,
        lambda session: add_note(session, ayesha, number, "He shouted too").number,
        lambda session: add_note(session, ayesha, number, "And laughed").number,
    )
    assert results == [number, number]


def test_an_event_delivered_twice_at_once_is_taken_once(busy_shop: Shop) -> None:
    """A till that got no answer in time sends again, to another process."""
    body = json.dumps(sale()).encode()
    results = at_once(busy_shop, *[lambda session: take_event(session, "till-lhr", read_event(body))] * 2)
    assert results == [True, False]
    assert busy_shop.count(Order) == 1
    assert busy_shop.stock("W-1-1") == {"LHR": 8}


def test_a_purchase_is_tied_once_by_the_till_and_the_hourly_job_at_once(busy_shop: Shop) -> None:
    with busy_shop.writing() as session:
        fit_and_swap(session)
        watch = session.scalars(select(Product.id).where(Product.sku == "W-1")).one()
        values = {"product_id": watch, "shelf": "new", "position": 1, "model": "blend-1", "reason": {}}
        session.add(Recommendation(customer_id=busy_shop.ids["ayesha"], shown_at=ago(1), **values))
        place_order(session, busy_shop.ids["ayesha"], "1001", {"W-1-1": 1}, days_ago=0.5)
    assert sorted(at_once(busy_shop, tie_purchases, tie_purchases)) == [0, 1]
    assert busy_shop.count(RecommendationOutcome) == 1


@pytest.mark.parametrize("called", [True, False])
def test_of_two_who_take_a_conversation_one_has_it(busy_shop: Shop, called: bool) -> None:
    hire(busy_shop)
    with busy_shop.writing() as session:
        if called:
            number = call_person(session, busy_shop.who("guest"), "a person please", ASKED).number
        else:
            number = open_ticket(session, busy_shop.who("guest"), Complaint("other", "It is late", None)).number

    def taken_by(name: str) -> Deed:
        return lambda session: take_conversation(session, member(session, name), texts(), number).number

    first, second = at_once(busy_shop, taken_by("sunita"), taken_by("nighat"))
    assert first == number
    assert isinstance(second, Refusal) and second.key == "utter_conversation_taken"
    with busy_shop.reading() as session:
        (row,) = session.scalars(select(Handover)).all()
        assert row.staff_id == member(session, "sunita").staff_id
        joined = session.scalars(select(ChatMessage.text).where(ChatMessage.author == "bot")).all()
    assert len(joined) == 1 and "Sunita" in joined[0]
