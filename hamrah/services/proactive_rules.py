"""The shop's rules of telling customers something unasked, as data (messages.yml)."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hamrah.language.models import load_model
from hamrah.language.strict_yaml import DataFileError
from hamrah.services.quiet_hours import after_quiet
from hamrah.services.segments import segment_definitions
from hamrah.settings import settings

FILE = Path("shop") / "messages.yml"
KindName = Literal[
    "order_delayed",
    "order_delivered",
    "ticket_answered",
    "wished_back_in_stock",
    "back_in_stock",
    "time_to_buy_again",
    "points_expiring",
    "win_back",
]
KINDS: tuple[KindName, ...] = get_args(KindName)
ABOUT_ONES_OWN = ("order_delayed", "order_delivered", "ticket_answered", "wished_back_in_stock")
"""Kinds that may be of the class `service`: something of the customer's own, or asked for."""
NEEDS: dict[str, tuple[str, ...]] = {
    "wished_back_in_stock": ("look_back_days",),
    "back_in_stock": ("look_back_days",),
    "time_to_buy_again": ("ahead_days", "least"),
    "points_expiring": ("ahead_days", "least"),
    "win_back": ("segments",),
}
"""What a kind has to say besides what all say; no other kind says it."""

Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(gt=0)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cap(_Part):
    """At most so many times within so many days."""

    times: Positive
    days: Positive


class Kind(_Part):
    """When one kind of message is told, to whom not, and for how long it is worth telling."""

    consent: Literal["service", "marketing"] = Field(alias="class")
    look_minutes: Positive
    delay_minutes: Count
    valid_hours: Positive
    cap: Cap
    holdout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    look_back_days: Positive | None = None
    ahead_days: Positive | None = None
    least: Positive | None = None
    segments: tuple[str, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _nobody_misses_service(self) -> Self:
        if self.consent == "service" and self.holdout:
            raise ValueError("holdout: nobody is held out from what is about their own order or ticket")
        return self


class MessageRules(_Part):
    """The whole file."""

    quiet_hours: tuple[time, time]
    silent_minutes: Count
    marketing_cap: Cap
    effect_days: Positive
    kinds: dict[KindName, Kind]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for name, kind in self.kinds.items():
            if kind.consent == "service" and name not in ABOUT_ONES_OWN:
                raise ValueError(f"kinds.{name}.class: is not about one's own order or ticket")
            for extra in ("look_back_days", "ahead_days", "least", "segments"):
                if (getattr(kind, extra) is None) is (extra in NEEDS.get(name, ())):
                    raise ValueError(
                        f"kinds.{name}.{extra}: must {'' if extra in NEEDS.get(name, ()) else 'not '}be set"
                    )
        return self

    def after_quiet(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that it falls into."""
        return after_quiet(moment, self.quiet_hours)

    def due_at(self, name: KindName, happened: datetime) -> datetime:
        """When something that happened is told of."""
        return self.after_quiet(happened + timedelta(minutes=self.kinds[name].delay_minutes))


def load_message_rules(file: Path) -> MessageRules:
    """Read a rules file. Raises DataFileError naming the file and the first wrong key."""
    return load_model(MessageRules, file)


@lru_cache(maxsize=1)
def message_rules() -> MessageRules:
    """The rules of this shop, read once. Raises DataFileError for a segment that segments.yml does not define."""
    file = settings().data_dir / FILE
    rules = load_message_rules(file)
    defined = {segment.name for segment in segment_definitions().segments}
    for name, kind in rules.kinds.items():
        for segment in kind.segments or ():
            if segment not in defined:
                raise DataFileError(f"{file}: kinds.{name}.segments: {segment!r} stands in no segments.yml")
    return rules
