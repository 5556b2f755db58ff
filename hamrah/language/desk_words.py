"""How staff speak of tickets: whose, how urgent, for whom words are, taking a conversation over and giving it back."""

import re

from hamrah.language.normalise import normalise

Words = tuple[tuple[str, re.Pattern[str]], ...]

_OVERDUE = re.compile(
    r"\b(?:over ?due|late|delayed|breach(?:ed)?|sla|past due|expired|missed|der|dair|waqt nikal|time nikal|guzar)\b"
    r"|لیٹ|دیر|اوورڈیو|اوور ڈیو|وقت (?:نکل|گزر|ختم)|تاخیر"
)
_SEEN = r"(?!(?: (?!assign)\w+){0,6} (?:dikh|bata))"
"""Not before "dikhao": who says "mujhe Lahore ki tickets dikhao" asks to see them, and not for the own."""
_OWN = r"\b(?:my|mine|mer[aie]|mere|apn[aie])\b|میر[اےی]|اپن[اےی]"
_MINE = re.compile(
    rf"{_OWN}|\b(?<!show )(?<!give )(?<!tell )(?<!get )me\b|\b(?<!dikhao )(?<!dikha do )(?:mujhe|mujhay|mjhe)\b{_SEEN}"
    r"|مجھے(?!(?: (?!اسائن)\S+){0,6} (?:دکھ|بتا))"
)
_WORK = re.compile(r"\b(?:tickets?|queue|assigned|paas|pass)\b|ٹکٹ|پاس|قطار|کیو")
_NOBODYS = re.compile(
    r"\b(?:unassigned|not assigned|nobody|no one|kisi ne nah?i+n?|kisi ke paas nah?i+n?|without (?:an )?assignee|"
    r"unclaimed|bina assign|la ?waris)\b|کسی نے نہیں|کسی کے پاس نہیں|ان اسائنڈ|لاوارث"
)
_PRIORITIES: Words = (
    ("urgent", re.compile(r"\b(?:urgent|critical|fori|fauri|foran|emergency)\b|ارجنٹ|فوری|ہنگامی")),
    ("high", re.compile(r"\b(?:high|aham|zaroori|important)\b|ہائی|اہم|ضروری")),
    ("low", re.compile(r"\b(?:low|mamooli|mamuli)\b|معمولی|لو پرائ")),
    ("normal", re.compile(r"\b(?:normal|aam) (?:priority|wal[aie])\b|عام (?:ترجیح|وال)")),
)
_TO_ME = re.compile(
    r"\b(?:(?:to|for) (?:me|myself)|mujh(?:e|ay|y)|mjhe|mere (?:naam|zimme|hawale|pass|paas)|apne (?:naam|zimme)|"
    r"i(?:'ll| will|'m| am)? (?:take|taking|have|handle|got)|i will|ma?e?in (?:khud|le|dekh|kar|handle)|"
    r"main hi|assign me|give me|mine)\b|مجھے|میرے (?:نام|ذمے|حوالے|پاس)|اپنے (?:نام|ذمے)|میں (?:یہ |خود|لے|دیکھ|کر)"
)
_TO_NOBODY = re.compile(
    r"\b(?:unassign|to (?:nobody|no one)|back (?:in|to|into) the queue|queue mein wapas|wapas queue)\b"
    r"|واپس قطار|کسی کو نہیں"
)
_ROLES: Words = (
    ("branch_manager", re.compile(r"\bbranch manager\b|supervisor|incharge|برانچ م[ی]?نیجر|سپروائزر|انچارج")),
    ("manager", re.compile(r"\b(?:manager|boss|head office)\b|مینیجر|منیجر")),
)
_CONVERSATION = r"(?:conversation|chat|talk|baat ?cheet|guftagu|guftugu|گفتگو|بات چیت|چیٹ)"
_TAKE = r"(?:take|taking|grab|join|sambh?al\w*|le (?:lo|le\w*|leta|leti|raha|rahi)|lena|step in|mujhe d(?:o|ein))"
_TAKES = re.compile(
    rf"\b{_TAKE}\b.*{_CONVERSATION}|{_CONVERSATION}.*\b{_TAKE}\b"
    rf"|{_CONVERSATION}.*(?:سنبھال|لے لو|لے لیں|لے لیتا|لے لیتی|لے رہا|لے رہی|لینی|مجھے دیں)|\btake over\b"
)
_GIVES_BACK = re.compile(
    rf"\b(?:give|hand|return)\b.*\bback\b.*(?:bot|assistant|{_CONVERSATION})"
    rf"|{_CONVERSATION}.*\bback to (?:the )?(?:bot|assistant)"
    rf"|\b(?:bot|assistant) ko (?:wapas|de|do|dein)\b|{_CONVERSATION} (?:bot ko |assistant ko )?wapas\b"
    rf"|(?:بوٹ|اسسٹنٹ) کو (?:واپس|دے|دو|دیں)|{_CONVERSATION} واپس|\bgive (?:it|the {_CONVERSATION}) back\b"
)
_WAITING = re.compile(
    r"\bwho(?:'s| is)? (?:waiting|waits)\b|\bwaiting (?:chats|conversations|customers)\b"
    r"|\b(?:kaun|kon|kis ?kis|kitne log)\b.{0,40}\b(?:inte?zar|intizaa?r|wait(?:ing)?)\b"
    r"|\b(?:inte?zar|intizaa?r) mein (?:kaun|kon)"
    r"|(?:کون|کس کس|کتنے لوگ).{0,40}انتظار|انتظار میں کون"
)
_MY_DESK = re.compile(
    r"\W*(?:aa?j )?(?:mer[ae]|mere) (?:naam|zimme|paas|pass|hisse)(?: (?:par|pe|p|mein|me))?(?: abhi| aaj)? "
    r"(?:kya(?: kya)?|kitn[aei]|kaun ?(?:sa|se|si)|kuch)(?: (?:hai|hain|pending|baqi|kaam|para|pari))*\W*"
    r"|\W*(?:آج )?میرے (?:نام|ذمے|پاس|حصے)(?: (?:پر|میں))?(?: ابھی| آج)? "
    r"(?:کیا(?: کیا)?|کتن[اےی]|کون سے|کچھ)(?: (?:ہے|ہیں|باقی|کام))*\W*"
    r"|\W*what(?:'s| is| do i have)?(?: there)? (?:on my (?:desk|plate|list)|assigned to me)\W*"
)
_TICKET = r"(?:(?:ticket|tkt|ٹکٹ) (?:no\.? |number |nambar |نمبر )?)?#?(?:(?:t|ٹی) ?-? ?\d{4,9}|\d{5})(?!\d)"
"""A ticket's number as it is said, in a normalised text; without the letter five digits, since orders have fewer."""
_A_TICKET = re.compile(r"\b(?:tickets?|tkt|complaints?)\b|ٹکٹ|شکایت|\bshikay")
_WRITTEN_IN = re.compile(rf"\b(?:note|comment|inner|internal)\b.*{_TICKET}|{_TICKET}.*\b(?:note|comment)\b|نوٹ")
_TELL = r"(?:tell|ask|reply to|answer|write to|inform|message|say to|let)"
_BOLO = r"(?:bolo|kaho|kahein|likho|(?:bol|keh|likh) d(?:o|ein)|poo?ch(?:o|ein|en)|(?:bata\w*|jawab)(?: d(?:o|ein))?)"
_BATAO = r"(?:بتا\w*(?: د\w+)?|پوچھ(?:و|یں)|بول\w*(?: د\w+)?|کہہ د\w+|کہیں|کہو|لکھ\w*(?: د\w+)?|جواب(?: د\w+)?)"
_ABOUT_TICKET = rf"(?: {_TICKET} (?:ke baa?re (?:mei?n|main?|me)|کے بارے میں))?"
_TO_CUSTOMER = re.compile(
    rf"\b{_TELL} (?:the |this |her |his )?(?:customer|client|buyer)\b"
    rf"(?: (?:of|in|on|about|for|regarding) (?:the )?{_TICKET})?(?: know)?(?: that\b)?"
    rf"|\b(?:customer|gahak|client) (?:ko|se){_ABOUT_TICKET} {_BOLO}\b{_ABOUT_TICKET}(?: ke\b| keh\b)?"
    rf"|(?:گاہک|کسٹمر) (?:کو|سے){_ABOUT_TICKET} {_BATAO}{_ABOUT_TICKET}(?: کہ\b)?"
)
_NO_WORDS = re.compile(r"(?:of|about|regarding)\b|.*(?:\bke baa?re (?:mei?n|main?|me)|کے بارے میں)\W*$", re.DOTALL)
"""What follows "tell the customer" and only says of what they are to be told; the words are yet to come."""
_INNER = re.compile(
    r"\b(?:inner|internal|staff only|private|for (?:the |our )?(?:staff|team|colleagues|people)|anda?r(?:oo|u)ni|"
    r"(?:staff|saathiyon|team) ke liye|sirf staff|anda?r (?:k[aie]|wal[aie]))\b"
    r"|اندرونی|اندر (?:ک[اےی]|وال)|(?:عملے|ساتھیوں|ٹیم|اسٹاف) کے لیے|صرف (?:ا?سٹاف|عملہ)"
)
_FOR_CUSTOMER = re.compile(r"\b(?:customer|gahak|client)\b|گاہک|کسٹمر")
_COLON = re.compile(r"^[^:：]{1,120}[:：](?!\d\d\b)\s*(?P<words>\S.*)$", re.DOTALL)
_QUOTED = re.compile(r"[\"“”«](?P<words>[^\"“”»]{2,})[\"“”»]")
_SAYING = re.compile(
    r"(?:note|comment|remarks?|update|write|add|likho|likh (?:do|dein|lo)|likhein|lagao|laga do|daa?lo|daa?l do|"
    r"darj karo|نوٹ|کمنٹ|لکھیں|لکھو|لکھ دو|لکھ دیں|ڈالو|ڈال دیں|لگائیں|درج کریں)"
    r"\s+(?:that|ke|keh|kay|کہ)\s+(?P<words>\S.{3,})$",
    re.IGNORECASE | re.DOTALL,
)
_WRITES = re.compile(
    r"(?:likho|likh do|likh dein|likhein|note lagao|note likho|note daal do|لکھ دو|لکھ دیں|لکھو|لکھیں)\s+"
    r"(?!ke\b|کہ\b|:)(?P<words>\S+(?:\s+\S+){2,})$",
    re.IGNORECASE | re.DOTALL,
)
_UNDO = re.compile(
    r"\W*(?:please |plz )?(?:undo(?: (?:it|that|this))?|take (?:it|that) back|revert(?: it)?|ulta do|ulat do|"
    r"(?:wapas|pehle jaisa) kar(?:o|ein| do| dein)|(?:واپس|پہلے جیسا) کر(?:یں|و| دو| دیں)|"
    r"wapas l(?:o|ein|e lo|e lein)|واپس (?:لیں|لو|لے لیں|لے لو))(?: please| plz)?\W*"
)
_SHOW = (
    r"(?:show|see|open|view|dikha(?:o|ein|yein|ye|in|en|iye|dein|do| do| dein| den)|khol(?:o|ein|iye)|"
    r"دکھا(?:ؤ|ئیں|ئیے| دو| دیں)|کھول(?:و|یں|یے))"
)
_ABOUT_IT = r"(?:card|khulasa|summary|details?|tafs[ei]+l|history|کارڈ|خلاصہ|تفصیل|ہسٹری)"
_TO_SEE = re.compile(
    rf"(?:please |plz |zara )?(?:{_SHOW} (?:me )?{_TICKET}|{_TICKET} (?:ko |wal[ai] |کو |وال[ای] )?{_SHOW})"
    rf"(?:,? (?:please|plz|zara|پلیز))?|{_TICKET} (?:k[aie]|کا|کی|کے) {_ABOUT_IT}(?: {_SHOW})?|{_ABOUT_IT} of {_TICKET}"
)
_LOOKS = re.compile(
    rf"\b{_SHOW}\b|\b(?:who|whose|ka[uo]n|kon|kis (?:k[aie]|customer|gahak))\b|\bکون\b|\bکس (?:ک[اےی]|گاہک|کسٹمر)\b"
)
_SOLVES = re.compile(
    rf"(?:please |plz )?(?:solve|resolve|close|fix|mark (?:as )?(?:solved|resolved|closed)) (?:{_TICKET}|it|this)"
    r"|(?:isa?y|ise|is ko|اسے|اس کو) (?:hal|solve|resolve|حل|سالو) (?:kar\w*|کر\w*)(?: (?:do|dein|دو|دیں))?"
    rf"|{_TICKET} (?:(?:is|was|has|been|got|as|now|already) )*(?:solved|resolved|closed|fixed|done)"
    rf"|{_TICKET} (?:ka masla |ki shikayat |ko )?(?:hal|solved?|resolved?|closed?|band)"
    r"(?: (?:shuda|kar|kard[oi]|karo|karein|kiya|d[oi]|dein|diya|ho|hua|gay[ai]|gai|gya|chuk[aie]|hai))*"
    rf"|{_TICKET} (?:کا مسئلہ |کی شکایت |کو )?(?:حل|بند|سالو|ریزالو|کلوز)"
    r"(?: (?:شدہ|کر|کرو|کریں|کیا|دو|دی|دیں|دیا|ہو|ہوا|ہوئی|گیا|گئی|چک[اےی]|ہے))*"
)


