"""All questions about a text answered from its dense features by one machine: they share the work of learning."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hamrah.text_models.kernel_machine import KernelMachine, answers_as_numbers

Floats = NDArray[np.float32]
REACH, SMOOTHING = 0.7, 0.1
"""Of the kernel machine; smoothing from 0.05 to 0.3 makes no difference in cross-validation."""


class MeaningMachine:
    """A kernel machine for several questions; can be pickled."""

    def __init__(self) -> None:
        """`fit` does the learning."""
        self._machine = KernelMachine(REACH, SMOOTHING)
        self._columns: dict[str, slice] = {}

    def fit(self, dense: Floats, answers: Mapping[str, Sequence[str]]) -> "MeaningMachine":
        """Learn from dense features (texts, features) and, for each question, the texts' answers."""
        self._columns, wanted = _wanted(answers)
        self._machine.fit(dense, wanted)
        return self

    def scores(self, dense: Floats) -> dict[str, Floats]:
        """For each question how much speaks for each answer in sorted order, (texts, answers)."""
        found = self._machine.scores(dense)
        return {question: found[:, columns] for question, columns in self._columns.items()}


def unseen_scores(dense: Floats, answers: Mapping[str, Sequence[str]], folds: NDArray[np.intp]) -> dict[str, Floats]:
    """The scores of each text by a machine that did not learn from its fold."""
    columns, wanted = _wanted(answers)
    found = np.zeros_like(wanted)
    for fold in np.unique(folds):
        unseen = folds == fold
        machine = KernelMachine(REACH, SMOOTHING).fit(dense[~unseen], wanted[~unseen])
        found[unseen] = machine.scores(dense[unseen])
    return {question: found[:, of_question] for question, of_question in columns.items()}


def _wanted(answers: Mapping[str, Sequence[str]]) -> tuple[dict[str, slice], Floats]:
    columns, parts = {}, []
    first = 0
    for question, given in answers.items():
        every = sorted(set(given))
        parts.append(answers_as_numbers(given, every))
        columns[question] = slice(first, first + len(every))
        first += len(every)
    return columns, np.hstack(parts)
