"""The shop's rules of asking how it was, as data (surveys.yml)."""

import hashlib
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hamrah.language.models import load_model
from hamrah.services.quiet_hours import after_quiet
from hamrah.settings import settings

FILE = Path("shop") / "surveys.yml"
Kind = Literal["csat", "nps", "ces"]
Trigger = Literal[
    "ticket_solved", "order_delivered", "conversation_helped", "return_finished", "follow_up_remedied", "quarter"
]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(gt=0)]
Channel = Literal["web", "whatsapp", "telegram", "sms", "twilio_whatsapp"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Scale(_Part):
    """A scale from `lowest` to `highest`; up to `low` somebody comes back to the person."""

    lowest: Count
    highest: Count
    low: Count

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.lowest <= self.low < self.highest:
            raise ValueError("low must lie between lowest and highest")
        return self


class Survey(_Part):
    """One survey: on what it is asked, how long after, of whom not."""

    kind: Kind
    trigger: Trigger
    share: Share = 1.0
    delay_minutes: Count
    holdout: Share
    needs_consent: bool = False
    in_any_case: bool = False
    """Asked however lately the person was asked something else."""


class SurveyRules(_Part):
    """The whole file."""

    quiet_hours: tuple[time, time]
    silent_minutes: Count
    ask_again_after_days: Count
    answer_within_hours: Positive
    look_back_days: Positive
    kinds: dict[Kind, Scale]
    surveys: dict[str, Survey]
    channels: tuple[Channel, ...]
    only_within_hours: dict[Channel, Positive] = Field(default_factory=dict)
    languages: tuple[str, ...]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if len(self.kinds) < 3:
            raise ValueError("kinds: must name csat, nps and ces")
        for trigger in {survey.trigger for survey in self.surveys.values()}:
            shares = sum(survey.share for survey in self.surveys.values() if survey.trigger == trigger)
            if abs(shares - 1) > 1e-9:
                raise ValueError(f"surveys: the shares of {trigger} must add up to 1")
        return self

    @property
    def triggers(self) -> frozenset[str]:
        """What somebody is asked about."""
        return frozenset(survey.trigger for survey in self.surveys.values())

    def drawn(self, trigger: str, subject_id: str) -> tuple[str, Survey] | None:
        """The survey, with its name, that a subject of a trigger falls to: the same each time; None without any."""
        named = [(name, survey) for name, survey in self.surveys.items() if survey.trigger == trigger]
        left = drawn_number(trigger, subject_id)
        for name, survey in named:
            left -= survey.share
            if left < 0:
                return name, survey
        return named[-1] if named else None

    def allows(self, channel: str, heard_at: datetime | None, now: datetime) -> bool:
        """Whether people are asked on a channel, in an account that was heard last at that moment."""
        if channel not in self.channels:
            return False
        hours = next((hours for name, hours in self.only_within_hours.items() if name == channel), None)
        return hours is None or (heard_at is not None and heard_at > now - timedelta(hours=hours))

    def after_quiet(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that it falls into."""
        return after_quiet(moment, self.quiet_hours)


def drawn_number(what: str, subject_id: str) -> float:
    """A number in [0, 1) of a subject: the same each time, even over subjects, unrelated between uses (`what`).

    The first 53 bits of SHA-256.
    """
    digest = hashlib.sha256(f"{what}\n{subject_id}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53


def load_survey_rules(file: Path) -> SurveyRules:
    """Read a rules file. Raises DataFileError naming the file and the first wrong key."""
    return load_model(SurveyRules, file)


@lru_cache(maxsize=1)
def survey_rules() -> SurveyRules:
    """The rules of this shop, read once."""
    return load_survey_rules(settings().data_dir / FILE)
