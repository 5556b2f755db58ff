"""Gradient-boosted trees (LightGBM) that order the blend's best candidates, by the features of all that drew them."""

import json
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np

from hamrah.recommend.arrays import Flags, Floats, Ints
from hamrah.recommend.features import NAMES

MOST_TREES, PATIENCE = 250, 20
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 31,
    "max_bin": 63,
    "lambda_l2": 10.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.5,
    "bagging_freq": 1,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 2,
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

    @property
    def trees(self) -> int:
        """How many trees it has."""
        return int(self._booster.num_trees())

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


def fit_reranker(learn: Examples, seed: int, check: Examples | None = None, trees: int = MOST_TREES) -> Reranker:
    """Fit so many trees; with `check` as few of them as do best on it (log loss)."""
    parameters = {**PARAMETERS, "seed": seed, "min_data_in_leaf": max(20, len(learn.right) // 3000)}
    data = lightgbm.Dataset(learn.table, learn.right.astype(np.float64), weight=learn.weights)
    if check is None:
        booster = lightgbm.train(parameters, data, trees)
    else:
        held = lightgbm.Dataset(check.table, check.right.astype(np.float64), weight=check.weights, reference=data)
        stop = lightgbm.early_stopping(PATIENCE, verbose=False)
        booster = lightgbm.train(parameters, data, trees, valid_sets=[held], callbacks=[stop])
    return Reranker(booster.model_to_string(num_iteration=booster.best_iteration if check is not None else -1))