def is_overdue_meant(text: str) -> bool:
    """Whether a raw text asks for what is late."""
    return _has(_OVERDUE, text)


def is_mine_meant(text: str) -> bool:
    """Whether a raw text asks for what is the speaker's own."""
    return _has(_MINE, text)


def says_own(text: str) -> bool:
    """Whether a raw text says of something that it is the speaker's own ("meri tickets"), and not only "show me"."""
    return re.search(_OWN, " ".join(normalise(text).text.split())) is not None


def speaks_of_work(text: str) -> bool:
    """Whether a raw text is about what somebody works on ("Sunita ki tickets"); a complaint is a customer's."""
    return _has(_WORK, text)


def is_nobodys_meant(text: str) -> bool:
    """Whether a raw text asks for what nobody has taken."""
    return _has(_NOBODYS, text)


def priority_named(text: str) -> str | None:
    """The priority that a raw text names: urgent, high, normal or low."""
    return _first(_PRIORITIES, text)


def gives_to_me(text: str) -> bool:
    """Whether a raw text gives something to whoever speaks."""
    return _has(_TO_ME, text)


def gives_to_nobody(text: str) -> bool:
    """Whether a raw text takes something from whoever has it, for nobody in particular."""
    return _has(_TO_NOBODY, text)


def role_named(text: str) -> str | None:
    """The role of the shop's people that a raw text names: `branch_manager` or `manager`."""
    return _first(_ROLES, text)


