"""Borders between vectors are curved, several questions are answered at once, and rare answers are favoured."""

import pickle

import numpy as np
from sklearn.metrics import f1_score

from hamrah.sentiment.meaning_machine import MeaningMachine, unseen_scores
from hamrah.text_models.favours import favoured, favours_for
from hamrah.text_models.kernel_machine import KernelMachine, answers_as_numbers, centred

ROUND = np.linspace(0, 2 * np.pi, 40, endpoint=False)
WITHIN, AROUND = (radius * np.stack([np.cos(ROUND), np.sin(ROUND)], axis=1) for radius in (0.3, 1.2))
PLACES = np.vstack([WITHIN, AROUND]).astype(np.float32)
ANSWERS = {
    "where": ["within"] * 40 + ["around"] * 40,
    "third": [("first", "second", "third")[int(angle // (2.1))] for angle in (*ROUND, *ROUND)],
}


def test_what_lies_around_is_told_from_what_lies_within() -> None:
    labels = ["around", "within"]
    machine = KernelMachine(2.0, 0.1).fit(PLACES, answers_as_numbers(ANSWERS["where"], labels))
    told = [labels[column] for column in pickle.loads(pickle.dumps(machine)).scores(PLACES * 1.05).argmax(axis=1)]
    assert told == ANSWERS["where"]


def test_each_question_gets_its_own_answers_in_sorted_order() -> None:
    scores = MeaningMachine().fit(PLACES, ANSWERS).scores(PLACES)
    for question, answers in ANSWERS.items():
        labels = sorted(set(answers))
        told = [labels[column] for column in scores[question].argmax(axis=1)]
        assert np.mean([told[row] == answers[row] for row in range(len(answers))]) > 0.9, question


def test_no_text_is_scored_by_a_machine_that_learnt_it() -> None:
    answers = {"once": ["odd" if row == 7 else "usual" for row in range(80)]}
    folds = np.arange(80) % 2
    seen = MeaningMachine().fit(PLACES, answers).scores(PLACES)["once"]
    unseen = unseen_scores(PLACES, answers, folds)["once"]
    assert seen[7, 0] > unseen[7, 0] + 0.1  # whoever learnt it knows that this one is odd


def test_vectors_that_lie_close_together_are_drawn_apart() -> None:
    close = np.array([[1.0, 0.01], [1.0, -0.01]], dtype=np.float32)
    assert np.allclose(centred(close, close.mean(axis=0)), [[0, 1], [0, -1]])
    assert np.isfinite(centred(close[:1], close[0])).all()


def test_a_rare_answer_that_is_never_likeliest_is_named_all_the_same() -> None:
    chance = np.random.default_rng(5)
    answers = (chance.random(2000) < 0.1).astype(np.intp)
    rare = np.clip(0.12 + 0.22 * answers + chance.normal(0, 0.06, 2000), 0.01, 0.48)
    chances = np.stack([1 - rare, rare], axis=1).astype(np.float32)
    favours = favours_for(chances, answers)
    before, after = (favoured(chances, some) for some in (np.zeros(2, dtype=np.float32), favours))
    assert not before.any()
    assert f1_score(answers, after, average="macro") > f1_score(answers, before, average="macro") + 0.2
    assert favours[0] == 0.0 < favours[1]


def test_where_nothing_helps_nothing_is_favoured() -> None:
    chances = np.array([[0.9, 0.1], [0.1, 0.9]] * 20, dtype=np.float32)
    assert not favours_for(chances, np.array([0, 1] * 20)).any()
