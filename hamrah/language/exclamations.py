"""Angry exclamations around a wish: "Where is my order, this is ridiculous!"."""

import re
from dataclasses import dataclass

from hamrah.language.normalise import Token, tokenise, words_of
from hamrah.language.word_list import words

LONGEST = 300
"""Characters of a text in which exclamations are looked for; a longer one is no wish with an exclamation."""
LEAST = 2
"""Words of a wish."""
MOST_AT_AN_END = 3
"""Breaks from either end at which a text is split."""
_IDIOMS = """
    ridiculous|fed up|had enough|enough is enough|nonsense|kidding me|kidding|joking|shame on you|shame on|
    last straw|unbelievable|unacceptable|not acceptable|pathetic|disgusting|disgraceful|useless|worst|horrible|
    what kind of|sick of|sick and tired|tired of|wasting my time|waste of time|waste of time and money|
    waste of my time|for god s sake|for heaven s sake|god s sake|what the hell|what the heck|wtf|ffs|furious|
    angry|lost my patience|losing my patience|out of patience|a joke|rubbish|had hai|had he|had h|had ho gayi|
    had ho gai|had hogai|had hogayi|kya mazaq|kia mazaq|mazaq bana|mazak bana|kya mazak|kia mazak|bohat ho gaya|
    bohat hogaya|bht ho gaya|bahut ho gaya|bas bohat|nikamme|nikammay|sharam|sharm|tang aa|tang agaya|
    tang agayi|bakwas|bakwaas|ajeeb log|ajeeb dukan|khuda ka khauf|khuda ka khof|allah ka khauf|dimagh kharab|
    dimag kharab|damagh kharab|ghatiya|ghussa aa|gussa aa|bohat ghussa|bohat gussa|yeh koi tareeqa|
    ye koi tareeqa|yeh koi tareeka|ye koi tareeka|yeh kya tareeqa|ye kya tareeqa|sabar jawab|sabr jawab|lanat|
    laanat|tamasha|zaleel|naraz|
    حد ہے|حد ہو گئی|حد ہوگئی|کیا مذاق|مذاق بنا|بہت ہو گیا|بہت ہوگیا|بس بہت|نکمے|نکمی|شرم|تنگ آ|تنگ آگیا|
    تنگ آگئی|بکواس|عجیب لوگ|عجیب دکان|خدا کا خوف|اللہ کا خوف|دماغ خراب|گھٹیا|غصہ آ|بہت غصہ|یہ کوئی طریقہ|
    یہ کیا طریقہ|صبر جواب|لعنت|تماشا|ذلیل|ناراض
"""
_ACCUSATIONS = """
    liar|liars|lied to me|lied to us|lying to me|lying to us|cheat|cheats|cheated|cheaters|cheating me|scammed|scammers|
    thieves|robbed me|will go to the police|go to the police|going to the police|will call the police|call the police|
    calling the police|consumer court|lost all patience|my patience is over|
    jhoote|jhootay|jhoothe|jhoothay|jhuthe|jhute|jhutay|jhote|jhotay|jhoota|jhoot bola|jhoot bolte|jhoot bol rahe|
    dhoka diya|dhokha diya|dhoka dia|dhoka de|dhokha de|dhokebaz|dhokebaaz|dhoke baz|dhoke baaz|chor log|
    paisay kha|paise kha|paisa kha|pese kha|paisey kha|loot liya|loot lia|sabar khatam|sabr khatam|sabar khtm|
    sabr khtm|warna police|police mein jaunga|police mein jaungi|police mein jaoonga|police mein jaonga|
    police mein report|police mein shikayat|police mein complaint|police ko bula|police ko bulaunga|police bula|
    جھوٹے|جھوٹا|جھوٹ بولا|جھوٹ بولتے|جھوٹ بول رہے|دھوکا دیا|دھوکہ دیا|دھوکا دے|دھوکہ دے|دھوکے باز|چور لوگ|
    پیسے کھا|پیسہ کھا|لوٹ لیا|صبر ختم|ورنہ پولیس|پولیس میں جاؤں|پولیس میں رپورٹ|پولیس میں شکایت|پولیس کو بلا
"""
"""Idioms that are said of a shop in anger only, however they are put."""
_AROUND = words("""
    i'm i've it's that's you're you've what's this that it its is was are am i m ve have been so really very
    just totally absolutely you your people guys lot all such what a an the of on for my me ever service shop
    store company kind and be now again seriously completely waiting oh god man bro please dear sir come yeh ye
    yh yaar yar bhai kya kia hai he h hain hein ho gaya gya gayi gai hogaya hun hoon hu main mein mai aap ap log
    logon ne ko ka ki ke kuch karein karo karen kren bilkul itni itna intehai aa raha rahi rha mujhe mjhe mera
    meri kar diya dia de bohat bht bahut sakht bas koi aani ani chahiye chahye to tou ab یہ کیا ہے ہیں ہو گیا
    گئی ہوں میں آپ لوگ نے کو کا کی کے کچھ کریں کرو بالکل اتنی اتنا انتہائی آ رہا رہی مجھے میرا میری کر دیا دے
    بہت سخت بس کوئی آنی چاہیے سروس تو اب یار بھائی تم ہو لوگوں میرے ہمارے گئے جاؤں گا گی کروں بلاؤں رہے سب سارے
    ورنہ رکھا رکھی us otherwise tum tumne mere hamare humare gaye gye jaunga jaungi jaoonga jaonga jaon jaoon ga gi
    karunga karungi karoonga bulaunga bulaungi bulaoonga rahe sab sare saare warna rakha rakhi
""")
"""Words that stand beside an exclamation's own; with them alone nothing is exclaimed."""
_ENDS = words("""
    hai he h hain hein yaar yar bhai ہے ہیں یار بھائی gaya gya gayi gaye gye hun hoon ga gi jaunga jaungi jaoonga jaonga
    karunga karungi karoonga rahe گیا گئی گئے ہوں گا گی رہے
""")
"""Words that an exclamation without a break after it may end with."""
_SUBJECTS = words("""
    this that it you i what yeh ye yh kya kia itni itna intehai aap main mein یہ کیا اتنی اتنا انتہائی آپ میں tum warna
    otherwise تم ورنہ
""")
_OR_ELSE = words("warna otherwise ورنہ")
"""What begins a threat after a wish as a break does."""
_PREDICATES = re.compile(r"(?:this|that|it|you|i|these|you people|you guys)(?: is| are| am| s| m| re) ")
"""How an exclamation of one idiomatic word begins where no break shows what it is of."""
_LONGEST_IDIOM = 5
_BREAK = re.compile(r"[.,،۔!?؟;:\n]+")


