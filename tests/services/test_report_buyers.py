"""Segments and customers at risk of goods: those who bought them and kept them, with their worth as a whole."""

import pytest

from hamrah.crm.orders import Return
from hamrah.services.actors import SYSTEM

from .test_report_scope import NOW, at_risk, segments, worth
from .world import Shop, place_order


@pytest.fixture
def bought(shop: Shop) -> Shop:
    """Ayesha bought shoes and a kurta, Daud a kurta; Bilal cancelled his shoes, and Sana sent hers back."""
    worth(shop)
    with shop.writing() as session:
        place_order(session, shop.ids["ayesha"], "1", {"K-1-YM": 1, "S-1-42": 1})
        place_order(session, shop.ids["daud"], "2", {"K-1-YM": 1})
        place_order(session, shop.ids["bilal"], "3", {"S-1-42": 1}, status="cancelled")
        line = place_order(session, shop.ids["sana"], "4", {"S-1-42": 1}).lines[0]
        sent_back = {"kind": "return", "status": "received", "reason": "size", "requested_at": NOW}
        session.add(Return(order_line_id=line.id, quantity=1, **sent_back))
    return shop


def test_at_risk_of_goods_are_their_buyers(bought: Shop) -> None:
    assert [one.name for one in at_risk(bought, category="shoes").top] == ["Ayesha Khan"]
    found = at_risk(bought, category="kurta")
    assert (found.customers, found.spent_minor, found.branches) == (2, 140_000, {"LHR": 2})
    assert at_risk(bought, sku="S-1").customers == 1
    assert at_risk(bought, brand="Gulnaar").customers == 2
    assert at_risk(bought, category="watch").customers == 0
    assert at_risk(bought, cities=("Karachi",), category="kurta").customers == 0


def test_segments_of_goods_are_those_of_their_buyers(bought: Shop) -> None:
    found = segments(bought, category="shoes")
    assert [(size.segment, size.customers, size.spent_minor) for size in found.segments] == [("at risk", 1, 50_000)]
    assert found.customers == 1 and found.before == {"loyal": 1}
    assert [(move.before, move.now, move.customers) for move in found.moves] == [("loyal", "at risk", 1)]
    assert segments(bought, SYSTEM, category="watch").customers == 0
