"""How tickets are sorted, how fast they are answered and when they close: the rules of data/shop/tickets.yml."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hamrah.language.models import DataPart, Positive, load_model
from hamrah.language.no_harm import harm_remains
from hamrah.language.normalise import words_of
from hamrah.settings import settings

IMPACTS = ("low", "normal", "high")
PRIORITIES = ("urgent", "high", "normal", "low")
"""The most urgent first."""
OTHER, HANDOVER = "other", "handover"
Impact = Literal["low", "normal", "high"]
Priority = Literal["low", "normal", "high", "urgent"]


class Kind(DataPart):
    """Who answers tickets of a kind, and how much is at stake unless something raises it."""

    queue: str
    impact: Impact


class ImpactRules(DataPart):
    """What raises the impact: an order's total in rupees (by a step), words of harm (to the highest)."""

    big_order_rupees: Positive
    grave_words: dict[str, tuple[str, ...]]


class ByWorth(DataPart):
    """The priority for most customers, and for those whom the shop values."""

    usual: Priority
    valued: Priority


class Sla(DataPart):
    """Business minutes until the first answer and until the solution."""

    first_answer_minutes: Positive
    solution_minutes: Positive


class TicketRules(DataPart):
    """The whole file."""

    kinds: dict[str, Kind]
    impact: ImpactRules
    valued_segments: frozenset[str]
    priority: dict[Impact, ByWorth]
    sla: dict[Priority, Sla]
    warning_share: Annotated[float, Field(gt=0, lt=1)]
    close_solved_after_days: Positive
    same_without_order_hours: Positive
    open_told_after_minutes: Positive

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for what, found, wanted in (
            ("kinds", set(self.kinds), {OTHER, HANDOVER}),
            ("priority", set(self.priority), set(IMPACTS)),
            ("sla", set(self.sla), set(PRIORITIES)),
        ):
            if wanted - found:
                raise ValueError(f"{what}: {', '.join(sorted(wanted - found))} is missing")
        return self

    def sla_of(self, priority: str) -> Sla:
        """How soon a ticket of a priority is due; one that the file does not name is `normal`."""
        return next((sla for name, sla in self.sla.items() if name == priority), self.sla["normal"])

    def kind(self, name: str) -> Kind:
        """The rules of a kind; a kind that the file does not name is `other`."""
        return self.kinds.get(name, self.kinds[OTHER])


def load_ticket_rules(file: Path) -> TicketRules:
    """Read a file of rules. Raises DataFileError naming the file and the first wrong key."""
    return load_model(TicketRules, file)


@lru_cache(maxsize=1)
def ticket_rules() -> TicketRules:
    """The rules of this shop, read once."""
    return load_ticket_rules(settings().data_dir / "shop" / "tickets.yml")


def impact_of(rules: TicketRules, kind: str, words: str, order_rupees: float) -> Impact:
    """How much is at stake: by the kind, a step more for a big order, the most where somebody came to harm."""
    if names_harm(rules, words):
        return "high"
    impact = rules.kind(kind).impact
    raised: dict[Impact, Impact] = {"low": "normal", "normal": "high", "high": "high"}
    return raised[impact] if order_rupees >= rules.impact.big_order_rupees else impact


def names_harm(rules: TicketRules, words: str) -> bool:
    """Whether words say that somebody was hurt, or money taken; not where they surely say that nobody was."""
    said = f" {' '.join(words_of(words))} "
    grave = (" ".join(words_of(word)) for listed in rules.impact.grave_words.values() for word in listed)
    return any(f" {word} " in said and harm_remains(words, word) for word in grave)


def priority_of(rules: TicketRules, impact: Impact, *, valued: bool) -> Priority:
    """How early a ticket comes: by its impact, and by whether the customer is of a segment that the shop values."""
    by_worth = rules.priority[impact]
    return by_worth.valued if valued else by_worth.usual
