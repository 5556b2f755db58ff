"""A browser's session on the website: whose conversation it is, signed by the server."""

from datetime import timedelta

import jwt
import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Conversation, Interaction
from hamrah.crm.customers import Customer
from hamrah.keys import server_key, site_keys
from hamrah.services.identity import prove, who_speaks
from hamrah.services.site_tokens import BadToken, issue_token
from hamrah.services.web_sessions import AUDIENCE, Opened, WebSession, open_session, read_session

from .world import Shop


def opened(shop: Shop, token: str | None = None, resume: str | None = None) -> WebSession:
    with shop.writing() as session:
        return open_session(session, token, resume)


def speaker(shop: Shop, session: WebSession) -> int | None:
    with shop.reading() as reading:
        return who_speaks(reading, session.sender_id).customer_id


def test_a_guest_gets_a_conversation_of_their_own(shop: Shop) -> None:
    first, second = opened(shop), opened(shop)
    assert first.sender_id != second.sender_id
    assert (first.name, speaker(shop, first)) == (None, None)
    assert read_session(first.secret) == Opened(first.sender_id)


def test_a_guest_comes_back_with_the_secret(sqlite_shop: Shop) -> None:
    first = opened(sqlite_shop)
    assert opened(sqlite_shop, resume=first.secret).sender_id == first.sender_id
    assert sqlite_shop.count(Conversation, Conversation.sender_id == first.sender_id) == 1


def test_a_customer_comes_with_the_sites_token_and_stays_the_same_on_every_device(shop: Shop) -> None:
    phone, desk = (opened(shop, issue_token(site_keys(), subject)) for subject in ("ayesha", "ayesha@example.com"))
    assert phone.sender_id == desk.sender_id
    assert (phone.name, phone.language, speaker(shop, phone)) == ("Ayesha Khan", "en", shop.ids["ayesha"])
    assert opened(shop, issue_token(site_keys(), "bilal")).sender_id != phone.sender_id
    mine = (Interaction.kind == "website_chat_opened", Interaction.customer_id == shop.ids["ayesha"])
    assert shop.count(Interaction, *mine) == 2


def test_the_proof_of_a_token_holds_twelve_hours(sqlite_shop: Shop) -> None:
    session = opened(sqlite_shop, issue_token(site_keys(), "ayesha"))
    with sqlite_shop.reading() as reading:
        row = reading.scalars(select(Conversation).where(Conversation.sender_id == session.sender_id)).one()
    assert row.proof == "token" and row.proven_until is not None
    assert timedelta(hours=11, minutes=59) < row.proven_until - utc_now() <= timedelta(hours=12)
    with sqlite_shop.writing() as writing:
        writing.execute(update(Conversation).values(proven_until=utc_now()))
    assert speaker(sqlite_shop, session) is None


def test_a_customers_secret_does_not_open_the_conversation_again(sqlite_shop: Shop) -> None:
    """Who signed out of the shop is a guest here, and a guest in another conversation."""
    signed_in = opened(sqlite_shop, issue_token(site_keys(), "ayesha"))
    after = opened(sqlite_shop, resume=signed_in.secret)
    assert after.sender_id != signed_in.sender_id
    assert (after.name, speaker(sqlite_shop, after)) == (None, None)


def test_a_guest_who_proved_themselves_by_code_comes_back_as_long_as_that_holds(sqlite_shop: Shop) -> None:
    guest = opened(sqlite_shop)
    with sqlite_shop.writing() as session:
        row = session.get_one(Conversation, guest.sender_id)
        prove(session, row, sqlite_shop.ids["ayesha"], "code", timedelta(hours=1))
    back = opened(sqlite_shop, resume=guest.secret)
    assert (back.sender_id, speaker(sqlite_shop, back)) == (guest.sender_id, sqlite_shop.ids["ayesha"])


def test_what_a_guest_said_as_a_customer_is_closed_once_the_proof_is_over(shop: Shop) -> None:
    """The next at a shared computer finds an empty conversation."""
    guest = opened(shop)
    with shop.writing() as session:
        row = session.get_one(Conversation, guest.sender_id)
        prove(session, row, shop.ids["ayesha"], "code", timedelta(0))
    after = opened(shop, resume=guest.secret)
    assert after.sender_id != guest.sender_id and speaker(shop, after) is None
    assert opened(shop, resume=after.secret).sender_id == after.sender_id


def forged(sender_id: str, **changes: object) -> dict[str, object]:
    claims = {"sub": sender_id, "aud": AUDIENCE, "exp": utc_now() + timedelta(hours=1), "guest": True}
    return {**claims, **changes}


def test_a_forged_secret_opens_nothing(sqlite_shop: Shop) -> None:
    victim = opened(sqlite_shop)
    key = server_key("web-session")
    secrets = {
        "not ours": jwt.encode(forged(victim.sender_id), b"x" * 32, algorithm="HS256"),
        "unsigned": jwt.encode(forged(victim.sender_id), None, algorithm="none"),
        "a site's key": jwt.encode(forged(victim.sender_id), next(iter(site_keys().values())), algorithm="HS256"),
        "too old": jwt.encode(forged(victim.sender_id, exp=utc_now() - timedelta(seconds=1)), key, algorithm="HS256"),
        "a site token": issue_token(site_keys(), victim.sender_id),
        "another purpose": jwt.encode(forged(victim.sender_id, aud="hamrah"), key, algorithm="HS256"),
        "the id itself": victim.sender_id,
        "nonsense": "a.b.c",
        "empty": "",
    }
    for what, secret in secrets.items():
        assert read_session(secret) is None, what
        assert opened(sqlite_shop, resume=secret).sender_id != victim.sender_id, what


def test_a_secret_of_a_conversation_that_is_gone_begins_a_new_one(sqlite_shop: Shop) -> None:
    secret = jwt.encode(forged("never-seen"), server_key("web-session"), algorithm="HS256")
    assert opened(sqlite_shop, resume=secret).sender_id != "never-seen"


@pytest.mark.parametrize("subject", ["nobody", "nobody@example.com", "web-guest"])
def test_a_token_for_nobody_the_shop_knows_is_refused(sqlite_shop: Shop, subject: str) -> None:
    before = sqlite_shop.count(Conversation)
    with pytest.raises(BadToken, match="token_invalid"):
        opened(sqlite_shop, issue_token(site_keys(), subject))
    assert sqlite_shop.count(Conversation) == before


def test_a_bad_token_is_refused_and_does_not_make_a_guest(sqlite_shop: Shop) -> None:
    guest = opened(sqlite_shop)
    with pytest.raises(BadToken):
        opened(sqlite_shop, "forged", guest.secret)


def test_an_erased_customers_token_is_refused(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        session.get_one(Customer, sqlite_shop.ids["ayesha"]).erased_at = utc_now()
    with pytest.raises(BadToken):
        opened(sqlite_shop, issue_token(site_keys(), "ayesha"))