def takes_conversation(text: str) -> bool:
    """Whether a raw text wants to speak in a customer's conversation oneself."""
    return _has(_TAKES, text) and not _has(_GIVES_BACK, text)


def gives_conversation_back(text: str) -> bool:
    """Whether a raw text gives a conversation back to the assistant."""
    return _has(_GIVES_BACK, text)


def asks_who_waits(text: str) -> bool:
    """Whether a raw text asks which customers wait for a person."""
    return _has(_WAITING, text)


def asks_what_is_mine(text: str) -> bool:
    """Whether a raw text asks for what is given to whoever speaks, without a word for tickets ("mere naam kya hai")."""
    return _MY_DESK.fullmatch(" ".join(normalise(text).text.split())) is not None


def tells_customer(text: str) -> bool:
    """Whether a raw text has something told to a customer ("tell the customer: …", "گاہک کو بتائیں کہ …").

    "Note: tell the customer tomorrow" does not: what stands within the words to be written is no order.
    """
    head, words = split_words(text)
    return _has(_TO_CUSTOMER, head if words is not None else text)


def audience_named(text: str) -> str | None:
    """For whom words are that a raw text gives: `inner` (the shop's people) or `customer`; None where it does not say.

    Only what stands before the words counts: "note: customer ko call kar di" is not for the customer.
    """
    if _has(_INNER, split_words(text)[0]):
        return "inner"
    return "customer" if tells_customer(text) else None


