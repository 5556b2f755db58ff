"""A conversation that a person has, and the several tickets that its customer opened in it."""

from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.handover import give_back, holds_conversation, say_as_staff
from hamrah.services.handover_customers import hear_customer
from hamrah.services.ticket_desk import solve_ticket

from .desk import desk, kept, member, ticket_of
from .test_handover import call, held_by, take
from .world import Shop

__all__ = ["desk"]


def test_a_conversation_is_held_by_each_of_its_tickets(desk: Shop) -> None:
    first, second = ticket_of(desk, who="ayesha"), call(desk, "ayesha")
    take(desk, "nighat", second)
    with desk.writing() as session:
        nighat, other = member(session, "nighat"), member(session, "sunita")
        tickets = [session.scalars(select(Ticket).where(Ticket.number == number)).one() for number in (first, second)]
        assert all(holds_conversation(session, nighat, one) for one in tickets)
        assert not any(holds_conversation(session, other, one) for one in tickets)
        assert give_back(session, nighat, texts(), first).number == first
    assert held_by(desk, "ayesha") == "bot"


def test_what_the_customer_says_belongs_to_the_ticket_in_which_they_were_spoken_to(desk: Shop) -> None:
    complaint, asked = ticket_of(desk, who="ayesha"), call(desk, "ayesha")
    take(desk, "nighat", asked)
    for number, words in ((asked, "I need help"), (complaint, "Twice washed"), (asked, "That is all")):
        with desk.writing() as session:
            if number == complaint:
                say_as_staff(session, member(session, "nighat"), complaint, "Was it washed?")
            elif words == "That is all":
                solve_ticket(session, member(session, "nighat"), complaint, "A new one comes")
            hear_customer(session, texts(), "web-ayesha", words)
        with desk.reading() as session:
            noted = select(TicketEvent.ticket_id).where(TicketEvent.text == words)
            assert session.scalars(noted).one() == kept(desk, number).id
