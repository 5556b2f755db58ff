"""A store and settings of a test's own, in a process whose other threads go on."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hamrah import bootstrap, keys
from hamrah.settings import settings


def forget_settings() -> None:
    """Let the process read its settings and open its store anew."""
    for kept in (settings, bootstrap.sessions, keys.server_key):
        kept.cache_clear()


@contextmanager
def own_settings(patch: pytest.MonkeyPatch, **variables: str) -> Iterator[None]:
    """Settings with these variables until the end of the test.

    All that was patched is undone before the settings are forgotten: a thread of a server that other tests share may
    read them in between, and would keep ours.
    """
    for name, value in variables.items():
        patch.setenv(name, value)
    forget_settings()
    yield
    patch.undo()
    forget_settings()


@contextmanager
def own_store(patch: pytest.MonkeyPatch, url: str, **variables: str) -> Iterator[None]:
    """The store that `sessions()` opens, and settings with these variables, until the end of the test."""
    with own_settings(patch, HAMRAH_DATABASE_URL=url, **variables):
        yield
        bootstrap.sessions().kw["bind"].dispose()
