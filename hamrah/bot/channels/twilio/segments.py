"""What a text takes of the short message service: its alphabet, and the segments of 140 bytes that are paid for.

GSM 03.38 has seven bits a character, some of them two of those; a text with anything else goes out whole in UCS-2, of
which a segment holds 70, or 67 where there are several. https://www.twilio.com/docs/glossary/what-sms-character-limit
"""

from hamrah.language.formatting import strip_isolates

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_PAIRS = frozenset("\f^{}\\[~]|€")
"""Characters that GSM-7 writes as two, which a segment keeps together."""
PLAINER = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„″«»", '"'),
        **dict.fromkeys("‐‑‒–—−·•▪", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        "…": "...",
        "×": "x",
        "★": "*",
        "\u200b": "",
    }
)
"""Print's signs as a phone's alphabet has them: one dash in an English price would more than double what is paid."""
ONE_OF_GSM_7, EACH_OF_GSM_7 = 160, 153
ONE_OF_UCS_2, EACH_OF_UCS_2 = 70, 67


def plain_for_sms(text: str) -> str:
    """`text` as a phone shows it: without isolates, and in GSM-7 where that takes no more than plainer signs.

    Many phones draw U+2066…U+2069 as empty boxes in a short message, so they are left out here: a number in Urdu stands
    where the phone's own rules put it.
    """
    bare = strip_isolates(text)
    plainer = bare.translate(PLAINER)
    return plainer if is_gsm_7(plainer) else bare


def is_gsm_7(text: str) -> bool:
    """Whether a phone's own alphabet has every character."""
    return all(character in GSM_7 or character in GSM_7_PAIRS for character in text)


def count_segments(text: str) -> int:
    """How many segments a text takes; 0 for none."""
    if not text:
        return 0
    if is_gsm_7(text):
        return _filled([2 if character in GSM_7_PAIRS else 1 for character in text], ONE_OF_GSM_7, EACH_OF_GSM_7)
    return _filled([2 if character > "\uffff" else 1 for character in text], ONE_OF_UCS_2, EACH_OF_UCS_2)


def _filled(widths: list[int], alone: int, each: int) -> int:
    if sum(widths) <= alone:
        return 1
    segments, used = 1, 0
    for width in widths:
        if used + width > each:
            segments, used = segments + 1, 0
        used += width
    return segments