def audience_chosen(text: str) -> str | None:
    """The same in the answer to the question for whom the words are ("the customer", "andarooni", "گاہک کے لیے")."""
    inner, customer = _has(_INNER, text), _has(_FOR_CUSTOMER, text)
    return None if inner == customer else "inner" if inner else "customer"


def is_undo(text: str) -> bool:
    """Whether a raw text wants what was just done taken back, and says nothing else."""
    return _UNDO.fullmatch(" ".join(normalise(text).text.split())) is not None


def ticket_to_see(text: str) -> str | None:
    """The digits of the ticket that a raw text asks to see and of which it says nothing else: "10023 dikhao"."""
    said = _said(text)
    return re.sub(r"\D", "", said) if _TO_SEE.fullmatch(said) else None


def names_ticket(text: str) -> bool:
    """Whether a raw text says that something is a ticket."""
    return _has(_A_TICKET, text)


def looks_at_something(text: str) -> bool:
    """Whether a raw text asks to see something, or who somebody is, and so has nothing done."""
    return _has(_LOOKS, text)


def orders_work(text: str, purpose: bool) -> bool:
    """Whether a raw text has something done with a ticket or a conversation, and is no reason for anything.

    With a `purpose` ("customer ko batana hai") only what gives the very words to be written ("tell the customer: …").
    """
    if solves_ticket(text):
        return True
    head, words = split_words(text)
    if words is not None and _COLON.match(text) is not None and (_has(_TO_CUSTOMER, head) or _has(_WRITTEN_IN, head)):
        return True
    if purpose:
        return False
    asks_to_see = asks_who_waits(text) or asks_what_is_mine(text)
    in_chat = takes_conversation(text) or gives_conversation_back(text)
    return asks_to_see or in_chat or tells_customer(text) or is_undo(text)


