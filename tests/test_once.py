"""Threads that ask at the same moment get one result, and none that is older than what was asked for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from hamrah.once import once


def test_eight_threads_at_once_make_one() -> None:
    made: list[int] = []
    together = Barrier(8)

    @once
    def make() -> int:
        made.append(1)
        Event().wait(0.05)
        return len(made)

    def ask(_: int) -> int:
        together.wait()
        return make()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {1}
    assert made == [1]


def test_what_was_begun_before_it_was_forgotten_is_not_kept() -> None:
    setting, begun, go_on = ["old"], Event(), Event()

    @once
    def make() -> str:
        read = setting[0]
        begun.set()
        go_on.wait(10)
        return read

    with ThreadPoolExecutor(2) as pool:
        old = pool.submit(make)
        assert begun.wait(10)
        setting[0] = "new"
        forgotten = pool.submit(make.cache_clear)
        go_on.set()
        assert old.result(10) == "old"
        forgotten.result(10)
    assert make() == "new"


def test_nothing_is_also_a_result_and_an_error_is_not_kept() -> None:
    answers = iter([ValueError("not yet"), None])

    @once
    def make() -> None:
        answer = next(answers)
        if answer:
            raise answer

    with pytest.raises(ValueError, match="not yet"):
        make()
    make()
    make()
