"""Somebody who wants to be taken for a customer in a messaging app, or to learn who is one, by guessing."""

import secrets
from collections import Counter
from datetime import timedelta

import pytest
from services.world import CUSTOMERS, Shop, place_order
from sqlalchemy import func, select

from hamrah.bootstrap import texts
from hamrah.crm.base import Base
from hamrah.crm.channels import ChannelAccount, ChannelLink, LinkCode
from hamrah.crm.conversations import Button, ChatMessage, Conversation
from hamrah.crm.tickets import Ticket
from hamrah.keys import server_key
from hamrah.services.identity import Principal, open_conversation, prove, who_speaks
from hamrah.services.inbound import account_of
from hamrah.services.link_codes import ALPHABET, WRONG, Redeemed, make_link_code, redeem
from hamrah.services.linking import enter, link_by_order, place_of
from hamrah.services.linking_buttons import DISCONNECT, DISOWN_SURELY, press_link_button
from hamrah.services.own_conversations import customer_sender_id
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket

GUESSES = 400
TRIES_AN_HOUR = 30


@pytest.fixture
def shop(sqlite_shop: Shop) -> Shop:
    """The small shop, where Ayesha has just made a code on the website."""
    with sqlite_shop.writing() as session:
        sender_id = customer_sender_id(sqlite_shop.ids["ayesha"])
        row = open_conversation(session, sender_id, "web")
        prove(session, row, sqlite_shop.ids["ayesha"], "token", timedelta(hours=12))
        assert make_link_code(session, who_speaks(session, sender_id)) is not None
    return sqlite_shop


def write(shop: Shop, address: str, phone: str | None = None) -> tuple[str, int | None]:
    with shop.writing() as session:
        account = account_of(session, server_key("sender"), "whatsapp", address, phone)
        session.flush()
        row = enter(session, account).conversation
        return row.sender_id, who_speaks(session, row.sender_id).customer_id


def guess(shop: Shop, address: str, code: str) -> object:
    with shop.writing() as session:
        account = session.scalars(select(ChannelAccount).where(ChannelAccount.address == address)).one()
        return redeem(session, account, code)


def code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def test_codes_are_not_guessed(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    write(shop, "guesser")
    answers = Counter(guess(shop, "guesser", code()) for _ in range(GUESSES))
    assert answers == {WRONG: GUESSES}
    assert write(shop, "guesser")[1] is None
    years = len(ALPHABET) ** 10 / TRIES_AN_HOUR / 24 / 365 / 1_000_000
    assert years > 1000, "a million accounts that try all that is allowed, against one code that stands"
    with capsys.disabled():
        print(f"\n{GUESSES} codes guessed: none right, all answered alike")


def test_who_has_a_number_on_file_is_not_told_to_who_has_not(shop: Shop) -> None:
    """Numbers that nobody has, and one that two have: the same rows, but for ids and times."""
    seen = []
    for place, phone in enumerate(["+923009990000", CUSTOMERS["daud"][2]]):
        before = counts(shop)
        write(shop, f"somebody-{place}", phone)
        seen.append({table: count - before[table] for table, count in counts(shop).items()})
    assert seen[0] == seen[1]


def counts(shop: Shop) -> dict[str, int]:
    """How many rows each table holds."""
    with shop.reading() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_orders_of_a_shared_number_are_not_guessed(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    with shop.writing() as session:
        place_order(session, shop.ids["daud"], "1009", {"H-1-1": 1})
    sender_id, _ = write(shop, "family", CUSTOMERS["daud"][2])
    found = []
    for number in range(1000, 1000 + 20):
        with shop.writing() as session:
            found.append(link_by_order(session, who_speaks(session, sender_id), str(number)))
    assert not any(found)
    with capsys.disabled():
        print("\n20 order numbers guessed: the right one was among those that came too late")


def test_another_customers_link_is_not_undone_by_a_made_up_button(shop: Shop) -> None:
    """A button's row is the conversation's own; even one that named another's link would do nothing."""
    write(shop, "ayesha", CUSTOMERS["ayesha"][2])
    with shop.writing() as session:
        link = session.scalars(select(ChannelLink)).one()
        bilal = Principal("web-bilal", "web", shop.ids["bilal"])
        for intent in (DISOWN_SURELY, DISCONNECT):
            made = Button(id=intent, sender_id="web-bilal", title="x", intent=intent, entities={"link": link.id})
            assert press_link_button(session, texts(), bilal, made, "en") == ("utter_link_gone", [])
        assert link.ended_at is None


def test_a_code_of_a_guest_shows_nobody_elses_conversation(shop: Shop) -> None:
    with shop.writing() as session:
        made = make_link_code(session, shop.who("guest"))
        assert made is not None
    before = write(shop, "77")
    assert guess(shop, "77", made.code) != WRONG
    assert write(shop, "77") == before != ("web-guest", None), "nobody speaks where the guest's browser reads along"
    with shop.reading() as session:
        assert session.scalar(select(func.count(ChatMessage.id))) == 0


def test_a_strangers_link_does_nothing_in_a_customers_app(shop: Shop) -> None:
    """Whoever opens a guest's link is asked; till they say yes nothing of the guest's is in their name."""
    with shop.writing() as session:
        open_ticket(session, shop.who("guest"), Complaint("damaged", "It came torn"))
        made = make_link_code(session, shop.who("guest"))
        assert made is not None
    before = write(shop, "77", CUSTOMERS["ayesha"][2])
    done = guess(shop, "77", made.code)
    assert isinstance(done, Redeemed) and done.to_ask is not None and done.left == ()
    assert write(shop, "77") == before
    with shop.reading() as session:
        assert session.scalars(select(Ticket.customer_id)).all() == [None]


def test_who_is_known_in_an_app_leaves_no_proof_where_they_spoke_before(shop: Shop) -> None:
    """Even where an account spoke in a conversation that a browser opens, as accounts could once."""
    write(shop, "77")
    with shop.writing() as session:
        account = session.scalars(select(ChannelAccount)).one()
        account.sender_id = "web-guest"
        row = place_of(session, account)
        prove(session, row, shop.ids["ayesha"], "code", timedelta(hours=12))
    assert write(shop, "77") == (customer_sender_id(shop.ids["ayesha"]), shop.ids["ayesha"])
    with shop.reading() as session:
        assert who_speaks(session, "web-guest").customer_id is None


def test_the_next_owner_of_a_number_finds_nothing_of_the_last(shop: Shop) -> None:
    """The number leaves Ayesha's file between two messages: what follows is a stranger's, in an empty conversation."""
    first, known = write(shop, "1", CUSTOMERS["ayesha"][2])
    assert known == shop.ids["ayesha"]
    with shop.writing() as session:
        from hamrah.crm.customers import ContactPoint

        session.query(ContactPoint).filter(ContactPoint.customer_id == shop.ids["ayesha"]).delete()
    with shop.writing() as session:
        account = session.scalars(select(ChannelAccount)).one()
        entered = enter(session, account)
        assert entered.left is None, "nothing of hers goes along"
        assert entered.conversation.sender_id != first
        assert session.get_one(Conversation, first).account_id is None, "nothing that is said to her goes there"
        assert place_of(session, account).sender_id == entered.conversation.sender_id
    with shop.reading() as session:
        assert session.scalars(select(LinkCode.used_at)).all() == [None]
