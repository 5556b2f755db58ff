"""What the WhatsApp Cloud API takes as a message, after Meta's reference of October 2026; all else is refused.

Where the reference and what is told of the API differ, the stricter of the two holds. Lengths count UTF-16 code units.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

LONGEST_TEXT, LONGEST_CAPTION, LONGEST_INTERACTIVE_BODY = 4096, 1024, 1024
LONGEST_BUTTON, LONGEST_ROW, LONGEST_DESCRIPTION, LONGEST_SECTION = 20, 24, 72, 24
LONGEST_BUTTON_ID, LONGEST_ROW_ID = 256, 200
MOST_BUTTONS, MOST_ROWS, MOST_SECTIONS = 3, 10, 10
INVALID, MISSING, UNEXPECTED = 131009, 131008, 100
PARAMETER_COUNT, NO_TEMPLATE, PARAMETER_FORMAT = 132000, 132001, 132012
Rule = Callable[[str, Any], None]
Approved = Mapping[tuple[str, str], tuple[int, int]]
"""How many parameters and quick replies a template has, by its name and language."""


class Wrong(Exception):
    """The API's error code, and which part of the message it complains of."""

    def __init__(self, code: int, details: str) -> None:
        super().__init__(f"{code}: {details}")
        self.code = code
        self.details = details


def check_message(body: Any, templates: Approved) -> None:
    """Raise `Wrong` for what the API refuses; of templates it takes those that are `Approved`."""
    kinds: dict[str, Rule] = {
        "text": _text,
        "image": _image,
        "interactive": _interactive,
        "template": lambda path, found: _template(path, found, templates),
    }
    kind = body.get("type") if isinstance(body, dict) else None
    if kind not in kinds:
        raise Wrong(INVALID, f"type: {kind!r} is not valid")
    named = ["to"] if "recipient" not in body else ["recipient"]
    _object(
        "",
        body,
        needed={"messaging_product": _is("whatsapp"), "type": _is(kind), kind: kinds[kind]}
        | dict.fromkeys(named, _string(150)),
        allowed={"recipient_type": _is("individual")},
    )


def check_mark(body: Any, heard: Mapping[str, str]) -> str:
    """The person whose message is marked as read, of those that were `heard`, by their ids. Raises `Wrong`."""
    typing = {"typing_indicator": lambda path, found: _object(path, found, {"type": _is("text")})}
    needed = {"messaging_product": _is("whatsapp"), "status": _is("read"), "message_id": _string(200)}
    _object("", body, needed, typing)
    if body["message_id"] not in heard:
        raise Wrong(UNEXPECTED, "message_id: no message of this number has that id")
    return heard[body["message_id"]]


def _object(path: str, found: Any, needed: Mapping[str, Rule], allowed: Mapping[str, Rule] | None = None) -> None:
    if not isinstance(found, dict):
        raise Wrong(INVALID, f"{path} must be an object")
    rules = {**(allowed or {}), **needed}
    for name in found:
        if name not in rules:
            raise Wrong(UNEXPECTED, f"Unexpected key {name!r} on param {path or 'message'!r}")
    for name in needed:
        if name not in found:
            raise Wrong(MISSING, f"{path}.{name} is required")
    for name, value in found.items():
        rules[name](f"{path}.{name}".lstrip("."), value)


def _is(expected: Any) -> Rule:
    def check(path: str, found: Any) -> None:
        if found != expected:
            raise Wrong(INVALID, f"{path} must be {expected!r}")

    return check


def _string(longest: int) -> Rule:
    def check(path: str, found: Any) -> None:
        if not isinstance(found, str) or not found.strip():
            raise Wrong(INVALID, f"{path} must be a text that is not empty")
        if len(found.encode("utf-16-le")) // 2 > longest:
            raise Wrong(INVALID, f"{path} length invalid. Min length: 1, Max length: {longest}")

    return check


def _boolean(path: str, found: Any) -> None:
    if not isinstance(found, bool):
        raise Wrong(INVALID, f"{path} must be true or false")


def _list(path: str, found: Any, most: int) -> list[Any]:
    if not isinstance(found, list) or not 1 <= len(found) <= most:
        raise Wrong(INVALID, f"{path}: must be 1 to {most}")
    return found


def _distinct(path: str, values: Iterable[str]) -> None:
    listed = list(values)
    if len(set(listed)) != len(listed):
        raise Wrong(INVALID, f"{path}: duplicated")


def _text(path: str, found: Any) -> None:
    _object(path, found, {"body": _string(LONGEST_TEXT)}, {"preview_url": _boolean})


def _image(path: str, found: Any) -> None:
    _object(path, found, {"link": _picture_link}, {"caption": _string(LONGEST_CAPTION)})


def _picture_link(path: str, found: Any) -> None:
    parts = urlsplit(found) if isinstance(found, str) else None
    if parts is None or parts.scheme != "https" or not parts.hostname or "." not in parts.hostname:
        raise Wrong(INVALID, f"{path} is not a link that can be fetched")
    if not re.search(r"\.(jpe?g|png)$", parts.path, re.IGNORECASE):
        raise Wrong(131053, f"{path}: Media upload error: the type is not supported")


