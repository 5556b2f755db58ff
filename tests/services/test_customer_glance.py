"""What staff see of a customer: at a glance, in as many queries for a long history as for a short one; and contacts."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import Consent, ContactPoint, Customer, Preference
from hamrah.crm.offers import Offer, OfferAssignment, OfferTelling
from hamrah.crm.operations import Audit, Staff
from hamrah.crm.recommendations import Recommendation
from hamrah.crm.satisfaction import Feedback, Review
from hamrah.crm.segments import SegmentMembership
from hamrah.crm.tickets import Ticket
from hamrah.services.customer_contacts import check_may_unmask, masked, show_contacts
from hamrah.services.customer_glance import Feeling, Glance, read_glance, read_orders, read_tickets
from hamrah.services.customer_search import open_customer
from hamrah.services.customer_suggestions import ToSuggest, suggest_for_customer
from hamrah.services.offer_assignment import draw
from hamrah.services.offers import offers_for
from hamrah.services.refusal import Refusal
from hamrah.services.segment_refresh import refresh_segments

from .desk import hire, member, ticket_of
from .offering import allow, make_offer, put_in_segment
from .suggesting import fitted, skus
from .world import Shop, ago, place_order


@pytest.fixture
def hired(shop: Shop) -> Shop:
    hire(shop)
    return shop


@pytest.fixture
def hired_sqlite(sqlite_shop: Shop) -> Shop:
    hire(sqlite_shop)
    return sqlite_shop


def look(shop: Shop, who: str = "sunita", whom: str = "ayesha") -> Glance:
    with shop.writing() as session:
        actor = member(session, who)
        return read_glance(session, actor, open_customer(session, actor, shop.ids[whom], "summary"))


def suggestions(shop: Shop, whom: str = "ayesha") -> ToSuggest:
    with shop.writing() as session:
        return suggest_for_customer(session, session.get_one(Customer, shop.ids[whom]))


def rate(shop: Shop, rating: int | None, days_ago: float, sentiment: str | None = None) -> None:
    with shop.writing() as session:
        row = Feedback(customer_id=shop.ids["ayesha"], kind="csat", rating=rating, touchpoint="chat", at=ago(days_ago))
        row.sentiment = sentiment
        session.add(row)


@contextmanager
def counted(shop: Shop) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    statements: list[str] = []
    with shop.reading() as session:
        bind = session.get_bind()

    def keep(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(bind, "before_cursor_execute", keep)
    try:
        yield statements
    finally:
        event.remove(bind, "before_cursor_execute", keep)


def live(shop: Shop, times: int) -> None:
    """So many orders, tickets, ratings, reviews, consents and moves of Ayesha's."""
    for number in range(times):
        ticket_of(shop, "LHR")
        rate(shop, 4, number + 1, "positive")
    with shop.writing() as session:
        for number in range(times):
            lines = {"K-1-YM": 1, "S-1-42": 2} if number % 2 else {"H-1-1": 1}
            place_order(
                session, shop.ids["ayesha"], f"L{times}{number}", lines, status="delivered", days_ago=number + 2
            )
            for purpose in ("marketing", "service"):
                consent = Consent(customer_id=shop.ids["ayesha"], purpose=purpose, granted=True, touchpoint="chat")
                consent.at = ago(number)
                session.add(consent)
        refresh_segments(session, utc_now())


def test_all_of_a_customer_at_a_glance(hired: Shop) -> None:
    number = ticket_of(hired, "LHR")
    solved = ticket_of(hired, "LHR")
    for rating, days in ((5, 9), (2, 3), (4, 1), (3, 20)):
        rate(hired, rating, days)
    with hired.writing() as session:
        ayesha = session.get_one(Customer, hired.ids["ayesha"])
        ayesha.home_branch_id = session.scalar(select(Branch.id).where(Branch.code == "LHR"))
        session.execute(update(Ticket).where(Ticket.number == solved).values(status="solved"))
        wish = Preference(customer_id=ayesha.id, kind="contact_channel", value="whatsapp", stated_at=ago(1))
        session.add(wish)
        for days in (6, 5, 4, 3):
            place_order(session, ayesha.id, f"9{days}", {"H-1-1": 1}, status="delivered", days_ago=days)
        refresh_segments(session, utc_now())
        session.query(SegmentMembership).delete()
    allow(hired)
    put_in_segment(hired, "promising", since=40)
    put_in_segment(hired, "loyal", since=2)
    seen = look(hired)
    assert seen.branch is not None and seen.branch.code == "LHR"
    assert [(one.kind, one.value) for one in seen.contacts] == [
        ("phone", "+9230•••••67"),
        ("email", "a•••@e•••.com"),
    ]
    assert seen.consents == {"marketing": True} and seen.channel == "whatsapp"
    assert seen.worth is not None and seen.worth.purchases == 4  # days with a purchase
    assert (seen.segment, seen.segment_before) == ("loyal", "promising")
    assert [order.number for order in seen.orders] == ["93", "94", "95"] and seen.order_count == 6
    assert [ticket.number for ticket in seen.tickets] == [number] and seen.ticket_count == 1
    assert [one.rating for one in seen.ratings] == [4, 2, 5]


