"""The greeting that a message opens with: "salam bhai, umeed hai theek honge, order kahan hai".

Most people greet before they ask; what they want stands after it.
"""

import re

from hamrah.language.normalise import tokenise, words_of
from hamrah.language.word_list import words

_SALAM = words("""
    salam salaam slam slm salams aoa assalam asalam asslam assalaam asalaam assalamualaikum asalamualaikum
    assalamoalaikum asalamoalaikum assalamualikum salamalaikum assalamalaikum walaikum walaikumsalam walaikumassalam
    waalaikum adaab aadaab adab
    السلام سلام وعلیکم آداب السلامعلیکم اسلامعلیکم
""")
_ISLAM = words("aslam islam اسلام")
"""How some write the first word of the salam; alone it is another word, or begins Islamabad."""
_AFTER_SALAM = words("""
    o u wa un ul us as wr wb alaikum alekum alykum alikum alaykum aleikum aleikom alaikom alaekum walaikum
    rahmatullah rahmatullahi rehmatullah wabarakatuh barakatuh barakatuhu wabarakatuhu assalam salam asalam
    علیکم وعلیکم عرض و ورحمۃ ورحمت ورحمتہ رحمۃ رحمت اللہ وبرکاتہ برکاتہ السلام سلام
""")
_HELLO = words("""
    hi hii hello helo hellow hallo hey heya hy hiya greetings dear respected
    ہیلو ہائے ہیلوو ہائی محترم محترمہ ڈیئر
""")
_TIMES = words("morning afternoon evening day مارننگ ایوننگ آفٹرنون")
_GOOD = words("good gud گڈ")
TO_WHOM = words("""
    bhai bhaai bhaijan bhaiya bro brother sir mam maam ma'am madam madame miss mr mrs sis sister api appi baji apa
    jee ji jan jaan janab sahab sahib saab yaar yar dear there team all everyone everybody guys folks boss hamrah
    friend friends
    بھائی بھائیجان جان سر میڈم میم مس جی جناب صاحب صاحبہ باجی آپا آپی یار ہمراہ دوست ٹیم سب
""")
_PLEASANTRIES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:i )?hope (?:you(?:'re| are| r)?|u(?: are| r)?|all is|everything is|this finds you)(?: all)?"
        r"(?: doing| keeping)? (?:well|fine|good|great|ok|okay)(?: today)?",
        r"how (?:are|r) (?:you|u)(?: all)?(?: doing)?(?: today)?",
        r"(?:umeed|umid|umed|ummeed) (?:hai|he|h|hy|karta hoon|karti hoon)(?: ke| k| keh)?(?: aap| ap)?(?: sab| log)?"
        r"(?: theek| thek| thik| khairiyat se| kheriat se| khariyat se| khairiat se| khush)"
        r"(?: thak)?(?: honge| hon ge| hoge| ho ge| hongay| hongi| hain| hon)?",
        r"(?:aap |ap )?(?:kaise|kese|kaisay|kesay|kaisi|kesi) (?:hain|hai|ho|hen|he|h)(?: aap| ap)?(?: log| sab)?",
        r"(?:kya|kia) (?:haal|hal)(?: chaal)? (?:hai|hain|he|h|hy)(?: aap ka| ap ka| aapka| apka)?",
        r"امید (?:ہے|کرتا ہوں|کرتی ہوں)(?: کہ)?(?: آپ)?(?: سب)?(?: خیریت سے| ٹھیک| بخیر| خوش)"
        r"(?: ہوں گے| ہونگے| ہوں گی| ہیں)?",
        r"(?:آپ )?(?:کیسے|کیسی) (?:ہیں|ہو)(?: آپ)?(?: لوگ| سب)?",
        r"کیا (?:حال|حال چال) (?:ہے|ہیں)(?: آپ کا| آپ کے)?",
    )
)
LONGEST = 300
"""Characters in which a greeting and the beginning of a wish stand."""
LEAST = 2
"""Words of a wish; a single word after a greeting is as likely a name."""


def says_salam(text: str) -> bool:
    """Whether a raw text opens with a salam, which is answered with one."""
    return _after_salam(words_of(text[:LONGEST]), 0) > 0


def after_greeting(text: str) -> str:
    """A raw text without the greeting that it opens with; the whole text where little or nothing stands after that."""
    tokens = tokenise(text[:LONGEST])
    said = [token.text for token in tokens]
    begin = _after_salutes(said, 0)
    if not begin:
        return text
    begin = _after_pleasantry(said, begin)
    return text[tokens[begin].start :] if len(said) - begin >= LEAST else text


def _after_salutes(said: list[str], place: int) -> int:
    """The place after salutes and whom they are to, "dear sir, salam bhai"; a name alone is none."""
    begin = place
    while begin < len(said):
        after = _after_salam(said, begin) or _after_hello(said, begin)
        if not after and begin > place and said[begin] in TO_WHOM:
            after = begin + 1
        if not after:
            break
        begin = after
    return begin


def _after_salam(said: list[str], place: int) -> int:
    """The place after a salam that begins here, 0 where none does."""
    here, following = said[place : place + 1], said[place + 1 : place + 2]
    if not (_SALAM.intersection(here) or (_ISLAM.intersection(here) and _AFTER_SALAM.intersection(following))):
        return 0
    place += 1
    while place < len(said) and said[place] in _AFTER_SALAM:
        place += 1
    return place


def _after_hello(said: list[str], place: int) -> int:
    """The place after a hello or good morning that begins here, 0 where none does."""
    if said[place] in _HELLO:
        return place + 1
    is_time = said[place] in _GOOD and _TIMES.intersection(said[place + 1 : place + 2])
    return place + 2 if is_time else 0


def _after_pleasantry(said: list[str], place: int) -> int:
    rest = " ".join(said[place:])
    for pattern in _PLEASANTRIES:
        found = pattern.match(rest)
        if found and (found.end() == len(rest) or rest[found.end()] == " "):
            after = place + len(found[0].split())
            while after < len(said) and said[after] in TO_WHOM:
                after += 1
            return after
    return place
