"""Known in Telegram by one's own number or a link from the website; not by another card, nor by a guessed code."""

import pytest
from sqlalchemy import select

from hamrah.crm.channels import ChannelLink
from hamrah.crm.conversations import Conversation
from hamrah.language.formatting import strip_isolates
from hamrah.services.identity import who_speaks
from hamrah.services.link_codes import make_link_code
from tests.bot.site import Site
from tests.channels.fakes.telegram import FakeTelegram
from tests.channels.telegram.chats import Chat, account_of, fake, site
from tests.dialogues.stage import said_as

__all__ = ["fake", "site"]
AYESHA, NOBODY = "923001234567", "923339998887"


def links_of(site: Site, number: int) -> list[str]:
    """How the standing links of somebody's account were proven."""
    with site.store() as session:
        theirs = (ChannelLink.account_id == account_of(site, number).id, ChannelLink.ended_at.is_(None))
        return list(session.scalars(select(ChannelLink.proof).where(*theirs)))


def test_ones_own_number_is_enough_and_what_was_asked_is_done(site: Site, fake: FakeTelegram) -> None:
    chat = Chat(fake, 800_101)
    chat.says("میرا آرڈر ابھی تک کیوں نہیں پہنچا، کہاں ہے؟", "فون نمبر")
    chat.after(chat.person.share_contact, "راستے میں")
    assert links_of(site, 800_101) == ["contact"]
    assert chat.person.keys == []
    with site.store() as session:
        assert session.get_one(Conversation, account_of(site, 800_101).sender_id).customer_id is not None


@pytest.mark.parametrize("whose", ["friends", "without_account", "forwarded_own"])
@pytest.mark.parametrize("phone", [AYESHA, NOBODY])
def test_another_card_makes_nobody_known_and_tells_nothing(
    site: Site, fake: FakeTelegram, whose: str, phone: str
) -> None:
    number = {"friends": 800_110, "without_account": 800_120, "forwarded_own": 800_130}[whose] + (phone == AYESHA)
    chat = Chat(fake, number)
    chat.says("where is my order?", "phone number")
    card = {"phone_number": phone, "first_name": "Ayesha"}
    user = {"friends": {"user_id": 66812456}, "without_account": {}, "forwarded_own": {"user_id": number}}[whose]
    origin = {"forward_origin": {"type": "hidden_user", "sender_user_name": "x", "date": 1}}
    more = origin if whose == "forwarded_own" else {}
    (answer,) = chat.after(lambda: chat.person.send(contact=card | user, **more))
    assert said_as("utter_contact_unknown", "en").fullmatch(answer.text)
    assert links_of(site, number) == []


def test_a_link_from_the_website_opens_the_conversation_in_the_chat(site: Site, fake: FakeTelegram) -> None:
    web = site.browser("customer:sana@example.com")
    with site.writing() as session:
        made = make_link_code(session, who_speaks(session, web.sender_id))
    assert made is not None
    chat = Chat(fake, 800_141)
    arrived = chat.after(lambda: chat.person.start(made.code))
    assert strip_isolates(arrived[0].text)
    assert links_of(site, 800_141) == ["code"]
    assert account_of(site, 800_141).sender_id == web.sender_id
    thief = Chat(fake, 800_142)
    for code in (made.code, "ABCDE-FGHJK"):
        (answer,) = thief.after(lambda code=code: thief.person.start(code))  # type: ignore[misc]
        assert said_as("utter_link_code_wrong", "ur").fullmatch(answer.text)
    assert links_of(site, 800_142) == []