@dataclass(frozen=True, slots=True)
class Exclaimed:
    """What was exclaimed at one end of a text, and the wish beside it."""

    words: str
    wish: str


def _listed(idioms: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(found) for idiom in idioms.split("|") if (found := words_of(idiom)))


_ACCUSED = _listed(_ACCUSATIONS)
_SAID = _listed(_IDIOMS) | _ACCUSED


def find_exclamation(text: str) -> Exclaimed | None:
    """The angry exclamation that a raw text ends or begins with and the wish beside it; None without either.

    Its words are an idiom of anger and such as stand beside one, nothing else: "useless texts" is none.
    """
    if len(text) > LONGEST:
        return None
    tokens = tokenise(text)
    idiomatic = _places(tokens)
    if not idiomatic:
        return None
    begin, end = _begin_of_last(text, tokens, idiomatic), _end_of_first(text, tokens, idiomatic)
    if _only_exclaims(tokens):
        return None
    if LEAST <= begin < len(tokens) and (_is_break(text, tokens, begin) or _stands_after(tokens[begin:])):
        return Exclaimed(text[tokens[begin].start :], text[: tokens[begin - 1].end])
    if 0 < end <= len(tokens) - LEAST and (_is_break(text, tokens, end) or _stands_before(tokens[:end])):
        return Exclaimed(text[: tokens[end - 1].end], text[tokens[end].start :])
    return None


def accuses(text: str) -> bool:
    """Whether a raw text accuses the shop or threatens it, by itself or at one end beside something else."""
    return only_accuses(text) or ((found := find_exclamation(text)) is not None and _accuses(found.words))


def only_accuses(text: str) -> bool:
    """Whether a raw text is nothing but anger that accuses the shop or threatens it: nothing is wished in words."""
    return len(text) <= LONGEST and _accuses(text) and _only_exclaims(tokenise(text))


