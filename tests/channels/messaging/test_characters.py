"""Characters as readers see them, and lengths as providers count them."""

import pytest

from hamrah.bot.channels.messaging.characters import is_boundary, units

WHOLE = ["👩‍👩‍👧‍👦", "🇵🇰", "👍🏽", "❤️", "é", "مُ", "ہ\u200c", "🏴\U000e0067\U000e0062\U000e007f", "\r\n"]


@pytest.mark.parametrize("character", WHOLE)
def test_no_place_within_a_character_is_a_boundary(character: str) -> None:
    text = f"a{character}b"
    inside = [place for place in range(2, len(text) - 1) if is_boundary(text, place)]
    assert inside == []
    assert is_boundary(text, 1) and is_boundary(text, len(text) - 1)


def test_flags_side_by_side_are_parted_between_two_letters() -> None:
    assert [place for place in range(7) if is_boundary("🇵🇰🇵🇰🇵🇰", place)] == [0, 2, 4, 6]


@pytest.mark.parametrize("text", ["آپ کا آرڈر", "Aap ka order", "👩‍👩‍👧‍👦 🇵🇰", "𝒜", ""])
def test_units_are_those_of_utf_16(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2
