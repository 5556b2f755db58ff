"""What the fake of WhatsApp has taken, and what it answers what it does not take."""

from dataclasses import dataclass
from typing import Any

TITLES = {
    190: "Error validating access token: Session has expired",
    80007: "Rate limit issues",
    100: "Invalid parameter",
    130429: "Rate limit hit",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131026: "Message undeliverable",
    131047: "Re-engagement message",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template name does not exist in the translation",
    132012: "Parameter format does not match format in the created template",
}
STATUSES = {190: 401, 80007: 429, 130429: 429, 131056: 429, 132001: 404}


@dataclass(frozen=True)
class Taken:
    """One message that was taken: the id given to it, to whom, and what."""

    id: str
    to: str
    body: dict[str, Any]

    @property
    def kind(self) -> str:
        """`text`, `image`, `button`, `list` or `template`."""
        kind = str(self.body["type"])
        return str(self.body["interactive"]["type"]) if kind == "interactive" else kind

    @property
    def text(self) -> str:
        """The words of it."""
        if self.kind in ("button", "list"):
            return str(self.body["interactive"]["body"]["text"])
        if self.kind == "template":
            return str(self.body["template"]["name"])
        return str(self.body["text"]["body"] if self.kind == "text" else self.body["image"].get("caption", ""))

    @property
    def choices(self) -> list[dict[str, str]]:
        """Its buttons or rows: `id`, `title` and of a row perhaps `description`; a template's titles are Meta's."""
        if self.kind == "button":
            return [button["reply"] for button in self.body["interactive"]["action"]["buttons"]]
        if self.kind == "list":
            sections = self.body["interactive"]["action"]["sections"]
            return [row for section in sections for row in section["rows"]]
        if self.kind == "template":
            return [
                {"id": one["parameters"][0]["payload"], "title": f"quick reply {one['index']}"}
                for one in self.body["template"].get("components", [])
                if one["type"] == "button"
            ]
        return []


@dataclass(frozen=True)
class Mark:
    """That a person's message was marked as read, when so many had been sent to them; perhaps with the typing sign."""

    message_id: str
    to: str
    typing: bool
    sent_before: int
