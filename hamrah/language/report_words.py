"""What staff want a report by, and of which figure: "branch wise", "sab se zyada kya bika", "این پی ایس"."""

import re
from collections.abc import Mapping

from hamrah.language.normalise import normalise

_START, _END = r"(?<![^\W_])", r"(?![^\W_])"


def _patterns(words: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(f"{_START}(?:{choices}){_END}") for name, choices in words.items()}


_EACH = r"(?:each|every|per|har|by|ہر|فی)"
_WISE = r"(?:wise|war|waar|wala hisab|ke hisab se|alag alag|alag|separately|وائز|وار|الگ الگ|الگ|کے حساب سے)"


def _each(things: str) -> str:
    """Words that put a report apart by a kind of thing: "har branch", "branch wise", "by branch"."""
    of = "(?:ki |ka |ke |کی |کا |کے )?(?:bikri |sales? |csat |سیلز? |بکری )?"
    return rf"{_EACH} (?:{things})|(?:{things})[ -]{of}{_WISE}"


_BRANCH = r"branch(?:es)?|stores?|shops?|cit(?:y|ies)|dukan|dukaan|shehr|shahar|برانچ|برانچوں|سٹور|اسٹور|دکان|شہر"
_CATEGORY = r"categor(?:y|ies)|department|kism|qism|کیٹگری|کیٹیگری|قسم"
_PRODUCT = (
    r"products?|items?|cheez(?:en|ein|ain|on)?|chizen|maal|saman|پراڈکٹ|پروڈکٹ|پراڈکٹس|پروڈکٹس|چیز(?:یں|وں)?|سامان"
)
_CHANNEL = r"channels?|touchpoints?|چینل"
_SEGMENT = r"segments?|group|سیگمنٹ|گروپ"
_TOPIC = r"topics?|issues?|wajah|mauzu|موضوع|وجہ"
_LANGUAGE = r"languages?|zaban|زبان"

_GROUPINGS = _patterns(
    {
        "branch": rf"{_each(_BRANCH)}|(?:which|kis|kaun ?si|konsi|کس|کون ?سی) (?:{_BRANCH})",
        "category": rf"{_each(_CATEGORY)}|(?:best|top|least|most|which|kis|kaun ?si|konsi|کس|کون ?سی)"
        rf"(?: (?:selling|sold|bikne wali|بکنے والی))? (?:{_CATEGORY})|bikne wali (?:{_CATEGORY})",
        "product": rf"{_each(_PRODUCT)}|(?:best|top)[ -]?(?:selling|sellers?|sold)|(?:top|best) \d* ?(?:{_PRODUCT})|"
        rf"(?:kis|kaun ?si|konsi|کس|کون ?سی) (?:{_PRODUCT})|(?:kya|کیا) (?:zyada )?(?:bika|bik|bikta|بکا|بک|بکتا)|"
        rf"which (?:{_PRODUCT})|(?:bikn[ei] ?wal[aie]|بکنے وال[اےی]) (?:{_PRODUCT})|"
        r"(?:zyada|ziada|زیادہ) (?:bikt[aie]|بکت[اےی])",
        "channel": rf"{_each(_CHANNEL)}|online|آن لائن|انلائن|website|ویب سائٹ",
        "segment": _each(_SEGMENT),
        "topic": _each(_TOPIC),
        "language": _each(_LANGUAGE),
        "day": r"daily|day by day|per day|each day|roz|rozana|har din|روز|روزانہ|ہر دن",
        "week": r"weekly|week by week|per week|each week|haftawar|haftewar|har haft[ae]|ہفتہ ?وار|ہر ہفتے?",
        "month": r"monthly|month by month|per month|each month|trend|mahana|mahanawar|har mahin[ae]|"
        r"ماہانہ|ہر مہینے?|ہر ماہ|ٹرینڈ",
    }
)
_MEASURES = _patterns(
    {
        "nps": r"nps|net promoters?(?: score)?|promoters?|detractors?|این پی ایس|پروموٹر|ڈیٹریکٹر",
        "effort": r"ces|effort(?: score)?|سی ای ایس",
        "satisfied": r"csat|satisf\w+|satisfaction|itmin?an|mutmain|سی سیٹ|سیٹسفیکشن|اطمینان|مطمئن",
    }
)


_FIGURES = {
    "satisfaction": re.compile("|".join(pattern.pattern for pattern in _MEASURES.values())),
    "sales": re.compile(rf"{_START}(?:sales?|sold|revenue|turnover|bikri|سیلز?|بکری|فروخت){_END}"),
}


def find_figures(text: str) -> list[str]:
    """Of `satisfaction` and `sales` what a raw text names, in its order ("pichlay mahine ki sale aur csat")."""
    plain = " ".join(normalise(text).text.split())
    found = [(match.start(), name) for name, pattern in _FIGURES.items() if (match := pattern.search(plain))]
    return [name for _, name in sorted(found)]


_CUSTOMERS = r"(?:gahak|grahak|graahak|gaahak|khareedar|customer|buyer|shopper|client)\w*|(?:گاہک|کسٹمر|خریدار)\w*"
_HOW_MANY = re.compile(rf"{_START}(?:how many|kitn(?:e|ay) (?!ki|ka|rup)|کتنے (?!کی|کا|روپ))")


def find_segments(text: str, phrases: Mapping[str, str]) -> list[str]:
    """The segments whose customers a raw text names ("wafadar gahakon ka CSAT"); `phrases` are their words."""
    plain = " ".join(normalise(text).text.split())
    found = [
        (match.start(), value)
        for phrase, value in phrases.items()
        if (match := re.search(rf"{_START}{re.escape(phrase)}(?: wal[ei]y?| والے)? (?:{_CUSTOMERS}){_END}", plain))
    ]
    return list(dict.fromkeys(value for _, value in sorted(found)))


def asks_how_many(text: str) -> bool:
    """Whether a raw text asks how many there are, and not how much money that is ("kitne gahak", "kitne ki sale")."""
    return _HOW_MANY.search(" ".join(normalise(text).text.split())) is not None


def find_grouping(text: str) -> str | None:
    """What a raw text wants a report by: `branch`, `category`, `product`, `channel`, `segment`, `day`, …; else None."""
    return _first(_GROUPINGS, text)


def find_measures(text: str) -> list[str]:
    """The figures of satisfaction that a raw text asks for, in order: `nps`, `effort`, `satisfied`; else the last."""
    return _named(_MEASURES, text) or ["satisfied"]


def _first(patterns: Mapping[str, re.Pattern[str]], text: str) -> str | None:
    return next(iter(_named(patterns, text)), None)


def _named(patterns: Mapping[str, re.Pattern[str]], text: str) -> list[str]:
    plain = " ".join(normalise(text).text.split())
    found = [(match.start(), name) for name, pattern in patterns.items() if (match := pattern.search(plain))]
    return [name for _, name in sorted(found)]