def _interactive(path: str, found: Any) -> None:
    kind = found.get("type") if isinstance(found, dict) else None
    actions: dict[Any, Rule] = {"button": _buttons, "list": _rows}
    if kind not in actions:
        raise Wrong(INVALID, f"{path}.type is not valid")
    body: Rule = lambda at, value: _object(at, value, {"text": _string(LONGEST_INTERACTIVE_BODY)})  # noqa: E731
    _object(path, found, {"type": _is(kind), "body": body, "action": actions[kind]}, {"header": _header(kind)})


def _header(kind: str) -> Rule:
    def check(path: str, found: Any) -> None:
        if kind == "list":
            raise Wrong(INVALID, f"{path}: a list has headers of text only")
        _object(
            path,
            found,
            {"type": _is("image"), "image": lambda at, value: _object(at, value, {"link": _picture_link})},
        )

    return check


def _buttons(path: str, found: Any) -> None:
    def button(at: str, value: Any) -> None:
        reply: Rule = lambda inner, one: _object(  # noqa: E731
            inner, one, {"id": _string(LONGEST_BUTTON_ID), "title": _string(LONGEST_BUTTON)}
        )
        _object(at, value, {"type": _is("reply"), "reply": reply})

    def buttons(at: str, value: Any) -> None:
        for place, one in enumerate(_list(at, value, MOST_BUTTONS)):
            button(f"{at}[{place}]", one)
        _distinct(f"{at}.title", (one["reply"]["title"].casefold() for one in value))
        _distinct(f"{at}.id", (one["reply"]["id"] for one in value))

    _object(path, found, {"buttons": buttons})


def _rows(path: str, found: Any) -> None:
    _object(path, found, {"button": _string(LONGEST_BUTTON), "sections": _sections})


def _sections(path: str, found: Any) -> None:
    sections = _list(path, found, MOST_SECTIONS)
    titled: dict[str, Rule] = {"title": _string(LONGEST_SECTION)} if len(sections) > 1 else {}
    for place, section in enumerate(sections):
        _object(f"{path}[{place}]", section, {"rows": _section_rows, **titled}, {"title": _string(LONGEST_SECTION)})
    rows = [row for section in sections for row in section["rows"]]
    _list(f"{path}.rows", rows, MOST_ROWS)
    _distinct(f"{path}.rows.id", (row["id"] for row in rows))
    if len(sections) > 1:
        _distinct(f"{path}.title", (section["title"] for section in sections))


def _section_rows(path: str, found: Any) -> None:
    row = {"id": _string(LONGEST_ROW_ID), "title": _string(LONGEST_ROW)}
    for place, one in enumerate(_list(path, found, MOST_ROWS)):
        _object(f"{path}[{place}]", one, row, {"description": _string(LONGEST_DESCRIPTION)})
    _distinct(f"{path}.title", (one["title"].casefold() for one in found))


def _template(path: str, found: Any, templates: Approved) -> None:
    language: Rule = lambda at, value: _object(at, value, {"code": _string(15)}, {"policy": _is("deterministic")})  # noqa: E731
    parts: Rule = lambda at, value: None  # noqa: E731
    _object(path, found, {"name": _string(512), "language": language}, {"components": parts})
    approved = templates.get((found["name"], found["language"]["code"]))
    if approved is None:
        raise Wrong(NO_TEMPLATE, f"template name ({found['name']}) does not exist in {found['language']['code']}")
    components = found.get("components", [])
    if not isinstance(components, list) or not all(isinstance(one, dict) for one in components):
        raise Wrong(INVALID, f"{path}.components must be a list of objects")
    bodies = [one for one in components if one.get("type") == "body"]
    for body in bodies:
        _object(f"{path}.components", body, {"type": _is("body"), "parameters": _parameters})
    given = [parameter for body in bodies for parameter in body["parameters"]]
    if len(given) != approved[0] or len(bodies) > 1:
        raise Wrong(PARAMETER_COUNT, f"body: number of localizable_params ({len(given)}) is not {approved[0]}")
    _quick_replies(f"{path}.components", [one for one in components if one not in bodies], approved[1])


def _quick_replies(path: str, found: list[Any], count: int) -> None:
    payload: Rule = lambda at, value: _object(at, value, {"type": _is("payload"), "payload": _string(128)})  # noqa: E731
    payloads: Rule = lambda at, value: [payload(at, one) for one in _list(at, value, 1)] and None  # noqa: E731
    for one in found:
        needed: dict[str, Rule] = {"type": _is("button"), "sub_type": _is("quick_reply"), "index": _string(2)}
        _object(path, one, {**needed, "parameters": payloads})
        if one["index"] not in map(str, range(count)):
            raise Wrong(INVALID, f"{path}: the template has no button {one['index']}")
    _distinct(f"{path}.index", (one["index"] for one in found))


def _parameters(path: str, found: Any) -> None:
    for place, one in enumerate(_list(path, found, 30)):
        _object(f"{path}[{place}]", one, {"type": _is("text"), "text": _parameter})


def _parameter(path: str, found: Any) -> None:
    _string(LONGEST_TEXT)(path, found)
    if re.search(r"[\n\r\t]| {5}", found):
        raise Wrong(
            PARAMETER_FORMAT, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
        )
