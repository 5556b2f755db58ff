"""A bare "cancel"."""

import pytest

from hamrah.language.leaving_words import says_only_cancel


@pytest.mark.parametrize(
    "text", ["cancel", "Cancel it please", "cancel karo", "cancl krdo", "کینسل کریں", "نہیں، کینسل"]
)
def test_nothing_is_named(text: str) -> None:
    assert says_only_cancel(text)


@pytest.mark.parametrize("text", ["cancel my order", "order cancel karo", "no", "آرڈر کینسل کریں", "cancel 1042"])
def test_something_is_named_or_nothing_cancelled(text: str) -> None:
    assert not says_only_cancel(text)
