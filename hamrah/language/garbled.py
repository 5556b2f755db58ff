"""Text that was decoded in the wrong encoding on its way here."""

REPLACED = "\ufffd"
"""What a decoder writes where it could not read."""
_FEWEST = 2
"""So many letters read out of what looks garbled tell that it was; one could be chance."""


def is_garbled(text: str) -> bool:
    """Whether a text lost letters to a wrong encoding, or is UTF-8 that somebody read as Windows-1252 or Latin-1.

    Such text turns back into letters beyond ASCII when it is written in the encoding that it was read in ("Ú©Ø±ØªØ§"
    is "کرتا"); a text of people does not.
    """
    if REPLACED in text:
        return True
    return any(_reads_back(word) for word in text.split(" "))


def _reads_back(word: str) -> bool:
    if word.isascii() or any(ord(letter) > 0xFF and not _in_windows_1252(letter) for letter in word):
        return False
    raw = b"".join(letter.encode("cp1252" if _in_windows_1252(letter) else "latin-1") for letter in word)
    # On the way control characters are dropped, so a letter here and there no longer reads back.
    read = raw.decode("utf-8", errors="ignore")
    return len([letter for letter in read if not letter.isascii()]) >= _FEWEST


def _in_windows_1252(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
