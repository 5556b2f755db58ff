"""A link that was wrong is undone, with what was said in it; one that is no longer wanted only ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ChannelLink, Delivery
from hamrah.crm.conversations import BrowsingEvent, ChatMessage, Conversation, Handover, Interaction
from hamrah.crm.operations import Audit
from hamrah.crm.tickets import Ticket
from hamrah.keys import server_key
from hamrah.services.handover import ASKED, call_person, take_conversation, tell_customer
from hamrah.services.identity import Principal, note_interaction, open_conversation, prove, who_speaks
from hamrah.services.inbound import Arrival, account_of, keep_arrival, note_handled, waiting_arrivals
from hamrah.services.linking import place_of
from hamrah.services.linking_buttons import DISCONNECT, DISOWN, disconnect_buttons, disown_button, tell_linked
from hamrah.services.linking_undo import undo_own_link
from hamrah.services.own_conversations import customer_sender_id
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket
from hamrah.services.transcripts import Said, write_down

from .desk import hire, member
from .world import CUSTOMERS, Shop

AYESHAS = CUSTOMERS["ayesha"][2]


def own(shop: Shop) -> str:
    return customer_sender_id(shop.ids["ayesha"])


def on_the_website(shop: Shop, words: str) -> None:
    """Ayesha, signed in on the website, says something and looks at a product."""
    with shop.writing() as session:
        row = open_conversation(session, own(shop), "web")
        prove(session, row, shop.ids["ayesha"], "token", timedelta(hours=12))
        write_down(session, row.sender_id, Said("person", words, "en"))
        note_interaction(session, who_speaks(session, row.sender_id), f"web {words}")


def in_the_app(shop: Shop, words: str, *, complain: bool = False) -> None:
    """Whoever has the number says something in the app, and is answered."""
    with shop.writing() as session:
        account = account_of(session, server_key("sender"), "whatsapp", "1", AYESHAS)
        session.flush()
        keep_arrival(session, account, Arrival(f"m-{words}", utc_now(), {"kind": "text", "text": words}))
    with shop.writing() as session:
        account = session.scalars(select(ChannelAccount)).one()
        row = place_of(session, account)
        principal = who_speaks(session, row.sender_id)
        write_down(session, row.sender_id, Said("person", words, "en"))
        note_interaction(session, principal, f"app {words}")
        session.add(
            BrowsingEvent(
                sender_id=row.sender_id,
                customer_id=principal.customer_id,
                product_id=1,
                kind="ask",
                touchpoint="chat",
                at=utc_now(),
            )
        )
        if complain:
            open_ticket(session, principal, Complaint("damaged", words))
        write_down(session, row.sender_id, Said("bot", f"Answer to {words}", "en"))
        note_handled(session, [one.id for one in waiting_arrivals(session, account.id)])


def called_in_the_app(shop: Shop) -> str:
    """Whoever has the number calls a person, who comes; the ticket's number."""
    hire(shop)
    with shop.writing() as session:
        account = account_of(session, server_key("sender"), "whatsapp", "1", AYESHAS)
        session.flush()
        keep_arrival(session, account, Arrival("call", utc_now(), {"kind": "text", "text": "I am Nadia"}))
    with shop.writing() as session:
        account = session.scalars(select(ChannelAccount)).one()
        principal = who_speaks(session, place_of(session, account).sender_id)
        number = call_person(session, principal, "I am Nadia, I want a person", ASKED).number
        note_handled(session, [one.id for one in waiting_arrivals(session, account.id)])
    with shop.writing() as session:
        take_conversation(session, member(session, "nighat"), texts(), number)
    return number


def undo(shop: Shop, *, is_mine: bool = False, principal: Principal | None = None) -> int:
    with shop.writing() as session:
        link = session.scalars(select(ChannelLink).order_by(ChannelLink.id.desc())).first()
        assert link is not None
        by = principal or Principal(own(shop), "whatsapp", shop.ids["ayesha"])
        return undo_own_link(session, texts(), by, link.id, is_mine=is_mine).detached


def transcript(shop: Shop, sender_id: str) -> list[str]:
    with shop.reading() as session:
        said = select(ChatMessage.text).where(ChatMessage.sender_id == sender_id)
        return list(session.scalars(said.order_by(ChatMessage.id)))


def interactions(shop: Shop) -> dict[str, int | None]:
    with shop.reading() as session:
        found = select(Interaction.kind, Interaction.customer_id).where(Interaction.kind.like("% %"))
        return dict(session.execute(found).tuples().all())


