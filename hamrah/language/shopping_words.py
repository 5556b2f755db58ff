"""What people add when they look through what a shop shows: "cheaper ones", "at your Lahore branch"."""

import re

from hamrah.language.normalise import normalise

_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_SAST = r"(?:s+as+t+(?:a|i|e|ay|y)|سستا|سستی|سستے)"
_MOST = r"(?:sab se|sabse|sab say|سب سے|most)"
_CHEAPER = re.compile(
    rf"{_START}(?:cheaper|(?:less|lower|not so|not that|not too) (?:expensive|costly|pricey|dear)"
    rf"|lower (?:price|priced|cost)|less (?:price|cost)|(?:price|cost)s? (?:is )?too high"
    rf"|too (?:expensive|costly|pricey)|more affordable"
    rf"|{_SAST}|(?:kam|کم) (?:qeemat|qimat|keemat|daam|price|rate|قیمت|دام|ریٹ)"
    rf"|(?:boh?[ua]?t|bahut|zyada|itn[aie]|بہت|زیادہ|اتنا|اتنی|اتنے) "
    rf"(?:mehn?g[aie]y?|مہنگا|مہنگی|مہنگے)){_END}"
)
_CHEAPEST = re.compile(
    rf"{_START}(?:cheapest|lowest|least expensive|price low to high|{_MOST} {_SAST}|{_MOST} (?:kam|کم)){_END}"
)
_SAME = re.compile(
    rf"{_START}(?:same(?: one| thing| design)?|it|this one|that one|wo?hi|wahi|yehi|yahi|isi|usi|yeh? wal[aie]"
    rf"|یہی|وہی|اسی|یہ والا|یہ والی|یہ والے){_END}"
)
_BRANCH = re.compile(
    rf"{_START}(?:branch|branches|store|stores|shop|shops|outlet|outlets|showroom|mall|"
    rf"dukan|dukaan|dokan|برانچ|برانچز|دکان|دوکان|آؤٹ لیٹ|اسٹور|سٹور|شاپ){_END}"
)

_CODE = re.compile(r"(?<![\w-])[A-Za-z]{3,}\d{1,3}(?![\w-])")
_SHOWN_CODE = re.compile(r"(?<![\w-])[A-Z]{3,}\d{1,3}(?![\w-])")
"""A code as the shop's offers are shown with one; SKUs have hyphens."""
_CODE_WORD = re.compile(r"\b(?:code|coupon|promo|voucher)\b|کوڈ|کوپن|پرومو|واؤچر")
_OFFER = re.compile(
    rf"{_START}(?:offers?|deals?|discounts?|sales?|promos?|promotions?|coupons?|vouchers?|ri?aa?yat|schemes?"
    rf"|آفر|آفرز|ڈیل|ڈیلز|ڈسکاؤنٹ|سیل|کوپن|واؤچر|رعایت|اسکیم){_END}"
)


def wants_cheaper(text: str) -> bool:
    """Tell whether a raw text asks for something that costs less than what was shown: "cheaper ones", "saste walay".

    Not "the cheapest", which asks for the first of a list.
    """
    plain = " ".join(normalise(text).text.split())
    return _CHEAPER.search(_CHEAPEST.sub(" ", plain)) is not None


def means_the_same(text: str) -> bool:
    """Tell whether a raw text speaks of the very thing shown: "same in blue", "yehi kala mein", "یہی نیلے رنگ میں"."""
    return _SAME.search(" ".join(normalise(text).text.split())) is not None


def wants_cheapest(text: str) -> bool:
    """Tell whether a raw text asks for what costs least of all: "the cheapest one", "sab se sasta", "سب سے سستی"."""
    return _CHEAPEST.search(" ".join(normalise(text).text.split())) is not None


def names_a_branch(text: str) -> bool:
    """Tell whether a raw text speaks of a shop that one goes to: "at your Multan branch", "لاہور والی برانچ"."""
    return _BRANCH.search(" ".join(normalise(text).text.split())) is not None


def names_an_offer(text: str) -> bool:
    """Tell whether a raw text speaks of offers: "any cheap deals?", "koi riayat hai?", "سیل کب ہے"."""
    return _OFFER.search(" ".join(normalise(text).text.split())) is not None


def names_a_code(text: str, *, by_word: bool = False) -> bool:
    """Tell whether a raw text holds what looks like an offer's code: "GHAR15 kaise lagaun", "code ghar15 laga dein".

    Small letters count only beside the word for it; with `by_word` capitals too, as "IPHONE13 hai?" names goods.
    """
    shape = _CODE if _CODE_WORD.search(normalise(text).text) else None if by_word else _SHOWN_CODE
    return shape is not None and shape.search(text) is not None
