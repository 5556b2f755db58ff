"""What people say around a wish out of courtesy: "Bilal here. Where is my order? Thanks"."""

import re

from hamrah.language.answers import QUESTION_MARKS
from hamrah.language.normalise import Token, tokenise
from hamrah.language.salutation import LEAST, TO_WHOM, after_greeting
from hamrah.language.word_list import words

LONGEST = 300
"""Characters of a text in which names and thanks are looked for; a longer one is no short wish."""
_THANKS = words("""
    thanks thank thanku thankyou thankyu thnx thnks thx tysm ty thanx shukriya shukria shukriyah shukrya
    jazakallah jazak meherbani mehrbani mehrbaani
    شکریہ شکریا تھینکس تھینک تھینکیو جزاک جزاکم مہربانی ممنون نوازش
""")
_WITH_THANKS = words("""
    you u so much very many a lot in advance bohat bahut bht boht bohot aap ap ka ki apka aapka allah khair khairan and
    ok okay great good acha accha theek thik hai he h ho gi hogi gee for the your quick reply response help then
    بہت بہت آپ کا کی اللہ خیر خیرا ہو گی ہوگی یو سو مچ اچھا ٹھیک ہے اوکے
""")
_AROUND_THANKS = _THANKS | _WITH_THANKS | TO_WHOM
_CONTENT = words("""
    yes yeah yep done perfect excellent fine nice wonderful received got it understood noted alright cool best wishes
    that's thats all bye goodbye take care day night have a god bless pleased happy solved problem issue
    haan han hanji bilkul zabardast behtareen umda khush khushi hua hui mil gaya gayi gya bas samajh hafiz hafz khuda
    dua duain duaein salamat rahein rakhe rakhay ko masla maslah hal
    ہاں بالکل زبردست بہترین عمدہ خوش خوشی ہوا ہوئی مل گیا گئی بس سمجھ حافظ خدا دعا دعائیں سلامت رہیں رکھے کو مسئلہ حل
    👍 👌 ✅ ✔ 🙂 😊 🙏 ❤ 💯 🥰 😍 😘 🎉 😀 😄 😃 😁 🌹 💐 🤝
""")
"""What somebody says who has what they wanted, and takes leave."""
_PROBLEM = words("problem issue masla maslah مسئلہ")
_SOLVED = words("solved hal حل")
"""Without which a problem is one."""
_DECLINES = words("no nope nahi nahin nhi نہیں")
"""Nothing more is wanted where it opens what thanks: "no thanks", not "theek nahi hai, shukriya"."""
_BREAK = re.compile(r"[.,،۔!?؟;:\n]+")
_NAME = r"[^\W\d_]+(?: [^\W\d_]+)?"
_INTRODUCES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:this is|it's|its|my name is|myself|i am|i'm) {_NAME}(?: here| speaking)?",
        rf"{_NAME} (?:here|this side)",
        rf"(?:main|mein|mai|me) {_NAME} (?:bol|baat kar|likh) (?:raha|rahi|rha|rhi)(?: hoon| hun| hu| ho)?",
        rf"(?:mera|mra) naam {_NAME} (?:hai|he|h|hy)",
        rf"میں {_NAME} (?:بول|بات کر|لکھ) (?:رہا|رہی)(?: ہوں)?",
        rf"میرا نام {_NAME} ہے",
    )
)
LONGEST_INTRODUCTION = 8
"""Words in which a name is given."""


def wish_in(text: str) -> str:
    """A raw text without the greeting, name and thanks around it; the whole text where little or nothing is left."""
    left = after_greeting(text)
    if len(left) <= LONGEST:
        left = _before_thanks(_after_thanks(_after_name(left)))
    return left if len(tokenise(left)) >= LEAST else text


def is_courtesy(text: str) -> bool:
    """Whether a raw text only thanks, takes leave or says that all is well: "ok thanks bhai, Allah hafiz"."""
    tokens = [token.text for token in tokenise(text)]
    said = set(tokens)
    if not said or text.rstrip().endswith(QUESTION_MARKS) or (said & _PROBLEM and not said & _SOLVED):
        return False
    if tokens[0] in _DECLINES:
        return bool(said & _THANKS) and set(tokens[1:]) <= _AROUND_THANKS
    return said <= _AROUND_THANKS | _CONTENT


def _after_thanks(text: str) -> str:
    """The text after thanks that stand before the first break: "ok thanks, …"."""
    tokens = tokenise(text)
    end = _breaks_at(text)
    opening = [token for token in tokens if token.start < end]
    if not opening or len(opening) == len(tokens) or not _is_thanks(opening):
        return text
    return text[tokens[len(opening)].start :]


def _before_thanks(text: str) -> str:
    """The text before thanks that stand at its end, with a break before them or without."""
    tokens = tokenise(text)
    place = len(tokens)
    while place and tokens[place - 1].text in _AROUND_THANKS:
        place -= 1
    while place < len(tokens) and tokens[place].text not in _THANKS and not _follows_break(text, tokens, place):
        place += 1
    if not _THANKS.intersection(token.text for token in tokens[place:]) or not place:
        return text
    return text[: tokens[place - 1].end]


def _after_name(text: str) -> str:
    """The text after a name that is given first, up to a break: "this is Ayesha Khan. …"."""
    end = _breaks_at(text)
    tokens = tokenise(text)
    opening = [token.text for token in tokens if token.start < end]
    if not opening or len(opening) == len(tokens) or len(opening) > LONGEST_INTRODUCTION:
        return text
    said = " ".join(opening)
    is_name = any(pattern.fullmatch(said) for pattern in _INTRODUCES)
    return text[tokens[len(opening)].start :] if is_name else text


def _is_thanks(tokens: list[Token]) -> bool:
    said = {token.text for token in tokens}
    return bool(said & _THANKS) and said <= _AROUND_THANKS


def _breaks_at(text: str) -> int:
    found = _BREAK.search(text)
    return found.start() if found else len(text)


def _follows_break(text: str, tokens: list[Token], place: int) -> bool:
    between = text[tokens[place - 1].end : tokens[place].start] if place else ""
    return bool(_BREAK.search(between))