class TestAWrongLink:
    @pytest.fixture
    def mixed(self, shop: Shop) -> Shop:
        on_the_website(shop, "before")
        in_the_app(shop, "stranger")
        on_the_website(shop, "between")
        in_the_app(shop, "again", complain=True)
        on_the_website(shop, "after")
        return shop

    def test_what_the_stranger_said_leaves_the_customers_transcript_and_hers_stays(self, mixed: Shop) -> None:
        undo(mixed)
        assert transcript(mixed, own(mixed)) == ["before", "between", "after"]
        with mixed.reading() as session:
            account = session.scalars(select(ChannelAccount)).one()
        said = transcript(mixed, account.sender_id)
        assert said[:4] == ["stranger", "Answer to stranger", "again", "Answer to again"]

    def test_what_the_stranger_did_is_not_hers(self, mixed: Shop) -> None:
        assert undo(mixed) > 4
        ayesha = mixed.ids["ayesha"]
        assert interactions(mixed) == {
            "web before": ayesha,
            "app stranger": None,
            "web between": ayesha,
            "app again": None,
            "web after": ayesha,
        }
        with mixed.reading() as session:
            account = session.scalars(select(ChannelAccount)).one()
            tickets = session.execute(select(Ticket.customer_id, Ticket.sender_id)).tuples().all()
            assert tickets == [(None, account.sender_id)]
            assert set(session.scalars(select(BrowsingEvent.customer_id))) == {None}

    def test_the_person_of_the_shop_whom_the_stranger_called_goes_along_with_them(self, shop: Shop) -> None:
        number = called_in_the_app(shop)
        undo(shop)
        with shop.reading() as session:
            place = session.get_one(Conversation, session.scalars(select(ChannelAccount)).one().sender_id)
            assert session.scalars(select(Handover.sender_id)).one() == place.sender_id
            assert (place.held_by, session.get_one(Conversation, own(shop)).held_by) == ("person", "bot")
        with shop.writing() as session:
            tell_customer(session, member(session, "nighat"), number, "Dear Nadia")
        assert transcript(shop, place.sender_id)[-1] == "Dear Nadia"
        assert "Dear Nadia" not in transcript(shop, own(shop))

    def test_so_it_does_where_the_stranger_was_a_guest_when_they_called(self, shop: Shop) -> None:
        with shop.writing() as session:
            account = account_of(session, server_key("sender"), "telegram", "1")
            session.flush()
            guest = who_speaks(session, place_of(session, account).sender_id)
            call_person(session, guest, "a person please", ASKED)
            account.phone = AYESHAS
            assert place_of(session, account).sender_id == own(shop)
        undo(shop)
        with shop.reading() as session:
            account = session.scalars(select(ChannelAccount)).one()
            assert session.scalars(select(Handover.sender_id)).one() == account.sender_id

    def test_the_person_whom_the_customer_called_stays_with_her(self, shop: Shop) -> None:
        hire(shop)
        on_the_website(shop, "before")
        with shop.writing() as session:
            number = call_person(session, who_speaks(session, own(shop)), "a person please", ASKED).number
            take_conversation(session, member(session, "nighat"), texts(), number)
        in_the_app(shop, "stranger", complain=True)
        undo(shop)
        with shop.reading() as session:
            assert session.scalars(select(Handover.sender_id)).one() == own(shop)
            assert session.get_one(Conversation, own(shop)).held_by == "person"
            account = session.scalars(select(ChannelAccount)).one()
            assert session.get_one(Conversation, account.sender_id).held_by == "bot"

    def test_the_account_is_told_and_the_number_alone_proves_her_no_more(self, mixed: Shop) -> None:
        undo(mixed)
        with mixed.reading() as session:
            account = session.scalars(select(ChannelAccount)).one()
            newest = session.scalars(select(Delivery.message_id).order_by(Delivery.id.desc())).first()
            told = session.get_one(ChatMessage, newest)
            assert (told.extras["key"], told.sender_id) == ("utter_account_disowned", account.sender_id)
            assert session.get_one(Conversation, own(mixed)).account_id is None
        with mixed.writing() as session:
            account = session.scalars(select(ChannelAccount)).one()
            row = place_of(session, account)
            assert row.sender_id != own(mixed)
            assert who_speaks(session, row.sender_id).customer_id is None

    def test_the_audit_says_who_undid_it(self, mixed: Shop) -> None:
        undo(mixed)
        with mixed.reading() as session:
            row = session.scalars(select(Audit).where(Audit.subject_type == "channel_link")).one()
        assert (row.actor, row.actor_id, row.action) == ("customer", str(mixed.ids["ayesha"]), "account_link_undone")

    def test_deeds_of_the_guest_that_the_account_was_before_are_taken_back(self, sqlite_shop: Shop) -> None:
        shop = sqlite_shop
        with shop.writing() as session:
            account = account_of(session, server_key("sender"), "telegram", "1")
            session.flush()
            guest = place_of(session, account)
            note_interaction(session, who_speaks(session, guest.sender_id), "a guest's")
            account.phone = AYESHAS
            place_of(session, account)
        assert interactions(shop) == {"a guest's": shop.ids["ayesha"]}
        undo(shop)
        assert interactions(shop) == {"a guest's": None}
        with shop.reading() as session:
            assert session.get_one(Conversation, guest.sender_id).customer_id is None


