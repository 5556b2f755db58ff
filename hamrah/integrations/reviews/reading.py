"""A line of a file as an entry, or why it is none."""

import hashlib
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from hamrah.integrations.csv_files import Line, read_moment
from hamrah.services.review_entries import LONGEST_TEXT, ReviewEntry, Source

REASONS = {
    "id": "unusable_id",
    "kind": "kind_is_neither_review_nor_mention",
    "stars": "stars_not_1_to_5",
    "link": "unusable_link",
    "at": "unreadable_date",
    "": "neither_text_nor_stars",
}
_SOURCE: TypeAdapter[str] = TypeAdapter(Source)


class Unusable(Exception):
    """A line cannot be used; the message is the reason as the rejects file gives it."""


def read_entry(line: Line, source: str) -> tuple[str, ReviewEntry]:
    """The source and the entry of a line. A line without an id gets one from what it says, so that it is known again.

    A day or time without a zone is the shop's. Raises `Unusable`.
    """
    if line.problem is not None:
        raise Unusable(line.problem)
    values = dict(line.values)
    try:
        source = _SOURCE.validate_python(_text(values.pop("source", source)).lower())
    except ValidationError:
        raise Unusable("unusable_source") from None
    values["text"] = _text(values.get("text", ""))
    if len(values["text"]) > LONGEST_TEXT:
        raise Unusable(f"text_longer_than_{LONGEST_TEXT}")
    values["at"] = _moment(values.get("at"))
    if "stars" in values:
        values["stars"] = _stars(values["stars"])
    for name in ("id", "kind", "author", "customer", "product", "branch", "link"):
        if name in values:
            values[name] = _text(values[name])
    values.setdefault("id", _own_id(values))
    try:
        return source, ReviewEntry.model_validate(values)
    except ValidationError as error:
        place = error.errors(include_input=False, include_url=False)[0]["loc"]
        where = str(place[0]) if place else ""
        raise Unusable(REASONS.get(where, f"unusable_{where}")) from None


def _text(value: Any) -> str:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value).strip()
    raise Unusable("not_plain_text")


def _stars(value: Any) -> int:
    try:
        number = float(_text(value))
    except ValueError:
        raise Unusable("stars_not_1_to_5") from None
    if number not in (1, 2, 3, 4, 5):
        raise Unusable("stars_not_1_to_5")
    return int(number)


def _moment(value: Any) -> datetime:
    if value is None:
        raise Unusable("no_date")
    try:
        return read_moment(_text(value))
    except ValueError:
        raise Unusable("unreadable_date") from None


def _own_id(values: dict[str, Any]) -> str:
    said = "\0".join(str(values.get(name, "")) for name in ("author", "customer", "product", "branch", "stars", "text"))
    return "own-" + hashlib.sha256(f"{said}\0{values['at'].isoformat()}".encode()).hexdigest()[:32]
