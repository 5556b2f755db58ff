"""Entities that have a form, all at once: corrected, in any heap of words, and in texts of any length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.patterns import find_entities
from tests.language.finding import found
from tests.language.growth import grows_with_length_only


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no, 1043 not 1034", [("order_number", "1043")]),
        ("no 1043 not 1034", [("order_number", "1043")]),
        ("not 1034, 1043", [("order_number", "1043")]),
        ("1034 nahi 1043", [("order_number", "1043")]),
        ("1034 نہیں 1043", [("order_number", "1043")]),
        ("1043 hai, 1034 nahi", [("order_number", "1043")]),
        ("1034 ki jagah 1043", [("order_number", "1043")]),
        ("sorry order 1034 nahi balke 1043", [("order_number", "1043")]),
        ("order W2611340 not W1234567", [("order_number", "W2611340")]),
        ("T-10023 nahi T-10032", [("ticket_number", "T-10032")]),
        ("medium nahi large", [("size", "large")]),
        ("call nahi, whatsapp", [("channel", "whatsapp")]),
        ("english nahi aati, urdu mein likhein", [("language", "ur")]),
        # What is said of an order is no correction of it.
        ("1034 nahi mila, 1043 mil gaya", [("order_number", "1034"), ("order_number", "1043")]),
        ("1034 nahi aaya", [("order_number", "1034")]),
        ("not 1034", [("order_number", "1034")]),
        ("order 1042 aur 1043 kahan hain", [("order_number", "1042"), ("order_number", "1043")]),
    ],
)
def test_a_correction_keeps_what_holds(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_everything_in_one_message() -> None:
    text = (
        "mera order #1042 pichlay haftay ka hai, 0300-1234567 par call karein ya a@b.com, T-10023, size 42, 5 hazar tak"
    )
    assert found(text) == [
        ("order_number", "1042"),
        ("period", "last week"),
        ("phone", "+923001234567"),
        ("channel", "call"),
        ("email", "a@b.com"),
        ("ticket_number", "T-10023"),
        ("size", "42"),
        ("price_max", "5000"),
    ]


def test_offsets_are_raw() -> None:
    raw = "آرڈرِ نمبر \u2068۱۰۴۲\u2069، بجٹ ڈھائی ہزار تک plzzzzz"
    spans = {entity.entity: raw[entity.start : entity.end] for entity in find_entities(raw)}
    assert spans == {"order_number": "۱۰۴۲", "price_max": "ڈھائی ہزار"}


SOUP = st.lists(
    st.sampled_from(
        [
            *[
                "order",
                "1042",
                "#",
                "T-10023",
                "not",
                "nahi",
                "hazar",
                "5",
                "4/5",
                "size",
                "M",
                "kal",
                "march",
                "tak",
                "se",
            ],
            *[
                "0300-1234567",
                "a@b.com",
                "under",
                "between",
                "2000",
                "and",
                "urdu",
                "mein",
                "stars",
                "⭐",
                "،",
                "پچھلے",
                "ماہ",
            ],
            *[
                "call",
                "me",
                "۱۰",
                "سے",
                "کم",
                "\ud800",
                "\u2068",
                "zyada",
                "last",
                "days",
                "1034",
                "W2611340",
                "code",
                "number",
            ],
        ]
    ),
    max_size=25,
)


def check(raw: str) -> None:
    position = 0
    for entity in find_entities(raw):
        assert position <= entity.start < entity.end <= len(raw)
        assert entity.value
        position = entity.end


@given(SOUP)
def test_results_of_any_heap_of_cues_do_not_overlap(words: list[str]) -> None:
    check(" ".join(words))


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_results_of_any_text_do_not_overlap(raw: str) -> None:
    check(raw)


@pytest.mark.parametrize(
    "unit",
    [
        *[
            "1042 ",
            "kal ",
            "urdu ",
            "M ",
            "not ",
            "never above ",
            "5 hazar tak ",
            "a@",
            "a.",
            "@",
            "0300",
            "+",
            "( ",
            "1,",
        ],
        *[
            "⭐",
            "size ",
            "order no ",
            "between ",
            "1-",
            "1/",
            "march ",
            "last ",
            "\ud800",
            "۵ ",
            "#",
            "1034 nahi ",
            "2000 to ",
        ],
        *["z", "\u0651", "00 ", "1 march ", "t-", "4/5 ", "3 din se ", "medium nahi "],
    ],
)
def test_long_input_costs_in_proportion_to_its_length(unit: str) -> None:
    assert grows_with_length_only(find_entities, unit)
