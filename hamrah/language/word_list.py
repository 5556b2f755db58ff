"""How tables of words are written in code: blanks between the words, any number of lines."""


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())
