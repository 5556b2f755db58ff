"""Figures of how well sentences were understood."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from hamrah.bot.evaluation.parsing import Parsed
from hamrah.bot.evaluation.sentences import Labelled
from hamrah.language.normalise import normalise, tokenise

Pair = tuple[Labelled, Parsed]
CONFUSIONS = 20
LONG_ENOUGH = 3
"""Words from which on a message shows its language."""
STEPS = tuple(step / 20 for step in range(0, 20))


@dataclass(frozen=True, slots=True)
class Match:
    """Precision, recall and F1 of entities over all sentences together (micro-averaged)."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one language or of all. Shares are from 0 to 1, NaN for what did not occur."""

    n: int
    intent_accuracy: float
    intent_macro_f1: float
    by_text: Match
    by_value: Match
    language_accuracy: float
    language_accuracy_from_three_words: float

    def as_json(self) -> dict[str, Any]:
        """The figures under the names that the command prints."""
        return {
            "n": self.n,
            "intent_accuracy": self.intent_accuracy,
            "intent_macro_f1": self.intent_macro_f1,
            "entity_f1_text": self.by_text.f1,
            "entity_f1_value": self.by_value.f1,
            "entities_by_text": asdict(self.by_text),
            "entities_by_value": asdict(self.by_value),
            "language_accuracy": self.language_accuracy,
            "language_accuracy_from_three_words": self.language_accuracy_from_three_words,
        }


def figures(pairs: Sequence[Pair]) -> Figures:
    """The figures over some sentences; macro-F1 is over the intents that these sentences have."""
    right = [sentence.intent for sentence, _ in pairs]
    guessed = [parsed.intent for _, parsed in pairs]
    long = [pair for pair in pairs if len(tokenise(pair[0].text)) >= LONG_ENOUGH]
    return Figures(
        n=len(pairs),
        intent_accuracy=_share([a == b for a, b in zip(right, guessed, strict=True)]),
        intent_macro_f1=float(f1_score(right, guessed, labels=sorted(set(right)), average="macro", zero_division=0)),
        by_text=match(pairs, lambda entity, value, words: (entity, _plain(words))),
        by_value=match(pairs, lambda entity, value, words: (entity, _plain(value))),
        language_accuracy=_share([sentence.lang == parsed.language for sentence, parsed in pairs]),
        language_accuracy_from_three_words=_share([sentence.lang == parsed.language for sentence, parsed in long]),
    )


def match(pairs: Sequence[Pair], key: Callable[[str, str, str], tuple[str, str]]) -> Match:
    """Compare entities by what `key` makes of (entity, value, words); the same one twice counts twice."""
    hits = meant = found = 0
    for sentence, parsed in pairs:
        wanted = Counter(key(entity.entity, entity.value, entity.text) for entity in sentence.entities)
        given = Counter(key(*entity) for entity in parsed.entities)
        hits += (wanted & given).total()
        meant += wanted.total()
        found += given.total()
    precision = hits / found if found else float("nan")
    recall = hits / meant if meant else float("nan")
    return Match(precision, recall, 2 * hits / (meant + found) if meant + found else float("nan"))


def by_entity(pairs: Sequence[Pair]) -> dict[str, Match]:
    """The figures by value of each entity that stands in the sentences or was found in them."""
    names = {entity.entity for sentence, _ in pairs for entity in sentence.entities}
    names |= {entity[0] for _, parsed in pairs for entity in parsed.entities}
    return {
        name: match([_only(pair, name) for pair in pairs], lambda e, v, w: (e, _plain(v))) for name in sorted(names)
    }


def _only(pair: Pair, name: str) -> Pair:
    sentence, parsed = pair
    kept = [entity for entity in sentence.entities if entity.entity == name]
    found = tuple(entity for entity in parsed.entities if entity[0] == name)
    return sentence.model_copy(update={"entities": kept}), Parsed(
        parsed.intent, parsed.confidence, found, parsed.language, parsed.asked_encoder, parsed.milliseconds
    )


def coverage(pairs: Sequence[Pair]) -> list[tuple[float, float, float]]:
    """(threshold, share of sentences with at least that confidence, accuracy among them), a threshold every 0.05."""
    sure = np.array([parsed.confidence for _, parsed in pairs])
    right = np.array([sentence.intent == parsed.intent for sentence, parsed in pairs])
    return [
        (
            step,
            float((sure >= step).mean()),
            float(right[sure >= step].mean()) if (sure >= step).any() else float("nan"),
        )
        for step in STEPS
    ]


def confusions(pairs: Sequence[Pair]) -> list[tuple[str, str, int]]:
    """The commonest (right intent, taken for, how often)."""
    wrong = Counter((sentence.intent, parsed.intent) for sentence, parsed in pairs if sentence.intent != parsed.intent)
    return [(right, taken, times) for (right, taken), times in wrong.most_common(CONFUSIONS)]


def parse_times(pairs: Sequence[Pair]) -> dict[str, float]:
    """Mean, median and 95th percentile of the milliseconds that parsing took."""
    times = np.array([parsed.milliseconds for _, parsed in pairs])
    return {"mean": float(times.mean()), "p50": float(np.percentile(times, 50)), "p95": float(np.percentile(times, 95))}


def _plain(words: str) -> str:
    return " ".join(normalise(words).text.split())


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else float("nan")
