"""Dialogues as data: `tests/dialogues/<language>/<topic>.yml`.

A file is a list of dialogues. Each has a `name`, who speaks (`as: guest`, `customer:EMAIL` or `staff:EMAIL`), and
`turns`: what the person does (`say`, `press` with a part of the button's title, or `view` with a SKU, `code: right`
types the code that was sent; `solve` has a manager solve the ticket kept as `ticket` with these words, `ask` has one
ask the customer back, `take` take its conversation over, `staff` say something in it, `give_back` give it back;
`remedy` notes these words as the remedy of the oldest follow-up, `later` lets so many hours pass, after which the
worker asks how it was; `idle` lets so many minutes pass, after which the assistant offers itself where a person is
silent; `silence` lets so many pass, after which the worker keeps complaints that were left;
`deliver` lets the parcel arrive that is on its way, `sold_out` and `restock` change the stock of a SKU, after which
the worker tells customers of it; `role` gives the member of staff who speaks another role and branch, "agent KHI")
and what is expected: `expect` (response keys, in this order among the replies), `language`, `has` (text), `lacks`
(text that is nowhere, on cards neither), `cards` (at least so many), `card_has`, `buttons` (at least so many),
`picture` (whether there is one), `silent` (no word), `follow_up` (the words of all those to whom somebody must come
back), `keep: NAME` (keeps the number of the ticket or order in the reply, to be used as `{NAME}` in later turns).
`times` says it so often in one message. `as` in a turn has another person speak from then on. `clock` of a dialogue
("tuesday 03:00", at the shop) is when it is spoken, on the next such day; `drawn` is the survey that its first ticket
falls to. Every dialogue finds the shop as it was seeded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
SERVED = {"solve", "ask", "take", "staff", "give_back"}
"""What a manager does with the ticket kept as `ticket`."""
SHOP = {"deliver", "sold_out", "restock"}
"""What happens in the shop, an hour before customers are told of it."""
TIME = {"later", "idle", "silence"}
"""What lets time pass, after which the worker does its part."""
DEEDS = {"say", "press", "view", "code", "remedy", "role"} | SERVED | SHOP | TIME
EXPECTATIONS = {
    *("expect", "language", "has", "lacks", "cards", "card_has", "buttons", "picture", "keep", "silent", "follow_up")
}
ABOUT = {"as", "times"}


@dataclass(frozen=True)
class Dialogue:
    """One conversation to play."""

    label: str
    language: str
    who: str
    turns: list[dict[str, Any]]
    clock: str | None = None
    drawn: str | None = None


def read_dialogues() -> Iterator[Dialogue]:
    """All dialogues, checked for words that the player does not know."""
    for file in sorted(FOLDER.glob("*/*.yml")):
        language = file.parent.name
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")) or []:
            for turn in entry["turns"]:
                unknown = turn.keys() - DEEDS - EXPECTATIONS - ABOUT
                if unknown or len(turn.keys() & DEEDS) != 1:
                    raise ValueError(f"{file}: {entry['name']}: a turn is one deed with expectations, not {turn}")
            yield Dialogue(
                f"{language}/{file.stem}: {entry['name']}",
                language,
                entry.get("as", "guest"),
                entry["turns"],
                entry.get("clock"),
                entry.get("drawn"),
            )
