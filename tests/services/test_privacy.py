"""What a customer allows, wishes, and may ask for about their own data."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.customers import Consent, Preference
from hamrah.crm.operations import Audit, DataRequest
from hamrah.services.consents import consents_to
from hamrah.services.privacy import (
    request_data,
    set_marketing_consent,
    state_preferences,
)
from hamrah.services.refusal import Refusal

from .world import Shop


def consent(shop: Shop, granted: bool, who: str = "ayesha") -> bool:
    with shop.writing() as session:
        return set_marketing_consent(session, shop.who(who), granted)


def holds(shop: Shop, who: str = "ayesha") -> bool | None:
    with shop.reading() as session:
        return consents_to(session, shop.ids[who], "marketing")


def test_the_newest_yes_or_no_holds_and_all_are_kept(shop: Shop) -> None:
    assert holds(shop) is None
    assert [consent(shop, granted) for granted in (True, False, True)] == [True] * 3
    assert holds(shop) is True
    with shop.reading() as session:
        history = select(Consent.granted).order_by(Consent.id)
        assert session.scalars(history).all() == [True, False, True]
        audit = select(Audit.action).where(Audit.subject_id == str(shop.ids["ayesha"])).order_by(Audit.id)
        assert session.scalars(audit).all() == ["consent_given", "consent_withdrawn", "consent_given"]
    assert holds(shop, "bilal") is None


def test_saying_the_same_again_changes_nothing(sqlite_shop: Shop) -> None:
    assert consent(sqlite_shop, False)
    assert not consent(sqlite_shop, False)
    assert sqlite_shop.count(Consent) == sqlite_shop.count(Audit) == 1


def test_yes_to_one_purpose_is_not_yes_to_another(sqlite_shop: Shop) -> None:
    consent(sqlite_shop, True)
    with sqlite_shop.reading() as session:
        assert consents_to(session, sqlite_shop.ids["ayesha"], "profiling") is None


def stated(shop: Shop, **kinds: str) -> None:
    with shop.writing() as session:
        state_preferences(session, shop.who("ayesha"), kinds)


def kept(shop: Shop) -> list[tuple[str, str]]:
    with shop.reading() as session:
        rows = select(Preference.kind, Preference.value).order_by(Preference.kind, Preference.value)
        return [(kind, value) for kind, value in session.execute(rows)]


def test_of_some_wishes_the_newest_replaces_the_older(shop: Shop) -> None:
    stated(shop, size="medium", contact_channel="sms")
    stated(shop, size="large", contact_channel="whatsapp")
    stated(shop, size="38")
    stated(shop, size="6")
    assert kept(shop) == [
        ("clothing_size", "large"),
        ("contact_channel", "whatsapp"),
        ("kids_size", "6"),
        ("shoe_size", "38"),
    ]


def test_of_tastes_several_hold_each_once(shop: Shop) -> None:
    stated(shop, color="yellow", brand="Gulnaar")
    stated(shop, color="blue")
    assert kept(shop) == [("brand", "Gulnaar"), ("color", "blue"), ("color", "yellow")]
    stated(shop, color="yellow")
    assert len(kept(shop)) == 3


def test_a_copy_or_erasure_is_asked_for_once(shop: Shop) -> None:
    with shop.writing() as session:
        first, new = request_data(session, shop.who("ayesha"), "export")
        again, newly = request_data(session, shop.who("ayesha"), "export")
        _, other_kind = request_data(session, shop.who("ayesha"), "erase")
        _, other_person = request_data(session, shop.who("bilal"), "export")
    assert (new, newly, other_kind, other_person) == (True, False, True, True)
    assert again.id == first.id
    assert first.due_at - first.requested_at == timedelta(days=30)
    assert shop.count(DataRequest) == 3
    assert shop.count(Audit, Audit.action == "data_export_requested") == 2


def test_after_it_was_answered_it_may_be_asked_for_again(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        request_data(session, sqlite_shop.who("ayesha"), "export")
        session.execute(update(DataRequest).values(status="done", due_at=utc_now()))
    with sqlite_shop.writing() as session:
        assert request_data(session, sqlite_shop.who("ayesha"), "export")[1]


def test_a_guest_must_identify_for_all_of_it(sqlite_shop: Shop) -> None:
    guest = sqlite_shop.who("guest")
    for use in (
        lambda session: set_marketing_consent(session, guest, True),
        lambda session: state_preferences(session, guest, {"size": "large"}),
        lambda session: request_data(session, guest, "erase"),
    ):
        with pytest.raises(Refusal, match="utter_identify_first"), sqlite_shop.writing() as session:
            use(session)
