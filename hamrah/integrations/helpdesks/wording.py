"""How a ticket of ours reads in a helpdesk for its agents: title, description, comments. Agents read English labels."""

from html.parser import HTMLParser

from hamrah.services.outbox import Message


def title(message: Message, longest: int) -> str:
    """`[T-10023] damaged: The kurta arrived …`, at most `longest` characters; the key at its head is what is sought."""
    first_line = " ".join((message.description or message.text).split())
    whole = f"{key_in_title(message.ticket)} {message.kind.replace('_', ' ')}: {first_line}".rstrip(": ")
    return whole if len(whole) <= longest else whole[: longest - 1] + "…"


def key_in_title(number: str) -> str:
    """The key of a ticket as its title carries it."""
    return f"[{number}]"


def description(message: Message) -> str:
    """Who it is about, with what order, and the words."""
    person = message.customer
    facts = {
        "Customer": "a guest" if person is None else person.name,
        "E-mail": person and person.email,
        "Phone": person and person.phone,
        "Order": message.order and f"#{message.order}",
        "Queue": message.queue,
        "Language": message.language,
    }
    lines = [f"{label}: {value}" for label, value in facts.items() if value]
    return "\n".join([*lines, "", message.description or message.text])


def comment(message: Message) -> str:
    """What was said, under a line that tells who said it and why; empty where nothing was said."""
    if not message.text:
        return ""
    who = {"customer": "the customer", "system": "Hamrah"}.get(message.by, message.by.replace(":", " "))
    return f"{message.what.replace('_', ' ').capitalize()} by {who}:\n\n{message.text}"


def plain(html: str) -> str:
    """The words of an answer that an agent wrote in an editor: no tag, no script, a line a paragraph."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.words).split("\n")]
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    BREAKS = ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "blockquote")
    UNSEEN = ("script", "style", "head")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = 0

    def parse_html_declaration(self, i: int) -> int:
        """Take a `<![x …]>`, which HTMLParser does not bear, for a comment, as browsers do."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in self.UNSEEN
        if tag in self.BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in self.UNSEEN and self._unseen > 0
        if tag in self.BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data.replace("\n", " "))
