"""Telling "he gave me no bill either", which adds to what was said before, from what begins something new."""

from itertools import pairwise

from hamrah.language.normalise import tokenise
from hamrah.language.word_list import words

_ONE_MORE = words("""
    also too either besides moreover furthermore additionally plus bhi bhe mazeed sath saath neither
    بھی مزید ساتھ نیز
""")
_ON_TOP = (("as", "well"), ("on", "top"), ("upar", "se"), ("اوپر", "سے"))
_ONE_MORE_THING = (
    *(("one", "more", "thing"), ("ek", "aur", "baat"), ("aik", "aur", "baat"), ("aur", "ek", "baat")),
    *(("aur", "aik", "baat"), ("ایک", "اور", "بات"), ("اور", "ایک", "بات")),
)
_GO_ON = words("and plus aur or اور")
"""What adds where it comes first."""
_SOMETHING_ELSE = words("""
    other another different new doosra doosri dosra dosri dusra dusri doosre naya nayi
    دوسرا دوسری دوسرے نیا نئی
""")
"""What tells that something else is meant: "my other order is late too"."""


def adds_to_what_was_said(text: str) -> bool:
    """Whether a raw text says that it is one more thing about what was just talked of."""
    said = [token.text for token in tokenise(text)]
    if not said or _SOMETHING_ELSE.intersection(said):
        return False
    pairs = set(pairwise(said))
    if set(zip(said, said[1:], said[2:], strict=False)).intersection(_ONE_MORE_THING):
        return True
    return said[0] in _GO_ON or bool(_ONE_MORE.intersection(said)) or bool(pairs.intersection(_ON_TOP))
