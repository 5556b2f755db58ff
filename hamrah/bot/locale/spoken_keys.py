"""Which of the catalogue's keys the code speaks, read from its syntax trees.

A key stands in code whole (`"utter_greet"`, `button("why", …)`, `Term("days")`) or is composed (`f"utter_{kind}"`).
A composed one may become any key whose varying part is a word that the code or the domain know; a term's varying part
may come from the store as well (a way to pay of an imported shop), so there the beginning is enough.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hamrah.language.text_catalogue import KINDS, TextCatalogue

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"""["'`]([\w.]+)["'`]""")
_SAYS = "utter_"
_NOT_KEYS = frozenset({"utter_action", "utter_message"})
"""What looks like a response key but is Rasa's own."""
_SPEAKERS = {"button": "buttons", "Term": "terms"}
"""Functions whose first argument is a key, by the kind of text they take."""


@dataclass(frozen=True, slots=True)
class Use:
    """A key that code names outright: of which kind, and where."""

    kind: str
    key: str
    where: str


@dataclass(slots=True)
class Code:
    """What was read: keys named outright, every word that stands as a constant, and the patterns of composed keys."""

    uses: list[Use] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    families: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def speaks(self, kind: str, key: str) -> bool:
        """Tell whether the key stands in the code or is composed in it of known words."""
        if key in self.words:
            return True
        matches = [match for pattern in self.families.values() if (match := pattern.fullmatch(key))]
        return any(kind == "terms" or self.words.issuperset(match.groups()) for match in matches)


def read_code(root: Path) -> Code:
    """Read what the project's Python says, the words of its domain, policies and surveys, and what its pages say."""
    code = Code()
    for folder in ("actions", "hamrah"):
        for path in sorted((root / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
            for node in ast.walk(tree):
                _read_node(code, path, node)
    shop = root / "data" / "shop"
    for path in (root / "domain.yml", shop / "policies.yml", shop / "surveys.yml"):
        if path.is_file():
            code.words.update(_WORD.findall(path.read_text(encoding="utf-8")))
    for folder in ("web/widget", "web/shop", "web/staff"):
        for path in (root / folder).rglob("*.js"):
            code.words.update(_QUOTED.findall(path.read_text(encoding="utf-8")))
    return code


def check_keys(code: Code, catalogue: TextCatalogue) -> list[str]:
    """Return the keys that code speaks and no language has, and those that a language has and no code speaks."""
    known = {kind: set(catalogue.keys(kind)) for kind in KINDS}
    missing = [
        f"{use.where}: {use.key}: stands in none of the {use.kind} of {catalogue.languages.default}"
        for use in code.uses
        if use.key not in known[use.kind]
    ]
    empty = [
        f"{where}: {pattern.pattern}: no text has a key composed like this"
        for where, pattern in code.families.items()
        if pattern.pattern.startswith(_SAYS) and not any(map(pattern.fullmatch, known["messages"]))
    ]
    unused = [f"{entry.where}: no code says it" for entry in catalogue if not code.speaks(entry.kind, entry.key)]
    return [*missing, *empty, *unused]


def _read_node(code: Code, path: Path, node: ast.AST) -> None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        code.words.add(node.value)
        if re.fullmatch(rf"{_SAYS}\w*[^\W_]", node.value) and node.value not in _NOT_KEYS:
            code.uses.append(Use("messages", node.value, f"{path}:{node.lineno}"))
    elif isinstance(node, ast.JoinedStr):
        for pattern in _family(node):
            code.families[f"{path}:{node.lineno}"] = pattern
    elif isinstance(node, ast.Call):
        for use in _call(path, node):
            code.uses.append(use)


def _family(node: ast.JoinedStr) -> Iterator[re.Pattern[str]]:
    """Yield the pattern of keys such as `order_status.{status}`; a text that begins otherwise composes no key."""
    first = node.values[0]
    if not (isinstance(first, ast.Constant) and re.fullmatch(r"[a-z][a-z_.]*[_.]", str(first.value))):
        return
    parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"(\w+)" for part in node.values)
    yield re.compile("".join(parts))


def _call(path: Path, node: ast.Call) -> Iterator[Use]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    first = node.args[0] if node.args else None
    if name in _SPEAKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield Use(_SPEAKERS[name], first.value, f"{path}:{node.lineno}")
