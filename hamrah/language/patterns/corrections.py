"""Corrections: of "no, 1043 not 1034" and "1034 nahi 1043" only 1043 is meant."""

import re

from hamrah.language.patterns.message import Hit, Message

_CORRECTABLE = frozenset({"order_number", "ticket_number", "phone", "email", "size", "rating", "language", "channel"})
_REACH = 24  # characters between a number and its "not"
_NOT_BEFORE = re.compile(
    r"(?:\b(?:not|instead of|rather than|stop|can't read|cannot read|na ke|na keh|naa ke)|"
    r"نہ کہ)\s{1,2}(?:(?:the|for|order|ticket|number|no|size|in|by|آرڈر|نمبر)\s{0,2}){0,3}#?$"
)
_NOT_AFTER = re.compile(
    r"\s{0,2}(?:(?:stars?|ستارے|wala|wali|wale|number|no|size|mein|order|ko|par|pe|والا|والی|نمبر|میں|"
    r"آرڈر)\s{1,2}){0,3}"
    r"(?:(?:aati |ati |parhi |samajh |آتی |پڑھی )?(?:nahi|nahin|nahii|nai|nhi|nahe|nhn|naheen|mat|نہیں|"
    r"نہی|مت)(?: aati| ati| آتی)?(?P<rest>.*)"
    r"|(?:ki|ke|kay|کی|کے) (?:bajaye|bajae|bajay|bjaye|jagah|jaga|بجائے|جگہ)(?P<instead>.*))",
    re.DOTALL,
)
_GOES_ON = re.compile(
    r"(?:[\s,.!;:-]|\b(?:balke|balkay|but|bal ke|lekin|sorry|hai|tha|hy|order|ticket|number|no|size|"
    r"the|it's|its|is)\b|بلکہ|ہے|تھا|لیکن|آرڈر|نمبر|سائز|#){0,8}$"
)


def drop_corrected(message: Message) -> None:
    """Drop the hits that a correction takes back, as long as another one of their kind remains."""
    for entity in {hit.entity for hit in message.hits} & _CORRECTABLE:
        same = sorted((hit for hit in message.hits if hit.entity == entity), key=lambda hit: hit.start)
        if len(same) < 2:
            continue
        wrong = {hit for index, hit in enumerate(same) if _is_denied(message.text, same, index)}
        if len(wrong) < len(same):
            message.hits = [hit for hit in message.hits if hit not in wrong]


def _is_denied(text: str, same: list[Hit], index: int) -> bool:
    hit = same[index]
    if _NOT_BEFORE.search(text[max(0, hit.start - _REACH) : hit.start]):
        return True
    following = same[index + 1].start if index + 1 < len(same) else len(text)
    after = _NOT_AFTER.match(text[hit.end : min(following, hit.end + 2 * _REACH)])
    if after is None:
        return False
    if after.group("instead") is not None:
        return True
    # "1034 nahi mila" says something about 1034; "1034 nahi, 1043" and "1043, 1034 nahi" take it back.
    return bool(_GOES_ON.match(after.group("rest")))
