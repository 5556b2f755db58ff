"""What staff say of an offer to be made: how much comes off, for whom, how long, and what it may cost."""

import re

from hamrah.language.normalise import normalise
from hamrah.language.numerals import find_numbers, parse_number, scan_numbers

_NUMBER = r"(?P<n>\d[\d,]*(?:\.\d+)?(?:\s?(?:k|hazaa?r|thousand|lakh|lac|ہزار|لاکھ)\b)?)"
_PERCENT = re.compile(r"(?P<n>\d{1,3})\s?(?:%|٪|percent|per cent|fi ?sad|fee ?sad|pct|فیصد|پرسنٹ)")
_PERCENT_WORDS = re.compile(r"(?:%|٪|percent|per cent|fi ?sad|fee ?sad|فیصد|پرسنٹ)")
_RUPEES = r"(?:rs\.?|pkr|rupees?|rupa?y[ae]?|rupay|روپے|روپیہ)"
_UNIT = re.compile(
    r"\s?(?P<unit>days?|din|dinon|weeks?|haf?t(?:e|a|ay|ey|on)|months?|mahin(?:e|a|ay|on)|دن|دنوں|ہفت[ےہ]|ہفتوں|مہین[ےہ]|مہینوں)"
)
_UNITS = {"d": 1, "د": 1, "w": 7, "h": 7, "ہ": 7, "m": 30, "م": 30}
_BUDGET = re.compile(
    rf"(?:budget|بجٹ)\D{{0,20}}{_NUMBER}|{_NUMBER.replace('<n>', '<m>')}\s?{_RUPEES}?\s?(?:ka |کا )?(?:budget|بجٹ)"
)
_LEAST = re.compile(
    rf"(?:over|above|at least|minimum|min|kam az kam|کم از کم)\s?(?:order )?{_RUPEES}?\s?{_NUMBER}"
    rf"|{_NUMBER.replace('<n>', '<m>')}\s?{_RUPEES}?\s?(?:se |سے )(?:upar|zyada|ziada|اوپر|زیادہ)"
)
_MOST = re.compile(rf"(?:at most|maximum|max|up to|cap|z[iy]ada se z[iy]ada|زیادہ سے زیادہ)\s?{_RUPEES}?\s?{_NUMBER}")
_AMOUNT = re.compile(
    rf"{_RUPEES}\s?{_NUMBER}|{_NUMBER.replace('<n>', '<m>')}\s?{_RUPEES}"
    rf"|{_NUMBER.replace('<n>', '<o>')}\s(?:ka|off|کا) (?:voucher|coupon|discount|واؤچر|کوپن|ڈسکاؤنٹ)"
)
_EVERYBODY = re.compile(
    r"\b(?:every ?body|every ?one|all (?:our )?(?:customers|clients|of them)|sab(?: ke liye| gahak\w*| customers?)?|"
    r"tamam|all)\b|سب|تمام|ہر گاہک"
)
_NONE = re.compile(
    r"\W*(?:no|none|nothing|no limits?|nope|(?:koi |kuch |koi hadd |koi limit )?nah?i+n?|bas|بس|نہیں|"
    r"کوئی نہیں|کچھ نہیں|کوئی حد نہیں)\W*"
)
_BESIDE_AMOUNT = rf"(?:\b|(?<!\w))(?:{_RUPEES}|tak|only|sirf|bas|total|kul|تک|صرف|کل)(?!\w)|[.!۔]$"
LEAST_BUDGET = 1000
"""Less, said by itself, may be meant for one order."""
THOUSAND, LAKH = 1000, 100_000
_FIGURE = re.compile(r"(\d+(?:\.\d+)?)\s?(\w*)")
_TIMES = {"k": THOUSAND, "hazar": THOUSAND, "hazaar": THOUSAND, "thousand": THOUSAND, "ہزار": THOUSAND} | dict.fromkeys(
    ("lakh", "lac", "لاکھ"), LAKH
)


def find_percent(text: str, *, asked: bool = False) -> int | None:
    """The percentage in a raw text, in figures or words; where it was asked for, a number alone is one."""
    plain = _plain(text)
    if (match := _PERCENT.search(plain)) is not None:
        return int(match["n"])
    numbers = [value for found in find_numbers(text) if (value := parse_number(found.value)) is not None]
    if _PERCENT_WORDS.search(plain) or (asked and not _AMOUNT.search(plain)):
        return numbers[0] if numbers else None
    return None


def find_amount(text: str) -> int | None:
    """An amount in whole rupees that is to come off ("500 ka voucher"), where no percentage is named."""
    return None if find_percent(text) is not None else _amount(_AMOUNT, text)


def find_days(text: str) -> int | None:
    """For how many days something holds, by a raw text ("7 din", "two weeks")."""
    plain = _plain(text)
    spans = ((one.value, _UNIT.match(plain, one.end)) for one in scan_numbers(plain))
    found = next(((value, match) for value, match in spans if match is not None and value > 0), None)
    return None if found is None else found[0] * _UNITS[found[1]["unit"][0]]


def find_budget(text: str) -> int | None:
    """The most that it may cost in all, in whole rupees."""
    return _amount(_BUDGET, text)


def find_budget_alone(text: str) -> int | None:
    """The whole rupees of a raw text that names nothing but an amount as large as budgets are ("50 hazar")."""
    bare = " ".join(re.sub(_BESIDE_AMOUNT, " ", _plain(text)).split())
    rupees = parse_number(bare)
    return rupees if rupees is not None and rupees >= LEAST_BUDGET else None


def find_least_total(text: str) -> int | None:
    """The least that an order's goods come to, in whole rupees."""
    return _amount(_LEAST, text)


def find_most_off(text: str) -> int | None:
    """The most that comes off one order, in whole rupees."""
    return _amount(_MOST, text)


def means_everybody(text: str) -> bool:
    """Whether a raw text means all customers."""
    return _EVERYBODY.search(_plain(text)) is not None


def says_none(text: str) -> bool:
    """Whether a raw text says that there is nothing more to it, and nothing else."""
    return _NONE.fullmatch(_plain(text)) is not None


def _amount(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(_plain(text))
    if match is None:
        return None
    written = next(group for group in match.groups() if group is not None).replace(",", "")
    figure, unit = _FIGURE.findall(written)[0]
    return int(float(figure) * _TIMES.get(unit.strip(), 1))


def _plain(text: str) -> str:
    return " ".join(normalise(text).text.split())
