"""Addresses of other systems as an operator sets them."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.username or parts.password or parts.query or parts.fragment or not parts.hostname:
        raise ValueError("a plain https:// address is needed")
    if parts.scheme != "https" and (parts.scheme, parts.hostname) not in (("http", host) for host in LOOPBACK):
        raise ValueError("it must begin with https:// unless it runs on this machine")
    return url.rstrip("/")


WebAddress = Annotated[str, AfterValidator(_web_address)]
"""An https address without secrets in it (http on this machine), without a slash at its end."""
