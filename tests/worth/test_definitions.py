"""The shop's definitions of its segments: the first that fits, and mistakes named with their file."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from hamrah.language.lexicon import load_lexicon
from hamrah.language.strict_yaml import DataFileError
from hamrah.settings import PROJECT
from hamrah.worth.definitions import MEASURES, Definitions, load_definitions

NAMES = ("new", "loyal", "at risk", "lost")
GOOD: dict[str, Any] = {
    "horizon_days": 365,
    "score_steps": 5,
    "favourite_categories": 3,
    "gaps": {"weight_of_others": 2, "forget_product_after": 3},
    "segments": [
        {"name": "new", "when": {"purchases": {"below": 2}, "days_since_first": {"below": 60}}},
        {"name": "loyal", "when": {"purchases": {"at_least": 5}, "overdue": {"below": 2}}},
        {"name": "at risk", "when": {"overdue": {"below": 4}}},
        {"name": "lost"},
    ],
}


def written(folder: Path, **changes: Any) -> Path:
    file = folder / "segments.yml"
    file.write_text(yaml.safe_dump({**GOOD, **changes}), encoding="utf-8")
    return file


def segments(definitions: Definitions, **measures: list[float]) -> list[str]:
    many = len(next(iter(measures.values())))
    arrays = {name: np.array(measures.get(name, [0.0] * many)) for name in MEASURES}
    return [definitions.segments[place].name for place in definitions.assign(arrays).tolist()]


def test_the_first_segment_that_fits_is_the_customers(tmp_path: Path) -> None:
    definitions = load_definitions(written(tmp_path), NAMES)
    found = segments(
        definitions,
        purchases=[1, 1, 1, 5, 5, 4, 9],
        days_since_first=[59, 60, 60, 300, 300, 300, 10],
        overdue=[0.5, 0.5, 4, 1.9, 2, 1.9, 9],
    )
    assert found == ["new", "at risk", "lost", "loyal", "at risk", "at risk", "lost"]


def test_one_segment_may_take_all(tmp_path: Path) -> None:
    only = load_definitions(written(tmp_path, segments=[{"name": "new"}]), NAMES)
    assert segments(only, purchases=[1, 9]) == ["new", "new"]


WHEN = {"overdue": {"below": 4}}
OUT_OF_REACH = [
    ("alive", {"at_least": 20}, "0 to 1"),
    ("alive", {"below": 0}, "0 to 1"),
    ("recency_score", {"at_least": 9}, "1 to 5"),
    ("monetary_score", {"below": 1}, "1 to 5"),
]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"segments": [{"name": "vip", "when": WHEN}, {"name": "lost"}]}, "'vip' is no segment that has a name"),
        ({"segments": [{"name": "new", "when": WHEN}, {"name": "new"}]}, "'new' stands twice"),
        ({"segments": [{"name": "new", "when": WHEN}]}, "the last segment, 'new', must take all the rest"),
        ({"segments": [{"name": "new"}, {"name": "lost"}]}, "nobody is left for 'lost': 'new' before it"),
        (
            {
                "segments": [
                    {"name": "at risk", "when": WHEN},
                    {"name": "loyal", "when": {"overdue": {"below": 2}, "purchases": {"at_least": 5}}},
                    {"name": "lost"},
                ]
            },
            "nobody is left for 'loyal': 'at risk' before it",
        ),
        ({"segments": [{"name": "new", "when": {"orders": {"below": 2}}}, {"name": "lost"}]}, "segments.0.when.orders"),
        (
            {"segments": [{"name": "new", "when": {"overdue": {"at_least": 3, "below": 2}}}, {"name": "lost"}]},
            "segments.0.when.overdue: no number is at least 3 and below 2",
        ),
        ({"segments": [{"name": "new", "when": {"overdue": {}}}, {"name": "lost"}]}, "needs at_least or below"),
        ({"segments": [{"name": "new", "when": {"alive": {"below": float("nan")}}}, {"name": "lost"}]}, "alive.below"),
        ({"segments": []}, "segments: "),
        ({"horizon_days": 0}, "horizon_days: "),
        ({"horizon_days": 36500000000}, "horizon_days: "),
        ({"horizon_days": True}, "horizon_days: "),
        *(
            (
                {"segments": [{"name": "new", "when": {measure: kept}}, {"name": "lost"}]},
                f"segments: 'new': {measure} goes from {goes}",
            )
            for measure, kept, goes in OUT_OF_REACH
        ),
        ({"horizon": 365}, "horizon: "),
        ({"gaps": {"weight_of_others": 0, "forget_product_after": 3}}, "gaps.weight_of_others: "),
    ],
    ids=[
        *(
            "unknown",
            "twice",
            "no rest",
            "rest first",
            "covered",
            "no measure",
            "empty range",
            "no bound",
            "not a number",
        ),
        *(
            "none",
            "zero",
            "endless",
            "yes for a number",
            "percent",
            "none alive",
            "no such score",
            "no score below",
            "misspelt",
            "no weight",
        ),
    ],
)
def test_a_mistake_names_its_file_and_place(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    file = written(tmp_path, **changes)
    with pytest.raises(DataFileError) as raised:
        load_definitions(file, NAMES)
    assert str(raised.value).startswith(f"{file}: ")
    assert says in str(raised.value)


def test_the_demo_shop_defines_every_segment_that_staff_have_words_for() -> None:
    names = load_lexicon(PROJECT / "data" / "lexicon").values("segment")
    definitions = load_definitions(PROJECT / "data" / "shop" / "segments.yml", names)
    assert {segment.name for segment in definitions.segments} == set(names)
