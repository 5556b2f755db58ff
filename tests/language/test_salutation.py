"""What stands after a greeting is the wish; a greeting alone, a name and a city that begins like one are left whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.salutation import after_greeting, says_salam
from tests.language.growth import grows_with_length_only


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("السلام علیکم، میرا آرڈر کہاں ہے؟", "میرا آرڈر کہاں ہے؟"),
        ("السلام علیکم ورحمۃ اللہ وبرکاتہ بھائی جان، آرڈر کب آئے گا", "آرڈر کب آئے گا"),
        ("اسلام و علیکم سر جی بتائیں قیمت", "بتائیں قیمت"),
        ("السلام علیکم، امید ہے آپ خیریت سے ہوں گے۔ میرا پارسل نہیں پہنچا", "میرا پارسل نہیں پہنچا"),
        ("ہیلو، آپ کے پاس لیدر کے بیگ ہیں؟", "آپ کے پاس لیدر کے بیگ ہیں؟"),
        ("سلام آپ کیسے ہیں، یہ جوتے واپس کرنے ہیں", "یہ جوتے واپس کرنے ہیں"),
        ("Assalam o alaikum, mera parcel nahi aya", "mera parcel nahi aya"),
        ("aoa wr wb bhai order 12963 kab ayega", "order 12963 kab ayega"),
        ("salam umeed hai ap theek honge, order check kr dein", "order check kr dein"),
        ("Salam, kya haal hai bhai, ye suit wapis karna hai", "ye suit wapis karna hai"),
        ("Hey there, I'd like to return the sandals", "I'd like to return the sandals"),
        ("Good morning sir. Hope you are well. My parcel is late", "My parcel is late"),
        ("dear sir, assalam o alaikum, refund kab milega", "refund kab milega"),
        ("hello how are you doing today? where is my order", "where is my order"),
    ],
)
def test_the_wish_stands_after_the_greeting(text: str, wish: str) -> None:
    assert after_greeting(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        *("salam", "aoa kaise hain ap", "hi there", "hello team", "Good evening sir", "hi how are you doing today?"),
        *("السلام علیکم", "السلام علیکم بھائی جان", "سلام، کیا حال ہے؟", "آداب عرض ہے", "امید ہے آپ خیریت سے ہوں گے"),
        *(
            "hi Ali",
            "islamabad mein dukan hai?",
            "اسلام آباد میں دکان ہے؟",
            "good quality hai",
            "where is my order?",
            "",
        ),
    ],
)
def test_what_only_greets_or_does_not_greet_stays_whole(text: str) -> None:
    assert after_greeting(text) == text


@pytest.mark.parametrize(
    "text", ["السلام علیکم", "سلام جی", "aoa bhai", "Assalamualaikum", "Walaikum salam", "آداب", "اسلام علیکم"]
)
def test_a_salam_is_known(text: str) -> None:
    assert says_salam(text)


@pytest.mark.parametrize("text", ["hi", "ہیلو", "good morning", "اسلام آباد", "islam", "order", "", "😀"])
def test_other_greetings_are_no_salam(text: str) -> None:
    assert not says_salam(text)


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert text.endswith(after_greeting(text))
    says_salam(text)


@pytest.mark.parametrize("unit", ["salam ", "hi ", "bhai ", "السلام علیکم ", "hope you are well ", "dear "])
def test_long_input_costs_in_proportion_to_its_length(unit: str) -> None:
    assert grows_with_length_only(after_greeting, unit)
