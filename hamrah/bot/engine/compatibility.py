"""Names that Rasa 3.6.21 expects of libraries which have moved on.

* `rasa/utils/common.py` filters `numpy.VisibleDeprecationWarning`; numpy 2 keeps it in `numpy.exceptions`.
* `rasa/shared/utils/validation.py` imports `packaging.version.LegacyVersion`; packaging 22 dropped it. Rasa only asks
  whether a parsed version is one, and `packaging` now raises where it once made one.
* `rasa/core/channels/rest.py`, on which `rasa shell` stands, streams with `sanic.response.stream`; Sanic 22 dropped it.
* `Sanic.run` starts worker processes since Sanic 22.9 and pickles the app for them. Rasa's app holds closures, and the
  bot is one process by design, so it runs in this process.
"""

from collections.abc import Callable, Coroutine
from typing import Any

import numpy as np
import packaging.version
import sanic
import sanic.response


class LegacyVersion:
    """What packaging called a version that does not follow PEP 440; nothing is one any more."""


def stream(
    streaming_fn: Callable[[Any], Coroutine[Any, Any, None]],
    status: int = 200,
    headers: dict[str, str] | None = None,
    content_type: str = "text/plain; charset=utf-8",
) -> sanic.response.ResponseStream:
    """A response whose body `streaming_fn` writes bit by bit, as `sanic.response.stream` made it."""
    return sanic.response.ResponseStream(streaming_fn, status, headers, content_type)


def mend_libraries() -> None:
    """Put the missing names where Rasa looks for them. Libraries that still have them are left alone."""
    if not hasattr(np, "VisibleDeprecationWarning"):
        np.VisibleDeprecationWarning = np.exceptions.VisibleDeprecationWarning  # type: ignore[attr-defined]
    if not hasattr(packaging.version, "LegacyVersion"):
        packaging.version.LegacyVersion = LegacyVersion  # type: ignore[attr-defined]
    if not hasattr(sanic.response, "stream"):
        sanic.response.stream = stream  # type: ignore[attr-defined]
    run_in_one_process()


def run_in_one_process() -> None:
    """Make `Sanic.run` stay in this process unless it is told otherwise."""
    stock_run = sanic.Sanic.run
    if getattr(stock_run, "stays_in_process", False):
        return

    def run(self: sanic.Sanic[Any, Any], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("single_process", True)
        if kwargs["single_process"]:
            kwargs["workers"] = 1  # Sanic refuses a count beside single_process
        stock_run(self, *args, **kwargs)

    run.stays_in_process = True  # type: ignore[attr-defined]
    sanic.Sanic.run = run  # type: ignore[method-assign,assignment]
