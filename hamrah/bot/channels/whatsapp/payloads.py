"""Messages as the Cloud API takes them, without the recipient, and the lengths that it takes."""

from collections.abc import Sequence
from typing import Any

from hamrah.bot.channels.messaging.port import Part

LONGEST_TEXT = 4096
LONGEST_BODY = 1024
"""A caption's, and the words' over buttons or a list (Meta's pages give a list 4,096, its partners 1,024)."""
LONGEST_BUTTON = 20
LONGEST_ROW = 24
LONGEST_DESCRIPTION = 72
LONGEST_SECTION = 24
MOST_BUTTONS = 3
MOST_ROWS = 10

Row = dict[str, str]


def text_part(body: str) -> Part:
    """Words alone; no preview of a link is fetched."""
    return Part({"type": "text", "text": {"body": body, "preview_url": False}})


def image_part(link: str, caption: str = "") -> Part:
    """A picture that Meta fetches, with words under it."""
    return Part({"type": "image", "image": {"link": link, **({"caption": caption} if caption else {})}})


def buttons_part(body: str, buttons: Sequence[Row], picture: str | None = None) -> Part:
    """Words, perhaps under a picture, over one to three buttons (`id`, `title`)."""
    header = {"header": {"type": "image", "image": {"link": picture}}} if picture else {}
    replies = [{"type": "reply", "reply": dict(button)} for button in buttons]
    return _interactive("button", body, {"buttons": replies}, header)


def list_part(body: str, label: str, sections: Sequence[tuple[str, Sequence[Row]]]) -> Part:
    """Words over a button that opens a list: titled sections of rows (`id`, `title`, perhaps `description`)."""
    written: list[dict[str, Any]] = [{"title": title, "rows": [dict(row) for row in rows]} for title, rows in sections]
    if len(written) == 1:
        del written[0]["title"]
    return _interactive("list", body, {"button": label, "sections": written}, {})


def template_part(name: str, language: str, values: Sequence[str], replies: Sequence[tuple[int, str]] = ()) -> Part:
    """A template that Meta has approved, with the values of its body in their order.

    `replies` are the places of its quick replies with what comes back when one is pressed; by itself its title does.
    """
    components: list[dict[str, Any]] = []
    if values:
        components.append({"type": "body", "parameters": [{"type": "text", "text": value} for value in values]})
    for place, payload in replies:
        parameters = [{"type": "payload", "payload": payload}]
        components.append({"type": "button", "sub_type": "quick_reply", "index": str(place), "parameters": parameters})
    content = {"name": name, "language": {"code": language}, **({"components": components} if components else {})}
    return Part({"type": "template", "template": content})


def _interactive(kind: str, body: str, action: dict[str, Any], header: dict[str, Any]) -> Part:
    content = {"type": kind, **header, "body": {"text": body}, "action": action}
    return Part({"type": "interactive", "interactive": content})
