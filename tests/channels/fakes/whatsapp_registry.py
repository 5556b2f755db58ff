"""Templates of a WhatsApp account as Meta keeps them: handed in, looked through, listed by pages."""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.channels.fakes.whatsapp_rules import Rule, Wrong, _is, _list, _object, _string

LANGUAGES = {"en", "en_US", "en_GB", "ur", "hi", "ar"}
"""Some of those that Meta knows; it has none for Roman Urdu."""
WRONG_FORMAT, TWICE = 100, 100
VARIABLE = re.compile(r"\{\{(\d+)\}\}")


@dataclass
class Registry:
    """One account's templates; `a_page` is how many it lists at once, at most."""

    account: str = "102290129340398"
    a_page: int = 100
    rows: list[dict[str, Any]] = field(default_factory=list)

    def take(self, body: Any) -> dict[str, Any]:
        """Take a template. Raises `Wrong`."""
        _object(
            "",
            body,
            {"name": _string(512), "language": _string(15), "category": _string(20), "components": _components},
        )
        if not re.fullmatch(r"[a-z0-9_]+", body["name"]):
            raise Wrong(WRONG_FORMAT, "Message template name can only have lowercase letters and underscores.")
        if body["language"] not in LANGUAGES:
            raise Wrong(WRONG_FORMAT, f"Language {body['language']} is not available.")
        if body["category"] not in ("UTILITY", "MARKETING", "AUTHENTICATION"):
            raise Wrong(WRONG_FORMAT, "Category is not valid.")
        if any((row["name"], row["language"]) == (body["name"], body["language"]) for row in self.rows):
            raise Wrong(TWICE, f"There is already {body['language']} content for this template.")
        self.rows.append({**body, "status": "PENDING", "id": str(len(self.rows) + 1)})
        return {"id": self.rows[-1]["id"], "status": "PENDING", "category": body["category"]}

    def page(self, asked: dict[str, str]) -> dict[str, Any]:
        """A page of them, with the cursor to the next."""
        start = int(asked.get("after", "0"))
        size = min(int(asked.get("limit", "25")), self.a_page)
        rows = self.rows[start : start + size]
        cursors = {"before": str(start), "after": str(start + len(rows))}
        return {"data": rows, "paging": {"cursors": cursors}}


def _components(path: str, found: Any) -> None:
    kinds: dict[str, Rule] = {"BODY": _body, "BUTTONS": _buttons}
    for place, one in enumerate(_list(path, found, 2)):
        kind = one.get("type") if isinstance(one, dict) else None
        if kind not in kinds:
            raise Wrong(WRONG_FORMAT, f"{path}[{place}].type is not valid")
        kinds[str(kind)](f"{path}[{place}]", one)


def _body(path: str, found: Any) -> None:
    text = found.get("text", "")
    numbers = [int(number) for number in VARIABLE.findall(text)]
    example: Rule = lambda at, value: _object(at, value, {"body_text": _samples(len(numbers))})  # noqa: E731
    needed: dict[str, Rule] = {"type": _is("BODY"), "text": _string(1024)}
    _object(path, found, {**needed, **({"example": example} if numbers else {})})
    if sorted(numbers) != list(range(1, len(numbers) + 1)):
        raise Wrong(WRONG_FORMAT, "Variables must be numbered from {{1}} on.")
    if re.search(r"^\W*\{\{|\}\}\W*$", text):
        raise Wrong(WRONG_FORMAT, "Variables can't be at the start or end of the template.")
    if len(re.sub(VARIABLE, "", text).split()) < 2 * len(numbers) + 1:
        raise Wrong(WRONG_FORMAT, "This template has too many variables for its length.")


def _samples(count: int) -> Rule:
    def check(path: str, found: Any) -> None:
        if not isinstance(found, list) or len(found) != 1 or len(found[0]) != count or not all(found[0]):
            raise Wrong(WRONG_FORMAT, f"{path}: one list of {count} examples is needed")

    return check


def _buttons(path: str, found: Any) -> None:
    def buttons(at: str, value: Any) -> None:
        for place, one in enumerate(_list(at, value, 10)):
            _object(f"{at}[{place}]", one, {"type": _is("QUICK_REPLY"), "text": _string(25)})

    _object(path, found, {"type": _is("BUTTONS"), "buttons": buttons})
