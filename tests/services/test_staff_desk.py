"""The desk in chat: what staff see of the queue, and what their role lets them do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import Customer
from hamrah.crm.operations import Audit
from hamrah.services.refusal import Refusal
from hamrah.services.roles import MAY, Deed
from hamrah.services.ticket_desk import assign_ticket
from hamrah.services.ticket_queue import Wanted, look_at_queue, see_ticket

from .desk import change, desk, kept, member, ticket_of
from .world import Shop

__all__ = ["desk"]


def numbers(shop: Shop, who: str, wanted: Wanted, limit: int = 9) -> list[str]:
    with shop.writing() as session:
        queue = look_at_queue(session, member(session, who), wanted, utc_now(), limit)
        return [one.ticket.number for one in queue.shown]


class TestQueue:
    def test_shows_an_agent_the_own_branch_and_a_manager_all(self, desk: Shop) -> None:
        lahore, karachi = ticket_of(desk), ticket_of(desk, "KHI", who="bilal")
        assert numbers(desk, "sunita", Wanted()) == [lahore]
        assert numbers(desk, "rameez", Wanted()) == [karachi]
        assert set(numbers(desk, "nighat", Wanted())) == {lahore, karachi}

    def test_another_branchs_city_shows_an_agent_nothing(self, desk: Shop) -> None:
        ticket_of(desk, "KHI", who="bilal")
        assert numbers(desk, "sunita", Wanted(cities=("Karachi",))) == []
        lahore = ticket_of(desk)
        assert len(numbers(desk, "nighat", Wanted(cities=("Karachi",)))) == 1
        assert len(numbers(desk, "nighat", Wanted(cities=("Karachi", "Lahore")))) == 2
        assert numbers(desk, "sunita", Wanted(cities=("Karachi", "Lahore"))) == [lahore]

    def test_a_ticket_of_no_branch_is_of_where_its_customer_is_at_home(self, desk: Shop) -> None:
        number = ticket_of(desk, None)
        with desk.writing() as session:
            row = session.get_one(Customer, desk.ids["ayesha"])
            row.home_branch_id, row.city = None, "Multan"
        assert kept(desk, number).branch_id is None
        assert numbers(desk, "nighat", Wanted(cities=("Multan",))) == [number]
        with desk.writing() as session:
            session.get_one(Customer, desk.ids["ayesha"]).home_branch_id = session.scalar(
                select(Branch.id).where(Branch.code == "KHI")
            )
        assert numbers(desk, "nighat", Wanted(cities=("Multan",))) == []
        assert numbers(desk, "nighat", Wanted(cities=("Karachi",))) == [number]

    def test_mine_nobodys_late_and_by_priority_and_day(self, desk: Shop) -> None:
        first, second = ticket_of(desk), ticket_of(desk, who="bilal")
        now = utc_now()
        with desk.writing() as session:
            sunita = member(session, "sunita")
            assign_ticket(session, sunita, first, sunita.staff_id)
        change(desk, second, answer_due_at=now - timedelta(hours=1), opened_at=now - timedelta(days=3))
        assert numbers(desk, "sunita", Wanted(mine=True)) == [first]
        assert numbers(desk, "farhan", Wanted(assignees=(sunita.staff_id or 0, 0))) == [first]
        assert numbers(desk, "rameez", Wanted(assignees=(sunita.staff_id or 0,))) == [], "another branch's"
        assert numbers(desk, "sunita", Wanted(unassigned=True)) == [second]
        assert numbers(desk, "sunita", Wanted(overdue=True)) == [second]
        assert numbers(desk, "sunita", Wanted(opened=(now - timedelta(hours=1), now + timedelta(hours=1)))) == [first]
        assert numbers(desk, "sunita", Wanted(kind="refund")) == []
        assert set(numbers(desk, "sunita", Wanted(priority=kept(desk, first).priority))) == {first, second}

    def test_counts_all_though_it_shows_the_first(self, desk: Shop) -> None:
        first, second = ticket_of(desk), ticket_of(desk, who="bilal")
        change(desk, second, answer_due_at=utc_now() - timedelta(hours=1))
        with desk.writing() as session:
            queue = look_at_queue(session, member(session, "farhan"), Wanted(), utc_now(), 1)
            assert (queue.total, queue.late, len(queue.shown)) == (2, 1, 1)
            assert queue.shown[0].ticket.number == second and queue.shown[0].late
            assert queue.shown[0].customer is not None and first != second

    def test_that_customers_were_seen_is_kept(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            see_ticket(session, member(session, "sunita"), number)
        numbers(desk, "sunita", Wanted())
        with desk.reading() as session:
            rows = session.scalars(select(Audit).where(Audit.subject_type == "customer").order_by(Audit.id)).all()
            assert [(row.action, row.subject_id) for row in rows] == [
                ("ticket_seen", str(desk.ids["ayesha"])),
                ("ticket_listed", str(desk.ids["ayesha"])),
            ]

    def test_another_branchs_ticket_is_unknown_and_leaves_no_trace_of_a_look(self, desk: Shop) -> None:
        number = ticket_of(desk, "KHI")
        for who, asked in (("sunita", number), ("sunita", "T-99999")):
            with desk.writing() as session, pytest.raises(Refusal, match="utter_ticket_not_found"):
                see_ticket(session, member(session, who), asked)
        with desk.reading() as session:
            assert session.scalars(select(Audit).where(Audit.subject_type == "customer")).all() == []


class TestRoles:
    def test_the_table_names_every_role_and_grows_with_it(self) -> None:
        assert MAY["agent"] < MAY["branch_manager"] < MAY["manager"]
        assert MAY["manager"] == frozenset(Deed)

    def test_an_agent_takes_but_does_not_give(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            sunita, farhan = member(session, "sunita"), member(session, "farhan")
            for asked in (number, "T-99999"):  # the same answer whether or not there is such a ticket
                with pytest.raises(Refusal, match="utter_not_your_role"):
                    assign_ticket(session, sunita, asked, farhan.staff_id)
                with pytest.raises(Refusal, match="utter_not_your_role"):
                    assign_ticket(session, sunita, asked, None)
            assert assign_ticket(session, sunita, number, sunita.staff_id).assignee_id == sunita.staff_id
            assert assign_ticket(session, farhan, number, farhan.staff_id).assignee_id == farhan.staff_id
