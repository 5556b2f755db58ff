"""A name is what is left of what people call somebody."""

import pytest

from hamrah.language.honorifics import bare_name


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("Mrs Lubna Khalid", "Lubna Khalid"),
        ("Mr. Daniyal", "Daniyal"),
        ("Zubaida baji", "Zubaida"),
        ("Dr Ahmed Raza sahab", "Ahmed Raza"),
        ("محترمہ شازیہ صاحبہ", "شازیہ"),
        ("سیٹھ عابد", "عابد"),
        ("Sirajuddin", "Sirajuddin"),
        ("Appa Rao", "Appa Rao"),
        ("baji", "baji"),
        ("", ""),
        ("...", "..."),
    ],
)
def test_what_people_put_around_a_name_is_left_out(called: str, name: str) -> None:
    start, end = bare_name(called)
    assert called[start:end] == name


def test_offsets_are_of_the_raw_text() -> None:
    called = "مِسٹر  علی صاحب"
    start, end = bare_name(called)
    assert called[start:end] == "علی"
