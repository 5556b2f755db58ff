"""Sizes: "size 42", "42 number", "medium", "XL", "M", "بڑا سائز"."""

import re

from hamrah.language.patterns.message import NUMBER, WORD_END, WORD_START, Message

_NUMBERS = range(1, 121)
_SIZE = r"(?:sizes?|saiz|saaiz|sise|سائز|سایز)"
_WORN = (
    r"(?:shoes?|jutay|jute|jutey|joote|jootay|juta|joota|jooti|jooti|jutti|chappals?|sandals?|sandles?|"
    r"khussa|khussay|joggers|sneakers|pants?|"
    r"trousers?|jeans|shirts?|جوتا|جوتے|جوتی|چپل|سینڈل|کھسہ|پینٹ|جینز)"
)
_PEHEN = r"(?:pehn|pehen|pehan|pahan|pahen|phn|پہن)"
_NUMBERED = (
    re.compile(
        rf"{WORD_START}{_SIZE}(?:\s{{0,2}}(?:no\.?|number|num|is|hai|mera|ka|:|#|=|-|نمبر|"
        rf"ہے)){{0,3}}\s{{0,2}}(?P<n>{NUMBER})"
    ),
    re.compile(
        rf"(?P<n>{NUMBER})\s{{0,2}}(?:(?:number|no|num|نمبر)\s{{1,2}})?(?:(?:ka|ke|ki|wala|کا|کے|"
        rf"والا)\s{{1,2}})?{_SIZE}{WORD_END}"
    ),
    re.compile(
        rf"(?P<n>{NUMBER})\s{{0,2}}(?:number|no|num|نمبر)\s{{1,2}}(?:(?:ka|ke|ki|wala|wale|wali|کا|کے|"
        rf"کی|والا|والے)\s{{1,2}})?(?:{_WORN}|{_PEHEN})"
    ),
    re.compile(rf"(?P<n>{NUMBER})\s{{1,2}}(?:(?:hi|ہی)\s)?{_PEHEN}"),
    re.compile(rf"{WORD_START}(?:waist|kamar|collar|کمر)\s(?:is\s|hai\s|size\s)?(?P<n>{NUMBER})"),
    re.compile(rf"(?P<n>{NUMBER})\s(?:number\s)?(?:ki\s)?(?:waist|kamar|collar|کمر){WORD_END}"),
    re.compile(rf"{WORD_START}(?:wear|wearing|wears)\s(?:a\s|size\s)?(?P<n>{NUMBER})"),
)
_NEXT = re.compile(rf"\s?(?:,|or|ya|aur|and|/|یا|اور)\s?(?P<n>{NUMBER})(?!\s?(?:rs|tak|hazar|order))")
_SHOE = re.compile(
    rf"(?:{WORD_START}in\s(?P<a>{NUMBER})(?!\s?[^\W\d_?]*(?:day|hour|min|week|month))|"
    rf"(?P<b>{NUMBER})\s{{1,2}}(?:mein|mai|me|mn|میں){WORD_END}(?!\s(?:se|say|سے)))"
)
_SHOE_NUMBERS = range(34, 47)
_REACH = 24  # characters around a letter that tell what it is
_SO_NUMBERED = re.compile(
    rf"(?P<a>{NUMBER})\s{{0,2}}(?:number|no|num|نمبر){WORD_END}(?!\s(?:ka |ki |wala |wali |کا |"
    rf"کی )?(?:order|ticket|complaint|shikayat|آرڈر|شکایت))"
    rf"|{WORD_START}(?:number|نمبر)\s(?:is\s|as\s|hai\s)?(?P<b>{NUMBER})"
)
_WORN_ANYWHERE = re.compile(
    rf"{WORD_START}(?:{_WORN}|frock|kurta|kurti|suit|abaya|shalwar|uniform|فراک|کرتا|سوٹ|عبایا|یونیفارم|paon|pair|پاؤں)"
)

