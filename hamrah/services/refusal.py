"""How a use case says no."""

from typing import Any


class Refusal(Exception):
    """A use case will not do what was asked; `key` names the response that tells the person why, with `values`.

    Raised before anything is written, so that the transaction it ends holds nothing.
    """

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class TooOften(Refusal):
    """A no to somebody who tries something too often.

    What was written before it stands, unlike by any other refusal: tries that were not kept would not be counted.
    """
