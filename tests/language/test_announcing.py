"""Telling that a complaint is to be taken down from asking what became of one."""

import pytest

from hamrah.language.announcing import asks_to_file, has_another


@pytest.mark.parametrize(
    "text",
    [
        "میری شکایت درج کریں",
        "میری شکایت درج کر لیں",
        "شکایت لکھ لیں",
        "meri shikayat darj karein",
        "meri complaint likh lein",
        "complaint note kar lo bhai",
        "please file my complaint",
        "kindly register a complaint",
    ],
)
def test_a_complaint_to_be_taken_down(text: str) -> None:
    assert asks_to_file(text)


@pytest.mark.parametrize(
    "text",
    [
        "میری شکایت کا کیا بنا؟",
        "میری شکایت درج ہوئی یا نہیں",
        "meri shikayat darj hui?",
        "kya meri shikayat darj kar li",
        "did you file my complaint?",
        "status of my complaint",
        "",
    ],
)
def test_what_became_of_one(text: str) -> None:
    assert not asks_to_file(text)


@pytest.mark.parametrize(
    "text",
    ["I have another complaint", "ek aur shikayat hai, cup toota nikla", "ایک اور شکایت ہے", "nayi complaint likhein"],
)
def test_one_more_complaint(text: str) -> None:
    assert has_another(text)


@pytest.mark.parametrize(
    "text", ["what about my second complaint", "ek aur shikayat ka status", "دوسری شکایت کا کیا ہوا"]
)
def test_no_more_complaints(text: str) -> None:
    assert not has_another(text)
