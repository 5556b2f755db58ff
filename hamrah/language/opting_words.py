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
    r"(?:kar|kr) (?:do|dein|den|dain|dijiye)|کرو|کریں|کیجیے|کردو|کردیں|کر (?:دو|دیں|دیجیے))"
)
_BHEJO = (
    r"(?:bheje?[ou]|bhej(?:ein|en|ain|iye|na)|bheja (?:karo|karein|karen|kren)|karo|karein|karen|kren|"
    r"بھیج(?:و|یں|یے|نا)|بھیجا (?:کرو|کریں)|کرو|کریں)"
)
_MAT = r"(?:mat|na|nahi|nahin|nhi|مت|نہ|نہیں)"
_MESSAGES = (
    r"(?:messages?|messeges?|msgs?|mesg|sms|texts?|paigham|paighamat|"
    r"میسج|میسجز|میسیج|مسیج|پیغام|پیغامات|ایس ایم ایس)"
)
"""Not offers: who wants no more of these is understood as well in a sentence, and means nothing else by it."""
_RULES: tuple[tuple[Opting, re.Pattern[str]], ...] = (
    (
        Opting.OUT,
        re.compile(
            rf"un ?sub(?:scribed?)?(?: {_KAR})?|opt[ -]?out|stop ?all|"
            rf"(?:no|no more|stop|don'?t send|do not send) {_MESSAGES}|{_MESSAGES} (?:ko |کو )?"
            rf"(?:band|stop|off|بند) ?{_KAR}|"
            rf"{_MESSAGES} {_MAT} {_BHEJO}|{_MESSAGES} (?:rok|روک) (?:do|dein|den|دو|دیں|دیجیے)|"
            rf"{_MESSAGES} {_MAT} (?:chahiye|chahiyen|چاہیے|چاہییں)|ان ?سبسکرائب(?: {_KAR})?"
        ),
    ),
    (
        Opting.STOP,
        re.compile(
            rf"stopp?(?: it| this| now| {_KAR})?|end|quit|b[au]ss?(?: {_KAR})?|band(?: {_KAR})?|"
            rf"rok(?:o|ein|en| do| dein| den| dijiye)|(?:mat|na) bhej(?:o|ein|en|iye)|"
            rf"اسٹاپ|سٹاپ|بس(?: {_KAR})?|بند(?: {_KAR})?|روک(?:و|یں| دو| دیں| دیجیے)|(?:مت|نہ) بھیج(?:و|یں|یے)"
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
    rokein roken mana khatam chhor chor tang bezar pareshan
    بند مت نہ نہیں روک روکو روکیں منع ختم تنگ بیزار پریشان
    """
)


def may_mean_stopping(text: str) -> bool:
    """Whether a raw text holds a word of stopping or refusing: then it is no plain yes to being sent something."""
    return not _STOPPING.isdisjoint(words_of(text))


def find_opting(text: str) -> Opting | None:
    """What a raw text asks for, if it asks for nothing else; None for all other messages."""
    said = words_of(text)
    if not said or len(said) > _MOST_WORDS:
        return None
    plain = " ".join(word for word, _ in groupby(one for one in said if one not in _FILLERS))
    return next((opting for opting, pattern in _RULES if pattern.fullmatch(plain)), None)