def test_who_has_done_nothing_yet_can_be_looked_at(hired_sqlite: Shop) -> None:
    seen = look(hired_sqlite)
    assert (seen.worth, seen.segment, seen.channel, seen.branch) == (None, None, None, None)
    assert not seen.orders and not seen.tickets and not seen.ratings and seen.feeling.mood is None


def test_as_many_queries_for_a_long_history_as_for_a_short_one(hired: Shop) -> None:
    fitted(hired, ayesha={"K-1-YM": 30})
    live(hired, 2)
    suggestions(hired)  # what of a fit is kept in the process is read once
    asked = []
    for more in (0, 12):
        if more:
            live(hired, more)
        with counted(hired) as statements:
            seen = look(hired)
            suggestions(hired)
        asked.append(len([one for one in statements if not one.startswith(("SAVEPOINT", "RELEASE"))]))
        assert len(seen.orders) == 3 and len(seen.tickets) >= 2
    assert asked[0] == asked[1] <= 45


@pytest.mark.parametrize(
    ("counts", "mood"),
    [
        ((0, 0, 0), None),
        ((3, 1, 1), "negative"),
        ((1, 1, 3), "positive"),
        ((2, 0, 2), "mixed"),
        ((1, 5, 0), "mixed"),
        ((0, 1, 0), "mixed"),
    ],
)
def test_how_somebody_feels_is_what_most_of_their_words_say(counts: tuple[int, int, int], mood: str | None) -> None:
    assert Feeling(*counts).mood == mood


def test_only_words_of_the_last_year_tell_how_somebody_feels(hired: Shop) -> None:
    rate(hired, None, 400, "positive")
    rate(hired, None, 3, "negative")
    rate(hired, 5, 2)  # without words
    with hired.writing() as session:
        review = Review(source="google", external_id="1", kind="review", text="bad", sentiment="negative")
        review.customer_id, review.written_at, review.taken_at = hired.ids["ayesha"], ago(5), ago(4)
        session.add(review)
    assert look(hired).feeling == Feeling(negative=2)


def test_tickets_of_another_branch_are_none_of_ones_business(hired: Shop) -> None:
    here, there, nowhere = (ticket_of(hired, branch) for branch in ("LHR", "KHI", None))
    with hired.writing() as session:
        ayesha = session.get_one(Customer, hired.ids["ayesha"])
        for who, expected in (
            ("sunita", {here, nowhere}),
            ("rameez", {there, nowhere}),
            ("nighat", {here, there, nowhere}),
        ):
            actor = member(session, who)
            assert {one.number for one in read_tickets(session, actor, ayesha)} == expected
            assert read_glance(session, actor, ayesha).ticket_count == len(expected)


def test_as_many_orders_as_were_asked_for(hired_sqlite: Shop) -> None:
    with hired_sqlite.writing() as session:
        for day in range(1, 14):
            place_order(session, hired_sqlite.ids["ayesha"], f"8{day:02}", {"H-1-1": 1}, days_ago=day)
        ayesha = session.get_one(Customer, hired_sqlite.ids["ayesha"])
        assert [one.number for one in read_orders(session, ayesha, limit=3)] == ["801", "802", "803"]
        assert len(read_orders(session, ayesha, limit=99)) == 10
        assert [one.number for one in read_orders(session, ayesha, limit=5, period=(ago(13.5), ago(11.5)))] == [
            "812",
            "813",
        ]


