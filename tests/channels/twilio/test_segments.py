"""Segments of short messages, by the numbers of GSM 03.38 and 03.40."""

import pytest

from hamrah.bot.channels.twilio.segments import count_segments, plain_for_sms
from hamrah.language.formatting import isolate

ALEF, GRIN = "ا", "😀"


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # two septets each
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # a pair is not torn over two segments
        (ALEF * 70, 1),
        (ALEF * 71, 2),
        (ALEF * 134, 2),
        (ALEF * 135, 3),
        ("a" * 70 + ALEF, 2),  # one letter of another alphabet, and the whole text is in UCS-2
        (GRIN * 35, 1),  # two units each
        (GRIN * 36, 2),
        (ALEF * 66 + GRIN + ALEF * 66, 3),  # a pair of surrogates is not torn
    ],
)
def test_a_text_takes_as_many_segments_as_the_standard_says(text: str, segments: int) -> None:
    assert count_segments(text) == segments


def test_isolates_are_left_out_of_short_messages() -> None:
    assert plain_for_sms(f"آرڈر {isolate('#1042')} راستے میں ہے") == "آرڈر #1042 راستے میں ہے"


def test_signs_of_print_do_not_make_an_english_message_dearer() -> None:
    price = "Rs 4,500 – Rs 5,200 · “Zari” Bazaar’s best…"
    assert count_segments(price * 2) > count_segments(plain_for_sms(price * 2)) == 1
    assert plain_for_sms(price) == 'Rs 4,500 - Rs 5,200 - "Zari" Bazaar\'s best...'


def test_a_text_that_stays_in_ucs_2_keeps_its_signs() -> None:
    assert plain_for_sms("قیمت 4,500 – 5,200") == "قیمت 4,500 – 5,200"
