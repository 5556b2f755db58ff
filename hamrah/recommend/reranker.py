"""Gradient-boosted trees (LightGBM) that order the blend's best candidates, by the features of all that drew them."""

import json
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np

from hamrah.recommend.arrays import Flags, Floats, Ints
from hamrah.recommend.features import NAMES

TREES = 100
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.09,
    "num_leaves": 23,
    "max_bin": 63,
    "lambda_l2": 10.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.5,
    "bagging_freq": 1,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


@dataclass(frozen=True, eq=False)
class Examples:
    """Candidates of many customers: a row of features each, whether it was bought, what it counts, whose it is."""

    table: Floats
    right: Flags
    weights: Floats
    owners: Ints


class Reranker:
    """A fitted model. It is text without and within: nothing of it can run when it is read."""

    def __init__(self, model: str) -> None:
        self._text = model
        self._booster = lightgbm.Booster(model_str=model)

    def scores(self, table: Floats) -> Floats:
        """The log-odds that each row (of `features.NAMES`) is bought next."""
        return np.asarray(self._booster.predict(table, raw_score=True, num_threads=1), dtype=np.float64)

    def gains(self) -> dict[str, float]:
        """How much each feature helped in the fit, the most first, as shares of 1."""
        gain = self._booster.feature_importance("gain")
        order = np.argsort(-gain, kind="stable")
        return {NAMES[place]: float(gain[place] / max(gain.sum(), 1e-9)) for place in order}

    def to_text(self) -> str:
        """All of it, for a row of a store."""
        return json.dumps({"features": NAMES, "model": self._text})

    @classmethod
    def from_text(cls, text: str) -> "Reranker | None":
        """The model in a text; None for one that was fitted on other features than today's."""
        read = json.loads(text)
        return cls(read["model"]) if tuple(read["features"]) == NAMES else None


def fit_reranker(examples: Examples, seed: int) -> Reranker:
    """Fit `TREES` trees, on one core: the same examples and seed make the same trees."""
    parameters = {**PARAMETERS, "seed": seed, "min_data_in_leaf": max(20, len(examples.right) // 3000)}
    data = lightgbm.Dataset(examples.table, examples.right.astype(np.float64), weight=examples.weights)
    return Reranker(lightgbm.train(parameters, data, TREES).model_to_string())
