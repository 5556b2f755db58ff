"""How much disk a locked environment takes: the files of the packages that running the bot needs, tools left out."""

import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any


def installed_bytes(lock: Path, root: str, environment: Path) -> int:
    """Bytes of the packages that `root` of a uv lock needs, as installed in a virtual environment.

    Compiled bytecode is not counted; it is made as the code runs.
    """
    needed = _needed(tomllib.loads(lock.read_text()), root)
    folders = [str(folder) for folder in environment.glob("lib/python*/site-packages")]
    found = (one for one in distributions(path=folders) if _plain(one.name) in needed)
    return sum(file.stat().st_size for file in {file for one in found for file in _files(one)})


def _needed(lock: dict[str, Any], root: str) -> set[str]:
    packages: dict[str, list[dict[str, Any]]] = {}
    for package in lock["package"]:
        packages.setdefault(package["name"], []).append(package)
    seen: set[tuple[str, str]] = set()
    ahead = [(root, "")]
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead += [each for package in packages[one[0]] for each in _requirements(package, one[1])]
    return {name for name, _ in seen}


def _requirements(package: dict[str, Any], extra: str) -> list[tuple[str, str]]:
    listed = package.get("optional-dependencies", {}).get(extra, []) if extra else package.get("dependencies", [])
    return [(each["name"], extra) for each in listed for extra in ["", *each.get("extra", [])]]


def _files(distribution: Distribution) -> list[Path]:
    files = (Path(str(distribution.locate_file(file))).resolve() for file in distribution.files or [])
    return [file for file in files if file.suffix != ".pyc" and file.is_file()]


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
