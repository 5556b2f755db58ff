"""One spelling for what people type in many: Arabic keyboards, joiners, Urdu digits, stretched letters.

Every result keeps its way back to the raw text: an entity's span is shown to a person, stored and compared with
training data in raw offsets.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from hamrah.language.code_points import fold, is_mark, visible

MAX_INPUT = 1000
"""Characters of one message that are kept; a channel drops the rest."""

_MAX_MARKS = 30  # combining marks kept with one letter, as in Unicode's stream-safe format: keeps the cost linear

# The two-eyed he only marks aspiration (بھ, تھ …). At a word's start and after these letters it is a mistyped he.
_NEVER_ASPIRATED = frozenset("اآویےہھر")
_MISTYPED_NOT = re.compile(r"\bنھیں\b")

# Most messages need no more than these: one character for one.
_ASCII = {code: fold(visible(chr(code))) for code in range(128)}
_STRETCHED = re.compile(r"([A-Za-z])\1\1", re.IGNORECASE)
# The same for Urdu as most keyboards type it: letters, digits and punctuation that each become one character.
_PLAIN = {
    **_ASCII,
    **{
        code: fold(visible(chr(code)))
        for code in range(0x0600, 0x0700)
        if not is_mark(chr(code)) and len(fold(visible(chr(code)))) == 1
    },
}
_NOT_PLAIN = re.compile(f"[^{re.escape(''.join(map(chr, _PLAIN)))}]")
_ODD_HE = re.compile(rf"(?:^|[\W\d_{''.join(sorted(_NEVER_ASPIRATED))}])ھ|نھیں")
_THRICE = re.compile(r"([^\W\d_])\1\1", re.IGNORECASE)

_SLASH_LIKE = "/⁄∕⧸╱"  # the first is what Rasa reads; the others only look like it

_TOKEN = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"  # an e-mail address
    r"|#?\d+(?:[.,:/-]\d+)*"  # 1042, #1042, 5,000, 4/5, 0300-1234567, and with a unit: 15k, 42nd
    r"(?:(?:st|nd|rd|th|k|m|x|s|h|l|g|kg|ml|cm|gb|mb|mah|am|pm|pcs?|xl)(?![a-z]))?"
    r"|[a-zß-ɏ]+(?:[0-9]+[a-z]*)*(?:['-][a-z0-9]+)*"  # word, w2611340, t-10023, don't
    r"|[^\W\d_a-zß-ɏ]+"  # a word of any other script
    r"|[\u2600-\u27bf\u2b50\U0001f300-\U0001f3fa\U0001f400-\U0001faff]",  # one emoji
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text and, for each of its characters, where the raw text holds it.

    `offsets[i]` is the raw index where character `i` begins and `ends[i]` the raw index after it. Several
    characters may share one raw index (a ligature), and one may cover several (a letter with its diacritics).
    """

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw half-open span of `text[start:end]`, which must not be empty."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no such span: {start} to {end} of {len(self.text)}")
        return self.offsets[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, address or emoji: its normalised text and its half-open span in the raw text."""

    text: str
    start: int
    end: int


def normalise(text: str) -> Normalised:
    """Return the one form in which texts are compared, with the way back to the raw text.

    Arabic code points become Urdu ones; diacritics, tatweel, bidi marks and joiners go; ZWNJ and every white space
    become a space; digits and Urdu punctuation become ASCII; letters are NFKC and lower case; a letter repeated three
    times or more stands twice. Never fails; the cost is linear in the length.
    """
    plain = _plainly(text)
    if plain is not None:
        return Normalised(plain, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster, start, end in _clusters(text):
        folded = fold(cluster)
        if folded == "ھ" and (not chars or chars[-1] in _NEVER_ASPIRATED or not chars[-1].isalpha()):
            folded = "ہ"
        if len(folded) == 1 and len(chars) >= 2 and chars[-1] == folded == chars[-2] and folded.isalpha():
            ends[-1] = end
            continue
        for char in folded:
            chars.append(char)
            starts.append(start)
            ends.append(end)
    return Normalised(_MISTYPED_NOT.sub("نہیں", "".join(chars)), tuple(starts), tuple(ends))


def _plainly(text: str) -> str | None:
    """Return the normalised text where each character becomes one, None where that takes a closer look."""
    if text.isascii():
        return None if _STRETCHED.search(text) else text.translate(_ASCII)
    if _NOT_PLAIN.search(text):
        return None
    plain = text.translate(_PLAIN)
    return None if _THRICE.search(plain) or _ODD_HE.search(plain) else plain


def words_of(text: str) -> list[str]:
    """Return the texts of the tokens of a raw text (see `tokenise`), where nobody asks for their places."""
    plain = _plainly(text)
    return [token.text for token in tokenise(text)] if plain is None else _TOKEN.findall(plain)


def tokenise(text: str) -> list[Token]:
    """Split a raw text into tokens with normalised text and raw offsets, in order and without overlap.

    Punctuation separates ("کپڑے،جوتے" is two tokens) and is not kept; a number keeps its inner signs, a hash before it
    and a short unit after it ("#1042", "0300-1234567", "15k").
    """
    normalised = normalise(text)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(normalised.text):
        start, end = normalised.raw_span(match.start(), match.end())
        if tokens and start < tokens[-1].end:
            continue  # one raw character became several words (a fraction, a ligature): the first stands for it
        tokens.append(Token(match.group(), start, end))
    return tokens


def _clusters(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each letter with its marks and its raw span, leaving out what is not visible."""
    cluster, start, end = "", 0, 0
    for index, raw in enumerate(text):
        char = visible(raw)
        if not char:
            continue
        if cluster and len(cluster) <= _MAX_MARKS and is_mark(char):
            cluster += char
            end = index + 1
            continue
        if cluster:
            yield cluster, start, end
        cluster, start, end = char, index, index + 1
    if cluster:
        yield cluster, start, end


def clean_input(text: str) -> str:
    """Return what a channel hands on of a raw message: safe to store, never a command, at most MAX_INPUT characters.

    NFC; lone surrogates and control characters are out (a line break or tab becomes a space); white space, invisible
    characters and slashes of any form before the first word are out, so that a typed "/restart" is the plain text
    "restart" (Rasa reads a leading slash as a command).
    """
    bounded = text[: MAX_INPUT * 4]
    kept = "".join(" " if char in "\n\r\t\v\f\x85\u2028\u2029" else char for char in bounded if _storable(char))
    composed = unicodedata.normalize("NFC", kept)
    start = 0
    while start < len(composed) and _steers(composed[start]):
        start += 1
    return composed[start : start + MAX_INPUT].strip()


def _storable(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs") or char in "\n\r\t\v\f\x85"


def _steers(char: str) -> bool:
    """Tell whether a character before the first word would hide or make a command."""
    if char.isspace() or char in _SLASH_LIKE:
        return True
    return not visible(char) or visible(char) == " " or unicodedata.normalize("NFKC", char).startswith("/")
