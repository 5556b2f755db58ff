"""What a customer hears when a helpdesk ends their ticket without a word to them."""

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.helpdesk_changes import take_change
from hamrah.services.identity import Principal
from hamrah.services.remote_records import keep_remote
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket

from .world import Shop

GUEST = "web-given"
SOLVED = {"en": "was solved", "ur": "حل ہو چکا ہے", "ur-Latn": "hal ho chuka hai"}


def _given(shop: Shop, language: str) -> str:
    """A guest's ticket that the helpdesk `rt` has; its number."""
    with shop.writing() as session:
        session.add(Conversation(sender_id=GUEST, channel="web", started_at=utc_now(), seen_at=utc_now()))
        session.flush()
        number = open_ticket(session, Principal(GUEST, "web"), Complaint("staff", "rude")).number
        session.scalars(select(Ticket).where(Ticket.number == number)).one().language = language
        keep_remote(session, "rt", number, "case-1", "open", utc_now())
    return number


def _take(shop: Shop, number: str, status: str, origin: str) -> bool:
    with shop.writing() as session:
        return take_change(session, texts(), "rt", number, "status", status, origin, utc_now())


def _heard(shop: Shop) -> list[str]:
    with shop.reading() as session:
        said = select(ChatMessage.text).where(ChatMessage.sender_id == GUEST, ChatMessage.author == "bot")
        return list(session.scalars(said.order_by(ChatMessage.id)))


@pytest.mark.parametrize("language", sorted(SOLVED))
def test_a_ticket_solved_there_without_words_is_told_once_in_their_language(shop: Shop, language: str) -> None:
    number = _given(shop, language)
    assert _take(shop, number, "in_progress", "rt:1") and _heard(shop) == []
    assert _take(shop, number, "solved", "rt:2")
    assert not _take(shop, number, "solved", "rt:2")
    _take(shop, number, "closed", "rt:3")
    (told,) = _heard(shop)
    assert number in told and SOLVED[language] in told and "{" not in told


def test_a_name_of_who_has_it_there_carries_no_markup_and_no_inner_link(shop: Shop) -> None:
    number = _given(shop, "en")
    with shop.writing() as session:
        value = "<b>Zed</b> http://10.0.0.5/x" + "z" * 500
        assert take_change(session, texts(), "rt", number, "assigned", value, "rt:9", utc_now())
    with shop.reading() as session:
        (told,) = session.scalars(select(TicketEvent.text).where(TicketEvent.kind == "assigned"))
    assert told.startswith("‹b›Zed‹/b› http[:]//10[.]0[.]0[.]5/x") and len(told) <= 200
