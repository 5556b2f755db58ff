"""Which number it is tells nothing of what somebody wants; how long it is does."""

import pytest

from hamrah.language.long_numbers import CODE, LONGER, ROUND, blur_long_numbers


@pytest.mark.parametrize(
    ("text", "blurred"),
    [
        ("ticket 3391 ka status", f"ticket {CODE} ka status"),
        ("t-10023 #1042", f"t-{CODE} #{CODE}"),
        ("0300-1234567", f"{ROUND}-{LONGER}"),
        ("under 2500, order 999999", f"under {ROUND}, order {CODE}"),
        ("03001234567", LONGER),
        ("size 42, 4/5", "size 42, 4/5"),
        ("w2611340 15k", "w2611340 15k"),
        ("", ""),
    ],
)
def test_long_numbers_become_words(text: str, blurred: str) -> None:
    assert blur_long_numbers(text) == blurred
