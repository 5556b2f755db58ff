"""In which language and by which channel somebody wants to be answered."""

import pytest

from tests.language.finding import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("urdu mein jawab do", "ur"),
        ("in English please", "en"),
        ("roman urdu", "ur-Latn"),
        ("اردو میں لکھیں", "ur"),
        ("رومن اردو میں", "ur-Latn"),
        ("انگریزی میں بتائیں", "en"),
        ("angrezi mein bolo", "en"),
        ("reply in punjabi", "pa"),
        ("English", "en"),
    ],
)
def test_language(text: str, value: str) -> None:
    assert found(text) == [("language", value)]


@pytest.mark.parametrize("text", ["english novels", "urdu bazar ka rasta", "اردو بازار"])
def test_not_a_language(text: str) -> None:
    assert "language" not in [entity for entity, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("WhatsApp only please", "whatsapp"),
        ("watsapp pe bhej do", "whatsapp"),
        ("واٹس ایپ پر", "whatsapp"),
        ("send me an sms", "sms"),
        ("email pe bhejein", "email"),
        ("by e-mail", "email"),
        ("ای میل پہ بتائیں", "email"),
        ("call me", "call"),
        ("mujhe call karein", "call"),
        ("فون پر بات", "call"),
    ],
)
def test_channel(text: str, value: str) -> None:
    assert found(text) == [("channel", value)]


@pytest.mark.parametrize("text", ["my phone is broken", "phone case", "what do you call this", "mobile cover"])
def test_not_a_channel(text: str) -> None:
    assert found(text) == []
