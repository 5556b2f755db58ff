"""What the channel itself says, in each language."""

from dataclasses import dataclass

from hamrah.bootstrap import texts


@dataclass(frozen=True)
class Words:
    """The label of a list, what stands over choices, and over those that did not fit into the first list."""

    choose: str
    pick: str
    more: str


def words_of(language: str) -> Words:
    """The words of a language."""
    choose = texts().button(language, "whatsapp_choose")
    pick, more = (texts().message(language, key)[0] for key in ("whatsapp_pick", "whatsapp_more"))
    return Words(choose, pick, more)
