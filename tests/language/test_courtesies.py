"""The wish without greeting, name and thanks around it; what is only a courtesy stays whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.courtesies import is_courtesy, wish_in
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


@pytest.mark.parametrize(
    "text",
    [
        *(
            "thank you",
            "ok thanks bhai, Allah hafiz",
            "great, got it!",
            "no thanks",
            "problem solved, thank you so much",
        ),
        *(
            "bohat shukriya",
            "masla hal ho gaya, shukriya",
            "acha theek hai",
            "nahi shukriya",
            "khuda hafiz",
            "👍🏽",
            "🙏",
        ),
        *("بہت شکریہ", "جی مسئلہ حل ہو گیا شکریہ", "اللہ حافظ", "نہیں شکریہ", "ٹھیک ہے"),
    ],
)
def test_thanks_and_farewell_want_nothing(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        *("no", "thanks, it broke again", "no, it is not solved", "ok, when will it come", "ok?", "there is a problem"),
        *("theek nahi hai, shukriya", "shukriya lekin masla hal nahi hua", "masla hai", "nahi", "kab aaye ga", "😡"),
        *("نہیں", "شکریہ مگر مسئلہ حل نہیں ہوا", "مسئلہ ہے", "کب آئے گا", "", "T-10023", "whatsapp:4711"),
    ],
)
def test_whatever_else_is_said_wants_something(text: str) -> None:
    assert not is_courtesy(text)


@given(st.text(st.characters(exclude_categories=()), max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert wish_in(text) in text
    assert is_courtesy(text) in (True, False)


@pytest.mark.parametrize("unit", ["thanks ", "thanks. ", "shukriya bhai, ", "this is Ali. ", "شکریہ ", "ok "])
def test_long_input_costs_in_proportion_to_its_length(unit: str) -> None:
    assert grows_with_length_only(is_courtesy, unit)
    assert grows_with_length_only(wish_in, unit)
