"""Satisfaction of a part of the shop; segments, and customers at risk; what each role sees of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import Customer
from hamrah.crm.operations import Audit
from hamrah.crm.orders import OrderLine
from hamrah.crm.satisfaction import Feedback
from hamrah.crm.segments import CustomerWorth, SegmentMembership, WorthRun
from hamrah.crm.tickets import Ticket, TicketLine
from hamrah.services.actors import SYSTEM, Actor
from hamrah.services.at_risk import AtRiskReport, at_risk_report, masked_name
from hamrah.services.refusal import Refusal
from hamrah.services.report_scope import WHOLE_SHOP, ReportWish
from hamrah.services.sales_report import sales_report
from hamrah.services.satisfaction_report import SatisfactionReport, satisfaction_report
from hamrah.services.segment_report import SegmentReport, segment_report

from .desk import hire, member
from .world import Shop, place_order

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 7, tzinfo=UTC)
DAY = timedelta(days=1)


def rated(shop: Shop, rating: int, **columns: Any) -> None:
    with shop.writing() as session:
        session.add(Feedback(kind="csat", rating=rating, at=MONDAY, **{"touchpoint": "chat", **columns}))


def satisfaction(shop: Shop, wish: ReportWish, actor: Actor = SYSTEM) -> SatisfactionReport:
    with shop.reading() as session:
        return satisfaction_report(session, actor, MONDAY - DAY, NOW, "branch", wish, now=NOW)


def branches(shop: Shop) -> dict[str, int]:
    with shop.reading() as session:
        return {code: number for code, number in session.execute(select(Branch.code, Branch.id))}


def test_ratings_of_goods_are_those_of_a_product_or_of_an_order_with_it(shop: Shop) -> None:
    with shop.writing() as session:
        both = place_order(session, shop.ids["ayesha"], "1", {"K-1-YM": 1, "S-1-42": 1}).id
        shoes = place_order(session, shop.ids["ayesha"], "2", {"S-1-42": 1}).id
        kurta = session.scalars(
            select(OrderLine.variant_id).where(OrderLine.order_id == both).order_by(OrderLine.id)
        ).first()
        assert kurta is not None
    rated(shop, 5, order_id=both)
    rated(shop, 1, order_id=shoes)
    rated(shop, 3)
    counts = {
        wish: satisfaction(shop, wish).total.csat.n
        for wish in (WHOLE_SHOP, ReportWish(category="kurta"), ReportWish(category="shoes"), ReportWish(sku="S-1"))
    }
    assert list(counts.values()) == [3, 1, 2, 2]
    assert satisfaction(shop, ReportWish(brand="Gulnaar")).total.csat.mean == 5.0


def test_tickets_of_goods_are_those_that_name_them(shop: Shop) -> None:
    """A ticket that names a line is about that line alone; one that names none is about its order."""
    with shop.writing() as session:
        order = place_order(session, shop.ids["ayesha"], "1", {"K-1-YM": 1, "S-1-42": 1})
        shoes = next(line for line in order.lines if line.variant.sku == "S-1-42")
        values = {"kind": "damaged", "priority": "normal", "queue": "service", "touchpoint": "chat", "status": "open"}
        values |= {"description": "x", "opened_at": MONDAY, "answer_due_at": MONDAY, "order_id": order.id}
        named, unnamed = Ticket(number="T-1", **values), Ticket(number="T-2", **values)
        session.add_all([named, unnamed])
        session.flush()
        session.add(TicketLine(ticket_id=named.id, order_line_id=shoes.id))
    assert satisfaction(shop, ReportWish(category="shoes")).total.tickets == 2
    assert satisfaction(shop, ReportWish(category="kurta")).total.tickets == 1
    assert satisfaction(shop, ReportWish(category="watch")).total.tickets == 0


def test_a_segment_is_that_of_the_moment(shop: Shop) -> None:
    with shop.writing() as session:
        values = {"customer_id": shop.ids["ayesha"]}
        session.add(SegmentMembership(**values, segment="loyal", valid_from=MONDAY - DAY, valid_until=MONDAY + DAY))
        session.add(SegmentMembership(**values, segment="lost", valid_from=MONDAY + DAY, valid_until=None))
    rated(shop, 5, customer_id=shop.ids["ayesha"])
    rated(shop, 1)
    assert satisfaction(shop, ReportWish(segment="loyal")).total.csat.n == 1
    assert satisfaction(shop, ReportWish(segment="lost")).total.csat.n == 0


def test_an_agent_sees_satisfaction_of_the_own_branch_only(shop: Shop) -> None:
    hire(shop)
    at = branches(shop)
    rated(shop, 5, branch_id=at["LHR"])
    rated(shop, 1, branch_id=at["KHI"])
    with shop.reading() as session:
        agent = member(session, "sunita")
    assert [group.group for group in satisfaction(shop, WHOLE_SHOP, agent).groups] == ["LHR"]
    assert satisfaction(shop, ReportWish(cities=("LAHORE",)), agent).total.csat.n == 1
    for cities in (("Karachi",), ("Atlantis",), ("Lahore", "Karachi"), ("Lahore", "Atlantis")):
        with pytest.raises(Refusal, match="utter_not_your_role"):
            satisfaction(shop, ReportWish(cities=cities), agent)


def test_naming_the_city_opens_no_other_branch_in_it(shop: Shop) -> None:
    hire(shop)
    worth(shop)
    with shop.writing() as session:
        lahore = session.scalars(select(Branch).where(Branch.code == "LHR")).one()
        values = {column.key: getattr(lahore, column.key) for column in Branch.__table__.columns if column.key != "id"}
        other = Branch(**values | {"code": "LHR2"})
        session.add(other)
        session.flush()
        session.get_one(Customer, shop.ids["daud"]).home_branch_id = other.id
        order = place_order(session, shop.ids["daud"], "2001", {"H-1-1": 1})
        order.branch_id, order.touchpoint, at = other.id, "branch", order.placed_at
    rated(shop, 1, branch_id=other.id)
    with shop.reading() as session:
        manager, agent = member(session, "farhan"), member(session, "sunita")
    city = {"cities": ("Lahore",)}
    with shop.reading() as session:
        asked = (session, manager, at - DAY, at + DAY, "branch", ReportWish(**city))
        assert sales_report(*asked, now=at + DAY).total.orders == 0
        assert sales_report(session, SYSTEM, *asked[2:], now=at + DAY).total.orders == 1
    assert satisfaction(shop, ReportWish(**city), agent).total.csat.n == 0
    assert segments(shop, manager, **city).customers == 1
    assert [one.name for one in at_risk(shop, agent, **city).top] == ["Ayesha K."]
    assert at_risk(shop, **city).customers == 2


# Segments, and customers at risk


def worth(shop: Shop) -> None:
    """Figures of five customers: two of Lahore and one of Karachi are at risk, Ayesha since the tenth of March."""
    at = branches(shop)
    people = {
        # name: home branch, segment before, segment now, since, spent
        "ayesha": ("LHR", "loyal", "at risk", datetime(2026, 3, 10, tzinfo=UTC), 500),
        "daud": ("LHR", None, "at risk", datetime(2026, 1, 1, tzinfo=UTC), 900),
        "bilal": ("KHI", "champions", "at risk", datetime(2026, 2, 1, tzinfo=UTC), 300),
        "sana": ("KHI", "at risk", "loyal", datetime(2026, 3, 20, tzinfo=UTC), 100),
        "maryam": (None, None, "new", datetime(2026, 3, 21, tzinfo=UTC), 50),
    }
    with shop.writing() as session:
        definitions = {"definitions": {"horizon_days": 365}}
        run = WorthRun(as_of=NOW, currency="PKR", customers=len(people), parameters=definitions)
        session.add(run)
        session.flush()
        for name, (branch, before, now, since, rupees) in people.items():
            who = shop.ids[name]
            session.get_one(Customer, who).home_branch_id = at[branch] if branch else None
            if before is not None:
                begin = datetime(2025, 12, 1, tzinfo=UTC)
                row = SegmentMembership(customer_id=who, segment=before, valid_from=begin, valid_until=since)
                session.add(row)
            session.add(SegmentMembership(customer_id=who, segment=now, valid_from=since, valid_until=None))
            session.add(_worth_row(who, run.id, rupees))


def _worth_row(customer_id: int, run_id: int, rupees: int) -> CustomerWorth:
    scores = {"recency_score": 3, "frequency_score": 3, "monetary_score": 3, "alive": 0.5, "usual_gap_days": 30.0}
    habits = {"usual_touchpoint": "app", "touchpoint_share": 1.0, "favourite_categories": {}}
    money = {"spent_minor": rupees * 100, "mean_spend_minor": rupees * 10, "expected_value_minor": rupees * 50}
    days = {"first_bought_on": MONDAY.date(), "last_bought_on": MONDAY.date()}
    who = {"customer_id": customer_id, "run_id": run_id, "currency": "PKR", "purchases": 4, "expected_purchases": 2.0}
    return CustomerWorth(**who, **scores, **habits, **money, **days)


def segments(shop: Shop, actor: Actor = SYSTEM, since: datetime | None = None, **wish: Any) -> SegmentReport:
    with shop.reading() as session:
        return segment_report(session, actor, since, ReportWish(**wish))


def at_risk(shop: Shop, actor: Actor = SYSTEM, **asked: Any) -> AtRiskReport:
    days = asked.pop("since", None), asked.pop("until", None)
    with shop.writing() as session:
        return at_risk_report(session, actor, ReportWish(**asked), *days, why="who leaves")


def test_sizes_worth_and_moves_of_the_shop_and_of_a_branch(shop: Shop) -> None:
    worth(shop)
    found = segments(shop)
    assert {size.segment: size.customers for size in found.segments} == {"new": 1, "loyal": 1, "at risk": 3}
    assert found.customers == 5 and found.since == NOW - timedelta(days=30)
    assert found.before == {"loyal": 1, "at risk": 3}
    moves = {(move.before, move.now) for move in found.moves}
    assert moves == {("loyal", "at risk"), ("at risk", "loyal"), (None, "new")}
    lahore = segments(shop, cities=("Lahore",))
    assert [(size.segment, size.customers, size.spent_minor) for size in lahore.segments] == [("at risk", 2, 140_000)]
    assert lahore.customers == 2 and [(move.before, move.now) for move in lahore.moves] == [("loyal", "at risk")]


def test_one_segment_is_shown_with_its_share_and_its_moves(shop: Shop) -> None:
    worth(shop)
    found = segments(shop, segment="loyal")
    assert [size.segment for size in found.segments] == ["loyal"] and found.customers == 5
    assert {(move.before, move.now) for move in found.moves} == {("loyal", "at risk"), ("at risk", "loyal")}
    assert segments(shop, since=datetime(2026, 3, 15, tzinfo=UTC), segment="loyal").before == {}


def test_at_risk_are_counted_and_the_best_come_first(shop: Shop) -> None:
    worth(shop)
    found = at_risk(shop)
    assert (found.customers, found.spent_minor, found.expected_value_minor) == (3, 170_000, 85_000)
    assert found.branches == {"LHR": 2, "KHI": 1}
    assert [one.name for one in found.top] == ["Daud Masih", "Ayesha Khan", "Bilal Ahmed"]
    assert found.expected_value_minor == next(
        size.expected_value_minor for size in segments(shop).segments if size.segment == "at risk"
    )


def test_at_risk_by_where_they_came_from_and_since_when(shop: Shop) -> None:
    worth(shop)
    assert [one.name for one in at_risk(shop, segment="loyal").top] == ["Ayesha Khan"]
    march = {"since": datetime(2026, 3, 1, tzinfo=UTC), "until": datetime(2026, 4, 1, tzinfo=UTC)}
    assert [one.name for one in at_risk(shop, **march).top] == ["Ayesha Khan"]
    after = {"until": datetime(2026, 3, 15, tzinfo=UTC)}
    assert [at_risk(shop, **asked).then for asked in (march, {}, after)] == [None, None, 4]
    assert at_risk(shop, until=MONDAY, cities=("Lahore",)).then == 1
    assert at_risk(shop, segment="lost").segment == "lost" and at_risk(shop, segment="lost").customers == 0


def test_an_erased_customer_is_not_among_them(shop: Shop) -> None:
    worth(shop)
    with shop.writing() as session:
        session.get_one(Customer, shop.ids["daud"]).erased_at = NOW
    assert [one.name for one in at_risk(shop).top] == ["Ayesha Khan", "Bilal Ahmed"]
    assert at_risk(shop).customers == 2


def test_each_role_sees_those_at_risk_that_are_its_business(shop: Shop) -> None:
    hire(shop)
    worth(shop)
    with shop.reading() as session:
        people = {name: member(session, name) for name in ("nighat", "farhan", "sunita", "rameez")}
    assert at_risk(shop, people["nighat"]).customers == 3
    assert [one.name for one in at_risk(shop, people["farhan"]).top] == ["Daud Masih", "Ayesha Khan"]
    assert [one.name for one in at_risk(shop, people["sunita"]).top] == ["Daud M.", "Ayesha K."]
    assert [one.name for one in at_risk(shop, people["rameez"], cities=("karachi",)).top] == ["Bilal A."]
    for name, city in (("sunita", "Karachi"), ("sunita", "Atlantis"), ("farhan", "Karachi")):
        with pytest.raises(Refusal, match="utter_not_your_role"):
            at_risk(shop, people[name], cities=(city,))
    assert segments(shop, people["farhan"]).customers == 2
    with pytest.raises(Refusal, match="utter_not_your_role"):
        segments(shop, people["sunita"])


def test_that_customers_were_looked_at_is_kept(shop: Shop) -> None:
    hire(shop)
    worth(shop)
    with shop.reading() as session:
        agent = member(session, "sunita")
    at_risk(shop, agent)
    at_risk(shop)
    with shop.reading() as session:
        rows = session.scalars(select(Audit).where(Audit.action == "at_risk_list_seen")).all()
    assert {(row.actor_id, row.subject_id, row.reason) for row in rows} == {
        (str(agent.staff_id), str(shop.ids[name]), "who leaves") for name in ("ayesha", "daud")
    }


def test_before_the_first_computation_there_is_nothing_to_see(shop: Shop) -> None:
    for read in (segments, at_risk):
        with pytest.raises(Refusal, match="utter_report_no_segments"):
            read(shop)


def test_so_many_queries_whatever_there_is(sqlite_shop: Shop) -> None:
    worth(sqlite_shop)
    asked: list[str] = []
    with sqlite_shop.writing() as session:
        bind = session.connection().engine

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            asked.extend([statement] if statement.startswith("SELECT") else [])

        event.listen(bind, "before_cursor_execute", note)
        at_risk_report(session, SYSTEM)
        at_risk_queries = len(asked)
        segment_report(session, SYSTEM)
        event.remove(bind, "before_cursor_execute", note)
    assert (at_risk_queries, len(asked) - at_risk_queries) == (3, 4)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Ayesha Khan", "Ayesha K."), ("عائشہ خان", "عائشہ خ."), ("Ali", "Ali"), ("Syed Ali Raza", "Syed R."), (" ", "")],
)
def test_a_masked_name_leaves_out_the_family(name: str, masked: str) -> None:
    assert masked_name(name) == masked
