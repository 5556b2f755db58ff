"""Chance that is the same every time."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")

SEED = 1947


def chance_of(topic: str) -> Random:
    """A source of chance for one topic: what one topic draws does not shift what another gets."""
    return Random(f"{SEED}:{topic}")  # noqa: S311 - a demo's figures, not a secret


def pick(chance: Random, weights: Mapping[Thing, float]) -> Thing:
    """One of the keys, each as likely as its weight says."""
    return chance.choices(list(weights), list(weights.values()))[0]


def hours(chance: Random, least: float, most: float) -> timedelta:
    """A time between so many hours and so many, to the second."""
    return timedelta(seconds=int(chance.uniform(least, most) * 3600))
