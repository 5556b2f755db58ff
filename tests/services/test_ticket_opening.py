"""How a ticket begins: nothing escalated is lost, and the same complaint again is no second ticket."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import ask_for_person, open_ticket

from .complaining import RUDE, complain, events, topics
from .desk import change
from .world import Shop, place_order


class TestOpening:
    def test_a_ticket_has_a_number_a_history_and_its_outbox_row(self, shop: Shop) -> None:
        ticket = complain(shop)
        assert (ticket.number, ticket.status, ticket.touchpoint) == ("T-10001", "open", "chat")
        assert events(shop, "T-10001") == [("opened", "customer", "The seller was rude to me")]
        with shop.reading() as session:
            (row,) = session.scalars(select(Outbox)).all()
        assert (row.topic, row.subject, row.status) == ("ticket.opened", "T-10001", "pending")
        assert (row.payload["ticket"], row.payload["kind"], row.payload["priority"]) == ("T-10001", "staff", "high")
        assert row.payload["text"] == row.payload["description"] == "The seller was rude to me"

    def test_ticket_and_outbox_row_are_lost_together(self, shop: Shop) -> None:
        with pytest.raises(ZeroDivisionError), shop.writing() as session:
            open_ticket(session, shop.who("ayesha"), RUDE)
            raise ZeroDivisionError
        assert [shop.count(table) for table in (Ticket, TicketEvent, Outbox)] == [0, 0, 0]

    @pytest.mark.parametrize(
        ("kind", "priority", "queue"),
        [
            ("payment", "high", "payments"),
            ("refund", "high", "payments"),
            ("staff", "high", "managers"),
            ("late", "normal", "delivery"),
            ("missing_item", "normal", "delivery"),
            ("damaged", "normal", "service"),
            ("other", "normal", "service"),
        ],
    )
    def test_its_kind_decides_how_urgent_it_is_and_who_answers(
        self, sqlite_shop: Shop, kind: str, priority: str, queue: str
    ) -> None:
        ticket = complain(sqlite_shop, Complaint(kind, "Something is wrong"))
        assert (ticket.priority, ticket.queue) == (priority, queue)

    def test_ones_own_order_is_tied_to_it(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            order = place_order(session, sqlite_shop.ids["ayesha"], "1001", {"H-1-1": 1})
        ticket = complain(sqlite_shop, Complaint("late", "It has not come", "#1001"))
        assert (ticket.order_id, ticket.description) == (order.id, "It has not come")

    @pytest.mark.parametrize("who", ["ayesha", "guest"])
    def test_an_order_that_is_not_ones_own_is_only_told(self, sqlite_shop: Shop, who: str) -> None:
        with sqlite_shop.writing() as session:
            place_order(session, sqlite_shop.ids["bilal"], "2001", {"H-1-1": 1})
        ticket = complain(sqlite_shop, Complaint("late", "It has not come", "2001"), who)
        assert ticket.order_id is None
        assert "2001" in ticket.description and "It has not come" in ticket.description

    def test_numbers_go_on(self, sqlite_shop: Shop) -> None:
        numbers = [complain(sqlite_shop, RUDE, who).number for who in ("ayesha", "bilal", "guest")]
        assert numbers == ["T-10001", "T-10002", "T-10003"]


class TestTheSameAgain:
    def test_about_the_same_order_it_is_a_note(self, shop: Shop) -> None:
        with shop.writing() as session:
            place_order(session, shop.ids["ayesha"], "1001", {"H-1-1": 1})
        first = complain(shop, Complaint("late", "It has not come", "1001"))
        second = complain(shop, Complaint("late", "It still has not come", "1001"))
        assert second.number == first.number
        assert events(shop, first.number)[-1] == ("note", "customer", "It still has not come")
        assert topics(shop, first.number) == ["ticket.opened", "ticket.note"]

    def test_another_order_or_another_trouble_is_another_ticket(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            for number in ("1001", "1002"):
                place_order(session, sqlite_shop.ids["ayesha"], number, {"H-1-1": 1})
        wanted = [("late", "1001"), ("late", "1002"), ("damaged", "1001"), ("late", None)]
        numbers = {complain(sqlite_shop, Complaint(kind, "Something is wrong", order)).number for kind, order in wanted}
        assert len(numbers) == 4

    def test_without_an_order_it_is_a_note_in_the_same_conversation_of_today(self, sqlite_shop: Shop) -> None:
        first = complain(sqlite_shop)
        assert complain(sqlite_shop).number == first.number
        change(sqlite_shop, first.number, opened_at=utc_now() - timedelta(hours=13))
        assert complain(sqlite_shop).number != first.number

    def test_after_it_was_solved_it_is_a_new_ticket(self, sqlite_shop: Shop) -> None:
        change(sqlite_shop, complain(sqlite_shop).number, status="solved", solved_at=utc_now())
        assert complain(sqlite_shop).number == "T-10002"

    def test_another_guests_is_not_the_same(self, sqlite_shop: Shop) -> None:
        assert complain(sqlite_shop, RUDE, "guest").number != complain(sqlite_shop, RUDE, "other-guest").number

    def test_a_person_is_called_once(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            first = ask_for_person(session, sqlite_shop.who("guest"), "A person please")
            assert first.kind == "handover"
            assert ask_for_person(session, sqlite_shop.who("guest"), "Hello?").number == first.number


class TestBranch:
    @pytest.mark.parametrize(("city", "code"), [("Lahore", "LHR"), ("Multan", None), (None, None)])
    def test_about_no_order_it_is_the_branchs_of_the_city_that_is_named(
        self, sqlite_shop: Shop, city: str | None, code: str | None
    ) -> None:
        ticket = complain(sqlite_shop, Complaint("staff", "The seller was rude to me", city=city))
        with sqlite_shop.reading() as session:
            branch = None if ticket.branch_id is None else session.get_one(Branch, ticket.branch_id)
        assert (branch and branch.code) == code

    def test_where_a_city_has_two_branches_nobody_knows_which(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            session.scalars(select(Branch).where(Branch.code == "KHI")).one().city = "Lahore"
        assert complain(sqlite_shop, Complaint("staff", "The seller was rude to me", city="Lahore")).branch_id is None
