"""Ratings: "4/5", "4 out of 5", "five stars", "5 mein se 4", "۴ ستارے", and a message that is one small number."""

import re

from hamrah.language.numerals import parse_number
from hamrah.language.patterns.message import NUMBER, WORD_END, WORD_START, Message

_SCALES = (5, 10)
_STAR = r"(?:stars?|istar|sitaray|sitare|sitara|staar|taray|tare|ستارے|ستارہ|ستاروں|سٹارز?|اسٹارز?|⭐️?|🌟|★)"
_OUT_OF = re.compile(
    rf"(?P<given>{NUMBER})\s{{0,2}}(?:/|out ?of|outta|by|آؤٹ آف)\s{{0,2}}(?P<scale>{NUMBER})(?!\s?[/-]\s?{NUMBER})"
)
_OF_IT = re.compile(
    rf"(?P<scale>{NUMBER})\s{{1,2}}(?:mein|mai|main|me|mn|m|میں)\s{{1,2}}(?:se|say|sy|سے)\s{{1,2}}(?P<given>{NUMBER})"
)
_STARS = re.compile(rf"(?P<given>{NUMBER})\s?-?{_STAR}{WORD_END}")
_RATED = re.compile(
    rf"{WORD_START}(?:rating|rate|rated|score|marks|ریٹنگ|ریٹ|اسکور)(?:\s{{0,2}}(?:is|it|them|as|a|you|"
    rf"of|hai|do|meri|my|:|=|-|ہے)){{0,3}}\s{{0,2}}"
    rf"(?P<given>{NUMBER})(?!\s{{0,2}}(?:rs|rupay|rupees|ka|ki))"
)
_RATING_AFTER = re.compile(rf"(?P<given>{NUMBER})\s{{0,2}}(?:(?:ki|ka|کی|کا)\s)?(?:rating|ریٹنگ)")
_GIVEN = re.compile(
    rf"{WORD_START}(?:giv(?:e|es|ing)|gave|deserves?|put|mark|say|go with|solid|poora?y|pooray|poore|puray|pure|پورے)"
    rf"(?:\s(?:it|you|u|them|down|as|a|an|for|this|the|service|delivery|"
    rf"shop)){{0,3}}\s(?P<given>{NUMBER})(?=\s*(?:$|[.,!]|from|for|honestly|only|hi|bas))"
)
_GIVE = (
    r"(?:du[nu]?n?\s?g[ai]|doon(?:\s?g[ai])?|doo?ng[ai]|dung[ai]|deta|deti|dete|dena|de sakta|"
    r"de sakti|دوں|دیتا|دیتی|دے سکتا)"
)
_TO_GIVE = re.compile(
    rf"(?P<given>{NUMBER})\s(?:hi\s|ہی\s|number\s|نمبر\s|marks\s)?(?:{_GIVE}{WORD_END}|from (?:me|"
    rf"my side)|samajh lo|likh lo|i guess|honestly)"
)
_SINGLE = re.compile(
    rf"{WORD_START}(?:one|(?:a )?single|ek|aik|ایک)"
    rf"(?:\s?-?{_STAR}{WORD_END}|\s(?:out ?of)\s(?:5|10|five|ten){WORD_END})"
)
"""Where "one" is a number, which it is not in "this one"."""
_HALF = re.compile(r"(?<![\d.])(\d)\.(\d)(?=\s?(?:/\s?(?:5|10)(?!\d)|out of (?:5|10|five|ten)|-?\s?stars?))")
_ROW_OF_STARS = re.compile("(?:[⭐🌟★]\ufe0f?\\s?){1,5}")
_ASIDE = re.compile(
    r"[^\w\s]|\b(?:only|sirf|just|bas|i say|i'd say|i guess|from me|solid|full|marks|number|pakka|"
    r"pooray|puray|ji|صرف|بس|نمبر|پورے|پکا|جی)\b"
)


def find_ratings(message: Message) -> None:
    """Find the number of a rating on a scale of 5 or 10; a half is rounded up, since ratings are whole."""
    for match in _HALF.finditer(message.text):
        message.add("rating", str(int(match.group(1)) + (int(match.group(2)) >= 5)), *match.span())
    for pattern in (_OUT_OF, _OF_IT):
        for match in pattern.finditer(message.template):
            given, scale = message.number(match, "given"), message.number(match, "scale")
            if scale.value in _SCALES and given.value <= scale.value:
                message.add_number("rating", str(given.value), given)
                message.take(scale.start, scale.end)
    for pattern in (_STARS, _RATED, _RATING_AFTER, _GIVEN, _TO_GIVE):
        for match in pattern.finditer(message.template):
            given = message.number(match, "given")
            if given.value <= max(_SCALES):
                message.add_number("rating", str(given.value), given)
    if not any(hit.entity == "rating" for hit in message.hits):
        for match in _SINGLE.finditer(message.text):
            message.add("rating", "1", *match.span())
    _find_row_of_stars(message)


def find_bare_rating(message: Message) -> None:
    """Find a rating in a message that is nothing but a number from 0 to 10 ("5", "nau", "۴!")."""
    if any(hit.entity == "rating" for hit in message.hits):
        return
    words = _ASIDE.sub(" ", message.text)
    value = parse_number(words)
    if value is not None and value <= max(_SCALES):
        start = len(words) - len(words.lstrip())
        message.add("rating", str(value), start, len(words.rstrip()))


def _find_row_of_stars(message: Message) -> None:
    rows = [match for match in _ROW_OF_STARS.finditer(message.text) if not match.group().isspace()]
    if len(rows) != 1 or any(hit.entity == "rating" for hit in message.hits):
        return
    row = rows[0]
    count = sum(char in "⭐🌟★" for char in row.group())
    if count > 1 or message.text.strip() == row.group().strip():
        message.add("rating", str(count), row.start(), row.start() + len(row.group().rstrip()))
