"""Numbers in digits and in words of three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.numerals import find_numbers, parse_number
from tests.language.growth import grows_with_length_only

WHOLE = {
    "dhai hazar": 2500,
    "ڈھائی ہزار": 2500,
    "5 hazar": 5000,
    "۵ ہزار": 5000,
    "15k": 15000,
    "15K": 15000,
    "2.5k": 2500,
    "1.5 lakh": 150_000,
    "sawa lakh": 125_000,
    "سوا لاکھ": 125_000,
    "paune do hazar": 1750,
    "پونے دو ہزار": 1750,
    "sarhay teen hazar": 3500,
    "saadhe chaar hazar": 4500,
    "ساڑھے تین ہزار": 3500,
    "sawa teen sau": 325,
    "derh so": 150,
    "ڈیڑھ سو": 150,
    "five hundred": 500,
    "two thousand five hundred and fifty": 2550,
    "five hundred thousand": 500_000,
    "twenty five": 25,
    "twenty-five hundred": 2500,
    "chaar": 4,
    "چار": 4,
    "دو": 2,
    "do": 2,
    "one": 1,
    "do hazar paanch sau": 2500,
    "ek lakh bees hazar": 120_000,
    "ایک لاکھ بیس ہزار": 120_000,
    "1,50,000": 150_000,
    "4,500": 4500,
    "5000.50": 5000,
    "2 crore": 20_000_000,
    "پندرہ سو": 1500,
    "pandrah sau": 1500,
    "hazar": 1000,
    " 42! ": 42,
}


@pytest.mark.parametrize(("text", "value"), WHOLE.items())
def test_a_whole_number(text: str, value: int) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "kurta", "5 kurtay", "4.5", "dhai", "half", "W2611340", "500ml", "2nd", "1" * 13, "so what"]
)
def test_not_a_whole_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mujhe 5 hazar tak dikhao", ["5000"]),
        ("between two thousand and four thousand", ["2000", "4000"]),
        ("between 2000 and 4000", ["2000", "4000"]),
        ("2-4 hazar", ["2", "4000"]),
        ("do se teen hazar", ["2", "3000"]),
        ("paanch mein se chaar", ["5", "4"]),
        ("5 hazar 500 tak", ["5500"]),
        ("5 hazar order 1042", ["5000", "1042"]),
        ("1042,1043", ["1042", "1043"]),
        ("1042ka", ["1042"]),
        ("Rs5000", ["5000"]),
        ("5000rs", ["5000"]),
        ("mujhe do kurtay chahiye", ["2"]),
        ("دو سوٹ چاہییں", ["2"]),
        ("price bata do", []),
        ("قیمت بتا دو", []),
        ("do you have kurtas", []),
        ("how do i return", []),
        ("the second one", []),
        ("so what", []),
        ("یہ بہتر ہے", []),
        ("اسی طرح کا", []),
        ("ammi ke saath", []),
        ("T-10023 W2611340 t10023", ["10023"]),
        ("power bank 10000mah, 500 ml", ["500"]),
    ],
)
def test_numbers_in_a_sentence(text: str, expected: list[str]) -> None:
    assert [found.value for found in find_numbers(text)] == expected


def test_offsets_are_raw() -> None:
    raw = "مجھے \u2068ڈھائی\u2069 ہزار تک، plzzzz ۱۵k"
    spans = [(raw[found.start : found.end], found.value) for found in find_numbers(raw)]
    assert spans == [("ڈھائی\u2069 ہزار", "2500"), ("۱۵k", "15000")]


@given(st.integers(min_value=0, max_value=999_999_999_999))
def test_digits_read_back(number: int) -> None:
    assert parse_number(str(number)) == number
    urdu = str(number).translate({ord("0") + digit: 0x06F0 + digit for digit in range(10)})
    assert parse_number(urdu) == number
    if number < 1_000_000_000:
        assert parse_number(f"{number:,}") == number


NUMBER_SOUP = st.lists(
    st.sampled_from(
        [
            "do",
            "hazar",
            "sau",
            "lakh",
            "sawa",
            "sarhay",
            "paune",
            "dhai",
            "so",
            "and",
            "ek",
            "5",
            "500",
            "1,000",
            "k",
            "two",
            "hundred",
            "thousand",
            "-",
            ",",
            ".",
            "ہزار",
            "دو",
        ]
    ),
    max_size=30,
)


@given(NUMBER_SOUP)
def test_any_heap_of_number_words_is_read(words: list[str]) -> None:
    raw = " ".join(words)
    position = 0
    for found in find_numbers(raw):
        assert position <= found.start < found.end <= len(raw)
        assert found.value.isdecimal()
        position = found.end


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_is_read(raw: str) -> None:
    assert all(0 <= found.start < found.end <= len(raw) for found in find_numbers(raw))


@pytest.mark.parametrize("unit", ["hazar ", "1,", "1,23,", "9", "sawa ", "two hundred ", "۵", "1.", "ہزار"])
def test_long_input_costs_in_proportion_to_its_length(unit: str) -> None:
    assert grows_with_length_only(find_numbers, unit)
