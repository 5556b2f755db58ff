"""What a person would pay: "under 5000", "5 hazar tak", "۵ ہزار سے کم", "2-4 hazar", "kam az kam 3000"."""

import re

from hamrah.language.number_words import HUNDREDS, SCALES
from hamrah.language.numerals import Number
from hamrah.language.patterns.message import CURRENCY, NUMBER, WORD_END, WORD_START, Message

CURRENCY_WORD = re.compile(rf"{WORD_START}{CURRENCY}{WORD_END}")
_CURRENCY_NEXT = re.compile(rf"\s{{0,2}}(?:{CURRENCY}{WORD_END}|/-)")
_LEAST_PRICE = 50  # under it a number is a count, an age or a rating, unless a currency stands beside it

_SE = r"(?:se|say|sy|سے)"
_RS = rf"(?:\s{{0,2}}{CURRENCY}\.?)?"
_GAP = rf"\s{{0,2}}(?:(?:of|is|hai|he|hy|ye|yeh|only|about|around|ہے|صرف|:)\s{{1,2}})?(?:{CURRENCY}\.?\s{{0,2}})?"
_MORE = (
    r"(?:z[iy]y?ada|ziada|zada|zyda|ziyada|زیادہ|oopar|ooper|upar|uper|opar|اوپر|mehn?ga|mehn?gi|"
    r"mehn?ge|mehn?gay|مہنگا|مہنگی|مہنگے)"
)
_LESS = r"(?:kam|کم|neeche|neechay|niche|nechay|nichay|نیچے|andar|اندر|sasta|sasti|saste|sastay|سستا|سستی|سستے)"
_NOT = r"(?:na|nahi|nahin|nhi|nai|نہ|نہیں)"

_AT_MOST_BEFORE = (
    r"(?:(?:not|no|nothing|none) (?:more than|over|above|higher than|beyond)|"
    r"less than|lower than|cheaper than|under|below|"
    r"beneath|within|up ?to|upto|at most|"
    r"max(?:imum)?|budget(?: mera| my| is| hai| amooman)?|around|roughly|approx(?:imately)?|taq?reeban|"
    r"z[iy]+ada (?:se|say) z[iy]+ada|<=?|"
    r"زیادہ سے زیادہ|بجٹ(?: میرا| عموماً| عموما| ہے)?|تقریبا|میکسیمم)"
)
_AT_LEAST_BEFORE = (
    r"(?:not less than|no less than|more than|greater than|higher than|above|over|at least|atleast|"
    r"min(?:imum)?|starting (?:from|at)|"
    r"kam (?:az|se|say|as) kam|>=?|کم از کم|کم سے کم)"
)
_AT_MOST_AFTER = (
    rf"(?:tak|takk|tk|talak|تک|{_SE} {_LESS}|(?:ke|kay|k|کے) (?:andar|ander|under|neeche|neechay|اندر|نیچے)|"
    rf"(?:ke|kay|k|کے) (?:aas ?paas|as ?pas|qareeb|kareeb|lag ?bhag|آس پاس|قریب|لگ بھگ)|ya (?:is|us) {_SE} kam|"
    rf"{_SE} {_MORE} (?:ka |ki |ke |کا |کی |کے )?{_NOT}|or (?:less|below|under|cheaper)|ya kam|یا کم|max(?:imum)?|"
    rf"(?:(?:is|hai|ka|ki|tak ka|کا|ہے) )?(?:my |mera |meri |میرا |میری )?(?:budget|range|limit|بجٹ|رینج))"
)
_AT_LEAST_AFTER = (
    rf"(?:{_SE} {_MORE}|or (?:more|above|over|higher)|and (?:above|up)|ya (?:z[iy]+ada|"
    rf"is {_SE} z[iy]+ada)|یا زیادہ|\+|plus)"
)
_COUNTED = (
    rf"(?!\s{{0,2}}(?:days?|din|dino|weeks?|haftay|hafte|hafton|months?|mahinay|mahine|mah|years?|saal|"
    rf"hours?|ghantay|ghante|minutes?|baje|bajay|pm|"
    rf"am|items?|pieces?|pcs|log|stars?|sitaray|sitare|points?|%|percent|kg|kilo|gram|grams|meter|ml|"
    rf"times?|dafa|bar|baar|orders?|tickets?|customers?|"
    rf"دن|دنوں|ہفتے|ہفتوں|مہینے|ماہ|سال|گھنٹے|بجے|ستارے|لوگ|بار|دفعہ|پوائنٹس|فیصد|گرام|کلو|میٹر){WORD_END})"
)

