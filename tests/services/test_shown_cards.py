"""A product pointed at by its place, right after several were shown: a bare number is no rating then."""

from typing import Any

import pytest

from hamrah.bot.channels.meanings import known_meaning
from hamrah.services.transcripts import Said, write_down

from .telling import be_known
from .world import Shop

ROOM = "web-ayesha"


def card(sku: str) -> dict[str, Any]:
    payload = {"intent": "check_availability", "entities": {"sku": sku}}
    return {"sku": sku, "title": sku, "buttons": [{"title": "Is it in stock?", "payload": payload}]}


def show(shop: Shop, cards: list[dict[str, Any]], *after: Said) -> None:
    with shop.writing() as session:
        for said in (Said("bot", "Here:", "en", cards=cards), *after):
            write_down(session, ROOM, said)


def meant(shop: Shop, text: str) -> tuple[str, str] | None:
    with shop.writing() as session:
        known = known_meaning(session, ROOM, text)
    return None if known is None else (known["intent"]["name"], known["entities"][0]["value"])


@pytest.mark.parametrize("text", ["2", "۲", "the second one", "doosra wala", "دوسرا والا"])
def test_a_place_means_the_product_that_stands_there(shop: Shop, text: str) -> None:
    be_known(shop)
    show(shop, [card("A"), card("B"), card("C")])
    assert meant(shop, text) == ("check_availability", "B")
    assert meant(shop, "last one") == ("check_availability", "C")


@pytest.mark.parametrize("text", ["4", "0", "2 kurte", "4/5", "return policy?"])
def test_what_points_at_none_of_them_is_understood_as_ever(sqlite_shop: Shop, text: str) -> None:
    be_known(sqlite_shop)
    show(sqlite_shop, [card("A"), card("B"), card("C")])
    assert meant(sqlite_shop, text) is None


def test_it_points_at_what_was_shown_last_and_at_products_only(sqlite_shop: Shop) -> None:
    be_known(sqlite_shop)
    assert meant(sqlite_shop, "1") is None
    show(sqlite_shop, [card("A")])
    assert meant(sqlite_shop, "1") is None, "one product alone has no place"
    show(sqlite_shop, [card("A"), card("B")], Said("bot", "How satisfied are you?", "en"))
    assert meant(sqlite_shop, "1") is None, "something was asked since"
    show(sqlite_shop, [{**card("A"), "buttons": []}, {**card("B"), "buttons": []}])
    assert meant(sqlite_shop, "1") is None, "these are no products"
