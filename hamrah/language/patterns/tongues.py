"""Which language to answer in, and by which channel to be reached, where the words around say that it is meant."""

import re

from hamrah.language.patterns.message import WORD_END, WORD_START, Message

_LANGUAGES = (
    (
        "ur-Latn",
        r"roman(?: mein urdu| urdu| urdo| script| english)?|romen urdu|urdu in (?:english|roman)(?: letters|"
        r" alphabets?)?|(?:english|angrezi) (?:letters|alphabets?|huroof|haroof)|رومن(?: اردو| انگلش)?|"
        r"(?:انگریزی|انگلش) حروف",
    ),
    ("en", r"english|inglish|eng|angrezi|angraizi|angreji|انگریزی|انگلش"),
    ("ur", r"urdu script|urdu|urdo|nastaliq|اردو رسم الخط|اردو"),
    ("pa", r"punjabi|panjabi|پنجابی"),
    ("ps", r"pashto|pushto|پشتو"),
    ("sd", r"sindhi|سندھی"),
    ("skr", r"saraiki|seraiki|siraiki|سرائیکی"),
    ("bal", r"balochi|baluchi|بلوچی"),
    ("hi", r"hindi|ہندی"),
    ("ar", r"arabic|arbi|عربی"),
    ("fa", r"persian|farsi|فارسی"),
    ("zh", r"chinese|چینی زبان|چائنیز"),
)
# Said of a language that is to be spoken; the name of one alone ("Arabic calligraphy") asks for nothing.
_ASKING = re.compile(
    rf"{WORD_START}(?:in|into|to|use|using|speak\w*|talk|write|reply|answer|prefer|switch|change|set|"
    rf"language|know|understand|read|option|version|mein|mai|me|mn|"
    r"bol\w*|likh\w*|samajh\w*|aati|ati|baat|zuban|zaban|font|huroof|haroof|script|lang|plz|pls|please|"
    r"only|sirf|vich|wich|kar do|kr do|kar dein|"
    rf"میں|وچ|بول\w*|لکھ\w*|سمجھ\w*|زبان|آتی|پلیز|حروف|فونٹ|کر د\w*|پہ|صرف|والی|واپس){WORD_END}"
)
_ANY_LANGUAGE = re.compile(rf"{WORD_START}(?:{'|'.join(names for _, names in _LANGUAGES)}){WORD_END}")
_NAMED = tuple((code, re.compile(rf"{WORD_START}(?:{names}){WORD_END}")) for code, names in _LANGUAGES)

_BY = r"(?:by|via|on|through|over|use)"
_PE = (
    r"(?:pe|par|pay|per|pr|ke zariye|k zariye|ke zarye|se rabta|karo|karein|karen|krein|kren|kr|kar|"
    r"kro|kijiye|na|mat|پر|پہ|سے|میں|کے ذریعے|کریں|نہ|مت|only|hi|ہی)"
)
_CHANNELS = (
    (
        "whatsapp",
        re.compile(
            rf"{WORD_START}(?:whats?\s?app?|what's app|wh?ats?app?|whtsapp|watt?s[au]pp?|wh?atsup|"
            rf"w[au]?tsapp?|و[ا]?ٹس ?ا[یے]?پ){WORD_END}"
        ),
    ),
    (
        "sms",
        re.compile(
            rf"{WORD_START}(?:sms|text (?:messages?|msg)|txt msg|ایس ایم ایس|ٹیکسٹ میسج){WORD_END}|"
            rf"{WORD_START}(?:(?:text|txt) (?:me|kar|kr|kiya)|just text|(?:message|msg) (?:kar|kr|"
            rf"kiya)){WORD_END}|{WORD_START}میسج (?:کر|پہ|میں|سے){WORD_END}"
        ),
    ),
    (
        "email",
        re.compile(
            rf"{WORD_START}(?:{_BY}\s(?:an? )?(?P<a>(?:e-?\s?)?mails?)|(?P<b>(?:e-?)?mails?|ای میل|"
            rf"ایمیل)\s(?:me|{_PE})){WORD_END}|^\W*(?P<c>e-?mail|ای میل)\W*$"
        ),
    ),
    (
        "call",
        re.compile(
            rf"{WORD_START}(?:{_BY}\s(?:a )?(?P<a>phone call|phone|call)|(?P<b>phone calls?|"
            rf"voice calls?|calls?|kaal|کال|فون کال)\s(?:me|back|{_PE})|"
            rf"(?P<d>phone|fone|فون)\s(?:{_PE})|(?P<e>phone calls?|voice calls?)){WORD_END}|^\W*(?P<c>call|کال)\W*$"
        ),
    ),
)


def find_tongues(message: Message) -> None:
    """Find a language that is asked for and a channel that is named as a way to be reached."""
    _find_languages(message)
    for channel, pattern in _CHANNELS:
        _add(message, "channel", channel, pattern)


def _find_languages(message: Message) -> None:
    if not _ANY_LANGUAGE.search(message.text):
        return
    found = [(code, match) for code, pattern in _NAMED for match in pattern.finditer(message.text)]
    rest = _ANY_LANGUAGE.sub("", message.text)
    if _ASKING.search(rest) or not re.search(r"\w", rest):
        for code, match in found:
            message.add("language", code, *match.span())


def _add(message: Message, entity: str, value: str, pattern: re.Pattern[str]) -> None:
    for match in pattern.finditer(message.text):
        group = next((name for name, text in match.groupdict().items() if text), 0)
        message.add(entity, value, *match.span(group))
