"""Offers stopped, and had again, by an app's own menu: a no counts at once, a yes undoes only that no."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelLink
from hamrah.crm.customers import Consent
from hamrah.crm.operations import Audit
from hamrah.services.consents import consents_to
from hamrah.services.opting import take_app_wish

from .linked import AYESHAS, NOBODYS, SHARED, add_account, link_to
from .offering import allow
from .world import Shop

ADDRESS = "923001234567"
SETTINGS = "whatsapp_settings"


@pytest.fixture
def linked(shop: Shop) -> Shop:
    """The shop, with an account of a customer who allowed offers some days ago."""
    allow(shop)
    with shop.writing() as session:
        link_to(session, shop, add_account(session, "whatsapp", ADDRESS), "ayesha")
    return shop


def wish(shop: Shop, ago: timedelta = timedelta(), address: str = ADDRESS, *, stops: bool) -> bool:
    with shop.writing() as session:
        return take_app_wish(session, "whatsapp", address, utc_now() - ago, stops=stops)


def allowed(shop: Shop, who: str = "ayesha") -> bool | None:
    with shop.reading() as session:
        return consents_to(session, shop.ids[who], "marketing")


def test_to_stop_counts_at_once_and_is_on_record(linked: Shop) -> None:
    assert wish(linked, stops=True)
    assert allowed(linked) is False
    with linked.reading() as session:
        newest = session.scalars(select(Consent).order_by(Consent.id.desc()).limit(1)).one()
        assert (newest.touchpoint, newest.granted) == (SETTINGS, False)
        audit = session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
        assert (audit.action, audit.subject_id) == ("consent_withdrawn", str(linked.ids["ayesha"]))
    assert not wish(linked, stops=True), "told again"


def test_to_have_them_again_undoes_it(linked: Shop) -> None:
    wish(linked, stops=True)
    assert wish(linked, timedelta(seconds=-1), stops=False)
    assert allowed(linked) is True


def test_to_have_them_again_is_no_yes_of_who_stopped_them_in_words(linked: Shop) -> None:
    allow(linked, granted=False, days_ago=1)
    assert not wish(linked, stops=False)
    assert allowed(linked) is False


def test_to_have_them_again_is_no_yes_of_who_stopped_them_in_words_as_well(linked: Shop) -> None:
    allow(linked, granted=False, days_ago=1)
    assert not wish(linked, stops=True)
    assert not wish(linked, timedelta(seconds=-1), stops=False)
    assert allowed(linked) is False


def test_to_have_them_again_is_no_yes_of_who_never_allowed_them(shop: Shop) -> None:
    with shop.writing() as session:
        link_to(session, shop, add_account(session, "whatsapp", ADDRESS), "ayesha")
    assert wish(shop, stops=True)
    assert not wish(shop, timedelta(seconds=-1), stops=False)
    assert allowed(shop) is False


@pytest.mark.parametrize("stops", [True, False])
def test_what_was_said_since_counts_for_more(linked: Shop, stops: bool) -> None:
    allow(linked, granted=not stops, days_ago=1)
    before = allowed(linked)
    assert not wish(linked, timedelta(days=2), stops=stops)
    assert allowed(linked) is before


def test_an_account_that_is_nobodys_or_unknown_changes_nothing(linked: Shop) -> None:
    with linked.writing() as session:
        add_account(session, "whatsapp", "923009999999")
    assert not wish(linked, address="923009999999", stops=True)
    assert not wish(linked, address="923000000000", stops=True)
    assert allowed(linked) is True


@pytest.mark.parametrize(("phone", "counts"), [(AYESHAS, True), (SHARED, False), (NOBODYS, False)])
def test_of_who_never_wrote_before_the_number_says_whose_wish_it_is(shop: Shop, phone: str, counts: bool) -> None:
    allow(shop)
    with shop.writing() as session:
        add_account(session, "whatsapp", ADDRESS, phone)
    assert wish(shop, stops=True) is counts
    assert allowed(shop) is not counts
    assert wish(shop, timedelta(seconds=-1), stops=False) is counts
    assert allowed(shop) is True


@pytest.mark.parametrize("why", ["wrong", "disconnected", "silence"])
def test_a_number_that_proves_the_customer_no_more_stops_nothing_of_theirs(shop: Shop, why: str) -> None:
    allow(shop)
    with shop.writing() as session:
        account = add_account(session, "whatsapp", ADDRESS, AYESHAS)
        link_to(session, shop, account, "ayesha", "phone")
        ended = update(ChannelLink).values(ended_at=utc_now(), ended_by="customer", why=why)
        session.execute(ended)
    assert not wish(shop, stops=True)
    assert allowed(shop) is True


def test_a_link_that_nothing_proves_any_more_stops_nothing(shop: Shop) -> None:
    allow(shop)
    with shop.writing() as session:
        link_to(session, shop, add_account(session, "whatsapp", ADDRESS, NOBODYS), "ayesha", "phone")
    assert not wish(shop, stops=True)
    assert allowed(shop) is True
