"""Telling "nobody was hurt" from "somebody was": harm that a text surely rules out. In doubt it is harm."""

import re
from collections.abc import Iterator

from hamrah.language.normalise import words_of

_BREAK = re.compile(
    r"[,.;:!\n،۔؛…]|\b(?:but|however|lekin|laikin|magar|par|phir|then|لیکن|مگر|پر|پھر)\b", re.IGNORECASE
)
_LOOKED_AT = 160
"""Characters before and after harm: a longer clause is too much to be sure of."""
_ASKS = re.compile("[?؟]")
_NOT = r"(?:nahi|nahin|naheen|nhi|nai|نہیں)"
_CAME = (
    r"(?:hua|hui|hue|huwa|huye|hai|hain|lagi|laga|lage|lag|aayi|ayi|aai|ai|gaya|gayi|gya|gyi|raha|rahi|pari|para|nikla"
    r"|nikli|ہوا|ہوئی|ہوئے|ہے|ہیں|لگی|لگا|لگے|آئی|آیا|گیا|گئی|رہا|رہی|پڑی|پڑا|نکلا|نکلی)"
)
_ASIDE = r"(?:shukar|shukr|alhamdulillah|thank god|thankfully|luckily|at all|yet|though|bhi|شکر|الحمدللہ|بھی)"
_NOT_AFTER = re.compile(rf"(?: {_CAME})? {_NOT}(?: {_CAME}){{0,3}}(?: {_ASIDE}.*)?$")
_NOT_BEFORE = re.compile(
    r"(?:^| )(?:(?:nobody|no one|noone|none of (?:us|them))(?: else)?(?: was| were| is| got| has been| has| fell)?"
    r"|not|was not|wasn t|wasn't|isn't|weren't|aren't|didn't get|did not get|no|without any|without)$"
)
_ENDS_AFTER = re.compile(
    r"(?:$| (?:or|nor|and|so|thank|thankfully|luckily|at|by|from|yet|though|here|in|because)(?: |$))"
)
_DOUBT = re.compile(
    r"(?:^| )(?:except|besides|apart|other than|only|pehle|pehlay|phle|before|ever|never|kabhi|siwae|siwaye|ilawa|sirf"
    r"|until|just|sure|jab tak|abhi tak|ab tak|till|پہلے|کبھی|سوائے|سوا|علاوہ|صرف|ابھی تک|اب تک|جب تک)(?: |$)"
)


def harm_remains(text: str, phrase: str) -> bool:
    """Whether a raw text that holds a phrase of harm (its words, joined by spaces) does not rule that harm out."""
    if _ASKS.search(text):  # "is this not fraud?"
        return True
    inside = False
    for clause in (" ".join(words_of(part)) for part in _BREAK.split(text)):
        for before, after in _around(clause, phrase):
            inside = True
            if not _is_ruled_out(before, after):
                return True
    return not inside  # else it stands across a break, of which no "not" can be sure


def _around(clause: str, phrase: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(rf"(?:^| )(?={re.escape(phrase)}(?: |$))", clause):
        after = found.end() + len(phrase)
        yield clause[max(0, found.start() - _LOOKED_AT) : found.start()], clause[after : after + _LOOKED_AT]


def _is_ruled_out(before: str, after: str) -> bool:
    if len(before) + len(after) >= _LOOKED_AT or _DOUBT.search(f"{before} {after}"):
        return False
    return _NOT_AFTER.match(after) is not None or (
        _NOT_BEFORE.search(before) is not None and _ENDS_AFTER.match(after) is not None
    )
