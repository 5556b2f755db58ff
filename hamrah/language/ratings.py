"""A rating in whatever people answer with: "4", "چار", "5/5", "theek tha", "bohat bura", an emoji."""

import re
from dataclasses import dataclass
from math import ceil, floor

from hamrah.language.answers import find_rating_in_emoji
from hamrah.language.normalise import normalise, words_of
from hamrah.language.numerals import find_numbers
from hamrah.language.word_list import words

FIVE = 5
_OUT_OF = re.compile(r"/|(?:out )?of\b")
_IN_ALL = re.compile(r"(?:mein|main|mai|me|men) (?:se|say)|میں سے")
"""What stands between both numbers in Urdu, where the whole comes first: "paanch mein se chaar"."""
_MOST_WORDS = 6
_VERDICTS = {
    5: """
    excellent|perfect|amazing|awesome|superb|outstanding|brilliant|great|wonderful|fantastic|very good|
    very nice|very satisfied|
    loved it|love it|best|the best|zabardast|zbrdst|behtareen|behtreen|shandar|shandaar|kamal|kamaal|lajawab|umda|a1|
    bohat acha|bohat achha|bohot acha|bahut acha|bht acha|boht acha|bohat achi|bohot achi|bht achi|bohat ache|
    bohat khush|
    bohat zabardast|maza aa gaya|maza agaya|dil khush ho gaya|mashallah|wah|waah|
    زبردست|بہترین|شاندار|کمال|لاجواب|عمدہ|بہت اچھا|بہت اچھی|بہت اچھے|بہت خوب|بہت خوش|مزہ آ گیا|دل خوش ہو گیا|
    ماشاءاللہ|واہ|ایکسیلنٹ|پرفیکٹ|
    """,
    4: """
    good|nice|satisfied|happy|pretty good|quite good|acha|achha|accha|achi|achhi|ache|mutmain|khush|behtar|
    theek thaak acha|
    اچھا|اچھی|اچھے|مطمئن|خوش|بہتر|کافی اچھا|کافی اچھی|گڈ
    """,
    3: """
    ok|okay|okey|fine|average|so so|normal|alright|all right|not bad|decent|theek|thik|theek tha|theek hai|
    thik tha|thik hai|theek thi|
    theek thak|theek thaak|guzara|guzara hai|guzaare layak|munasib|darmiyana|bas theek|bas theek tha|bura nahi|
    bura nahi tha|
    ٹھیک|ٹھیک تھا|ٹھیک ہے|ٹھیک تھی|ٹھیک ٹھاک|گزارا|گزارہ|مناسب|درمیانہ|بس ٹھیک|بس ٹھیک تھا|برا نہیں|
    برا نہیں تھا|اوکے|نارمل|
    """,
    2: """
    bad|poor|not good|not great|unhappy|disappointed|disappointing|bura|buraa|kharab|khrab|acha nahi|
    acha nahi tha|achi nahi|
    khaas nahi|kuch khaas nahi|koi khaas nahi|mayoos|mayus|na khush|
    برا|بری|خراب|اچھا نہیں|اچھا نہیں تھا|اچھی نہیں|خاص نہیں|کچھ خاص نہیں|کوئی خاص نہیں|مایوس|ناخوش
    """,
    1: """
    very bad|terrible|horrible|worst|the worst|awful|pathetic|useless|very poor|hated it|disgusting|zero|bakwas|
    bakwaas|ghatiya|
    bekar|bekaar|fazool|bohat bura|bohot bura|bahut bura|bht bura|boht bura|bohat kharab|bohot kharab|
    bht kharab|bahut kharab|
    bohat buri|intehai bura|intehai ghatiya|bilkul acha nahi|bilkul bekar|
    بہت برا|بہت بری|بہت خراب|بکواس|گھٹیا|بیکار|بے کار|فضول|انتہائی برا|انتہائی خراب|انتہائی گھٹیا|بالکل بیکار|
    بالکل اچھا نہیں|بدترین|
    """,
}
_EASE = {
    5: "very easy|super easy|bohat asaan|bohat aasan|bht asan|bohot asan|بہت آسان",
    4: "easy|asaan|aasan|asan|آسان",
    2: "hard|difficult|not easy|mushkil|asaan nahi|مشکل|آسان نہیں",
    1: "very hard|very difficult|bohat mushkil|bht mushkil|bohot mushkil|بہت مشکل",
}
"""What people say of how easy something was."""


def _sayings() -> dict[tuple[str, ...], int]:
    found = {}
    for verdicts in (_VERDICTS, _EASE):
        for stars, listed in verdicts.items():
            for saying in listed.split("|"):
                found[tuple(words_of(saying))] = stars
    return {saying: stars for saying, stars in found.items() if saying}