def split_at_breaks(text: str) -> list[Exclaimed]:
    """Every way to take the first or last part of a raw text, up to a break, for an exclamation beside a wish.

    Of many breaks the outer ones count: to read each part costs as much as to read a message.
    """
    tokens = tokenise(text) if len(text) <= LONGEST else []
    breaks = [place for place in range(1, len(tokens)) if _is_break(text, tokens, place)]
    found = []
    for place in sorted({*breaks[:MOST_AT_AN_END], *breaks[-MOST_AT_AN_END:]}):
        head, tail = text[: tokens[place - 1].end], text[tokens[place].start :]
        found += [Exclaimed(tail, head)] if place >= LEAST else []
        found += [Exclaimed(head, tail)] if len(tokens) - place >= LEAST else []
    return found


def _accuses(text: str) -> bool:
    return bool(_places(tokenise(text), _ACCUSED))


def _places(tokens: list[Token], idioms: frozenset[tuple[str, ...]] = _SAID) -> set[int]:
    """The places of tokens that belong to an idiom of anger."""
    said = [token.text for token in tokens]
    found: set[int] = set()
    for start in range(len(said)):
        for length in range(1, _LONGEST_IDIOM + 1):
            if tuple(said[start : start + length]) in idioms:
                found.update(range(start, start + length))
    return found


def _only_exclaims(said: list[Token]) -> bool:
    """Whether nothing is wished in words: all of them are an idiom's or stand beside one."""
    idiomatic = _places(said)
    return all(place in idiomatic or token.text in _AROUND for place, token in enumerate(said))


def _stands_after(said: list[Token]) -> bool:
    """Whether words that follow a wish without a break say it of the shop, and not of what stands before them."""
    return _is_whole(said) or said[0].text in _SUBJECTS


def _stands_before(said: list[Token]) -> bool:
    """Whether words before a wish without a break are an exclamation, and not said of what comes after them."""
    return _is_whole(said) or bool(_PREDICATES.match(" ".join(token.text for token in said)))


def _is_whole(said: list[Token]) -> bool:
    """Whether an idiom of several words is among them that needs nothing after it."""
    spoken = [token.text for token in said]
    runs = (spoken[a:b] for a in range(len(spoken)) for b in range(a + 2, min(a + _LONGEST_IDIOM, len(spoken)) + 1))
    return spoken[-1] != "of" and any(tuple(run) in _SAID and run[-1] != "of" for run in runs)


def _begin_of_last(text: str, tokens: list[Token], idiomatic: set[int]) -> int:
    """The place from which on all is an exclamation; the number of tokens where nothing is."""
    place = len(tokens)
    while place and (place - 1 in idiomatic or tokens[place - 1].text in _AROUND):
        place -= 1
        stops = bool(place) and (_is_break(text, tokens, place) or tokens[place].text in _OR_ELSE)
        if stops and idiomatic.intersection(range(place, len(tokens))):
            break
    if not idiomatic.intersection(range(place, len(tokens))):
        return len(tokens)
    while tokens[place].text in _ENDS and not (place and _is_break(text, tokens, place)):
        place += 1  # "kahan hai yeh kya mazaq hai": the first "hai" is the question's
    return place


def _end_of_first(text: str, tokens: list[Token], idiomatic: set[int]) -> int:
    """The place up to which all is an exclamation; 0 where nothing is."""
    end = last = 0
    while end < len(tokens) and (end in idiomatic or tokens[end].text in _AROUND):
        if last and end not in idiomatic and tokens[end].text not in _ENDS and not _in_clause(text, tokens, last, end):
            break
        last = end + 1 if end in idiomatic else last
        end += 1
        if end < len(tokens) and _is_break(text, tokens, end) and last:
            return end
    return end if last else 0


def _in_clause(text: str, tokens: list[Token], first: int, end: int) -> bool:
    """Whether all up to the next break stands beside an exclamation."""
    while end < len(tokens) and not _is_break(text, tokens, end):
        if tokens[end].text not in _AROUND:
            return False
        end += 1
    return end < len(tokens)


def _is_break(text: str, tokens: list[Token], place: int) -> bool:
    return bool(_BREAK.search(text[tokens[place - 1].end : tokens[place].start]))
