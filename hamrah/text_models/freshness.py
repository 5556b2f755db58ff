"""Knowing when a model must be trained anew, and that one process does it."""

import fcntl
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def digest_of(root: Path, files: Iterable[Path]) -> str:
    """A digest of files' names below `root` and of what is in them, in hexadecimal."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(root)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


@contextmanager
def alone_in(folder: Path, what: str = "training") -> Iterator[None]:
    """Make the folder of models if need be; another process that trains the same (`what`) into it is waited for."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
