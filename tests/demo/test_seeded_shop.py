"""The demo shop that was seeded: sound in itself, and telling of today."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from hamrah.crm.catalogue import Branch, Product, ProductText, Stock, Variant
from hamrah.crm.conversations import BrowsingEvent, Interaction
from hamrah.crm.customers import Consent, ContactPoint, Customer, Preference
from hamrah.crm.engine import Sessions
from hamrah.crm.offers import CONTROL, LoyaltyEntry, Offer, OfferAssignment, OfferRedemption
from hamrah.crm.operations import Staff
from hamrah.crm.orders import Order, OrderStatusChange, Refund, Return, Shipment
from hamrah.crm.recommendations import ItemNeighbour, ModelRun
from hamrah.crm.satisfaction import Feedback, Review, SurveyInvitation
from hamrah.crm.segments import CustomerWorth, ProductRhythm, SegmentMembership, WorthRun
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.demo.people import DEMO
from hamrah.demo.segment_history import MONTHS, ends_of_months
from hamrah.services.identity import Principal, find_customer_by_subject
from hamrah.services.loyalty import loyalty_balance
from hamrah.services.order_changes import check_cancel, check_return
from hamrah.services.order_numbers import FIRST_ORDER
from hamrah.services.orders import list_orders
from hamrah.services.segments import segment_moves, segment_sizes

from .seeded import NOW, TODAY, count


def test_every_table_of_the_shop_has_rows(shop: Sessions) -> None:
    assert count(shop, Customer) == 150
    assert count(shop, Order) == 900
    assert count(shop, Branch) == 5
    assert count(shop, Product) >= 240
    assert count(shop, Staff) == 8
    assert count(shop, ProductText) == 3 * count(shop, Product)
    assert count(shop, Stock) == 5 * count(shop, Variant)
    made = (Consent, Preference, Refund, Return, Feedback, Ticket, TicketEvent, Interaction, BrowsingEvent)
    for table in (*made, Review, SurveyInvitation):
        assert count(shop, table) > 0, table
    assert count(shop, ItemNeighbour) > 0
    assert count(shop, ModelRun, ModelRun.current) == 1


def test_questions_were_answered_and_not_and_reviews_come_in_every_language(shop: Sessions) -> None:
    with shop() as session:
        statuses = set(session.execute(select(SurveyInvitation.status, SurveyInvitation.kind)).tuples())
        reviews = session.scalars(select(Review)).all()
    assert {("answered", "csat"), ("unanswered", "csat"), ("answered", "nps")} <= statuses
    assert {review.language for review in reviews} == {"en", "ur", "ur-Latn"}
    assert {review.customer_id is None for review in reviews} == {True, False}
    assert any(review.product_id for review in reviews) and any(review.branch_id for review in reviews)
    assert all(review.stars is None for review in reviews if review.kind == "mention")


def test_offers_hold_today_and_have_all_languages(shop: Sessions) -> None:
    with shop() as session:
        offers = session.scalars(select(Offer).where(Offer.starts_at <= NOW, Offer.ends_at > NOW)).all()
    assert 5 <= len(offers) <= 8
    assert all(set(offer.texts) == {"en", "ur", "ur-Latn"} for offer in offers)


def test_order_numbers_follow_time(shop: Sessions) -> None:
    with shop() as session:
        found = session.execute(select(Order.number, Order.placed_at).order_by(Order.id)).all()
    assert [number for number, _ in found] == [str(FIRST_ORDER + place) for place in range(900)]
    assert [at for _, at in found] == sorted(at for _, at in found)


def test_nothing_happens_after_today_begins(shop: Sessions) -> None:
    with shop() as session:
        for column in (
            Order.placed_at,
            OrderStatusChange.at,
            Shipment.shipped_at,
            Shipment.delivered_at,
            LoyaltyEntry.at,
            Refund.paid_at,
            Return.requested_at,
            TicketEvent.at,
            Feedback.at,
            SurveyInvitation.answered_at,
            Review.written_at,
            Interaction.at,
            BrowsingEvent.at,
            Customer.created_at,
            Consent.at,
        ):
            newest = session.scalar(select(func.max(column)))
            assert newest is not None and newest <= TODAY, column


def test_an_orders_money_adds_up(shop: Sessions) -> None:
    with shop() as session:
        points = select(LoyaltyEntry.order_id, func.sum(LoyaltyEntry.points)).where(LoyaltyEntry.kind == "spent")
        spent = dict(session.execute(points.group_by(LoyaltyEntry.order_id)).tuples().all())
        off = dict(session.execute(select(OfferRedemption.order_id, OfferRedemption.amount_minor)).tuples().all())
        for order in session.scalars(select(Order)):
            goods = sum(line.quantity * line.unit_price_minor for line in order.lines)
            assert order.lines
            deducted = off.get(order.id, 0) - 100 * spent.get(order.id, 0)
            assert order.total_minor == goods + order.shipping_minor - deducted


def test_an_orders_history_ends_in_its_status(shop: Sessions) -> None:
    with shop() as session:
        for order in session.scalars(select(Order)):
            times = [change.at for change in order.history]
            assert times == sorted(times)
            assert order.history[0].status == "placed"
            assert order.history[-1].status == order.status
            shipped = order.touchpoint != "branch" and order.status in ("shipped", "delivered", "returned")
            assert len(order.shipments) == int(shipped), order.number
            if order.status == "delivered" and shipped:
                assert order.shipments[0].delivered_at is not None


def test_nobody_buys_before_being_a_customer(shop: Sessions) -> None:
    with shop() as session:
        pairs = session.execute(
            select(Order.placed_at, Customer.created_at).join(Customer, Customer.id == Order.customer_id)
        ).all()
    assert all(placed > created for placed, created in pairs)


def test_no_balance_of_points_is_negative(shop: Sessions) -> None:
    with shop() as session:
        balances = select(func.sum(LoyaltyEntry.points)).group_by(LoyaltyEntry.customer_id)
        assert min(session.scalars(balances)) >= 0


def test_what_remains_of_each_lot_is_what_its_rows_say(shop: Sessions) -> None:
    with shop() as session:
        entries = session.scalars(select(LoyaltyEntry)).all()
    changes: Counter[int | None] = Counter()
    for entry in entries:
        changes[entry.lot_id] += entry.points
    lots = [entry for entry in entries if entry.kind == "earned"]
    assert {entry.kind for entry in entries} == {"earned", "spent", "expired", "returned"}
    assert all(lot.remaining == lot.points + changes[lot.id] for lot in lots)
    assert all(entry.lot_id is not None for entry in entries if entry.kind != "earned")


def test_an_offer_spent_what_it_took_off_and_nothing_for_the_held_out(shop: Sessions) -> None:
    with shop() as session:
        offer = session.scalars(select(Offer).where(Offer.code == "APNA10")).one()
        rows = session.scalars(select(OfferRedemption).where(OfferRedemption.offer_id == offer.id)).all()
        held_out = select(OfferAssignment.customer_id).where(OfferAssignment.group == CONTROL)
        control = set(session.scalars(held_out))
    assert rows and control
    assert sum(row.amount_minor for row in rows) == offer.spent_minor <= (offer.budget_minor or 0)
    assert all(sum(row.shares.values()) == row.amount_minor <= 150000 for row in rows)
    assert not {row.customer_id for row in rows} & control


def test_tickets_end_as_their_events_say(shop: Sessions) -> None:
    with shop() as session:
        for ticket in session.scalars(select(Ticket)):
            changes = [event.text for event in ticket.events if event.kind == "status"]
            assert ticket.events[0].kind == "opened"
            assert ticket.status == (changes[-1].rpartition(" ")[2] if changes else "open")
            assert (ticket.solved_at is not None) == (ticket.status in ("solved", "closed"))


def test_contacts_are_as_people_and_services_write_them(shop: Sessions) -> None:
    with shop() as session:
        for kind, value in session.execute(select(ContactPoint.kind, ContactPoint.value)):
            assert (kind == "email" and value == value.lower() and value.endswith("@example.com")) or (
                kind == "phone" and value.startswith("+923") and len(value) == 13
            )


@pytest.mark.parametrize("person", DEMO, ids=lambda person: person.name)
def test_a_demo_customer_has_something_for_every_question(shop: Sessions, person: object) -> None:
    with shop() as session:
        customer = find_customer_by_subject(session, person.email)
        assert customer is not None
        assert (customer.name, customer.city, customer.language) == (person.name, person.city, person.language)
        principal = Principal("sender", "website", customer.id)
        newest = list_orders(session, principal, limit=30)
        assert [order.status for order in newest[:3]] == ["placed", "shipped", "delivered"]
        assert len(newest) >= 10
        placed, shipped, delivered = newest[:3]
        assert check_cancel(session, principal, placed.number) is placed
        assert check_return(session, principal, delivered.number, "return", NOW) is delivered
        parcel = shipped.shipments[0]
        assert parcel.delivered_at is None
        assert NOW < parcel.expected_at < NOW + timedelta(days=3)
        arrived = delivered.shipments[0].delivered_at
        assert timedelta(days=2) < NOW - arrived < timedelta(days=4)
        assert loyalty_balance(session, principal).points > 0


def test_the_first_demo_customer_has_a_solved_ticket(shop: Sessions) -> None:
    with shop() as session:
        customer = find_customer_by_subject(session, DEMO[0].email)
        tickets = session.scalars(select(Ticket).where(Ticket.customer_id == customer.id)).all()
    assert [ticket.status in ("solved", "closed") for ticket in tickets] == [True]


def test_segments_are_there_with_their_history(shop: Sessions) -> None:
    with shop() as session:
        moments = session.scalars(select(WorthRun.as_of).order_by(WorthRun.as_of)).all()
        buyers = session.scalar(select(func.count(Order.customer_id.distinct())).where(Order.status != "cancelled"))
        sizes = {size.segment: size.customers for size in segment_sizes(session)}
        moves = segment_moves(session, moments[-2])
    assert moments == [*ends_of_months(TODAY, MONTHS), TODAY]
    assert count(shop, CustomerWorth) == sum(sizes.values()) == buyers
    assert {"new", "loyal", "champions", "at risk"} <= set(sizes)
    assert any(move.before and move.now for move in moves)
    assert count(shop, ProductRhythm) > 0
    assert count(shop, SegmentMembership, SegmentMembership.valid_until.is_not(None)) > 0


def test_ends_of_months_are_midnights_before_today() -> None:
    first = TODAY.replace(month=3, day=1)
    assert ends_of_months(TODAY, 4) == [TODAY.replace(year=2025, month=12, day=1), *months_of_2026(1, 2, 3)]
    assert ends_of_months(first, 2) == months_of_2026(1, 2)


def months_of_2026(*months: int) -> list[datetime]:
    return [TODAY.replace(month=month, day=1) for month in months]