class TestALinkNoLongerWanted:
    def test_it_ends_and_what_she_said_stays_hers(self, shop: Shop) -> None:
        in_the_app(shop, "mine")
        assert undo(shop, is_mine=True) == 0
        assert interactions(shop) == {"app mine": shop.ids["ayesha"]}
        assert transcript(shop, own(shop)) == ["mine", "Answer to mine"]
        with shop.reading() as session:
            link = session.scalars(select(ChannelLink)).one()
        assert (link.ended_by, link.why) == ("customer", "disconnected")

    def test_it_does_not_begin_again_by_itself(self, sqlite_shop: Shop) -> None:
        in_the_app(sqlite_shop, "mine")
        undo(sqlite_shop, is_mine=True)
        in_the_app(sqlite_shop, "as a guest")
        assert interactions(sqlite_shop)["app as a guest"] is None


class TestWhoMay:
    def test_nobody_undoes_another_customers_link(self, shop: Shop) -> None:
        in_the_app(shop, "mine")
        with pytest.raises(Refusal, match="utter_link_gone"):
            undo(shop, principal=shop.who("bilal"))

    def test_a_guest_is_asked_who_they_are(self, sqlite_shop: Shop) -> None:
        in_the_app(sqlite_shop, "mine")
        with pytest.raises(Refusal, match="utter_identify_first"):
            undo(sqlite_shop, principal=sqlite_shop.who("guest"))

    def test_one_that_ended_is_gone(self, sqlite_shop: Shop) -> None:
        in_the_app(sqlite_shop, "mine")
        undo(sqlite_shop)
        with pytest.raises(Refusal, match="utter_link_gone"):
            undo(sqlite_shop)


@pytest.mark.parametrize("language", ["en", "ur", "ur-Latn"])
def test_the_buttons_name_the_app_and_fit_every_provider(sqlite_shop: Shop, language: str) -> None:
    in_the_app(sqlite_shop, "mine")
    with sqlite_shop.reading() as session:
        link = session.scalars(select(ChannelLink)).one()
        (mine,) = disconnect_buttons(session, texts(), language, sqlite_shop.ids["ayesha"])
        disown = disown_button(texts(), language, link)
        assert disconnect_buttons(session, texts(), language, sqlite_shop.ids["bilal"]) == []
    assert (mine["payload"]["intent"], disown["payload"]["intent"]) == (DISCONNECT, DISOWN)
    assert {mine["payload"]["entities"]["link"], disown["payload"]["entities"]["link"]} == {link.id}
    assert max(len(mine["title"]), len(disown["title"])) <= 20


def test_the_person_is_told_once_of_each_link(sqlite_shop: Shop) -> None:
    in_the_app(sqlite_shop, "mine")
    with sqlite_shop.writing() as session:
        account = session.scalars(select(ChannelAccount)).one()
        assert [tell_linked(session, texts(), account, "ur") for _ in range(2)] == [True, False]
        (said,) = [row for row in session.scalars(select(ChatMessage)) if row.extras.get("key")]
        assert "واٹس ایپ" in said.text and said.sender_id == own(sqlite_shop)
    undo(sqlite_shop)
    with sqlite_shop.writing() as session:
        account = session.scalars(select(ChannelAccount)).one()
        assert not tell_linked(session, texts(), account, "ur"), "a guest is told nothing"
