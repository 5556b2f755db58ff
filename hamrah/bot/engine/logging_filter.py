"""Logs without personal data.

Rasa logs message text, slots and whole trackers, and exceptions carry what they were raised with (a statement's values,
a request's body). Whatever is logged in the process passes here before any handler sees it:

* phone numbers, e-mail addresses, CNICs and card-like digits are hidden in every message,
* an exception is logged as its kind and the places it went through, without its message,
* of a structlog event only the name, its description and values that cannot hold what a person wrote are kept.

The filter stands in the factory of log records, since handlers come and go (Rasa's command line adds its own).
"""

import logging
import re
import sys
from collections.abc import Callable, MutableMapping
from traceback import walk_tb
from typing import Any

import structlog

from hamrah.language.sensitive import redact

HIDDEN = "[hidden]"
SAFE_KEYS = frozenset({"event", "event_info", "event_key", "level", "logger", "action_name", "filename", "key", "url"})
QUERY = re.compile(r"\?[^\s'\"]+")
QUOTED_EXCEPTION = re.compile(r"exception=.*")

RecordFactory = Callable[..., logging.LogRecord]


class PersonalDataFilter(logging.Filter):
    """Takes personal data out of a record; lets every record pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite `record` in place."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # its arguments do not fit; logging would print them all
            message = str(record.msg)
        record.msg, record.args = clean(message, record.name), ()
        if record.exc_info:
            error = record.exc_info[1]
            record.exc_info, record.exc_text = None, places(error) if error is not None else None
        return True


def clean(message: str, logger: str = "") -> str:
    """`message` without personal data."""
    if logger.startswith("sanic"):
        message = QUERY.sub("?" + HIDDEN, message)  # tokens travel in query strings
    if logger == "asyncio":
        message = QUOTED_EXCEPTION.sub("exception=" + HIDDEN, message)
    return redact(message)


def places(error: BaseException) -> str:
    """The kind of `error` and of what caused it, with the places each went through."""
    lines = []
    for step in causes(error):
        lines.append(f"{type(step).__module__}.{type(step).__qualname__}")
        for frame, line in walk_tb(step.__traceback__):
            lines.append(f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_name}")
    return "\n".join(lines)


def causes(error: BaseException) -> list[BaseException]:
    """`error` and what it was raised from, unless it hides that."""
    found: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in found:
        found.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return found


def hide_values(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: keep names and numbers, hide what may hold text or events."""
    error = event.pop("exc_info", None)
    if error is True or method == "exception":
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    shown: dict[str, Any] = {}
    for key, value in event.items():
        if value is None or isinstance(value, bool | int | float):
            shown[key] = value
        else:
            shown[key] = redact(value) if key in SAFE_KEYS and isinstance(value, str) else HIDDEN
    if isinstance(error, BaseException):
        shown["exception"] = places(error)
    return shown


def configure_logging(level: str | int | None = "WARNING") -> None:
    """Log what is at least as grave as `level`, without personal data. May be called again with another level."""
    number = logging.getLevelName(level.upper()) if isinstance(level, str) else level
    number = number if isinstance(number, int) else logging.WARNING
    filter_records()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger().setLevel(number)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            hide_values,
            structlog.processors.KeyValueRenderer(key_order=["event"], drop_missing=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def filter_records() -> None:
    """Let every record of the process pass the filter from now on."""
    make: RecordFactory = logging.getLogRecordFactory()
    if getattr(make, "without_personal_data", False):
        return
    cleaner = PersonalDataFilter()

    def record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        made = make(*args, **kwargs)
        cleaner.filter(made)
        return made

    record.without_personal_data = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(record)


def mend_logging() -> None:
    """Have Rasa's command line set structlog up like this."""
    import rasa.utils.log_utils

    def configure_structlog(log_level: int | None = None) -> None:
        configure_logging("WARNING" if log_level is None else log_level)

    rasa.utils.log_utils.configure_structlog = configure_structlog
