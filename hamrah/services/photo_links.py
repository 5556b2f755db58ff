"""Links to pictures that people send along: kept as they are, never fetched, and only such as anybody could open."""

import re
import unicodedata
from urllib.parse import urlsplit

from hamrah.services.refusal import Refusal

MOST = 5
LONGEST = 500
_LINK = re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://\S+|\bwww\.\S+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}>'\"۔،؛"
_INNER = frozenset(
    ("local", "localhost", "localdomain", "internal", "intranet", "lan", "home", "corp", "arpa", "onion")
)
_RESERVED = frozenset(("test", "invalid", "example"))
_WILDCARDS = frozenset(
    ("nip.io", "sslip.io", "xip.io", "traefik.me", "localtest.me", "lvh.me", "vcap.me", "lacolhost.com")
)
"""Services whose names lead to whatever address they spell out, in any notation, or to the reader's own machine."""
_HEXADECIMAL = re.compile(r"[0-9a-f]{8}")


def picture_links(text: str) -> list[str]:
    """The links in a text. Raises `Refusal` if any is not https to a name on the public internet, or there are many.

    Whoever opens a ticket opens its links from inside the shop: one to an inner address would have them call it.
    """
    links = [found.rstrip(_TRAILING) for found in _LINK.findall(text)]
    if len(links) > MOST:
        raise Refusal("utter_too_many_links", most=MOST)
    for link in links:
        if not is_public(link):
            raise Refusal("utter_link_refused")
    return list(dict.fromkeys(links))


def harmless(text: str) -> str:
    """A text in which no markup can run and no link that is not public can be opened: words that a person waits for.

    They are kept where others would be refused, since whoever is spoken to must hear them.
    """

    def shown(found: re.Match[str]) -> str:
        link = found[0]
        return link if is_public(link.rstrip(_TRAILING)) else link.replace("://", "[:]//").replace(".", "[.]")

    return _LINK.sub(shown, text).translate({ord("<"): "‹", ord(">"): "›"})


def is_public(link: str) -> bool:
    """Whether a link is https to a name of the public internet: no address in figures, no port, user or inner name."""
    if len(link) > LONGEST or "\\" in link:
        return False
    try:
        parts = urlsplit(unicodedata.normalize("NFKC", link))
        port = parts.port
    except ValueError:
        return False
    if parts.scheme.lower() != "https" or "@" in parts.netloc or port not in (None, 443):
        return False
    labels = (parts.hostname or "").rstrip(".").split(".")
    if len(labels) < 2 or not all(labels):
        return False
    # Browsers read a name that ends in a figure as an address: 127.1, 0x7f.1 and 2130706433 are all this machine.
    last = labels[-1]
    if last[0].isdigit() or last in _INNER | _RESERVED:
        return False
    return ".".join(labels[-2:]) not in _WILDCARDS and not _hides_an_address(labels)


def _hides_an_address(labels: list[str]) -> bool:
    """Whether a name spells out an address, as those of wildcard services do (127.0.0.1.nip.io, 7f000001.nip.io)."""
    pieces = [piece for label in labels for piece in label.split("-")]
    if any(_HEXADECIMAL.fullmatch(piece) for piece in pieces):
        return True
    run = 0
    for piece in pieces:
        run = run + 1 if piece.isdigit() and int(piece) < 256 else 0
        if run == 4:
            return True
    return False