_BETWEEN = re.compile(
    rf"(?:(?P<word>{WORD_START}(?:between|from|range|budget|rs|"
    rf"pkr))\W{{0,3}}(?:rs\.?\s?)?)?(?P<low>{NUMBER}){_RS}\s{{0,2}}"
    rf"(?:to|till|-|{_SE}(?: (?:le|lay|lekar|ley) (?:kar|kr|ke))?|and|aur|or|&|اور|"
    rf"سے لے کر){_GAP}(?P<high>{NUMBER}){_RS}{_COUNTED}"
    rf"(?P<middle>\s{{0,2}}(?:ke|kay|k|کے)\s(?:darmiy?an|darmiyaan|beech|bich|beach|درمیان|بیچ))?"
)
_WALA = r"(?:wala|wali|wale|walay|والا|والی|والے)"
_BUY = r"(?:l[aeiou]|kha?r[ei]+d|dikh|chah|pehn|لی|لو|لے|خرید|چاہ|دکھ)"
_REFUSED = rf"(?:(?:\s[^\W\d_]+){{0,5}}?\s{_NOT}\s{_BUY}|\s{_WALA}\s{_NOT})"
_SINGLE = (
    # "never above N", "N se upar ki cheez nahi leta": the bound turns round.
    (
        "price_max",
        re.compile(
            rf"{WORD_START}(?:never|don'?t|do not|won'?t|not)(?:\s[^\W\d_]+){{0,4}}\s(?:above|over|"
            rf"more than|beyond){_GAP}(?P<n>{NUMBER}){_COUNTED}"
        ),
    ),
    (
        "price_max",
        re.compile(rf"(?P<n>{NUMBER}){_COUNTED}{_RS}\s{{0,2}}{_SE} {_MORE}{_REFUSED}"),
    ),
    (
        "price_min",
        re.compile(rf"(?P<n>{NUMBER}){_COUNTED}{_RS}\s{{0,2}}{_SE} {_LESS}{_REFUSED}"),
    ),
    # "se zyada nahi" before "se zyada", and what stands before the number before what stands after it.
    ("price_max", re.compile(rf"{WORD_START}{_AT_MOST_BEFORE}{_GAP}(?P<n>{NUMBER}){_COUNTED}")),
    ("price_max", re.compile(rf"(?P<n>{NUMBER}){_COUNTED}{_RS}(?:\s?/-)?\s{{0,2}}{_AT_MOST_AFTER}{WORD_END}")),
    ("price_min", re.compile(rf"{WORD_START}{_AT_LEAST_BEFORE}{_GAP}(?P<n>{NUMBER}){_COUNTED}")),
    ("price_min", re.compile(rf"(?P<n>{NUMBER}){_COUNTED}{_RS}(?:\s?/-)?\s{{0,2}}{_AT_LEAST_AFTER}{WORD_END}")),
)
# "2 hazar mein koi gift", "mere paas 5000 rupay hain": what the money buys.
_WITH_MONEY = re.compile(
    rf"(?P<a>{NUMBER}){_RS}\s{{0,2}}(?:mein|mai|me|mn|میں)(?=\s(?:koi|kuch|kya|mil|acha|achi|ache|achay|"
    rf"best|gift|tohfa|کوئی|کچھ|مل|کیا|اچھ|گفٹ|تحفہ))"
    rf"|{WORD_START}(?:have|paas|پاس)(?:\s(?:only|sirf|"
    rf"صرف))?\s(?:{CURRENCY}\.?\s?)?(?P<b>{NUMBER})\s{{0,2}}{CURRENCY}{WORD_END}"
)
# "do hazar mein", "15k wala": said in words or thousands, it is money.
_IN_THOUSANDS = re.compile(
    rf"(?P<n>{NUMBER})\s{{0,2}}(?:{_WALA}|mein|mai|me|mn|" rf"میں){WORD_END}(?!\s(?:se|say|سے){WORD_END})"
)
_UNBOUND = re.compile(
    rf"(?:{WORD_START}{CURRENCY}\.?\s{{0,2}}(?P<a>{NUMBER})|"
    rf"(?P<b>{NUMBER})\s{{0,2}}(?:{CURRENCY}{WORD_END}|/-|%|percent))"
)


def find_prices(message: Message) -> None:
    """Find the most and the least a person would pay, in whole rupees; the place is the number's."""
    if NUMBER not in message.template:
        return
    for match in _BETWEEN.finditer(message.template):
        _add_range(message, match)
    for entity, pattern in _SINGLE:
        for match in pattern.finditer(message.template):
            number = message.number(match, "n")
            if number.value >= _LEAST_PRICE or _has_currency_beside(message.template, match):
                message.add_number(entity, str(number.value), number)
    _find_budgets(message)
    for match in _UNBOUND.finditer(message.template):
        number = message.number(match, "a" if match.group("a") else "b")
        message.take(number.start, number.end)


def _has_currency_beside(template: str, match: re.Match[str]) -> bool:
    """Whether a currency stands in the match, right before it or right behind it ("under 20 rupees")."""
    before_and_in = template[max(0, match.start() - 5) : match.end()]
    return bool(CURRENCY_WORD.search(before_and_in) or _CURRENCY_NEXT.match(template, match.end()))


def _find_budgets(message: Message) -> None:
    for pattern in (_WITH_MONEY, _IN_THOUSANDS):
        for match in pattern.finditer(message.template):
            number = message.number(match, match.lastgroup or "n")
            in_figures = pattern is _IN_THOUSANDS and number.digits is not None
            if number.value >= 2 * _LEAST_PRICE and not in_figures:
                message.add_number("price_max", str(number.value), number)


def _add_range(message: Message, match: re.Match[str]) -> None:
    low, high = message.number(match, "low"), message.number(match, "high")
    least = low.value * _lent_scale(message.text[high.start : high.end], low, high)
    if not _LEAST_PRICE <= least < high.value:
        return
    if match.group("word") or match.group("middle") or ("and" not in match.group() and "aur" not in match.group()):
        message.add_number("price_min", str(least), low)
        message.add_number("price_max", str(high.value), high)


def _lent_scale(written: str, low: Number, high: Number) -> int:
    """Return what the second number's thousand lends to the first in "2-4 hazar", 1 if nothing."""
    for word in re.findall(r"[^\W\d_]+", written):
        scale = SCALES.get(word, 100 if word in HUNDREDS else 1)
        if scale > 1:
            return scale if low.value < 100 and low.value * scale < high.value else 1
    return 1
