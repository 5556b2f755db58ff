"""Roman Urdu in Urdu letters, by sentences that were read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.urdu_spelling import UrduSpelling

READ = (
    "میرا آرڈر کہاں ہے",
    "میرا آرڈر کب آئے گا",
    "مجھے سوٹ چاہیے",
    "مجھے واپس کرنا ہے",
    "پارسل نہیں آیا",
    "کیا یہ سوٹ لاہور میں ہے",
)


@pytest.fixture(scope="module")
def spelling() -> UrduSpelling:
    return UrduSpelling(READ)


@pytest.mark.parametrize(
    ("roman", "urdu"),
    [
        ("mera order kahan hai", "میرا آرڈر کہاں ہے"),
        ("mra ordr kahan he?", "میرا آرڈر کہاں ہے"),
        ("mujhay soot chahiye", "مجھے سوٹ چاہیے"),
        ("parcel nahin aya", "پارسل نہیں آیا"),
    ],
)
def test_what_was_read_is_spelt(spelling: UrduSpelling, roman: str, urdu: str) -> None:
    assert spelling.write(roman) == urdu


def test_what_was_never_read_stays(spelling: UrduSpelling) -> None:
    assert spelling.write("mera xylophone 1042 👍") == "میرا xylophone 1042 👍"
    assert UrduSpelling().write("mera order") == "mera order"


@given(st.text(max_size=60))
def test_any_text_is_written(text: str) -> None:
    assert isinstance(UrduSpelling(READ).write(text), str)
