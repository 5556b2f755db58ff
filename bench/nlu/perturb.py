"""Spoils sentences as keyboards and hurried thumbs do, always in the same way for the same seed."""

import random
import re
import zlib
from collections.abc import Callable

from hamrah.language.detect import detect

ARABIC = str.maketrans({"ی": "ي", "ک": "ك", "ہ": "ه"})
URDU_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
DIACRITICS = "\u064e\u064f\u0650\u0651\u0652"  # zabar, pesh, zer, tashdid, jazm
ZWNJ = "\u200c"
LONG_WORD = 5
_AROUND = {
    "en": (("Hi, ", ""), ("hello there. ", ""), ("this is Ayesha Khan. ", ""), ("", ". Thanks!"), ("ok thanks, ", "")),
    "ur": (("السلام علیکم، ", ""), ("سلام جی ", ""), ("میرا نام بلال ہے، ", ""), ("", " شکریہ"), ("اچھا شکریہ، ", "")),
    "ur-Latn": (
        ("salam, ", ""),
        ("aoa bhai ", ""),
        ("mein Bilal hun, ", ""),
        ("", " shukriya"),
        ("ok ji ", ""),
    ),
}
"""What people say before and after a wish out of courtesy, by language."""
_ANGER = {
    "en": (
        *("this is ridiculous", "I am so fed up", "you people are useless", "what nonsense", "worst service ever"),
        *("I have had enough", "shame on you", "are you kidding me", "pathetic", "this is the last straw"),
        *("I am really angry", "what kind of a shop is this", "I am sick of waiting", "this is not acceptable"),
        *("you are wasting my time", "unbelievable"),
    ),
    "ur": (
        *("حد ہو گئی", "یہ کیا مذاق ہے", "بہت ہو گیا", "آپ لوگ بالکل نکمے ہیں", "شرم آنی چاہیے آپ کو"),
        *("تنگ آ گیا ہوں میں", "کیا بکواس ہے", "عجیب لوگ ہیں آپ", "خدا کا خوف کریں", "میرا دماغ خراب ہو گیا ہے"),
        *("انتہائی گھٹیا سروس ہے", "میں سخت ناراض ہوں", "یہ کوئی طریقہ ہے", "میرا صبر جواب دے گیا ہے"),
    ),
    "ur-Latn": (
        *("had hai yaar", "kya mazaq hai yeh", "bohat ho gaya", "aap log bilkul nikamme hain", "sharam karein kuch"),
        *("tang aa gaya hun main", "kya bakwas hai", "ajeeb log hain aap", "khuda ka khauf karein"),
        *("dimagh kharab kar diya hai", "itni ghatiya service", "mujhe bohat ghussa aa raha hai"),
        *("yeh koi tareeqa hai", "mera sabar jawab de gaya hai"),
    ),
}
"""What people say before or after a wish out of anger, by language."""
_BESIDE_WISH = ("{anger}! {wish}", "{anger}. {wish}", "{anger}, {wish}", "{wish} {anger}", "{wish}, {anger}")
_WORD = re.compile(r"[^\W\d_]+")
_URDU_LETTER = re.compile("[\u0621-\u064a\u0679-\u06d2]")
_NEIGHBOURS = {
    **{"q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl"},
    **{"p": "ol", "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn", "j": "hukm"},
    **{"k": "jil", "l": "kop", "z": "asx", "x": "zsdc", "c": "xdfv", "v": "cfgb", "b": "vghn", "n": "bhjm", "m": "njk"},
}


def arabic_letters(text: str, chance: random.Random) -> str:
    """Urdu's letters as an Arabic keyboard types them."""
    return text.translate(ARABIC)


def zwnj(text: str, chance: random.Random) -> str:
    """A zero-width non-joiner in place of a third of the spaces."""
    return "".join(ZWNJ if char == " " and chance.random() < 1 / 3 else char for char in text)


def diacritics(text: str, chance: random.Random) -> str:
    """A diacritic after a fifth of the Urdu letters."""
    return _URDU_LETTER.sub(lambda found: found[0] + (chance.choice(DIACRITICS) if chance.random() < 0.2 else ""), text)


def urdu_digits(text: str, chance: random.Random) -> str:
    """Digits as an Urdu keyboard types them."""
    return text.translate(URDU_DIGITS)


def stretched(text: str, chance: random.Random) -> str:
    """The last letter of one word said long: "pleaseeee"."""

    def stretch(word: str) -> str:
        return word + word[-1] * chance.randint(2, 4)

    return _in_one_word(text, chance, 2, stretch)


def slip(text: str, chance: random.Random) -> str:
    """One slip of the thumb in a word of five letters or more: two swapped, one lost, one twice, a neighbour's key."""
    return _in_one_word(text, chance, LONG_WORD, lambda word: _slipped(word, chance))


def courtesy(text: str, chance: random.Random) -> str:
    """A greeting, a name or thanks around it."""
    before, after = chance.choice(_AROUND[detect(text).language])
    return before + text + after


def anger(text: str, chance: random.Random) -> str:
    """An angry exclamation before or after it."""
    said = chance.choice(_ANGER[detect(text).language])
    return chance.choice(_BESIDE_WISH).format(anger=said, wish=text)


def _slipped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[: at + 1] + word[at:]
    return word[:at] + chance.choice(_NEIGHBOURS.get(word[at].lower(), word[at])) + word[at + 1 :]


def _in_one_word(text: str, chance: random.Random, least: int, change: Callable[[str], str]) -> str:
    words = [found for found in _WORD.finditer(text) if len(found[0]) >= least]
    if not words:
        return text
    word = chance.choice(words)
    return text[: word.start()] + change(word[0]) + text[word.end() :]


PERTURBERS: dict[str, Callable[[str, random.Random], str]] = {
    "Arabic letters": arabic_letters,
    "ZWNJ": zwnj,
    "diacritics": diacritics,
    "Urdu digits": urdu_digits,
    "stretched": stretched,
    "one slip": slip,
    "courtesy": courtesy,
    "anger": anger,
}


def perturbed(text: str, name: str, seed: int) -> str:
    """The text spoilt by the perturber of that name; the same for the same seed, whatever else was spoilt before."""
    return PERTURBERS[name](text, random.Random(zlib.crc32(f"{seed}{name}{text}".encode())))
