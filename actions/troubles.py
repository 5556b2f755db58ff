"""The kinds of trouble that words name, also where they are taken for something else: "ek cheez kam hai"."""

import re

from actions.turn import Turn
from hamrah.bootstrap import lexicon
from hamrah.language.answers import is_question
from hamrah.language.normalise import words_of

OF_PARCELS = ("damaged", "missing_item")
"""What is wrong with what came, of which only a complaint tells; a wrong size may be one's own mistake."""
_DEED = re.compile(
    r"(?:^| )(?:kar|karo|karna|karni|karein|karen|kardo|kardein|kijiye|change|badal\w*|tabdeel|exchange|replace|return"
    r"|refund|wapas|wapis|cancel|کر|کرو|کرنا|کرنی|کریں|بدل\w*|تبدیل|ایکسچینج|واپس|کینسل|ریٹرن)(?= |$)"
)
"""What asks that something be done to the order, whatever is wrong with it."""


def phrase_in(said: str, entity: str) -> str | None:
    """What the longest of an entity's phrases in these words means; they may have been said turns ago."""
    plain = f" {' '.join(words_of(said))} "
    phrases = lexicon().phrases(entity)
    return phrases[max(found, key=len)] if (found := [one for one in phrases if f" {one} " in plain]) else None


def tells_trouble(turn: Turn) -> bool:
    """Whether words say that what came is wrong, and ask for nothing."""
    if is_question(turn.text) or _DEED.search(" ".join(words_of(turn.text))):
        return False
    return phrase_in(turn.text, "issue_type") in OF_PARCELS
