"""Numbers in digits and words: "15k", "1,50,000", "dhai hazar", "ڈھائی ہزار", "paune do hazar", "five hundred"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hamrah.language.found import Found
from hamrah.language.normalise import normalise
from hamrah.language.number_words import (
    ADDED_QUARTERS,
    CARDINALS,
    ENGLISH_TENS,
    ENGLISH_UNITS,
    FRACTIONS,
    HUNDREDS,
    NOT_NUMBERS_ALONE,
    SCALES,
    TWO,
)
from hamrah.language.word_list import words

_MAX_DIGITS = 12
_PIECE = re.compile(r"\d{1,3}(?:,\d{2,3}){1,4}(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+")
_UNITS = words(
    """
    st nd rd th ml l ltr g gm gms kg mah gb mb tb mm cm m ft inch hz w v x xl pc pcs
    """
)
_SHORT_PREFIXES = frozenset({"rs", "no", "re"})  # "rs5000" is a number, "w2611340" and "t10023" are codes

_OPENERS = frozenset({*CARDINALS, *HUNDREDS, *SCALES, *ADDED_QUARTERS, *FRACTIONS})

# Before "do": what makes it "give". After "do": what makes it English.
_GIVES = words(
    """
    de kar kr bata btaa bta bhej dikha laga lga hata rakh bana likh nikal khol kholne rok chor chhor
    daal dal badal samjha mangwa wapis wapas le dilwa dila rehne jane hone karne bhijwa bana band i you
    we they to can could what how why not please and don't دے کر بتا بھیج دکھا لگا ہٹا رکھ بنا لکھ نکال
    کھول روک چھوڑ ڈال بدل سمجھا منگوا واپس رہنے جانے ہونے کرنے
    """
)
_ENGLISH_AFTER_DO = words(
    """
    you i we they not it this that these those u the your have my any so know something anything nothing
    me us need
    """
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a normalised text: its value, span and written form; `digits` is None if words took part."""

    value: int
    start: int
    end: int
    digits: str | None


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    start: int
    end: int

    @property
    def is_digits(self) -> bool:
        return self.text[0].isdecimal()


def find_numbers(text: str) -> list[Found]:
    """Return the numbers of a raw text in order: entity "number", value in ASCII digits, raw offsets.

    Not numbers: digits inside a code (W2611340), with a unit (500ml, 2nd), of more than 12 digits, and words that are
    commoner as something else ("one", "do you") unless their neighbours make them one.
    """
    normalised = normalise(text)
    return [
        Found("number", str(number.value), *normalised.raw_span(number.start, number.end))
        for number in scan_numbers(normalised.text)
    ]


def parse_number(text: str) -> int | None:
    """Return the number that a raw text is, apart from punctuation, or None if it is anything else."""
    normalised = normalise(text).text.strip(" .,!?;:'\"")
    numbers = scan_numbers(normalised)
    if len(numbers) == 1 and (numbers[0].start, numbers[0].end) == (0, len(normalised)):
        return numbers[0].value
    return None


def scan_numbers(normalised: str) -> list[Number]:
    """Return the numbers of a text that is normalised already, with offsets in it."""
    pieces = [_Piece(match.group(), match.start(), match.end()) for match in _PIECE.finditer(normalised)]
    numbers: list[Number] = []
    position = 0
    while position < len(pieces):
        if not pieces[position].is_digits and pieces[position].text not in _OPENERS:
            position += 1
            continue
        number, used = _read(normalised, pieces, position)
        if number is not None and _stands(pieces, position, used):
            numbers.append(number)
        position += max(used, 1)
    return numbers


def _stands(pieces: Sequence[_Piece], position: int, used: int) -> bool:
    """Tell whether what reads as a number is meant as one, by its neighbours."""
    first = pieces[position]
    if first.is_digits:
        return not _is_code(pieces, position)
    if used > 1 or len(pieces) == 1:
        return True
    if first.text not in TWO:
        return first.text not in NOT_NUMBERS_ALONE
    before = pieces[position - 1].text if position else ""
    after = pieces[position + 1].text if position + 1 < len(pieces) else ""
    return bool(after) and before not in _GIVES and after not in _ENGLISH_AFTER_DO


def _is_code(pieces: Sequence[_Piece], position: int) -> bool:
    piece = pieces[position]
    if position and pieces[position - 1].end == piece.start:
        before = pieces[position - 1].text
        if len(before) <= 2 and before not in _SHORT_PREFIXES:
            return True
    if position + 1 < len(pieces) and pieces[position + 1].start == piece.end:
        return pieces[position + 1].text in _UNITS
    return False


