"""YAML files as the project's data stands in them: one fact is written once, and an error names its file."""

from pathlib import Path
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataFileError(ValueError):
    """A data file is missing, is not YAML, or holds something else than it must; the message names file and key."""


class _UniqueKeyLoader(_Loader):  # type: ignore[misc]
    """PyYAML's safe loader keeps the last of two equal keys silently; a translator's lost line would go unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a mapping and refuse a key that stands twice in it."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise yaml.constructor.ConstructorError(None, None, f"line {line}: key {key!r} stands twice")
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def load_mapping(path: Path) -> dict[str, Any]:
    """Read a YAML file whose top level is a mapping.

    Raises DataFileError, naming the file, if it cannot be read, is not YAML, repeats a key or is no mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: cannot be read ({error.__class__.__name__})") from error
    return read_mapping(text, path)


def read_mapping(text: str, path: Path) -> dict[str, Any]:
    """Read YAML that came from a file and whose top level is a mapping; raises as `load_mapping` does."""
    try:
        content = yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506 - derives from the safe loader
    except (yaml.YAMLError, TypeError) as error:
        problem = getattr(error, "problem", None) or error
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        raise DataFileError(f"{path}: {where}{problem}") from error
    if not isinstance(content, dict):
        raise DataFileError(f"{path}: must hold a mapping at its top level")
    return content
