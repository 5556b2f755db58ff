"""Order numbers ("1042", "#10457", "W2611340", "ORD-7731") and ticket numbers ("T-10023"), as typed, in capitals."""

import re

from hamrah.language.normalise import normalise
from hamrah.language.numerals import Number
from hamrah.language.patterns.message import CURRENCY, NUMBER, WORD_END, WORD_START, Message

_NUMBER_WORD = r"(?:number|numbr|nmbr|nmber|nambar|numb|num|nbr|no|id|نمبر|نمبرز|آئی ڈی)"
_OF = r"(?:ka|ki|ke|kay|k|wala|wali|wale|walay|wla|wle|waala|waale|کا|کی|کے|والا|والی|والے)"
_ORDER_WORD = r"(?:orders?|ordr|oder|odr|ordar|parcel|parsal|invoice|آرڈر|ارڈر|اڈر|پارسل)"
_TICKET_WORD = (
    r"(?:tickets?|tkt|tikat|complaints?|complains?|complane|complan|shikayat|shikayet|shikait|shikayt|case|"
    r"شکایت|شکائت|ٹکٹ|کمپلینٹ|کمپلین|کیس)"
)
_BETWEEN = (
    rf"(?:\s{{0,2}}(?:[:#.,-]|{_NUMBER_WORD}{WORD_END}|(?:is|ka|ki|hai|he|hy|ye|yeh|mera|my|کا|"
    rf"ہے|میرا){WORD_END})){{0,4}}\s{{0,2}}#?"
)

_REACH = 24  # characters around a number that tell what it is
_MOST_NAMED = 10  # orders of one message that are compared

_TICKET_CODE = re.compile(r"(?<![\w-])(?:t|ٹی)\s?-?\s?(\d{3,7})(?![\w])")
_SHOP_CODE = re.compile(r"(?<![\w-])#?(w\d{7})(?!\w)")
# What shops put before their numbers: "ORD-7731", "TKT-88". Another prefix needs a word beside it that says what it is.
_LETTERED = re.compile(r"(?<![\w-])#?(?P<code>(?P<letters>[a-z]{1,5})-?(?P<digits>\d{2,8}))(?![\w-])")
_TICKET_LETTERS = frozenset({"tk", "tkt", "tck", "tic", "cmp", "comp", "case", "cs", "inc", "sr"})
_ORDER_LETTERS = frozenset({"o", "od", "ord", "so", "inv", "hm"})
_FEWEST_SIGNS = 5  # of a code that nothing names; "so-2" and "cs-10" are nobody's
_TICKET = (
    re.compile(
        rf"{WORD_START}{_TICKET_WORD}{WORD_END}{_BETWEEN}(?P<n>{NUMBER})(?!\s{{0,2}}(?:{_NUMBER_WORD}\s)?{_ORDER_WORD})"
    ),
    re.compile(rf"(?P<n>{NUMBER})\s{{0,2}}(?:{_NUMBER_WORD}\s{{1,2}})?(?:{_OF}\s{{1,2}})?{_TICKET_WORD}{WORD_END}"),
)
_ORDER = (
    re.compile(rf"(?P<sure>#)(?P<n>{NUMBER})"),
    re.compile(rf"{WORD_START}{_ORDER_WORD}{_BETWEEN}(?P<n>{NUMBER})"),
    re.compile(rf"(?P<n>{NUMBER})\s{{0,2}}(?:{_NUMBER_WORD}\s{{1,2}})?(?:{_OF}\s{{1,2}})?{_ORDER_WORD}{WORD_END}"),
)
_PRICED = re.compile(
    rf"\s{{0,2}}(?:{CURRENCY}{WORD_END}|/-|%|tak{WORD_END}|تک{WORD_END}|se kam|سے کم|se z[iy]ada|سے زیادہ)"
)
_TICKET_BEFORE = re.compile(rf"{WORD_START}{_TICKET_WORD}{WORD_END}{_BETWEEN}$")
_ORDER_BEFORE = re.compile(rf"{WORD_START}{_ORDER_WORD}{WORD_END}{_BETWEEN}$")
_ORDER_AFTER = re.compile(rf"\s{{0,2}}(?:{_NUMBER_WORD}\s{{1,2}})?(?:{_OF}\s{{1,2}})?{_ORDER_WORD}{WORD_END}")
# A bare number after these words is something else; a one-time code above all.
_OTHER_BEFORE = re.compile(
    rf"{WORD_START}(?:rs\.?|pkr|charged|charges?|amount|worth|paid|bill|raqam|رقم|بل|off on|price|"
    rf"qeemat|budget|size|code|otp|pin|کوڈ|قیمت|سائز|بجٹ|in|since|year|saal|سال|house|flat|street|block|room|no of)"
    rf"[\s:#.-]{{0,2}}(?:is|hai|hy|ہے)?\s?$"
)
_OTHER_AFTER = re.compile(
    rf"\s{{0,2}}(?:{CURRENCY}{WORD_END}|/-|/|:|%|(?:points?|note|back|instead|ka coupon|ka voucher|"
    rf"ka discount|ka note|kat ga[yei]+|paise|کا واؤچر|کا کوپن|کٹ گئے|power|پاور|ایم اے ایچ|the final|final|log|"
    rf"customers?|items?|pieces?|pcs|days?|din|meters?|gram|saal|سال|پوائنٹ){WORD_END})"
)
# A message about a one-time code, or about the end of a telephone number, holds no order's number.
_OTHER_ANYWHERE = re.compile(
    rf"{WORD_START}(?:otp|o\.t\.p|one.time|verification|code|کوڈ|digits?|ends? (?:with|in)|ending|ہندسے|"
    rf"آخر میں){WORD_END}"
)


