"""Harm that is surely ruled out, and harm that is not, in doubt too."""

import pytest

from hamrah.language.no_harm import harm_remains

from .growth import grows_with_length_only


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("کسی کو چوٹ نہیں لگی", "چوٹ"),
        ("کوئی زخمی نہیں ہوا، بس شیشہ ٹوٹا", "زخمی"),
        ("koi zakhmi nahi hua", "zakhmi"),
        ("khujli nahi hui lekin boo hai", "khujli"),
        ("chot lagi nahi, shukar hai", "chot lagi"),
        ("nobody was injured", "injured"),
        ("I was not injured but the glass is everywhere", "injured"),
        ("there was no injury", "injury"),
    ],
)
def test_what_surely_did_not_happen_is_no_harm(text: str, phrase: str) -> None:
    assert not harm_remains(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("nahi, chot lagi hai", "chot lagi"),
        ("nobody was injured except my son", "injured"),
        ("not only injured", "injured"),
        ("pehle kabhi allergy nahi hui ab ho gayi", "allergy"),
        ("khujli abhi tak nahi gayi", "khujli"),
        ("kharish nahi ja rahi", "kharish"),
        ("no hospital would take him", "hospital"),
        ("police ne kuch nahi kiya", "police"),
        ("is this not fraud?", "fraud"),
        ("yeh fraud nahi hai to aur kya hai", "fraud"),
        ("allergic reaction, nobody helped", "allergic"),
        ("کسی کو چوٹ نہیں لگی، پھر بچے کو چوٹ لگی", "چوٹ"),
        ("khoon nikal raha hai ruk nahi raha", "khoon nikal"),
        ("it caught, fire", "caught fire"),
    ],
)
def test_in_doubt_it_is_harm(text: str, phrase: str) -> None:
    assert harm_remains(text, phrase)


@pytest.mark.parametrize("unit", ["fraud nahi ", "no fraud ", "fraud hai nahi hua ", "fraud, "])
def test_long_input_costs_in_proportion_to_its_length(unit: str) -> None:
    assert grows_with_length_only(lambda text: harm_remains(text, "fraud"), unit)
