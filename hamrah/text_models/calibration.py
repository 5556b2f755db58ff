"""From scores to chances that can be believed, fitted on sentences that the scoring models did not learn from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float32]
FEWEST = 200
"""Sentences of a language without which it takes the weights of all languages together."""
LEANING = 3.0
"""How many sentences' worth a language's weights lean to those of all: keeps a small language from odd ones."""


@dataclass
class Calibration:
    """One weight for each model's scores, by language; the softmax of their weighted sum is the chances.

    Platt's scaling for several classes (temperature scaling, Guo et al. 2017), with one temperature a model, so that
    it also says how much each is to be trusted in a language.
    """

    weights: dict[str, list[float]] = field(default_factory=dict)
    overall: list[float] = field(default_factory=list)

    def fit(self, scores: Sequence[Floats], answers: NDArray[np.intp], languages: Sequence[str]) -> "Calibration":
        """`scores` are (texts, labels) of each model, `answers` the columns that are right."""
        self.overall = _best(scores, answers, [1.0] * len(scores), 0.0)
        spoken = np.asarray(languages)
        for language in sorted(set(languages)):
            rows = np.flatnonzero(spoken == language)
            if len(rows) >= FEWEST:
                self.weights[language] = _best([s[rows] for s in scores], answers[rows], self.overall, LEANING)
        return self

    def chances(self, scores: Sequence[Floats], language: str) -> Floats:
        """The chances of each label, (texts, labels), for texts of one language."""
        return _softmax(_sum(scores, self.weights.get(language, self.overall)))


def _best(scores: Sequence[Floats], answers: NDArray[np.intp], near: list[float], leaning: float) -> list[float]:
    rows = np.arange(len(answers))

    def loss(weights: NDArray[np.float64]) -> float:
        wrong = -np.log(np.maximum(_softmax(_sum(scores, weights))[rows, answers], 1e-9)).mean()
        return float(wrong + leaning / len(answers) * np.square(weights - near).sum())

    found = minimize(loss, np.asarray(near), method="Nelder-Mead", options={"xatol": 0.01, "fatol": 1e-5})
    return [max(0.0, float(weight)) for weight in found.x]


def _sum(scores: Sequence[Floats], weights: Sequence[float] | NDArray[np.float64]) -> Floats:
    return np.asarray(sum(weight * score for weight, score in zip(weights, scores, strict=True)))


def _softmax(values: Floats) -> Floats:
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