_SAID = _sayings()
_AROUND = words(
    """
    it was is tha thi the hai hain he ho raha rahi raha tha service sab kuch sara mujhe laga lagi lga experience overall
    bas ji jee just i am am very delivery order yeh ye wo woh tou to bhai please thanks shukriya thank you madam sir
    تھا تھی تھے ہے ہیں رہا رہی سب کچھ مجھے لگا لگی جی بس یہ وہ سروس شکریہ تو بھائی
    """
)
"""Words that change nothing about a verdict beside them."""
_STARS = words(
    "star stars sitare number numbers point points dunga dungi doonga doongi ستارے سٹار اسٹار نمبر دوں گا گی"
)
_BETWEEN = " ,.;:-–—!۔،*★⭐"
_BREAKS = ("", ",", ".", ";", ":", "-", "–", "—", "!", "۔", "،")
_MOST_BEFORE = 2


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating as it was given, on the scale that was asked for (it may lie outside), and what was said besides."""

    rating: int
    comment: str | None = None


def find_rating(text: str, lowest: int, highest: int) -> Rated | None:
    """What a raw text answers to a question for a rating from `lowest` to `highest`; None for something else.

    A number counts as it is, "8 out of 10" in proportion, a verdict or emoji by its place on a scale of five. Words
    after a number, "3, it came late" or "3/5, it came late", are a comment.
    """
    written = normalise(text).text
    said = words_of(text)
    if not said and find_rating_in_emoji(text) is None:
        return None
    portion = _portion(written)
    if portion is not None and (portion.opens or len(said) <= 2 * _MOST_WORDS):
        told = _comment(portion.after) if portion.opens and portion.ends else None
        return Rated(_in_proportion(portion.given, portion.of, lowest, highest), told)
    number = _leading_number(written)
    if number is not None:
        return number
    stars = _verdict(said) if len(said) <= _MOST_WORDS else None
    if stars is None and len(said) <= 2:
        stars = find_rating_in_emoji(text)
    return None if stars is None else Rated(_on_scale(stars, lowest, highest))


@dataclass(frozen=True, slots=True)
class _Portion:
    """A rating with its whole; what comes after it; whether the text begins with it, and it ends there.

    It ends at a break, or where much more follows than in "4 out of 5 is what I give".
    """

    given: int
    of: int
    after: str
    opens: bool

    @property
    def ends(self) -> bool:
        return self.after[:1] in _BREAKS or len(self.after.split()) > _MOST_WORDS


def _portion(text: str) -> _Portion | None:
    """Of "4 out of 5" 4 and 5."""
    numbers = find_numbers(text)
    if len(numbers) != 2 or any(len(number.value) > 3 for number in numbers):
        return None
    first, second = (int(number.value) for number in numbers)
    between = text[numbers[0].end : numbers[1].start].strip()
    opens, after = len(text[: numbers[0].start].split()) <= _MOST_BEFORE, text[numbers[1].end :]
    if _OUT_OF.fullmatch(between):
        return _Portion(first, second, after, opens)
    return _Portion(second, first, after, opens) if _IN_ALL.fullmatch(between) else None


def _in_proportion(given: int, of: int, lowest: int, highest: int) -> int:
    """11 of 5 stays 11, so that it is asked again; 8 of 10 is 4 of 5."""
    if of == highest or given > of or of == 0:
        return given
    return max(lowest, round(given / of * highest))


def _comment(after: str) -> str | None:
    """What was said after a rating, where it is more than a word or "stars"."""
    told = after.strip(_BETWEEN)
    return told if len([word for word in words_of(told) if word not in _STARS]) > 1 else None


def _leading_number(text: str) -> Rated | None:
    numbers = find_numbers(text)
    if len(numbers) != 1 or len(numbers[0].value) > 3:
        return None
    number = numbers[0]
    before, after = text[: number.start].split(), text[number.end :].strip(_BETWEEN)
    if _IN_ALL.match(after) or _OUT_OF.match(after):
        return None  # what of it was not understood
    if len(before) > _MOST_BEFORE or (before and len(before) + len(after.split()) > _MOST_WORDS):
        return None
    return Rated(int(number.value), _comment(after))


def _verdict(said: list[str]) -> int | None:
    """The verdict that all the words are, but for those that change nothing."""
    for length in range(min(4, len(said)), 0, -1):
        for start in range(len(said) - length + 1):
            stars = _SAID.get(tuple(said[start : start + length]))
            rest = said[:start] + said[start + length :]
            if stars is not None and all(word in _AROUND for word in rest):
                return stars
    return None


def _on_scale(stars: int, lowest: int, highest: int) -> int:
    """A place between two of the scale's goes to the outer one: a good verdict is never written down as middling."""
    exact = (stars - 1) / (FIVE - 1) * (highest - lowest)
    return lowest + (floor(exact) if stars < FIVE / 2 + 0.5 else ceil(exact))
