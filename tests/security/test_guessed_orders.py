"""Somebody who has a number that several customers share, and guesses order numbers to be taken for one of them."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from services.linked import SHARED, write
from services.world import Shop, place_order

from actions.forms.identify import IdentifySelf
from hamrah.crm.conversations import Attempt
from hamrah.services.identity import who_speaks
from hamrah.services.linking import ORDER_TRIES

DAUDS_ORDER = 1020
begin, validate = (action() for action in IdentifySelf.actions[:2])


@pytest.fixture
def family(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> tuple[Shop, str]:
    """The small shop where Daud has an order, and the conversation of an account with the number of his family."""
    monkeypatch.setattr("actions.base.sessions", lambda: shop.sessions)
    with shop.writing() as session:
        place_order(session, shop.ids["daud"], str(DAUDS_ORDER), {"H-1-1": 1})
    sender_id, customer = write(shop, "family", SHARED)
    assert customer is None
    return shop, sender_id


def say(sender_id: str, number: int, form: str | None = None, asked: str = "contact_given") -> None:
    """Name an order as one's own, in the action that begins the form or in the one that hears its answers."""
    named = {"entity": "order_number", "value": str(number)}
    intent = {"name": "identify_self", "confidence": 0.99}
    message = {"text": f"my order number is {number}", "intent": intent, "entities": [named]}
    slots = {"language": "en", "requested_slot": asked if form else None}
    slots |= {"contact_given": asked == "code_right" or None}
    loop = {"name": form} if form else {}
    tracker = Tracker(sender_id, slots, message, [{"event": "user"}], False, None, loop, None)
    (validate if form and asked == "contact_given" else begin).run(CollectingDispatcher(), tracker, {})


@pytest.mark.parametrize("form", [None, IdentifySelf.name])
def test_each_guess_counts_also_where_no_code_is_sent_any_more(family: tuple[Shop, str], form: str | None) -> None:
    shop, sender_id = family
    for number in range(1000, DAUDS_ORDER + 1):
        say(sender_id, number, form)
    with shop.reading() as session:
        assert who_speaks(session, sender_id).customer_id is None, "the right one came too late"
    assert shop.count(Attempt, Attempt.action == "link_by_order") == ORDER_TRIES[0]


@pytest.mark.parametrize("form", [None, IdentifySelf.name])
def test_who_knows_the_order_is_taken_at_their_word(family: tuple[Shop, str], form: str | None) -> None:
    shop, sender_id = family
    say(sender_id, DAUDS_ORDER, form)
    with shop.reading() as session:
        assert who_speaks(session, sender_id).customer_id == shop.ids["daud"]


def test_while_a_code_is_awaited_an_order_can_be_named_and_each_guess_counts(family: tuple[Shop, str]) -> None:
    shop, sender_id = family
    for number in range(1000, 1000 + ORDER_TRIES[0]):
        say(sender_id, number, IdentifySelf.name, "code_right")
    say(sender_id, DAUDS_ORDER, IdentifySelf.name, "code_right")
    with shop.reading() as session:
        assert who_speaks(session, sender_id).customer_id is None, "the right one came too late"
    assert shop.count(Attempt, Attempt.action == "link_by_order") == ORDER_TRIES[0]


def test_who_got_no_code_may_name_an_order_instead(family: tuple[Shop, str]) -> None:
    shop, sender_id = family
    say(sender_id, DAUDS_ORDER, IdentifySelf.name, "code_right")
    with shop.reading() as session:
        assert who_speaks(session, sender_id).customer_id == shop.ids["daud"]
