"""The file with the rules of surveys: its quiet hours, and what is wrong in it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from hamrah.language.strict_yaml import DataFileError
from hamrah.services.survey_rules import load_survey_rules, survey_rules

RULES = Path(__file__).parents[2] / "data" / "shop" / "surveys.yml"


@pytest.mark.parametrize(
    ("clock", "after"),
    [
        ("2026-11-16 20:59", "2026-11-16 20:59"),
        ("2026-11-16 21:00", "2026-11-17 10:00"),
        ("2026-11-16 03:00", "2026-11-16 10:00"),
    ],
)
def test_quiet_hours_end_in_the_morning(clock: str, after: str) -> None:
    def karachi(text: str) -> datetime:
        return datetime.fromisoformat(f"{text}+05:00").astimezone(UTC)

    assert survey_rules().after_quiet(karachi(clock)) == karachi(after)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"quiet_hours": "night"}, "quiet_hours"),
        ({"kinds": {"csat": {"lowest": 1, "highest": 5, "low": 2}}}, "kinds"),
        ({"kinds": {"csat": {"lowest": 1, "highest": 5, "low": 5}}}, "kinds.csat"),
        (
            {"surveys": {"x": {"kind": "csat", "trigger": "quarter", "share": 0.5, "delay_minutes": 0, "holdout": 0}}},
            "shares",
        ),
        (
            {"surveys": {"x": {"kind": "stars", "trigger": "quarter", "delay_minutes": 0, "holdout": 0}}},
            "surveys.x.kind",
        ),
        ({"often": 1}, "often"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(tmp_path: Path, change, complaint: str) -> None:
    file = tmp_path / "surveys.yml"
    file.write_text(yaml.safe_dump({**yaml.safe_load(RULES.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        load_survey_rules(file)
    assert str(file) in str(error.value) and complaint in str(error.value)
