"""Rows of the fitted tables as bytes: small to read, and the same for whatever program writes them."""

import numpy as np

from hamrah.recommend.arrays import Floats, Ints
from hamrah.recommend.facts import FACTS
from hamrah.recommend.neighbours import Company

_IDS, _NUMBERS = np.dtype("<i8"), np.dtype("<f4")
_ROW = _IDS.itemsize + _NUMBERS.itemsize


def pack_company(ids: Ints, closeness: Floats) -> bytes:
    """n products, the closest first: their ids as little-endian int64, then how close each is as float32."""
    return ids.astype(_IDS, copy=False).tobytes() + closeness.astype(_NUMBERS).tobytes()


def unpack_company(packed: bytes) -> Company:
    """What `pack_company` packed."""
    n = len(packed) // _ROW
    return np.frombuffer(packed, _IDS, n), np.frombuffer(packed, _NUMBERS, n, n * _IDS.itemsize)


def pack_facts(facts: Floats) -> bytes:
    """A row of `FACTS` as little-endian float32."""
    return facts.astype(_NUMBERS).tobytes()


def unpack_facts(packed: bytes) -> Floats:
    """What `pack_facts` packed, of one product or of several one after another: a row each."""
    return np.frombuffer(packed, _NUMBERS).astype(np.float64).reshape(-1, len(FACTS))