def _read(text: str, pieces: Sequence[_Piece], position: int) -> tuple[Number | None, int]:
    """Read the longest number that begins at a piece; return it (None if there is none) and the pieces it took."""
    reader = _Reader()
    index = position
    while index < len(pieces):
        if index > position and text[pieces[index - 1].end : pieces[index].start].strip(" -"):
            break  # punctuation ends a number
        glued = index > position and pieces[index - 1].end == pieces[index].start
        following = pieces[index + 1].text if index + 1 < len(pieces) else ""
        if not reader.take(pieces[index], following, glued):
            break
        index += 1
    used = reader.taken
    if not used:
        return None, 0
    value = reader.value()
    if value is None:
        return None, used
    last = pieces[position + used - 1]
    digits = pieces[position].text if used == 1 and pieces[position].is_digits else None
    return Number(value, pieces[position].start, last.end, digits), used


class _Reader:
    """Adds up the pieces of one number, and refuses the piece that is not part of it."""

    def __init__(self) -> None:
        self.total = Fraction(0)
        self.current: Fraction | None = None
        self.quarters: Fraction | None = None
        self.last_scale: int | None = None
        self.open_tens = False
        self.seen = 0
        self.taken = 0  # pieces up to the last one at which the number was whole
        self.joined = False

    def take(self, piece: _Piece, following: str, glued: bool) -> bool:
        """Take a piece if it goes on with the number; `following` is the next word, `glued`: no blank is before it."""
        self.seen += 1
        whole = self._digits(piece.text, following) if piece.is_digits else self._word(piece.text, following, glued)
        if whole is None:
            return False
        if whole:
            self.taken = self.seen
        return True

    def _word(self, word: str, following: str, glued: bool) -> bool | None:
        """Return True if the number may end here, False if it needs more, None if the word is not part of it."""
        if word in SCALES and (word != "k" or glued):
            return self._scale(SCALES[word])
        if word in HUNDREDS and (self.current is not None or self.quarters is not None or word not in ("so", "sow")):
            return self._scale(100)
        if word in ADDED_QUARTERS:
            return self._opening(ADDED_QUARTERS[word])
        if word in FRACTIONS:
            return self._fraction(FRACTIONS[word], following)
        if word == "and" and self.last_scale is not None and self.current is None and following in CARDINALS:
            self.joined = True
            return False
        if word in CARDINALS:
            return self._cardinal(word, following)
        return None

    def _digits(self, text: str, following: str) -> bool | None:
        plain = text.replace(",", "")
        if len(plain) > _MAX_DIGITS or self.current is not None or self.joined:
            return None
        if self.last_scale is not None:
            small = len(plain) == 3 and self.last_scale >= 1000
            if not (small or following in HUNDREDS or SCALES.get(following, self.last_scale) < self.last_scale):
                return None
        return self._number(Fraction(Decimal(plain)))

    def _cardinal(self, word: str, following: str) -> bool | None:
        value = Fraction(CARDINALS[word])
        if self.current is not None:
            if self.open_tens and word in ENGLISH_UNITS:
                self.current += value
                self.open_tens = False
                return True
            return None
        scaled = following in HUNDREDS or following in SCALES
        if self.joined and scaled:
            return None  # "between two thousand and four thousand"
        if self.last_scale is not None and not (self.joined or value >= 10 or scaled):
            return None  # "do hazar ek" is a price of two thousand and one thing
        self.open_tens = word in ENGLISH_TENS
        return self._number(value)

    def _number(self, value: Fraction) -> bool:
        self.current = value + (self.quarters or 0)
        self.quarters = None
        self.joined = False
        return True

    def _opening(self, quarters: Fraction) -> bool | None:
        if self.current is not None or self.quarters is not None:
            return None
        self.quarters = quarters
        return False

    def _fraction(self, value: Fraction, following: str) -> bool | None:
        if self.current is not None or self.quarters is not None or not (following in HUNDREDS or following in SCALES):
            return None
        self.current = value
        return False

    def _scale(self, scale: int) -> bool | None:
        if self.last_scale == 100 < scale and self.current is None and self.quarters is None:
            self.total *= scale  # five hundred thousand
            self.last_scale = scale
            return True
        if self.last_scale is not None and (scale >= self.last_scale or self.current is None):
            return None
        if self.quarters is not None:
            self.current = 1 + self.quarters  # sawa lakh; paune is said of one thing less a quarter
            self.quarters = None
        self.total += (1 if self.current is None else self.current) * scale
        self.current = None
        self.last_scale = scale
        self.open_tens = False
        return True

    def value(self) -> int | None:
        """Return the number, or None if it is not a whole one (small change of an amount is left out)."""
        result = self.total + (self.current or 0)
        if result.denominator == 1 or result >= 100:
            return int(result)
        return None
