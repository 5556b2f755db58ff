"""Entities that have a form, as people type them in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.patterns import called_an_order, find_entities
from tests.language.growth import grows_with_length_only


def found(text: str) -> list[tuple[str, str]]:
    return [(entity.entity, entity.value) for entity in find_entities(text)]


PHONE = [("phone", "+923001234567")]


@pytest.mark.parametrize(
    "text",
    [
        "0300-1234567",
        "03001234567",
        "0300 1234567",
        "(0300) 1234567",
        "+923001234567",
        "+92 300 1234567",
        "+92-300-123-4567",
        "00923001234567",
        "0092 300 1234567",
        "923001234567",
        "3001234567",
        "۰۳۰۰۱۲۳۴۵۶۷",
        "٠٣٠٠١٢٣٤٥٦٧",
        "\u206803001234567\u2069",
        "mera number 0300-1234567 hai",
        "میرا نمبر ۰۳۰۰-۱۲۳۴۵۶۷ ہے",
        "0300.123.4567.",
    ],
)
def test_a_mobile_of_pakistan_however_typed(text: str) -> None:
    assert found(text) == PHONE


@pytest.mark.parametrize(
    ("text", "value"),
    [("042-35761234", "+924235761234"), ("+44 20 7946 0958", "+442079460958"), ("0097150 1234567", "+971501234567")],
)
def test_other_telephones(text: str, value: str) -> None:
    assert found(text) == [("phone", value)]


@pytest.mark.parametrize(
    "text", ["4111 1111 1111 1111", "35202-1234567-1", "1234567", "0000000000", "+1", "030012345678901"]
)
def test_not_a_telephone(text: str) -> None:
    assert "phone" not in [entity for entity, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ali.Raza+shop@Mail.com", "ali.raza+shop@mail.com"),
        ("mera email saima_k@yahoo.co.uk hai", "saima_k@yahoo.co.uk"),
        ("(a@b.pk)", "a@b.pk"),
    ],
)
def test_email(text: str, value: str) -> None:
    assert found(text) == [("email", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("#1042", "1042"),
        ("# 1042", "1042"),
        ("order 1042", "1042"),
        ("Order No. 10457", "10457"),
        ("order number is 1042", "1042"),
        ("order#1042", "1042"),
        ("1042 number order", "1042"),
        ("1042 wala order", "1042"),
        ("mera order 1042 kab aayega", "1042"),
        ("W2611340", "W2611340"),
        ("#w2611340", "W2611340"),
        ("آرڈر نمبر ۱۰۴۲", "1042"),
        ("۱۰۴۲ نمبر آرڈر", "1042"),
        ("میرا آرڈر 1042 کہاں ہے", "1042"),
        ("1042", "1042"),
        ("1042 kahan hai", "1042"),
        ("order 2024", "2024"),
        ("2024", "2024"),
        ("order 1042 se pehle 3 din", "1042"),
        ("complaint about order 1042", "1042"),
    ],
)
def test_order_number(text: str, value: str) -> None:
    assert ("order_number", value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Rs 5000", "5000 rupay", "5000/-", "5000 روپے", "order 2500 rs ka tha", "5000 tak", "15k", "5,000 hai"),
        *("in 2025", "2026 mein kitni sales hui", "march 2025", "12/11/2026", "5 hazar", "pachas hazar"),
        *("code 123456", "mera otp 482913 hai", "کوڈ یہ رہا ۴۸۲۹۱۳", "size 42", "500", "10000mah power bank"),
        *("0300-1234567", "T-10023", "i was charged 4500", "1000 ka voucher", "aakhri char digits 7788"),
        *("تیز 5000 ایم اے ایچ پاور بینک", "5000 mein koi gift"),
    ],
)
def test_not_an_order_number(text: str) -> None:
    assert "order_number" not in [entity for entity, _ in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        *("T-10023", "t-10023", "T 10023", "t10023", "ticket # T-10023", "ٹی-۱۰۰۲۳", "شکایت T-10023 کا کیا بنا"),
    ],
)
def test_ticket_number(text: str) -> None:
    assert found(text) == [("ticket_number", "T-10023")]


@pytest.mark.parametrize(
    "text",
    [
        *("ticket 10023", "ticket no. 10023", "shikayat number 10023", "شکایت نمبر ۱۰۰۲۳", "ٹکٹ نمبر 10023"),
        *(
            "10023 wali shikayat ka kya bana",
            "10023 number complaint",
            "complaint number: 10023",
            "10023 نمبر والا کیس",
        ),
    ],
)
def test_a_number_that_is_called_a_tickets_stays_as_typed(text: str) -> None:
    assert found(text) == [("ticket_number", "10023")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ORD-7731 kahan hai", [("order_number", "ORD-7731")]),
        ("tkt-88 dobara kholein", [("ticket_number", "TKT-88")]),
        ("شکایت TK-2041 کا کیا ہوا", [("ticket_number", "TK-2041")]),
        ("order no lhr-33 cancel", [("order_number", "LHR-33")]),
        ("complaint qa-77 ka kya hua", [("ticket_number", "QA-77")]),
        ("sector G-10/3 mein", []),
        ("house B-124", []),
        ("iphone-15 case", []),
    ],
)
def test_a_code_tells_by_its_letters_or_the_word_before_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("under 5000", "5000"),
        ("Rs 5,000 max", "5000"),
        ("less than rs. 5000", "5000"),
        ("upto 15k", "15000"),
        ("5 hazar tak", "5000"),
        ("dhai hazar se kam", "2500"),
        ("۵ ہزار سے کم", "5000"),
        ("ڈھائی ہزار تک", "2500"),
        ("5000 ke andar andar", "5000"),
        ("mera budget 3000 hai", "3000"),
        ("میرا بجٹ 3000 ہے", "3000"),
        ("3000 ka budget hai", "3000"),
        ("zyada se zyada 5 hazar", "5000"),
        ("زیادہ سے زیادہ ۵۰۰۰", "5000"),
        ("5000 se zyada na ho", "5000"),
        ("not more than 4000", "4000"),
        ("ek lakh se kam", "100000"),
        ("under five hundred", "500"),
        ("never show me anything above 10k", "10000"),
        ("5000 se upar ki cheez nahi leta", "5000"),
        ("derh hazar mein koi sandal", "1500"),
        ("rs 20 se kam", "20"),
        ("2 hazar mein koi gift batao", "2000"),
        ("دو ہزار میں", "2000"),
        ("5k wala suit", "5000"),
        ("mere paas 5000 rupay hain", "5000"),
        ("5 hazar se zyada wala nahi", "5000"),
        ("order 5000 tak ka ho", "5000"),
    ],
)
def test_price_max(text: str, value: str) -> None:
    assert found(text) == [("price_max", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3000 se zyada", "3000"),
        ("above 3000", "3000"),
        ("kam az kam 2000", "2000"),
        ("کم از کم ۲۰۰۰", "2000"),
        ("more than 3k", "3000"),
        ("3000 سے اوپر", "3000"),
        ("5000 or more", "5000"),
        ("at least two thousand", "2000"),
        ("no i want above 5000", "5000"),
        ("3000 se kam wali nahi, achi ghari", "3000"),
    ],
)
def test_price_min(text: str, value: str) -> None:
    assert found(text) == [("price_min", value)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between 2000 and 4000", "2000", "4000"),
        ("2-4 hazar", "2000", "4000"),
        ("2 se 4 hazar tak", "2000", "4000"),
        ("do se chaar hazar ke darmiyan", "2000", "4000"),
        ("2000 se 4000", "2000", "4000"),
        ("۲۰۰۰ سے ۴۰۰۰ کے درمیان", "2000", "4000"),
        ("from 2000 to 4000", "2000", "4000"),
        ("2000 aur 4000 ke beech", "2000", "4000"),
        ("5k-10k", "5000", "10000"),
        ("ek se do lakh", "100000", "200000"),
    ],
)
def test_price_range(text: str, low: str, high: str) -> None:
    assert found(text) == [("price_min", low), ("price_max", high)]


@pytest.mark.parametrize(
    "text",
    [
        "under 5 minutes",
        "more than 3 days",
        "10% off",
        "under 18",
        "5 se kam",
        "3 se zyada items",
        "24/7",
        "2-3 kurtay",
        "over 30 din",
    ],
)
def test_not_a_price(text: str) -> None:
    assert not [entity for entity, _ in found(text) if entity.startswith("price")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4/5", "4"),
        ("4 / 5", "4"),
        ("9/10", "9"),
        ("4 out of 5", "4"),
        ("four out of five", "4"),
        ("five stars", "5"),
        ("5 star", "5"),
        ("3-star", "3"),
        ("5 mein se 4", "4"),
        ("paanch mein se chaar", "4"),
        ("پانچ میں سے چار", "4"),
        ("۴ ستارے", "4"),
        ("4 sitare", "4"),
        ("rating 4", "4"),
        ("i'd give it a 3", "3"),
        ("9 dunga", "9"),
        ("8 دوں گا", "8"),
        ("4.5/5", "5"),
        ("4.2 stars", "4"),
        ("⭐⭐⭐⭐", "4"),
        ("⭐", "1"),
        ("5", "5"),
        ("5!", "5"),
        ("۴", "4"),
        ("nau", "9"),
        ("چار", "4"),
        ("10 👍", "10"),
        ("0", "0"),
        ("sirf 2", "2"),
    ],
)
def test_rating(text: str, value: str) -> None:
    assert found(text) == [("rating", value)]


@pytest.mark.parametrize(
    "text", ["12/11/2026", "6/5", "5 kurtay", "7 days", "11", "4 hazar", "do you", "24/7", "5 ya 6 suit"]
)
def test_not_a_rating(text: str) -> None:
    assert "rating" not in [entity for entity, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("size 42", ["42"]),
        ("42 size", ["42"]),
        ("سائز ۴۲", ["42"]),
        ("size 41 or 42", ["41", "42"]),
        ("42 number ka joota", ["42"]),
        ("42 number pehenta hoon", ["42"]),
        ("kya 42 mein hai?", ["42"]),
        ("is it available in 42?", ["42"]),
        ("waist 34", ["34"]),
        ("medium", ["medium"]),
        ("in Large please", ["large"]),
        ("XL", ["XL"]),
        ("extra large", ["XL"]),
        ("XXL", ["XXL"]),
        ("2xl", ["XXL"]),
        ("میڈیم", ["medium"]),
        ("ایکس ایل", ["XL"]),
        ("بڑا سائز", ["large"]),
        ("chota size", ["small"]),
        ("bara size", ["large"]),
        ("M", ["medium"]),
        ("S?", ["small"]),
        ("in L", ["large"]),
        ("size m", ["medium"]),
        ("M ya L", ["medium", "large"]),
        ("the second one, in large?", ["large"]),
    ],
)
def test_size(text: str, values: list[str]) -> None:
    assert found(text) == [("size", value) for value in values]


@pytest.mark.parametrize(
    "text",
    [
        "a small problem",
        "large order",
        "I'M",
        "what sizes do you have",
        "bara masla",
        "A&M",
        "H&M ka",
        "e.L.x",
        "same size ek aur",
    ],
)
def test_not_a_size(text: str) -> None:
    assert "size" not in [entity for entity, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("pichlay haftay", "last week"),
        ("pichle hafte", "last week"),
        ("گزشتہ ماہ", "last month"),
        ("پچھلے مہینے", "last month"),
        ("is mahine", "this month"),
        ("اس سال", "this year"),
        ("last quarter", "last quarter"),
        ("agle hafte", "next week"),
        ("last 30 days", "last 30 days"),
        ("pichlay 6 mahinay", "last 6 months"),
        ("پچھلے چھ مہینے", "last 6 months"),
        ("3 din se", "last 3 days"),
        ("do hafte pehle", "2 weeks ago"),
        ("a day ago".replace("a", "1", 1), "1 day ago"),
        ("march", "march"),
        ("مارچ میں", "march"),
        ("last march", "last march"),
        ("in may", "may"),
        ("december 2025", "december 2025"),
        ("5 march", "5 march"),
        ("5th of march", "5 march"),
        ("14 اگست", "14 august"),
        ("in 2025", "2025"),
        ("aaj", "today"),
        ("آج صبح", "today"),
        ("yesterday", "yesterday"),
        ("kal order kiya tha", "yesterday"),
        ("کل منگوایا تھا", "yesterday"),
        ("kal tak mil jayega?", "tomorrow"),
        ("کل ملے گا", "tomorrow"),
        ("parson aaya tha", "day before yesterday"),
        ("parson bhejein ge", "day after tomorrow"),
        ("on monday", "monday"),
        ("last friday", "last friday"),
        ("jumay ko", "friday"),
        ("پیر کو", "monday"),
        ("eid pe", "eid"),
        ("رمضان میں", "ramadan"),
    ],
)
def test_period(text: str, value: str) -> None:
    assert found(text) == [("period", value)]


@pytest.mark.parametrize(
    "text", ["aaj kal", "may i return it", "mai ne kaha", "jumma mubarak", "2 hazar mein", "آج تک"]
)
def test_not_a_period(text: str) -> None:
    assert "period" not in [entity for entity, _ in found(text)]


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


def test_with_an_order_named_a_far_number_is_none() -> None:
    text = "order 1042 ka power bank jo main ne 7500 ka liya tha kharab nikla"
    assert found(text) == [("order_number", "1042")]


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


@pytest.mark.parametrize(
    ("text", "number", "called"),
    [
        ("order 1042 kahan hai", "1042", True),
        ("1042 wala order", "1042", True),
        ("آرڈر نمبر 1042", "1042", True),
        ("#1042 dekhein", "#1042", True),
        ("10702 resolved", "10702", False),
        ("10702 mein likhein ke order der se aya", "10702", False),
    ],
)
def test_whether_a_number_is_called_an_orders(text: str, number: str, called: bool) -> None:
    start = text.index(number)
    assert called_an_order(text, start, start + len(number)) is called
