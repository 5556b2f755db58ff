"""The project's Python files, read as syntax."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITTEN_ONCE = "hamrah/crm/migrations/versions/"
"""Migrations list a whole schema and are not changed afterwards."""


@dataclass(frozen=True)
class Source:
    """A file: its path from the project's root, its module's name, its text and its syntax."""

    path: str
    module: str
    text: str
    tree: ast.Module

    def imports(self) -> Iterator[str]:
        """The full names that the file imports anywhere in it: `a.b`, and for `from a.b import c` `a.b.c`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                yield from (f"{base}.{alias.name}" for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.module.split(".") if self.path.endswith("__init__.py") else self.module.split(".")[:-1]
        parts = package[: len(package) - node.level + 1]
        return ".".join([*parts, *([node.module] if node.module else [])])

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """All functions and methods, inner ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@lru_cache(maxsize=1)
def product_files() -> tuple[Source, ...]:
    """All files of `hamrah/`, `actions/` and `scripts/`."""
    paths = sorted(path for folder in ("hamrah", "actions", "scripts") for path in (ROOT / folder).rglob("*.py"))
    return tuple(_read(path) for path in paths)


@lru_cache(maxsize=1)
def files_of_tests() -> tuple[Source, ...]:
    """All files of `tests/`."""
    return tuple(_read(path) for path in sorted((ROOT / "tests").rglob("*.py")))


def within(name: str, package: str) -> bool:
    """Whether a dotted name is a package or something in it."""
    return name == package or name.startswith(f"{package}.")


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    relative = path.relative_to(ROOT)
    parts = relative.with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Source(relative.as_posix(), module, text, ast.parse(text, str(relative)))
