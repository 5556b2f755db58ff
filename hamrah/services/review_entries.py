"""What a review or a social mention must be like to be taken in, whoever sends it: a file's line or a webhook."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from hamrah.crm.base import EARLIEST, utc_now
from hamrah.services.photo_links import harmless

LONGEST_TEXT = 10_000
"""Characters of what somebody wrote; more is no review."""
LONGEST_WORD = 200
AHEAD = timedelta(minutes=5)
SILENT_TAGS = frozenset(("script", "style", "template", "noscript"))
BREAKS = frozenset(("br", "p", "div", "li", "tr", "h1", "h2", "h3"))

Source = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._:-]*$", max_length=40)]
Word = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", strip_whitespace=True, max_length=LONGEST_WORD)]
Link = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\x00-\x1f]+$", max_length=2000)]


class ReviewEntry(BaseModel):
    """One review or mention. `customer` is the author's reference, e-mail or telephone, never a name.

    `text` is kept as plain text: HTML's tags are taken out, and what is left of markup (`&lt;b&gt;`) and of links that
    are not public is made harmless, since staff read it. It may be empty only where there are `stars` (1 to 5).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Word
    kind: Literal["review", "mention"] = "review"
    author: Word | None = None
    customer: Word | None = None
    product: Word | None = None
    branch: Word | None = None
    stars: int | None = Field(default=None, ge=1, le=5)
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)] = ""
    link: Link | None = None
    at: AwareDatetime

    @field_validator("text")
    @classmethod
    def _plain(cls, text: str) -> str:
        return harmless(plain_text(text))

    @field_validator("author")
    @classmethod
    def _no_markup(cls, author: str | None) -> str | None:
        return None if author is None else harmless(author)[:LONGEST_WORD]

    @field_validator("at")
    @classmethod
    def _past(cls, at: AwareDatetime) -> AwareDatetime:
        if at > utc_now() + AHEAD:
            raise ValueError("lies ahead")
        if at < EARLIEST:
            raise ValueError("is no day")
        return at

    @model_validator(mode="after")
    def _says_something(self) -> "ReviewEntry":
        if not self.text and self.stars is None:
            raise ValueError("neither text nor stars")
        return self


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT_TAGS:
            self._silent += 1
        elif tag in BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT_TAGS and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def plain_text(text: str) -> str:
    """What a reader of a page would see: without tags, scripts and control characters, entities as characters."""
    parser = _Words()
    parser.feed(text)
    parser.close()
    seen = "".join(parser.found)
    kept = "".join(char if char.isprintable() or char in "\n\u200c\u200d" else " " for char in seen)
    lines = (" ".join(line.split()) for line in kept.splitlines())
    return "\n".join(line for line in lines if line)
