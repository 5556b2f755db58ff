"""Normalisation, tokens and cleaning: one spelling, raw offsets, never an error."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.normalise import MAX_INPUT, Normalised, clean_input, normalise, tokenise
from tests.language.growth import grows_with_length_only

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
URDU_OR_LATIN = st.text(
    "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنوہھءیےئؤآيكهةأۓۂىabcxyzABZ 0123456789۰۱۲۳٤٥،؟۔!\u200c\u200d\u064e\u0651\u0640",
    max_size=80,
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("كيا ميرا آرڈر", "کیا میرا آرڈر"),
        ("ھے ھوں رھا چاھیے نھیں", "ہے ہوں رہا چاہیے نہیں"),
        ("بھائی گھر کھانا پھر ننھا", "بھائی گھر کھانا پھر ننھا"),
        ("شُکرِیَّہ", "شکریہ"),
        ("شـــکریہ", "شکریہ"),
        ("خوب\u200cصورت", "خوب صورت"),
        ("\u202bآرڈر\u202c \u2068#1042\u2069", "آرڈر #1042"),
        ("آرڈر نمبر ۱۰۴۲؟", "آرڈر نمبر 1042?"),
        ("٤٥٦ ९", "456 9"),
        ("کپڑے،جوتے۔", "کپڑے,جوتے."),
        ("plzzzzz bhaaaaai", "plzz bhaai"),
        ("شکریہہہہ", "شکریہہ"),
        ("5000000", "5000000"),
        ("ＯＲＤＥＲ／１０４２", "order/1042"),
        ("ہوۓ", "ہوئے"),
        ("ا\u0653پ", "آپ"),
        ("ﻛﺘﺎﺏ", "کتاب"),
        ("don’t — “wait”", 'don\'t - "wait"'),
        ("a\tb\nc\x00d", "a b c d"),
        ("", ""),
    ],
)
def test_normalise(raw: str, expected: str) -> None:
    assert normalise(raw).text == expected


@given(ANY_TEXT)
def test_offsets_index_the_raw_text(raw: str) -> None:
    result = normalise(raw)
    assert len(result.text) == len(result.offsets) == len(result.ends)
    assert all(0 <= start < end <= len(raw) for start, end in zip(result.offsets, result.ends, strict=True))
    assert list(result.offsets) == sorted(result.offsets)
    assert list(result.ends) == sorted(result.ends)


@given(ANY_TEXT)
def test_tokens_are_ordered_spans_of_the_raw_text(raw: str) -> None:
    position = 0
    for token in tokenise(raw):
        assert token.text
        assert position <= token.start < token.end <= len(raw)
        position = token.end


@given(URDU_OR_LATIN)
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = normalise(raw).text
    assert normalise(once).text == once


@given(st.text(st.characters(max_codepoint=127), max_size=80))
def test_plain_text_is_normalised_as_any_other(raw: str) -> None:
    """ASCII takes a shorter way; an Urdu word after it makes it take the long one."""
    assert normalise(raw + " آ").text == normalise(raw).text + " آ"


def test_a_span_covers_what_was_typed() -> None:
    raw = "میرا \u2068آرڈرِ\u2069 plzzzzz"
    result = normalise(raw)
    word = result.text.index("plzz")
    start, end = result.raw_span(word, word + 4)
    assert raw[start:end] == "plzzzzz"
    word = result.text.index("آرڈر")
    start, end = result.raw_span(word, word + 4)
    assert raw[start:end] == "آرڈرِ"


def test_a_span_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no such span"):
        Normalised("ab", (0, 1), (1, 2)).raw_span(1, 1)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("کپڑے،جوتے", ["کپڑے", "جوتے"]),
        ("mera order #1042 kahan hai??", ["mera", "order", "#1042", "kahan", "hai"]),
        ("W2611340, T-10023!", ["w2611340", "t-10023"]),
        ("15k ya 5,000?", ["15k", "ya", "5,000"]),
        ("1042ka kya hua", ["1042", "ka", "kya", "hua"]),
        ("my mail is Ali.Raza+x@Mail.com.", ["my", "mail", "is", "ali.raza+x@mail.com"]),
        ("don't t-shirt", ["don't", "t-shirt"]),
        ("ok👍🏽", ["ok", "👍"]),
        ("0300-1234567", ["0300-1234567"]),
        ("...!!!", []),
        ("Café Shukriyā", ["café", "shukriyā"]),
        ("آرڈرorder", ["آرڈر", "order"]),
    ],
)
def test_tokenise(raw: str, expected: list[str]) -> None:
    assert [token.text for token in tokenise(raw)] == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("/restart", "restart"),
        ("  /restart", "restart"),
        ("／restart", "restart"),
        ("//／ /restart", "restart"),
        ("\u200b\u202e\ufeff/restart", "restart"),
        ('\u2068/deny{"x":1}', 'deny{"x":1}'),
        ("\ud800/restart", "restart"),
        ("\x00/restart", "restart"),
        ("⁄restart", "restart"),
        ("hello\nthere\x07", "hello there"),
        ("4/5", "4/5"),
        ("   ", ""),
        ("ا\u0653پ", "آپ"),
    ],
)
def test_clean_input(raw: str, expected: str) -> None:
    assert clean_input(raw) == expected


@given(ANY_TEXT)
def test_cleaned_text_is_storable_and_no_command(raw: str) -> None:
    cleaned = clean_input(raw)
    cleaned.encode("utf-8")
    assert len(cleaned) <= MAX_INPUT
    assert not unicodedata.normalize("NFKC", cleaned).lstrip().startswith("/")
    assert all(unicodedata.category(char) not in ("Cc", "Cs") for char in cleaned)
    assert clean_input(cleaned) == cleaned


@pytest.mark.parametrize("unit", ["a.", "اَُِ", "\u0301", "\u0651\u0301\u0327", "😀", "a@", "-", "1-", "z", "\ud800", "/"])
def test_long_input_costs_in_proportion_to_its_length(unit: str) -> None:
    for read in (tokenise, clean_input):
        assert grows_with_length_only(read, unit)
