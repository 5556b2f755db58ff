"""Choices as numbered lines: which is meant by a number, and what is said where none is."""

from typing import Any, cast

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.numbers import answers_missed_number
from actions.turn import Turn
from hamrah.crm.conversations import Button, Conversation
from hamrah.services.numbered_choices import numbered_choice
from hamrah.services.transcripts import Said, write_down

from .world import Shop


def choices(*titles: str) -> list[dict[str, Any]]:
    return [{"title": title, "payload": {"intent": "help", "entities": {"which": title}}} for title in titles]


def card(name: str, *titles: str) -> dict[str, Any]:
    return {"sku": name, "title": name, "buttons": choices(*titles)}


@pytest.fixture
def by_sms(sqlite_shop: Shop) -> Shop:
    """A guest whose conversation is by SMS."""
    with sqlite_shop.writing() as session:
        session.get_one(Conversation, "web-guest").channel = "sms"
    return sqlite_shop


def say(shop: Shop, *titles: str, cards: tuple[dict[str, Any], ...] = ()) -> None:
    with shop.writing() as session:
        said = Said("bot", "Please choose", "en", buttons=choices(*titles), cards=list(cards))
        write_down(session, "web-guest", said)


def told(shop: Shop, text: str, form: str | None = None) -> list[dict[str, Any]]:
    """What the assistant says to a number that is typed, once it is written down."""
    message = {"text": text, "intent": {"name": "nlu_fallback", "confidence": 0.3}, "intent_ranking": [{}, {}]}
    with shop.writing() as session:
        write_down(session, "web-guest", Said("person", text, "en"))
        tracker = Tracker(
            "web-guest", {"language": "en"}, message, [], False, None, {"name": form} if form else {}, None
        )
        turn = Turn(tracker, CollectingDispatcher(), session, shop.who("guest"))
        answers_missed_number(turn)
        return cast(list[dict[str, Any]], turn.dispatcher.messages)


def meant(shop: Shop, text: str) -> str | None:
    with shop.reading() as session:
        return numbered_choice(session, "web-guest", text)


@pytest.mark.parametrize("text", ["7", "۷", "12", "7."])
def test_a_number_that_is_none_of_the_list_is_told_and_the_list_shown_again(by_sms: Shop, text: str) -> None:
    say(by_sms, "Orders", "Suggest", "Find")
    assert meant(by_sms, text) is None
    (said,) = told(by_sms, text)
    assert (said["response"], said["last"].strip("\u2066\u2067\u2068\u2069")) == ("utter_number_not_listed", "3")
    assert [one["payload"]["entities"]["which"] for one in said["buttons"]] == ["Orders", "Suggest", "Find"]


def test_an_open_form_shows_the_list_by_itself(by_sms: Shop) -> None:
    say(by_sms, "Orders", "Suggest")
    (said,) = told(by_sms, "5", form="report_issue_form")
    assert not said["buttons"]


def test_cards_are_shown_again_with_their_choices(by_sms: Shop) -> None:
    say(by_sms, cards=(card("K-1", "In stock?"), card("K-2", "In stock?")))
    (said,) = told(by_sms, "9")
    shown = said["custom"]["cards"]
    assert [one["sku"] for one in shown] == ["K-1", "K-2"]
    assert all(one["buttons"][0]["payload"]["intent"] == "help" for one in shown)


@pytest.mark.parametrize("text", ["four", "1042", "0"])
def test_what_is_no_number_of_a_list_is_not(by_sms: Shop, text: str) -> None:
    say(by_sms, "Orders", "Suggest")
    assert told(by_sms, text) == []


def test_a_number_after_words_alone_is_not(by_sms: Shop) -> None:
    with by_sms.writing() as session:
        write_down(session, "web-guest", Said("bot", "How many?", "en"))
    assert told(by_sms, "7") == []


def test_where_there_are_buttons_a_number_is_any_other_message(sqlite_shop: Shop) -> None:
    say(sqlite_shop, "Orders", "Suggest")
    assert told(sqlite_shop, "7") == []


def test_of_two_lists_in_one_answer_the_longer_is_meant_where_the_last_ends(by_sms: Shop) -> None:
    say(by_sms, "a", "b", "c", "d")
    say(by_sms, "e", "f")
    first, last = meant(by_sms, "4"), meant(by_sms, "2")
    assert first is not None and last is not None
    with by_sms.reading() as session:
        assert [session.get_one(Button, one).title for one in (first, last)] == ["d", "f"]
    assert meant(by_sms, "5") is None
