"""Demo customers who have a language on file: their e-mail, the language, and how they greet in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Speaker:
    """A demo customer and how they greet; what else they say, a test adds."""

    email: str
    language: str
    greets: str


BILAL = ("bilal@example.com", "en", "hello, good afternoon")
SANA = ("sana@example.com", "ur", "السلام علیکم")
AYESHA = ("ayesha@example.com", "ur-Latn", "assalam o alaikum bhai")
