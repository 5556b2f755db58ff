"""Text kept plain as WhatsApp needs it."""

import pytest

from hamrah.bot.channels.messaging.characters import units
from hamrah.bot.channels.whatsapp.text import unformatted


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("*sale* aaj", "∗sale∗ aaj"),
        ("_shukriya_", "＿shukriya＿"),
        ("(~purana~)", "(∼purana∼)"),
        ("`x` ```y```", "‵x‵ ‵‵‵y‵‵‵"),
        ("*_dono_*", "∗＿dono＿∗"),
        ("> Kaha tha", "› Kaha tha"),
        ("آپ کا *آرڈر* آ گیا", "آپ کا ∗آرڈر∗ آ گیا"),
    ],
)
def test_nothing_is_formatted_by_accident(text: str, plain: str) -> None:
    assert unformatted(text) == plain
    assert units(plain) == units(text)


@pytest.mark.parametrize(
    "text", ["5 * 3 * 2", "BH_KRT_01", "a*b*c", "* ek\n* do", "https://shop.pk/_new_/*all*", "10 > 5", "~500 se ~700"]
)
def test_what_would_not_be_formatted_is_left_alone(text: str) -> None:
    assert unformatted(text) == text


@pytest.mark.parametrize("text", ["*a " * 1300, "_*~`" * 1000, "> " * 2000, "https://" + "*" * 4000])
def test_odd_texts_end_and_grow_no_longer(text: str) -> None:
    assert units(unformatted(text)) == units(text)
