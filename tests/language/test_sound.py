"""One key for the spellings of a word in Roman Urdu and in Urdu letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.normalise import words_of
from hamrah.language.sound import sound


@pytest.mark.parametrize(
    "spellings",
    [
        "mujhe mujhay mujhy mje مجھے",
        "nahi nahin nhi nahii نہیں",
        "order ordr arder آرڈر",
        "delivery dilivery ڈیلیوری",
        "kapra kapre kapray کپڑا کپڑے",
        "shikayat shikayt شکایت",
        "exchange ایکسچینج",
        "cancel kensal کینسل",
        "price پرائس",
        "qeemat keemat قیمت",
        "wapsi wapsee واپسی",
        "yahan yahaan یہاں",
    ],
)
def test_spellings_of_one_word_share_a_key(spellings: str) -> None:
    assert len({sound(word) for word in words_of(spellings)}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("order", "return"), ("refund", "parcel"), ("kab", "kahan"), ("قیمت", "سائز")]
)
def test_other_words_have_other_keys(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize("word", ["1042", "👍", "#10457", "你好"])
def test_what_is_no_word_of_ours_is_its_own_key(word: str) -> None:
    assert sound(word) == word


@given(st.text(max_size=20))
def test_any_text_has_a_key_that_is_no_longer(word: str) -> None:
    assert len(sound(word)) <= max(2 * len(word), 1)
