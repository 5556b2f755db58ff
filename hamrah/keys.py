"""The server's own keys: one random master, made at first use, and a key a purpose derived from it."""

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from functools import lru_cache
from pathlib import Path

from hamrah.helpdesk_settings import WebhookSettings
from hamrah.settings import SettingsError, settings

MASTER_BYTES = 32


@lru_cache(maxsize=32)
def server_key(purpose: str) -> bytes:
    """32 bytes for one purpose, the same for every process of this installation."""
    return hmac.new(_master(settings().var_dir / "server.key"), purpose.encode(), hashlib.sha256).digest()


def site_keys() -> dict[str, str]:
    """The host sites' signing keys by key id, the first being the one that signs our own tokens.

    Without `HAMRAH_SITE_KEYS` there is one key, `demo`, that only this installation knows.
    """
    named = _named(settings().site_keys)
    return named or {"demo": server_key("site-token").hex()}


def touchpoint_keys() -> dict[str, str]:
    """The keys by key id with which tills and apps sign their events; none where none are set."""
    return _named(settings().touchpoint_keys)


def helpdesk_keys() -> dict[str, str]:
    """The secrets by name with which helpdesks of the kind `webhook` sign what they send; none where none is set."""
    webhooks = {name: desk for name, desk in settings().helpdesks.items() if isinstance(desk, WebhookSettings)}
    return {name: desk.secret.get_secret_value() for name, desk in webhooks.items()}


def _named(pairs: str) -> dict[str, str]:
    return {kid: secret for kid, _, secret in (pair.partition(":") for pair in pairs.split())}


def _master(file: Path) -> bytes:
    """The random master; the first process to link a finished file wins, so nobody ever reads half a key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".key-") as fresh:  # made 0600
            fresh.write(secrets.token_bytes(MASTER_BYTES))
            fresh.flush()
            os.fsync(fresh.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(fresh.name, file)
    master = file.read_bytes()
    if len(master) != MASTER_BYTES:
        raise SettingsError(f"{file} is not a key; restore it from a backup, or delete it to sign everybody out")
    return master
