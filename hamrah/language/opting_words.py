"""The few words by which people have messages stopped and begun again: "STOP", "bas", "message mat bhejo", "روک دیں".

Only a message that says nothing else counts: "stop, where is my order" is about the order.
"""

import re
from enum import StrEnum
from itertools import groupby

from hamrah.language.normalise import words_of
from hamrah.language.word_list import words


class Opting(StrEnum):
    """What such a message asks for."""

    OUT = "out"
    """No more messages: its words can mean nothing else."""
    STOP = "stop"
    """Stop: messages, or whatever else is going on."""
    ENOUGH = "enough"
    """Wait, be done: it is about messages only where nothing else can be meant, right after one that came unasked."""
    BACK = "back"
    """Begin again."""


_MOST_WORDS = 7
_FILLERS = words(
    """
    please plz pls kindly ok okay yaar yar bhai bhaijan baji sir madam ji jee g ab abhi mujhe mujhay mjhe meherbani
    sending me to all the ye yeh koi aur se farma
    پلیز براہ کرم مہربانی جی بھائی باجی سر میڈم اب ابھی مجھے یہ کوئی اور اوکے ذرا
    """
)
_KAR = (
    r"(?:karo|kro|karain|karein|karen|kren|krein|kijiye|kardo|krdo|kardein|karden|krdein|krden|"
    r"(?:kar|kr) (?:do|dein|den|dain|dijiye)|کرو|کریں|کیجیے|کرد(?:و|یں|یجیے)|کر (?:دو|دیں|دیجیے))"
)
_BAND = r"(?:b[au]?nd|بند)"
_BHEJO = (
    r"(?:bheje?[ou]|bhej(?:ein|en|ain|iye|na)|bheja (?:karo|karein|karen|kren)|karo|karein|karen|kren|"
    r"بھیج(?:و|یں|یے|نا)|بھیجا (?:کرو|کریں)|کرو|کریں)"
)
_MAT = r"(?:mat|na|nahi|nahin|nhi|مت|نہ|نہیں)"
_MESSAGES = (
    r"(?:messages?|messeges?|msgs?|mesg|sms|texts?|paigham|paighamat|"
    r"می?سی?جز?|پیغام|پیغامات|ایس ایم ایس)"
)
"""Not offers: who wants no more of these is understood as well in a sentence, and means nothing else by it."""
_RULES: tuple[tuple[Opting, re.Pattern[str]], ...] = (
    (
        Opting.OUT,
        re.compile(
            rf"un ?sub(?:scribed?)?(?: {_KAR})?|opt[ -]?out|stop ?all|"
            rf"(?:no|no more|stop|don'?t send|do not send) {_MESSAGES}|"
            rf"(?:stop|don'?t|do not) (?:messag(?:e|ing)|texting)|"
            rf"{_MESSAGES} (?:ko |کو )?"
            rf"(?:{_BAND}|stop|off|khatam|ختم) ?{_KAR}|"
            rf"{_MESSAGES} {_MAT} {_BHEJO}|{_MESSAGES} (?:rok|روک) (?:do|dein|den|دو|دیں|دیجیے)|"
            rf"{_MESSAGES} {_MAT} (?:chahiye|chahiyen|چاہیے|چاہییں|چاہئیں)|ان ?سبسکرائب(?: {_KAR})?"
        ),
    ),
    (
        Opting.STOP,
        re.compile(
            rf"stopp?(?: it| this| now| {_KAR})?|end|quit|b[au]ss?(?: {_KAR})?|{_BAND}(?: {_KAR})?|"
            rf"rok(?:o|ein|en| do| dein| den| dijiye)|(?:mat|na) bhej(?:o|ein|en|iye)|"
            rf"اسٹاپ|سٹاپ|بس(?: {_KAR})?|روک(?:و|یں|یے| دو| دیں| دیجیے)|(?:مت|نہ) بھیج(?:و|یں|یے)"
        ),
    ),
    (
        Opting.ENOUGH,
        re.compile(
            rf"ruk(?:o|ein|en| jao| jaein| jayein| jaiye)|(?:khatam|ختم) {_KAR}|"
            r"رک(?:و|یں|یے| جاؤ| جائیں| جایے)"
        ),
    ),
    (
        Opting.BACK,
        re.compile(
            rf"(?:un ?stop|(?:re ?)?start(?: again| {_KAR})?|resume|"
            rf"(?:dobara |phir se |phir )?(?:shuru|shru|chalu) {_KAR}|"
            rf"اسٹارٹ|سٹارٹ|(?:دوبارہ |پھر )?(?:شروع|چالو) {_KAR})"
        ),
    ),
)


_STOPPING = words(
    """
    stop stopped stopping no not never dont don't unsubscribe remove without mat na nahi nahin nhi nai band bnd rok roko
    rokein roken mana khatam chhor chor tang bezar pareshan bund ruk ruko
    بند مت نہ نہیں روک روکو روکیں منع ختم تنگ بیزار پریشان رک رکو
    """
)
_KEYWORDS = words("stop stopp unstop start اسٹاپ سٹاپ اسٹارٹ سٹارٹ")
_POLITE = re.compile("ی?ئی?ے$")
"""A polite request ends so in most hands ("دیجئے", "کیجئیے"), in others in "یے"."""


def may_mean_stopping(text: str) -> bool:
    """Whether a raw text holds a word of stopping or refusing: then it is no plain yes to being sent something."""
    return not _STOPPING.isdisjoint(words_of(text))


def holds_keyword(text: str) -> bool:
    """Whether a raw text holds the very word that is taught for it, "STOP" or "START", and no everyday one for it."""
    return not _KEYWORDS.isdisjoint(words_of(text))


def find_opting(text: str) -> Opting | None:
    """What a raw text asks for, if it asks for nothing else; None for all other messages."""
    said = [_POLITE.sub("یے", word) for word in words_of(text)]
    if not said or len(said) > _MOST_WORDS:
        return None
    telling = (one for one in said if one not in _FILLERS and any(map(str.isalnum, one)))  # no emoji
    plain = " ".join(word for word, _ in groupby(telling))
    return next((opting for opting, pattern in _RULES if pattern.fullmatch(plain)), None)
