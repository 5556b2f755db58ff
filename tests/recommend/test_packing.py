"""Rows as bytes: what was packed comes out, in the layout that other writers of the tables keep to."""

import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hamrah.recommend.facts import FACTS
from hamrah.recommend.packing import pack_company, pack_facts, unpack_company, unpack_facts

numbers = st.floats(0, 1, width=32)


@given(st.lists(st.tuples(st.integers(0, 2**62), numbers), max_size=50))
def test_a_company_comes_out_as_it_was(pairs: list[tuple[int, float]]) -> None:
    ids, closeness = (np.array([pair[place] for pair in pairs], dtype=kind) for place, kind in ((0, "i8"), (1, "f8")))
    packed = pack_company(ids, closeness)
    assert len(packed) == 12 * len(pairs)
    others, scores = unpack_company(packed)
    assert others.tolist() == ids.tolist()
    assert scores.tolist() == closeness.tolist()


def test_the_layout_is_ids_then_numbers_little_endian() -> None:
    packed = pack_company(np.array([7, 2**40]), np.array([0.5, 0.25]))
    assert packed == struct.pack("<qqff", 7, 2**40, 0.5, 0.25)


def test_facts_of_several_products_are_rows() -> None:
    rows = np.arange(2 * len(FACTS), dtype=np.float64).reshape(2, -1)
    rows[0, 3] = np.nan
    packed = [pack_facts(row) for row in rows]
    assert packed[1] == struct.pack(f"<{len(FACTS)}f", *rows[1])
    np.testing.assert_array_equal(unpack_facts(b"".join(packed)), rows)
