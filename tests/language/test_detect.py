"""The language of a message: script, then words, then what was spoken before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.detect import detect
from tests.language.growth import grows_with_length_only

ENGLISH = [
    "Where is my order?",
    "how much is this kurta",
    "i want to return these shoes, they are too small",
    "do you have this in large",
    "cancel my order 1042 please",
    "nobody has called me back yet",
    "it's been six days and nothing at my door",
    "is cash on delivery available in Quetta?",
    "how much bhai",
    "what do you want me to do",
    "do they deliver to Multan",
    "4 out of 5",
    "thank you so much",
    "who am i talking to",
    "Something cheaper, under 5000",
]
ROMAN = [
    "mera order kahan hai",
    "mera order kab deliver hoga?",
    "yeh kurta kitne ka hai",
    "mujhe black lawn suit dikhao 5 hazar tak",
    "cash on delivery hai?",
    "order cancel kar dein please",
    "shukriya bhai",
    "nahi chahiye",
    "assalam o alaikum",
    "buy one get one wali offer hai abhi?",
    "nhi yr ye wla nai",
    "kya ye white mein available hai",
    "bht acha product hy",
    "paisay wapis nahi aaye abhi tak",
    "return karna hai",
    "haan ji",
    "my purchases show karein",
    "return policy share kar do",
]
URDU = [
    "میرا آرڈر کہاں ہے؟",
    "كيا يه كرتا موجود هے",
    "میرا order کب deliver ہوگا",
    "#1042 کا کیا بنا",
    "شکریہ",
    "Gulnaar کا سوٹ",
    "please میرا آرڈر کینسل کریں",
]
SILENT = [
    "ok",
    "order 1042",
    "#1042",
    "1042",
    "👍",
    "5",
    "size XL",
    "Gulnaar lawn suit",
    "03001234567",
    "a@b.com",
    "?!",
    "",
    "ok 👍🏽",
]


@pytest.mark.parametrize("previous", [None, "en", "ur", "ur-Latn"])
@pytest.mark.parametrize(
    ("text", "language"),
    [(text, "en") for text in ENGLISH] + [(text, "ur-Latn") for text in ROMAN] + [(text, "ur") for text in URDU],
)
def test_a_telling_message_is_told_whatever_came_before(text: str, language: str, previous: str | None) -> None:
    result = detect(text, previous)
    assert result.language == language
    assert 0.4 < result.confidence <= 1


@pytest.mark.parametrize("text", SILENT)
def test_a_silent_message_keeps_the_language_spoken_before(text: str) -> None:
    for previous in ("en", "ur", "ur-Latn", "sd"):
        assert detect(text, previous).language == previous
        assert detect(text, previous).confidence == 0
    assert detect(text).language == "en"


@pytest.mark.parametrize("text", ["thanks", "thx bhai", "hello sir", "status"])
def test_loan_words_do_not_flip_a_conversation(text: str) -> None:
    assert detect(text, "ur-Latn").language == "ur-Latn"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("mujhe یہ شرٹ dikhao please, mera budget 5000 hai", "ur-Latn"),
        ("can you please show me the شلوار قمیض in black", "en"),
        ("یہ shirt والی چیز دکھائیں in large size", "ur"),
    ],
)
def test_mixed_scripts_go_by_what_carries_the_sentence(text: str, language: str) -> None:
    assert detect(text).language == language


@given(st.text(st.characters(exclude_categories=()), max_size=300), st.sampled_from([None, "en", "ur", "ur-Latn"]))
def test_any_text_has_a_language(text: str, previous: str | None) -> None:
    result = detect(text, previous)
    assert result.language in {"en", "ur", "ur-Latn"}
    assert 0 <= result.confidence <= 1


@pytest.mark.parametrize("unit", ["hai ", "kapray", "ی", "a'", "😀", "aaa-"])
def test_long_input_costs_in_proportion_to_its_length(unit: str) -> None:
    assert grows_with_length_only(detect, unit)