def test_suggesting_to_staff_is_showing_nothing_to_the_customer(hired: Shop) -> None:
    """No row says that it was shown, told or assigned, so that none of it counts in what suggestions and offers do."""
    fitted(hired, ayesha={"K-1-YM": 30, "H-1-1": 60})
    put_in_segment(hired, "loyal")
    allow(hired)
    make_offer(hired, "ALL10", 10)
    make_offer(hired, "LOYAL20", 20, segment="loyal", holdout=0.0)
    salt = next(one for one in map(str, range(99)) if draw(Offer(code="HELD30", salt=one), hired.ids["ayesha"]) < 0.5)
    make_offer(hired, "HELD30", 30, segment="loyal", holdout=0.5, salt=salt)
    make_offer(hired, "OTHERS40", 40, segment="champions")
    found = suggestions(hired)
    assert skus(list(found.suggestions))[0] == "S-1"
    assert [one.shelf for one in found.suggestions] == ["new", "new", "new", "again"]
    assert (found.suggestions[0].reason.kind, found.suggestions[-1].product.sku) == ("bought", "K-1")
    assert [offer.code for offer in found.offers] == ["LOYAL20", "ALL10"]
    for table in (Recommendation, OfferTelling, OfferAssignment):
        assert hired.count(table) == 0


def test_without_consent_only_what_stands_in_the_window_is_offered(hired_sqlite: Shop) -> None:
    put_in_segment(hired_sqlite, "loyal")
    make_offer(hired_sqlite, "ALL10", 10)
    make_offer(hired_sqlite, "LOYAL20", 20, segment="loyal")
    assert [offer.code for offer in suggestions(hired_sqlite).offers] == ["ALL10"]
    with hired_sqlite.writing() as session:
        session.get_one(Customer, hired_sqlite.ids["ayesha"]).erased_at = utc_now()
        session.flush()
        assert offers_for(session, hired_sqlite.ids["ayesha"]) == []


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "+923001234567", "+9230•••••67"),
        ("phone", "+442071234567", "+4420•••••67"),
        ("email", "ayesha.khan@mail.example.com", "a•••@m•••.com"),
        ("email", "a@b.pk", "a•••@b•••.pk"),
        ("email", "odd", "o•••@•••."),
    ],
)
def test_a_masked_contact_reaches_nobody(kind: str, value: str, shown: str) -> None:
    assert masked(kind, value) == shown


def test_contacts_are_shown_to_who_may_see_them_and_says_what_for(hired: Shop) -> None:
    with hired.writing() as session:
        farhan = member(session, "farhan")
        contacts = show_contacts(session, farhan, hired.ids["ayesha"], " Call back, she is at 0300 1234567 ")
    assert [one.value for one in contacts] == ["+923001234567", "ayesha@example.com"]
    with hired.reading() as session:
        row = session.scalars(select(Audit).where(Audit.action == "contact_seen")).one()
    assert row.reason == "Call back, she is at [phone]" and row.subject_id == str(hired.ids["ayesha"])


@pytest.mark.parametrize("reason", ["", "  ", "ok", "????????", "1234567", "جی"])
def test_a_reason_that_says_nothing_is_none(hired_sqlite: Shop, reason: str) -> None:
    with hired_sqlite.writing() as session, pytest.raises(Refusal, match="utter_staff_reason_missing"):
        show_contacts(session, member(session, "nighat"), hired_sqlite.ids["ayesha"], reason)
    assert hired_sqlite.count(Audit) == 0


def test_agents_never_see_contacts_and_managers_of_branches_only_their_own(hired: Shop) -> None:
    reason = "to call back about the ticket"
    for who, whom, key in (
        ("sunita", "ayesha", "utter_not_your_role"),
        ("sunita", "bilal", "utter_not_your_role"),  # the same, whether or not it is their customer
        ("farhan", "bilal", "utter_staff_no_such_customer"),
    ):
        with hired.writing() as session:
            for ask in (check_may_unmask, lambda *who: show_contacts(*who, reason)):
                with pytest.raises(Refusal, match=key):
                    ask(session, member(session, who), hired.ids[whom])
    with hired.writing() as session:
        assert show_contacts(session, member(session, "nighat"), hired.ids["bilal"], reason)
        session.execute(update(Staff).where(Staff.email == "farhan@shop.example").values(role="agent"))
        with pytest.raises(Refusal, match="utter_not_your_role"):
            show_contacts(session, member(session, "farhan"), hired.ids["ayesha"], reason)


def test_who_gave_no_contact_has_none(hired_sqlite: Shop) -> None:
    with hired_sqlite.writing() as session:
        session.query(ContactPoint).filter(ContactPoint.customer_id == hired_sqlite.ids["ayesha"]).delete()
        assert show_contacts(session, member(session, "nighat"), hired_sqlite.ids["ayesha"], "to send it back") == []
