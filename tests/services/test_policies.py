"""The shop's written policies: the figures that docs/policies.md promises, and errors an operator can act on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from hamrah.services.policies import PolicyError, load_policies, policies
from hamrah.settings import PROJECT

FILE = PROJECT / "data" / "shop" / "policies.yml"
WORDS = PROJECT / "docs" / "policies.md"


def test_the_demo_shops_policies_are_what_its_page_says() -> None:
    ours, page = policies(), WORDS.read_text(encoding="utf-8")
    for sentence in (
        f"within **{ours.returns.return_days} days** of delivery",
        f"within **{ours.returns.exchange_days} days** of delivery",
        f"more than Rs {ours.delivery.free_over_rupees:,}",
        f"up to Rs {ours.payment.cash_on_delivery_up_to_rupees:,}",
        f"over Rs {ours.payment.instalments_over_rupees:,}",
        f"1 point for every Rs {ours.loyalty.rupees_per_point}",
        f"within **{ours.service.first_answer_hours} working hours**",
        f"your answer within **{ours.service.data_request_days} days**".replace("your answer", "our answer"),
    ):
        assert sentence in page, sentence
    for zone in (ours.delivery.same_city, ours.delivery.other_city, ours.delivery.remote_area):
        assert f"{zone.days_min} to {zone.days_max} days | Rs {zone.fee_rupees}" in page
    for tier, points in ours.loyalty.tier_points.items():
        assert f"**{tier}** from {points:,}" in page
    for category in ours.returns.not_returnable_categories:
        assert category in page


def written(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    change(content)
    file = folder / "policies.yml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return file


def error_of(file: Path) -> str:
    with pytest.raises(PolicyError) as raised:
        load_policies(file)
    return str(raised.value)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda content: content["returns"].pop("return_days"), "returns.return_days"),
        (lambda content: content["returns"].update(return_days="two weeks"), "returns.return_days"),
        (lambda content: content["returns"].update(return_days=-1), "returns.return_days"),
        (lambda content: content["returns"].update(retrun_days=14), "returns.retrun_days"),
        (lambda content: content["delivery"]["same_city"].update(fee_rupees=None), "delivery.same_city.fee_rupees"),
        (lambda content: content["orders"].update(cancel_statuses=["plcaed"]), "orders.cancel_statuses.0"),
        (lambda content: content["loyalty"]["tier_points"].update(gold="many"), "loyalty.tier_points.gold"),
        (lambda content: content.pop("service"), "service"),
    ],
    ids=["missing", "text", "negative", "misspelt", "empty", "no such status", "nested", "a part missing"],
)
def test_a_wrong_key_is_named_with_its_file(tmp_path: Path, change: Callable[[dict[str, Any]], None], key: str) -> None:
    file = written(tmp_path, change)
    message = error_of(file)
    assert message.startswith(f"{file}: {key}: ")


@pytest.mark.parametrize(
    "content",
    [b"orders: [placed", b"", b"- a\n- list\n", b"\xff\xfe\x00", b"orders: {}\norders: {}\n"],
    ids=["broken", "empty", "a list", "no text", "a key twice"],
)
def test_a_file_that_is_no_policies_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "policies.yml"
    file.write_bytes(content)
    message = error_of(file)
    assert message.startswith(f"{file}: ") and ": : " not in message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert str(tmp_path / "none.yml") in error_of(tmp_path / "none.yml")
