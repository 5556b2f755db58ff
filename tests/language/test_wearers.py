"""For whom goods are that somebody looks for, and messages that say nothing else."""

import pytest

from hamrah.language.more_words import goods_left, names_only_goods
from hamrah.language.wearers import find_wearer


@pytest.mark.parametrize(
    ("text", "wearer"),
    [
        ("ladies shoes", "women"),
        ("women's kurta under 3000", "women"),
        ("mardana joote dikhao", "men"),
        ("مردانہ شلوار قمیض", "men"),
        ("larkiyon ke liye kuch", "girls"),
        ("bachon ke kapray", "children"),
        ("بچوں کے جوتے", "children"),
        ("bhai ke liye ghari", "men"),
        ("a watch for my brother", "men"),
        ("beti ke liye frock", "girls"),
        ("بیٹے کے لیے جوتے", "boys"),
        ("امی کے لیے سوٹ", "women"),
        ("bhai koi achi ghari dikhayen", None),
        ("baji lal kurta hai?", None),
        ("shoes for my 5 year old son", "boys"),
        ("a frock for my little daughter", "girls"),
        ("mere 5 saal ke bete k liye kapre", "boys"),
        ("betay ke liye joote", "boys"),
        ("something for my friend", None),
        ("kala kurta", None),
    ],
)
def test_for_whom(text: str, wearer: str | None) -> None:
    assert find_wearer(text) == wearer


@pytest.mark.parametrize(
    ("text", "named", "only"),
    [
        ("women clothes", "clothes", True),
        ("mujhe kapray dikhayen please", "kapray", True),
        ("کچن کا سامان دکھائیں", "کچن", True),
        ("what is the price of clothes", "clothes", False),
        ("kapray kharab nikle", "kapray", False),
        ("charger ki warranty", "charger", False),
    ],
)
def test_nothing_but_goods(text: str, named: str, only: bool) -> None:
    start = text.index(named)
    assert names_only_goods(text, [(start, start + len(named))]) is only


def test_without_goods_there_are_none() -> None:
    assert not names_only_goods("show me some", [])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("bachon k jooty dikhao", "jooty"),
        ("عبایا دکھائیں", "عبایا"),
        ("mujhe order ka pata karna hai", "order pata karna"),
        ("show me something", ""),
        ("mere 5 saal ke bete k liye kapre", "kapre"),
        ("bhai kurta dikhao", "bhai kurta"),
    ],
)
def test_what_is_left_is_the_goods(text: str, left: str) -> None:
    assert goods_left(text) == left
