"""The server's own keys: one random master, made at first use, and a key a purpose derived from it."""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from hamrah.settings import settings


@lru_cache(maxsize=32)
def server_key(purpose: str) -> bytes:
    """32 bytes for one purpose, the same for every process of this installation."""
    return hmac.new(_master(settings().var_dir / "server.key"), purpose.encode(), hashlib.sha256).digest()


def site_keys() -> dict[str, str]:
    """The host sites' signing keys by key id, the first being the one that signs our own tokens.

    Without `HAMRAH_SITE_KEYS` there is one key, `demo`, that only this installation knows.
    """
    pairs = [pair.partition(":") for pair in settings().site_keys.split()]
    named = {kid: secret for kid, _, secret in pairs}
    return named or {"demo": server_key("site-token").hex()}


def _master(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(handle, "wb") as out:
        out.write(secrets.token_bytes(32))
    return file.read_bytes()