def find_codes(message: Message) -> None:
    """Find ticket and order numbers that tell by themselves what they are (T-10023, W2611340)."""
    for match in _TICKET_CODE.finditer(message.text):
        message.add("ticket_number", f"T-{match.group(1)}", *match.span())
    for match in _SHOP_CODE.finditer(message.text):
        message.add("order_number", match.group(1).upper(), *match.span())
    for match in _LETTERED.finditer(message.text):
        entity = _kind_of_code(message, match)
        if entity is not None:
            message.add(entity, match.group("code").upper(), *match.span())


def _kind_of_code(message: Message, match: re.Match[str]) -> str | None:
    """Return which entity letters and digits are ("ORD-7731"), by the letters or by the word before them."""
    if len(match.group("letters") + match.group("digits")) >= _FEWEST_SIGNS:
        if match.group("letters") in _TICKET_LETTERS:
            return "ticket_number"
        if match.group("letters") in _ORDER_LETTERS:
            return "order_number"
    before = message.text[max(0, match.start() - _REACH) : match.start()]
    if _TICKET_BEFORE.search(before):
        return "ticket_number"
    return "order_number" if _ORDER_BEFORE.search(before) else None


def find_named_codes(message: Message) -> None:
    """Find numbers that a word names an order's or a ticket's ("1042 number order", "شکایت نمبر 10023")."""
    for pattern in _TICKET:
        for match in pattern.finditer(message.template):
            number = message.number(match, "n")
            if _digit_count(number) in range(3, 8):
                message.add_number("ticket_number", number.digits or "", number)
    for pattern in _ORDER:
        for match in pattern.finditer(message.template):
            number = message.number(match, "n")
            if _digit_count(number) not in range(3, 9):
                continue
            start = number.start
            if "sure" in match.groupdict():
                start = message.span(match)[0]
            elif _PRICED.match(message.template, match.end("n")):
                continue
            message.add("order_number", number.digits or "", start, number.end)


def find_bare_orders(message: Message) -> None:
    """Find numbers of four to six digits that nothing names: candidates for an order's number."""
    if _OTHER_ANYWHERE.search(message.template):
        return
    named = [hit for hit in message.hits if hit.entity == "order_number"][:_MOST_NAMED]
    has_words = re.search(r"[^\W\d_]", message.template) is not None
    for match in re.finditer(NUMBER, message.template):
        number = message.number(match, 0)
        if not _may_be_bare(number) or not message.is_free(number):
            continue
        if named and not any(
            abs(number.start - hit.end) <= _REACH or abs(hit.start - number.end) <= _REACH for hit in named
        ):
            continue  # with an order named, a number far from it is something else
        before = message.template[max(0, match.start() - _REACH) : match.start()]
        after = message.template[match.end() : match.end() + _REACH]
        if _OTHER_BEFORE.search(before) or _OTHER_AFTER.match(after) or before.endswith(("/", ":")):
            continue
        if 1990 <= number.value <= 2035 and has_words and not _corrects(before, after):
            continue  # a year
        message.add_number("order_number", number.digits or "", number)


def called_an_order(text: str, start: int, end: int) -> bool:
    """Tell whether a raw text calls the number at that place an order's, by a word or a hash beside it."""
    before = normalise(text[max(0, start - _REACH) : start]).text
    after = normalise(text[end : end + _REACH]).text
    return "#" in text[start:end] or bool(_ORDER_BEFORE.search(before) or _ORDER_AFTER.match(after))


def _corrects(before: str, after: str) -> bool:
    """Tell whether the number stands in a correction ("1043 not 1034"), where no year would."""
    return bool(re.search(r"\bnot\s?$", before) or re.match(r"\s?(?:not|nahi|nahin|نہیں)\b", after))


def _may_be_bare(number: Number) -> bool:
    """Tell whether a number is as long as an order's: up to six digits, or seven as the chat counts on after those.

    It counts on from 1000001; with another digit before them seven are somebody's telephone, which none begins with 1.
    """
    digits = _digit_count(number)
    return digits in range(4, 7) or (digits == 7 and (number.digits or "").startswith("1"))


def _digit_count(number: Number) -> int:
    """Return how many digits a number is written with, 0 if it holds anything else."""
    return len(number.digits) if number.digits is not None and number.digits.isdigit() else 0
