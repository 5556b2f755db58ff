"""Every message that comes unasked, as it reads in each language; and the rules as they are read from their file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from hamrah.bootstrap import texts
from hamrah.crm.catalogue import Category
from hamrah.crm.offers import Offer
from hamrah.language.formatting import strip_isolates
from hamrah.language.strict_yaml import DataFileError
from hamrah.services.proactive_rules import KINDS, load_message_rules, message_rules
from hamrah.services.proactive_subjects import Amount, Facts
from hamrah.services.proactive_words import Writer
from hamrah.services.product_views import ProductView, TextView, VariantView

RULES = Path(__file__).parents[2] / "data" / "shop" / "messages.yml"
NOW = datetime(2026, 11, 27, 7, tzinfo=UTC)  # Friday noon in Karachi
SHAMPOO = ProductView(
    8,
    "H-1",
    (
        TextView("en", "Sitara herbal shampoo", "For soft hair."),
        TextView("ur", "ستارہ ہربل شیمپو", "نرم بالوں کے لیے۔"),
        TextView("ur-Latn", "Sitara herbal shampoo", "Naram baalon ke liye."),
    ),
    (VariantView(None, 65000, "PKR", True),),
)
FACTS: dict[str, Facts] = {
    "order_delayed": Facts({"number": "1042", "when": datetime(2026, 11, 24, 7, tzinfo=UTC)}, order="1042"),
    "order_delivered": Facts({"number": "1042"}, order="1042"),
    "ticket_answered": Facts({"ticket": "T-10023", "answer": "Which size?"}, ticket="T-10023"),
    "wished_back_in_stock": Facts({}, product_id=8),
    "back_in_stock": Facts({}, product_id=8),
    "time_to_buy_again": Facts({}, product_id=8, order="900"),
    "points_expiring": Facts({"points": "120", "worth": Amount(12000, "PKR"), "when": NOW}),
    "win_back": Facts({"name": "Ayesha"}, product_id=8),
}
WIN_BACK_OFFER = Facts({"name": "Ayesha", "deal": "15%", "code": "BACK15", "until": datetime(2026, 12, 6, tzinfo=UTC)})


def writer(language: str) -> Writer:
    return Writer(texts(), language, NOW)


@pytest.mark.parametrize("language", ["en", "ur", "ur-Latn"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_message_says_its_facts_and_can_be_done_without(kind: str, language: str) -> None:
    facts = FACTS[kind]
    product = SHAMPOO if facts.product_id else None
    said_as = "win_back_suggestion" if kind == "win_back" else None
    said = writer(language).message(kind, facts, product, said_as)
    text = strip_isolates(said.text)
    assert "{" not in text and "None" not in text and len(text) < 200
    for value in said.values.values():
        assert value in said.text
    assert said.key == f"utter_message_{said_as or kind}" and said.language == language
    assert 1 <= len(said.buttons) <= 3
    assert all(0 < len(button["title"]) <= 20 for button in said.buttons)
    assert said.buttons[-1]["payload"] == {
        "intent": "opt_out_marketing",
        "entities": {"purpose": message_rules().kinds[kind].consent},
    }
    assert [card["sku"] for card in said.cards] == (["H-1"] if product else [])


@pytest.mark.parametrize(
    ("language", "last_day"), [("en", "Sunday 6 December"), ("ur", "اتوار 6 دسمبر"), ("ur-Latn", "6 December")]
)
def test_an_offer_comes_with_its_code_and_last_day(language: str, last_day: str) -> None:
    said = writer(language).message("win_back", WIN_BACK_OFFER, None, "win_back_offer")
    text = strip_isolates(said.text)
    assert all(part in text for part in ("Ayesha", "15%", "BACK15", last_day)) and "{" not in text


@pytest.mark.parametrize(
    ("columns", "deal"),
    [
        ({}, "For you: 15% off everything"),
        ({"categories": {"codes": ["kurta", "shoes"]}}, "For you: 15% off Kurtas and Shoes"),
        ({"min_total_minor": 300000}, "For you: 15% off everything, on orders from Rs 3,000"),
        ({"texts": {"en": "A free gift"}}, "A free gift"),
    ],
)
def test_a_deal_says_all_that_limits_it(columns: dict[str, Any], deal: str) -> None:
    values = {"percent": 15, "categories": {}, "texts": {}, "currency": "PKR", "min_total_minor": 0, **columns}
    categories = {
        code: Category(code=code, names={"en": f"{code.title()}".rstrip("s") + "s"}) for code in ("kurta", "shoes")
    }
    assert writer("en").deal(Offer(code="X", **values), categories) == deal


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"quiet_hours": "night"}, "quiet_hours"),
        ({"often": 1}, "often"),
        ({"marketing_cap": {"times": 0, "days": 7}}, "marketing_cap.times"),
        ({"kinds": {"birthday": {}}}, "kinds.birthday"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(tmp_path: Path, change: dict[str, Any], complaint: str) -> None:
    refused(tmp_path, {**read_rules(), **change}, complaint)


@pytest.mark.parametrize(
    ("kind", "change", "complaint"),
    [
        ("win_back", {"class": "service", "holdout": 0}, "kinds.win_back.class"),
        ("win_back", {"segments": None}, "kinds.win_back.segments"),
        ("order_delayed", {"holdout": 0.1}, "nobody is held out"),
        ("order_delayed", {"least": 3}, "kinds.order_delayed.least: must not be set"),
        ("points_expiring", {"ahead_days": None}, "kinds.points_expiring.ahead_days: must be set"),
        ("points_expiring", {"valid_hours": 0}, "valid_hours"),
    ],
)
def test_a_kind_that_cannot_be_is_refused(tmp_path: Path, kind: str, change: dict[str, Any], complaint: str) -> None:
    rules = read_rules()
    rules["kinds"][kind] |= change
    refused(tmp_path, rules, complaint)


def read_rules() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return found


def refused(folder: Path, rules: dict[str, Any], complaint: str) -> None:
    file = folder / "messages.yml"
    file.write_text(yaml.safe_dump(rules), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        load_message_rules(file)
    assert str(file) in str(error.value) and complaint in str(error.value)
