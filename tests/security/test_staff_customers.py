"""Who is no member of staff learns nothing of customers, by words, numbers, slashes or buttons; nor whether one is."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
import yaml
from sqlalchemy import func, select

from hamrah.crm.base import Base, utc_now
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.engine import transaction
from hamrah.crm.operations import Audit
from hamrah.settings import PROJECT
from tests.dialogues.stage import MANAGER, Stage, plain, said_as

pytestmark = pytest.mark.trained

INTENTS = (
    "staff_find_customer",
    "staff_customer_summary",
    "staff_customer_orders",
    "staff_customer_tickets",
    "staff_suggest_for_customer",
)
EVERY = 12
"""Each so manyth training sentence of staff is typed by a shopper."""
MASKED, NOBODY = "•••", "utter_staff_no_such_customer"


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture
def shop(stage: Stage) -> Stage:
    stage.set_up()
    return stage


def say(stage: Stage, loop: asyncio.AbstractEventLoop, sender: str, text: str) -> list[ChatMessage]:
    return list(loop.run_until_complete(stage.door.say(sender, text)))


def looks() -> int:
    from hamrah.bootstrap import sessions

    with sessions()() as session:
        return session.scalar(select(func.count()).where(Audit.subject_type == "customer")) or 0


def rows() -> dict[str, int]:
    """How many rows each table has."""
    from hamrah.bootstrap import sessions

    with sessions()() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def staff_sentences() -> Iterator[str]:
    """Training sentences of what staff ask about customers, in all languages, without their marks."""
    import re

    for file in sorted((PROJECT / "data" / "nlu").glob("*/staff.yml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            if entry["intent"] in INTENTS:
                for line in entry["examples"].splitlines()[::EVERY]:
                    yield re.sub(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})", r"\1", line.removeprefix("- "))


def test_a_shopper_who_types_what_staff_ask_sees_no_customer(shop: Stage, loop: asyncio.AbstractEventLoop) -> None:
    typed = list(staff_sentences())
    customer, guest = shop.enter("customer:bilal@example.com"), shop.enter("guest")
    before = looks()
    for sender in (customer, guest):
        for sentence in typed:
            for reply in say(shop, loop, sender, sentence):
                assert MASKED not in reply.text, sentence
                assert not any(card.get("kind") == "facts" for card in reply.extras["cards"]), sentence
                assert not said_as(NOBODY, reply.language or "en").fullmatch(plain(reply.text)), sentence
    assert looks() == before
    assert len(typed) > 150
    print(f"{2 * len(typed)} attempts of shoppers")


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ("find customer Ayesha Khan", "find customer Zubaida Khosa"),
        ("Ayesha Khan ke bare mein sab batao", "Zubaida Khosa ke bare mein sab batao"),
        ("عائشہ خان کا خلاصہ دکھائیں", "زبیدہ کھوسہ کا خلاصہ دکھائیں"),
        ("which customer has this phone 0300 1234567", "which customer has this phone 0300 7777777"),
        ("/staff_find_customer Ayesha Khan", "/staff_find_customer Zubaida Khosa"),
    ],
)
def test_nothing_tells_a_shopper_whether_there_is_such_a_customer(
    shop: Stage, loop: asyncio.AbstractEventLoop, known: str, unknown: str
) -> None:
    left = []
    for sentence in (known, unknown):
        shop.set_up()
        sender = shop.enter("guest")
        before = rows()
        replies = say(shop, loop, sender, sentence)
        assert replies and all(
            said_as("utter_out_of_scope", reply.language or "en").fullmatch(plain(reply.text)) for reply in replies
        )
        left.append({name: many - before[name] for name, many in rows().items()})
    assert left[0] == left[1] and left[0]["audit"] == 0


def test_the_buttons_of_a_card_are_pressed_by_nobody_else_and_not_after_signing_out(
    shop: Stage, loop: asyncio.AbstractEventLoop
) -> None:
    from hamrah.bootstrap import sessions

    staff = shop.enter(f"staff:{MANAGER}")
    replies = say(shop, loop, staff, "find Ayesha Khan")
    shown = [button for reply in replies for button in reply.extras["buttons"]]
    assert len(shown) == 4, [one.text for one in replies]
    before = looks()
    for other in (shop.enter("guest"), shop.enter("customer:bilal@example.com")):
        for button in shown:
            replies = loop.run_until_complete(shop.door.press(other, button["id"]))
            assert [said_as("utter_button_gone", "en").fullmatch(plain(one.text)) is not None for one in replies] == [
                True
            ]
    with transaction(sessions()) as session:
        session.get_one(Conversation, staff).proven_until = utc_now() - timedelta(seconds=1)
    for button in shown[:3]:
        replies = loop.run_until_complete(shop.door.press(staff, button["id"]))
        assert all(said_as("utter_out_of_scope", "en").fullmatch(plain(one.text)) for one in replies)
    for text in ("her orders", "show me her phone number", "find Ayesha Khan"):
        assert not any("#" in one.text or MASKED in one.text for one in say(shop, loop, staff, text))
    assert looks() == before


def test_an_agent_beyond_the_role_learns_nothing_in_any_way(shop: Stage, loop: asyncio.AbstractEventLoop) -> None:
    """By name, phone, e-mail and order number, in words and by pronoun: as if there were no such customer."""
    agent = shop.enter("staff:rameez.abro@bazaar-e-hamrah.example")
    before = looks()
    for sentence in (
        "find Ayesha Khan",
        "Ayesha Khan ki shikayat aur orders dikhao",
        "عائشہ خان کا خلاصہ",
        "find customer 0300 1234567",
        "customer with email ayesha@example.com",
        "what should I offer to Ayesha Khan",
        "number of Ayesha Khan",
    ):
        for reply in say(shop, loop, agent, sentence):
            allowed = (NOBODY, "utter_not_your_role", "utter_staff_ask_customer")
            keys = [key for key in allowed if said_as(key, reply.language or "en").fullmatch(plain(reply.text))]
            assert keys, f"{sentence}: {reply.text}"
    assert looks() == before
