"""The wish without greeting, name and thanks around it; what is only a courtesy stays whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.courtesies import wish_in
from tests.language.growth import grows_with_length_only


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("where is my order? thanks", "where is my order"),
        ("where is my order thank you so much", "where is my order"),
        ("Thanks for the quick reply. where is my refund", "where is my refund"),
        ("hi, this is Ayesha Khan. has my parcel left? thanks in advance", "has my parcel left"),
        ("Bilal here, mera order kahan hai shukriya", "mera order kahan hai"),
        ("mera naam Bilal hai, refund kab milega", "refund kab milega"),
        ("main Ali bol raha hoon, order cancel kar dein, meherbani ho gi", "order cancel kar dein"),
        ("acha theek hai shukriya, ab kurtay dikhao", "ab kurtay dikhao"),
        ("میں عائشہ خان بول رہی ہوں۔ میرا آرڈر کہاں ہے؟ شکریہ", "میرا آرڈر کہاں ہے"),
        ("شکریہ، اب واپسی کا طریقہ بتا دیں", "اب واپسی کا طریقہ بتا دیں"),
        ("میرا آرڈر کہاں ہے جزاک اللہ", "میرا آرڈر کہاں ہے"),
    ],
)
def test_the_wish_stands_between_the_courtesies(text: str, wish: str) -> None:
    assert wish_in(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        *("thank you", "thanks for your help", "bohat shukriya aap ka", "ok thanks bhai", "شکریہ", "بہت شکریہ جناب"),
        *("this is Ayesha Khan", "mera naam Bilal hai", "میرا نام بلال ہے", "I am looking for a kurta, size M"),
        *("do you have this for her", "a gift with a thank you card", "", "😀", "thanks but where is it"),
    ],
)
def test_what_is_only_a_courtesy_or_none_stays_whole(text: str) -> None:
    assert wish_in(text) == text


@given(st.text(st.characters(exclude_categories=()), max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert wish_in(text) in text


@pytest.mark.parametrize("unit", ["thanks ", "thanks. ", "shukriya bhai, ", "this is Ali. ", "شکریہ ", "ok "])
def test_long_input_costs_in_proportion_to_its_length(unit: str) -> None:
    assert grows_with_length_only(wish_in, unit)
