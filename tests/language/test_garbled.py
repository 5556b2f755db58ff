"""Text in the wrong encoding is told from text of people, in every script they write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.garbled import is_garbled
from hamrah.language.normalise import clean_input

urdu = st.text("ابپتٹجچحخدڈرڑزسشصضطعغفقکگلمنوہھءیے", min_size=2, max_size=12)


@given(urdu)
def test_urdu_read_in_another_encoding_is_garbled_and_urdu_is_not(word: str) -> None:
    assert not is_garbled(f"kurta {word} 123")
    assert is_garbled(f"kurta {word.encode().decode('latin-1')} 123")


def test_what_a_windows_program_makes_of_urdu_is_garbled() -> None:
    assert is_garbled("Ú©Ø±ØªØ§ Ù¾Ú¾Ù¹Ø§")


def test_what_a_channel_left_of_it_is_garbled_too() -> None:
    """Control characters, as which Latin-1 reads some bytes, are dropped on the way."""
    read = "کرتا پھٹا ہوا نکلا ہے".encode().decode("latin-1")
    assert is_garbled(clean_input(read))


def test_letters_that_were_lost_are_seen() -> None:
    assert is_garbled("mera kurta pha\ufffda hua hai")


@pytest.mark.parametrize(
    "text",
    [
        "کرتا پھٹا ہوا نکلا، شکایت لکھ لیں",
        "mera kurta phata hua nikla",
        "naïve café, Señor, Müller: 5 € für §5 — “so”",
        "😡😡 bohat bura",
        "ÄÖÜ äöü ß Ø Ł",
        "",
    ],
)
def test_what_people_write_is_not(text: str) -> None:
    assert not is_garbled(text)