def solves_ticket(text: str) -> bool:
    """Whether a raw text says of a ticket's number that it is solved, or has it solved: "solve it: …"."""
    return _SOLVES.fullmatch(_said(split_words(text)[0])) is not None


def split_words(text: str) -> tuple[str, str | None]:
    """A raw text as what it says before the words that it gives to be written, and those words; None without any.

    They stand after a colon, in quotes, after "that", or after "tell the customer".
    """
    place = place_of_words(text)
    return (text, None) if place is None else (text[: place[0]], text[slice(*place)].strip())


def place_of_words(text: str) -> tuple[int, int] | None:
    """Where in a raw text the words stand that it gives to be written: from and to; None without any."""
    for pattern in (_QUOTED, _COLON, _SAYING, _WRITES):
        if (match := pattern.search(text)) is not None:
            return match.span("words")
    lowered = text.lower()
    told = _TO_CUSTOMER.search(lowered) if len(lowered) == len(text) else None
    if told is None:
        return None
    rest = text[told.end() :].strip(" ,،:")
    if len(rest.split()) < 2 or _NO_WORDS.match(rest.lower()):
        return None
    start = text.index(rest, told.end())
    return start, start + len(rest)


def _said(text: str) -> str:
    """A raw text, normalised and without the signs around it but a question mark, which makes it another message."""
    return " ".join(normalise(text).text.split()).strip(" :,،.۔!-–\"'“”")


def _has(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(" ".join(normalise(text).text.split())) is not None


def _first(words: Words, text: str) -> str | None:
    return next((name for name, pattern in words if _has(pattern, text)), None)
