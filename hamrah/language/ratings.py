"""A rating in whatever people answer with: "4", "چار", "5/5", "1.5/5", "theek tha", "bohat bura", stars, an emoji."""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from hamrah.language.answers import QUESTION_MARKS, find_rating_in_emoji
from hamrah.language.normalise import normalise, words_of
from hamrah.language.number_words import ADDED_QUARTERS, FRACTIONS
from hamrah.language.numerals import find_numbers, parse_number
from hamrah.language.verdicts import verdict
from hamrah.language.word_list import words

FIVE = 5
_OUT_OF = re.compile(r"/|(?:out ?)?of\b|outta\b|by$|آؤٹ آف")
_IN_ALL = re.compile(r"(?:mein|main|mai|me|men|mn|m) (?:se|say|sy)\b|میں سے")
"""What stands between both numbers in Urdu, where the whole comes first: "paanch mein se chaar"."""
_OF_BEFORE = re.compile(r"(?:/|\bof|\boutta|آؤٹ آف)\s*$")
_DATED, _GOES_ON = re.compile(r"\s?[/-]\s?\d"), re.compile(r"\d\s?[,./-]\s?$")
"""What makes of two numbers a part of a date, or of a number in another spelling: "12/11/2026", "2,5/5"."""
_DECIMAL = re.compile(r"(?<![\w.])\d{0,2}\.\d{1,2}(?!\.?\d)")
_SPOKEN_PART = re.compile(rf"\b(?:(?P<part>{'|'.join(ADDED_QUARTERS)})\s(?P<number>\w+)|(?P<whole>\w+))\b")
_AND_A_HALF = re.compile(r"\s(?:and a half|(?:aur|or) (?:a?adha|half)|اور آدھا)\b")
_MOST_WORDS = 6
_STAR_WORDS = words("star stars sitare sitaray taray tare ستارے سٹار اسٹار")
_STARS = _STAR_WORDS | words(
    """
    number numbers point points dunga dungi doonga doongi doon dun de do dein den ga gi
    نمبر دوں دے دو دیں گا گی
    """
)
_GIVEN = _STARS | words(
    """
    give gives giving given rate rating score from for taraf liye raha rahi thank thanks shukriya
    رہا رہی طرف لیے ریٹنگ شکریہ
    """
)
"""Words that say that a rating is one, whose it is, or that close it politely."""
_COUNTED = words("""
    day days week weeks hour hours hr hrs minute minutes min mins month months year years time times order orders item
    items piece pieces pcs parcel parcels call calls message messages person people rupees rs
    din dinon dino hafta hafte haftay hafton ghanta ghante ghantay ghanton minat mint mahina mahine mahinay saal dafa
    dafah daffa baar bar martaba cheez cheezein cheezen cheezon adad log logon hazar rupay rupe rupaye lakh
    دن دنوں ہفتہ ہفتے ہفتوں گھنٹہ گھنٹے گھنٹوں منٹ مہینہ مہینے سال دفعہ بار مرتبہ چیز چیزیں عدد لوگ لوگوں ہزار روپے آرڈر
    آرڈرز پارسل کال کالز
""")
"""What a number directly before it counts, and rates nothing: "four days and no parcel"."""
_ROW_OF_STARS = re.compile(r"\s*(?P<row>(?:[⭐🌟★]\s?)+)(?:☆\s?)*")
_BETWEEN = " ,.;:-–—!۔،*★⭐"
_BREAKS = ("", ",", ".", ";", ":", "-", "–", "—", "!", "۔", "،")
_MOST_BEFORE = 2
_LARGEST = 999
_MINUS = ("-", "−")


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating as it was given, on the scale that was asked for (it may lie outside), and what was said besides."""

    rating: int
    comment: str | None = None


def find_rating(text: str, lowest: int, highest: int, kind: str = "csat") -> Rated | None:
    """What a raw text answers to a question for a rating from `lowest` to `highest`; None for something else.

    A number counts as it is, a half rounded up, "8 out of 10" in proportion, a verdict, a row of stars or an emoji by
    its place on a scale of five. Words after a number, "3, it came late" or "3/5, it came late", are a comment. The
    `kind` of question decides which words answer it: "certainly" says how likely something is.
    """
    written = normalise(text).text
    said = words_of(text)
    if not said and find_rating_in_emoji(text) is None:
        return None
    portion = _portion(written)
    if portion is not None and (portion.opens or len(said) <= 2 * _MOST_WORDS):
        told = _comment(portion.after) if portion.opens and portion.ends else None
        return Rated(_in_proportion(portion, lowest, highest), told)
    found = _leading_number(written, lowest, highest) or _row_of_stars(written, lowest, highest)
    if found is not None:
        return found
    stars = None if text.rstrip().endswith(QUESTION_MARKS) else verdict(said, kind)
    if stars is None and (len(said) <= 2 or not any(map(str.isalnum, written))):
        stars = find_rating_in_emoji(text)
    return None if stars is None else Rated(_on_scale(stars, lowest, highest))


def find_portion(text: str, lowest: int, highest: int) -> Rated | None:
    """The rating with its whole that stands anywhere in a raw text that is known to rate, as "… I give 4 out of 10"."""
    portion = _portion(normalise(text).text)
    return None if portion is None else Rated(_in_proportion(portion, lowest, highest))


@dataclass(frozen=True, slots=True)
class _Number:
    value: Fraction
    start: int
    end: int


def _numbers(text: str) -> list[_Number]:
    """The numbers of a normalised text in order, with such as have a half: "2.5", "dhai", "saadhe teen"."""
    found = [_Number(Fraction(match.group()), *match.span()) for match in _DECIMAL.finditer(text)]
    ends = {number.end for number in found}  # of ".5" the five was read as a number, too
    whole = [number for number in find_numbers(text) if number.end not in ends]
    found += [_Number(Fraction(number.value), number.start, number.end) for number in whole]
    for match in _SPOKEN_PART.finditer(text):
        number = parse_number(match["number"] or "")
        if number is not None:
            found.append(_Number(ADDED_QUARTERS[match["part"]] + number, *match.span()))
        elif FRACTIONS.get(match["whole"], Fraction(0)) > 1:
            found.append(_Number(FRACTIONS[match["whole"]], *match.span()))
    return sorted((_with_half(text, number) for number in found), key=lambda number: number.start)


def _with_half(text: str, number: _Number) -> _Number:
    match = _AND_A_HALF.match(text, number.end)
    return number if match is None else _Number(number.value + Fraction(1, 2), number.start, match.end())


@dataclass(frozen=True, slots=True)
class _Portion:
    """A rating with its whole; what comes after it; whether the text begins with it, and it ends there.

    It ends at a break, or where other words follow than in "4 out of 5 is what I give".
    """

    given: Fraction
    of: Fraction
    after: str
    opens: bool

    @property
    def ends(self) -> bool:
        follows = self.after.split()
        return self.after[:1] in _BREAKS or len(follows) > _MOST_WORDS or _GIVEN.isdisjoint(words_of(self.after))


def _portion(text: str) -> _Portion | None:
    """Of "4 out of 5" 4 and 5; a date is none."""
    numbers = _numbers(text)
    for first, second in pairwise(numbers):
        before, after = text[: first.start], text[second.end :]
        if max(first.value, second.value) > _LARGEST or _DATED.match(after) or _GOES_ON.search(before):
            continue
        between, opens = text[first.end : second.start].strip(), len(before.split()) <= _MOST_BEFORE
        if _OUT_OF.fullmatch(between):
            return _Portion(first.value, second.value, after, opens)
        if _IN_ALL.fullmatch(between):
            return _Portion(second.value, first.value, after, opens)
    return None


def _in_proportion(portion: _Portion, lowest: int, highest: int) -> int:
    """11 of 5 stays 11, so that it is asked again; 8 of 10 is 4 of 5."""
    given, of = portion.given, portion.of
    if of == highest or given > of or of == 0:
        return _rounded(given)
    return max(lowest, _rounded(given / of * highest))


def _rounded(value: Fraction) -> int:
    """The whole number next to it; a half is rounded up."""
    return floor(value + Fraction(1, 2))


def _comment(after: str) -> str | None:
    """What was said after a rating, where it is more than a word or "stars"."""
    told = after.strip(_BETWEEN)
    return told if len([word for word in words_of(told) if word not in _STARS]) > 1 else None


def _leading_number(text: str, lowest: int, highest: int) -> Rated | None:
    numbers = _numbers(text)
    if len(numbers) != 1 or numbers[0].value > _LARGEST:
        return None
    number = numbers[0]
    before, after = text[: number.start], text[number.end :].strip(_BETWEEN)
    if _OF_BEFORE.search(before) or _IN_ALL.match(after) or _OUT_OF.match(after):
        return None  # what of it, or how much, was not understood
    if number.value.denominator > 1 and not _ends(text[number.end :]):
        return None  # "2.5 hours late"
    if text[number.end : number.end + 1] not in _BREAKS[1:] and not _COUNTED.isdisjoint(words_of(after)[:1]):
        return None
    told = before.split()
    if len(told) > _MOST_BEFORE or (told and len(told) + len(after.split()) > _MOST_WORDS):
        return None
    rating = _rounded(-number.value if before in _MINUS else number.value)
    if highest > FIVE and 0 < rating <= FIVE and words_of(after)[:1] and words_of(after)[0] in _STAR_WORDS:
        rating = _on_scale(rating, lowest, highest)  # stars are five, whatever was asked
    return Rated(rating, _comment(after))


def _ends(after: str) -> bool:
    """Whether nothing follows a number directly but "stars"."""
    return after[:1] in _BREAKS or words_of(after)[:1] == [] or words_of(after)[0] in _STARS | set("⭐★🌟")


def _row_of_stars(text: str, lowest: int, highest: int) -> Rated | None:
    """The stars that a text begins with, and a comment after them; a single one only by itself."""
    match = _ROW_OF_STARS.match(text)
    if match is None:
        return None
    count, after = sum(char in "⭐🌟★" for char in match["row"]), text[match.end() :]
    if count == 1 and after.strip():
        return None
    return Rated(_on_scale(count, lowest, highest) if count <= FIVE else count, _comment(after))


def _on_scale(stars: int, lowest: int, highest: int) -> int:
    """A place between two of the scale's goes to the outer one: a good verdict is never written down as middling."""
    exact = (stars - 1) / (FIVE - 1) * (highest - lowest)
    return lowest + (floor(exact) if stars < FIVE / 2 + 0.5 else ceil(exact))
