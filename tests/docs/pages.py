"""The project's own files, and what its Markdown pages say."""

import re
import subprocess
from functools import lru_cache
from pathlib import Path

from hamrah.settings import PROJECT

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
BINARY = {".png", ".jpg", ".woff", ".woff2", ".gz", ".parquet", ".ico"}


@lru_cache(maxsize=1)
def project_files() -> tuple[Path, ...]:
    """The files that git keeps or would keep; where there is no git, all but those of tools and of running."""
    command = ["git", "-C", str(PROJECT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = [str(path.relative_to(PROJECT)) for path in PROJECT.rglob("*") if not _made(path)]
    return tuple(path for name in listed if name and (path := PROJECT / name).is_file())


def _made(path: Path) -> bool:
    first = path.relative_to(PROJECT).parts
    return first[0] in ("var", "models") or any(
        part.startswith(".") or part in ("node_modules", "vendor") for part in first
    )


def texts() -> dict[str, str]:
    """What stands in each text file, by its path in the project."""
    files = [path for path in project_files() if path.suffix not in BINARY]
    return {str(path.relative_to(PROJECT)): path.read_text(encoding="utf-8") for path in files}


def pages() -> dict[str, str]:
    """The Markdown pages, by path."""
    return {name: text for name, text in texts().items() if name.endswith(".md")}


def page(name: str) -> str:
    """One page."""
    return (PROJECT / name).read_text(encoding="utf-8")


def row_of(text: str, first: str) -> str:
    """The row of a table whose first cell is `first`, empty where there is none."""
    cell = re.compile(rf"^\| *`?{re.escape(first)}`? *\|.*$", re.MULTILINE)
    found = cell.search(text)
    return found.group() if found else ""


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as they are made on the sites that show Markdown."""
    plain = [heading.replace("`", "").lower() for heading in HEADING.findall(FENCE.sub("", text))]
    return {re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-") for heading in plain}
