"""Whom and what something is for: "a gift for my mother", "ami ke liye", "امی کے لیے", "for Eid", "شادی کے لیے"."""

from typing import NamedTuple

from rapidfuzz.distance import OSA

from hamrah.language.normalise import tokenise

RECIPIENTS: dict[str, tuple[str, ...]] = {
    "mother": (
        "mother",
        "mom",
        "mum",
        "mama",
        "mummy",
        "ammi",
        "ami",
        "amma",
        "walida",
        "maa",
        "امی",
        "اماں",
        "والدہ",
        "ماں",
        "ممی",
        "ساس",
        "saas",
        "mother-in-law",
    ),
    "father": (
        "father",
        "dad",
        "daddy",
        "papa",
        "abbu",
        "abu",
        "abba",
        "walid",
        "baba",
        "ابو",
        "ابا",
        "والد",
        "بابا",
        "پاپا",
        "سسر",
        "susar",
    ),
    "sister": (
        "sister",
        "sis",
        "behan",
        "behen",
        "bahan",
        "baji",
        "apa",
        "api",
        "بہن",
        "باجی",
        "آپا",
        "nand",
        "bhabhi",
        "بھابھی",
    ),
    "brother": ("brother", "bro", "bhai", "bhaiya", "بھائی", "bhaijan"),
    "wife": ("wife", "biwi", "bivi", "begum", "zoja", "بیوی", "بیگم", "اہلیہ", "missus"),
    "husband": ("husband", "hubby", "shohar", "mian", "miyan", "khawand", "شوہر", "میاں", "خاوند"),
    "friend": ("friend", "dost", "saheli", "yaar", "دوست", "سہیلی", "bestie", "colleague"),
    "child": (
        "child",
        "kid",
        "son",
        "daughter",
        "beta",
        "beti",
        "bacha",
        "bachay",
        "bachon",
        "bache",
        "بچہ",
        "بچے",
        "بچوں",
        "بیٹا",
        "بیٹی",
        "بیٹے",
        "bete",
        "betay",
        "bhatija",
        "bhanja",
    ),
    "baby": ("baby", "newborn", "nomolood", "بیبی", "نومولود", "munna", "munni"),
    "teacher": ("teacher", "ustad", "ustani", "miss", "استاد", "استانی", "ٹیچر"),
}
_BY_WORD = {word: recipient for recipient, words in RECIPIENTS.items() for word in words}
_LONG_ENOUGH = 6
_NOT_SLIPS = frozenset(("another", "bother", "brothers", "fiend"))
_FOR = frozenset(
    ("for", "k", "ke", "kay", "liye", "liay", "lie", "کے", "لیے", "لئے", "gift", "tohfa", "تحفہ", "گفٹ")
) | frozenset(("birthday", "bday", "salgirah", "salgira", "anniversary", "سالگرہ"))


def find_recipient(text: str) -> str | None:
    """The person a thing is for, as the catalogue's gift words say it; None when the message names nobody."""
    words = [token.text.replace("’", "'").removesuffix("'s") for token in tokenise(text)]
    if not _FOR.intersection(words):
        return None
    found = next((_BY_WORD[word] for word in words if word in _BY_WORD), None)
    return found or next((slip for word in words if (slip := _mended(word)) is not None), None)


def _mended(word: str) -> str | None:
    """Whom a word with a slip in it means; one of six letters hardly means anybody else ("husbnd", "mohter")."""
    if len(word) < _LONG_ENOUGH or word in _NOT_SLIPS:
        return None
    known = (name for name in _BY_WORD if len(name) >= _LONG_ENOUGH and OSA.distance(word, name, score_cutoff=1) <= 1)
    return next((_BY_WORD[name] for name in known), None)


class Named(NamedTuple):
    """A word for somebody, and whom it means."""

    word: str
    recipient: str


_AFTER_WHOM = frozenset(("ke", "k", "kay", "کے"))
_LIYE = frozenset(("liye", "liay", "lie", "liey", "lye", "لیے", "لئے", "waste", "wastay", "واسطے"))
_OWNERS = frozenset(("my", "his", "her", "our", "their", "a", "the", "your"))
_OF_AGE = frozenset(("year", "years", "yr", "yrs", "month", "months", "old", "little", "small", "younger", "elder")) | (
    frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"))
)
_BETWEEN = 6  # "for my 5 year old son": so many words at most stand before whom it is for


def recipient_named(text: str) -> Named | None:
    """Whom a raw text says that a thing is for: "bhai ke liye", "for my brother"; None for who is only spoken to."""
    words = [token.text.replace("’", "'").removesuffix("'s") for token in tokenise(text)]
    for place, word in enumerate(words):
        if word not in _BY_WORD:
            continue
        after = words[place + 1 : place + 3]
        before = [one for one in words[max(place - _BETWEEN, 0) : place] if not _is_beside(one)]
        if (len(after) == 2 and after[0] in _AFTER_WHOM and after[1] in _LIYE) or before[-1:] == ["for"]:
            return Named(word, _BY_WORD[word])
    return None


def _is_beside(word: str) -> bool:
    """Whether a word between "for" and a person only says whose they are, or how old."""
    return word in _OWNERS or word in _OF_AGE or word.isdecimal()


OCCASIONS: dict[str, tuple[str, ...]] = {
    "eid": ("eid", "eeid", "eidi", "عید", "eidulfitr", "eidi"),
    "wedding": (
        "wedding",
        "shaadi",
        "shadi",
        "mehndi",
        "mehendi",
        "baraat",
        "barat",
        "walima",
        "nikah",
        "شادی",
        "مہندی",
        "بارات",
        "ولیمہ",
        "ولیمے",
        "نکاح",
    ),
    "winter": ("winter", "winters", "sardi", "sardiyon", "sardion", "sardiyan", "thand", "سردی", "سردیوں", "ٹھنڈ"),
    "summer": ("summer", "summers", "garmi", "garmiyon", "garmion", "گرمی", "گرمیوں"),
    "school": ("school", "skool", "اسکول", "سکول"),
    "ramadan": ("ramadan", "ramzan", "ramazan", "iftar", "sehri", "رمضان", "افطار", "سحری"),
}
_OCCASION_BY_WORD = {word: occasion for occasion, words in OCCASIONS.items() for word in words}


def find_occasion(text: str) -> str | None:
    """The season or feast that a message names, as the catalogue's seasons say it."""
    return next((_OCCASION_BY_WORD[token.text] for token in tokenise(text) if token.text in _OCCASION_BY_WORD), None)