_WORDS = (
    ("XXXXL", r"4\s?xl"),
    ("XXXL", r"3\s?xl|(?:triple|tripal) (?:xl|extra large|ex el)|ٹرپل ایکس ایل"),
    (
        "XXL",
        r"xxl|2\s?xl|xx[- ]?large|double extra large|(?:dou?ble|dabal|duble) (?:xl|extra large|ex el|"
        r"eksel)|ڈبل ایکس ایل|ڈبل ایکسل|ایکس ایکس ایل",
    ),
    ("XL", r"xl|x[- ]?large|extra larj|extra large|ایکس ایل|ایکسٹرا لارج|ایکس لارج"),
    ("small", r"small|smal|smaal|سمال|اسمال"),
    ("medium", r"medium|mediam|midium|meedium|میڈیم|درمیانہ|darmiyana"),
    ("large", r"large|larg|larj|laarge|لارج"),
)
_ADJECTIVES = (
    ("small", r"ch?h?oti?a?y?e?|چھوٹا|چھوٹی|چھوٹے"),
    ("medium", r"darmiyan[aie]|darmiyanay|درمیانہ|درمیانی|درمیانے"),
    ("large", r"bar?r[aie]|baray|bad[aie]|بڑا|بڑی|بڑے|big|bigger"),
)
# "a small problem", "large order": the word tells no garment's size.
_NOT_WORN = (
    r"(?!\s(?:problem|issue|question|mistake|request|favou?r|thing|order|orders|amount|number|business|"
    r"shop|correction|change|doubt|help|baat|masla|"
    r"sa masla|detail|segment|customers?))"
)
_LETTER_VALUES = {"S": "small", "M": "medium", "L": "large"}
_BY_WORD = tuple((value, re.compile(rf"(?<![\w-])(?:{words})(?![\w-]){_NOT_WORN}")) for value, words in _WORDS)
_BY_ADJECTIVE = tuple(
    (value, re.compile(rf"{WORD_START}(?:(?:{words})\s{{1,2}}{_SIZE}|{_SIZE}\s{{1,2}}(?:{words})){WORD_END}"))
    for value, words in _ADJECTIVES
)
_LETTER_BY_SIZE = re.compile(
    rf"(?:{WORD_START}{_SIZE}(?:\s{{1,2}}|\s?[:#-]\s?)(?P<a>[sml])|"
    rf"(?<![\w'])(?P<b>[sml])\s{{1,2}}{_SIZE}){WORD_END}(?!')"
)
_CAPITAL = re.compile(r"(?<![\w'&.-])[SML](?![\w'&.-])")


def find_sizes(message: Message) -> None:
    """Find sizes by number, word and letter."""
    _find_numbers(message)
    for value, pattern in (*_BY_ADJECTIVE, *_BY_WORD):
        for match in pattern.finditer(message.text):
            message.add("size", value, *match.span())
    for match in _LETTER_BY_SIZE.finditer(message.text):
        group = "a" if match.group("a") else "b"
        message.add("size", _LETTER_VALUES[match.group(group).upper()], *match.span(group))
    _find_capitals(message)


def _find_numbers(message: Message) -> None:
    if NUMBER not in message.template:
        return
    for pattern in _NUMBERED:
        for match in pattern.finditer(message.template):
            number = message.number(match, "n")
            if number.value not in _NUMBERS or number.digits is None:
                continue
            message.add_number("size", str(number.value), number)
            more = _NEXT.match(message.template, match.end())
            if more and message.number(more, "n").value in _NUMBERS:
                message.add_number("size", str(message.number(more, "n").value), message.number(more, "n"))
    for pattern in (_SHOE, _SO_NUMBERED):
        for match in pattern.finditer(message.template):
            number = message.number(match, "a" if match.group("a") else "b")
            worn = pattern is _SO_NUMBERED and number.value in _NUMBERS and _WORN_ANYWHERE.search(message.template)
            if number.digits is not None and (number.value in _SHOE_NUMBERS or worn):
                message.add_number("size", str(number.value), number)


def _find_capitals(message: Message) -> None:
    """Find a lone capital S, M or L, where the message is that letter or says "in M", "M mein", "S, M"."""
    for index, (start, end) in enumerate(zip(message.normalised.offsets, message.normalised.ends, strict=True)):
        letter = message.raw[start:end]
        if letter not in _LETTER_VALUES or not _CAPITAL.match(message.raw, start):
            continue
        before = message.text[max(0, index - _REACH) : index].rstrip()
        after = message.text[index + 1 : index + 1 + _REACH].lstrip()
        alone = not re.search(r"\w", before + after)
        if (
            alone
            or re.search(r"(?:\b(?:in|or|ya|aur|mardana|zanana)|[,/])$", before)
            or re.match(r"(?:mein|mai|me|میں|ya|or|wala|hai|hun|hoon|ka|chahiye)\b|[,/]", after)
        ):
            message.add("size", _LETTER_VALUES[letter], index, index + 1)
