"""Distinct rows, whichever way they are sorted."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hamrah.worth.arrays import distinct, pick

small = st.tuples(st.integers(-3, 3), st.integers(0, 4), st.integers(0, 2))
wide = st.tuples(*[st.integers(-(2**40), 2**40)] * 3)


@given(st.lists(small, max_size=50) | st.lists(wide, max_size=50), st.sampled_from([np.int64, np.float64]))
def test_distinct_rows_are_those_of_plain_python(rows: list[tuple[int, int, int]], kind: type[np.generic]) -> None:
    """Small whole numbers are sorted as one number, wide ones and fractions column by column."""
    columns = [np.array([row[place] for row in rows], kind) for place in range(3)]
    found, times = distinct(*columns)
    counted = Counter(rows)
    assert list(zip(*(column.tolist() for column in found), strict=True)) == sorted(counted)
    assert times.tolist() == [counted[row] for row in sorted(counted)]


def test_what_is_picked_is_picked_again() -> None:
    rows = np.arange(1000)
    assert len(set(pick(rows, 100).tolist())) == 100
    assert (pick(rows, 100) == pick(rows, 100)).all()
    assert (pick(rows, 1000) == rows).all()
