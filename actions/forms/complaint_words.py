"""What a shopper says in the course of a complaint: what is wrong, one thing more, a correction."""

from actions.forms.base import SURE, is_free_text
from actions.forms.wishes import BEGINNINGS
from actions.ticket_answers import NO_ANSWERS
from actions.tickets import ticket_added_to
from actions.troubles import phrase_in
from actions.turn import Turn
from hamrah.language.adding import adds_to_what_was_said
from hamrah.language.announcing import asks_to_file, has_another, is_announcement
from hamrah.language.answers import is_question
from hamrah.language.normalise import words_of
from hamrah.language.word_list import words
from hamrah.services.tickets import solved_since

ADDS = "add_to_ticket"
NOT_SOLVED = "reopen_ticket"
COMPLAINING = frozenset(("report_issue", "express_dissatisfaction", NOT_SOLVED))
TAKEN_FOR = (ADDS, "order_status", "change_order", "ticket_status")
"""What a complaint that is told is taken for at times."""
ENOUGH_WORDS = 4
"""A first message this long says what is wrong; a shorter one ("I have a complaint") is asked about."""
_ELSEWHERE = (BEGINNINGS | NO_ANSWERS) - {ADDS, *COMPLAINING}
"""What is surely no part of a complaint."""
_HURT = words("hurt injured injury harmed zakhmi chot زخمی چوٹ")
_ORDERS = words("order orders parcel آرڈر آرڈرز پارسل")


def adds(turn: Turn) -> bool:
    """Whether a message is one thing more of the complaint that is being made, and of no ticket that it names."""
    if turn.slot("issue_description") is None or ticket_added_to(turn) is not None:
        return False
    return turn.intent == ADDS or _goes_on(turn)


def corrects(turn: Turn) -> bool:
    """Whether a no corrects what was said ("no, no, it was torn") and does not answer which order it was.

    One without the kind of trouble does so once. Without what is surely that kind, it must not speak of orders.
    """
    if turn.intent != "deny" or turn.entity("issue_type") is not None:
        return turn.intent == "deny"
    if not _is_long_without_order(turn):
        return False
    is_first = "\n" not in (turn.slot("issue_description") or "\n")
    return is_first or phrase_in(turn.text, "issue_type") is not None


def kind_told(turn: Turn) -> str | None:
    """The kind of trouble that a message names; one thing more does not change what the complaint is about.

    Where the tagger sees none, as in how somebody behaved, what the word lists know counts.
    """
    if turn.slot("issue_type") is not None and adds_to_what_was_said(turn.text):
        return None
    named = _kind_named(turn)
    if named is None and (turn.intent == "report_issue" or has_another(turn.text) or _begins(turn)):
        named = phrase_in(turn.text, "issue_type")
    return named


def description_told(turn: Turn, asked: bool) -> str | None:
    """What is wrong, after what was said of it before; a long no is kept too, whatever else it means."""
    if asked:
        return turn.text if is_free_text(turn) else None
    if turn.intent == NOT_SOLVED and solved_since(turn.session, turn.principal, turn.spoken_before) is not None:
        return None  # which is of that solution
    is_told = turn.intent in COMPLAINING or adds(turn) or corrects(turn)
    is_told = is_told or asks_to_file(turn.text) or has_another(turn.text) or _begins(turn)
    is_told = is_told and _says_what(turn) and not is_announcement(turn.text)
    before = turn.slot("issue_description")
    if before is None:
        return turn.text if is_told else None
    answers = turn.entity("order_number") or turn.entity("no_order")
    if answers and not adds_to_what_was_said(turn.text):
        return None
    is_long_no = turn.intent == "deny" and _is_long_without_order(turn)
    return f"{before}\n{turn.text}" if is_told or is_long_no else None


def _begins(turn: Turn) -> bool:
    """Whether words that were taken for something else begin the complaint, since they tell of a trouble."""
    return turn.form is None and not turn.is_pressed and turn.intent in TAKEN_FOR


def _kind_named(turn: Turn) -> str | None:
    """The last kind named, of several before others one that the word lists know by these very words.

    Who was hurt or not, the tagger has not learnt: it guesses a kind there.
    """
    places = turn.places("issue_type")
    named = [one for one in places if _HURT.isdisjoint(words_of(turn.text[one[1] : one[2]]))]
    sure = [value for value, start, end in named if phrase_in(turn.text[start:end], "issue_type") == value]
    found = sure or [value for value, _, _ in named]
    return found[-1] if found else None


def _goes_on(turn: Turn) -> bool:
    """Whether words say that one thing more is wrong, whatever they are taken for: "and its cord is broken too"."""
    if not adds_to_what_was_said(turn.text) or is_question(turn.text) or len(turn.text.split()) < ENOUGH_WORDS:
        return False
    if turn.intent in _ELSEWHERE and turn.confidence >= SURE:
        return False
    names_trouble = turn.entity("issue_type") is not None or phrase_in(turn.text, "issue_type") is not None
    return names_trouble or turn.confidence < SURE


def _is_long_without_order(turn: Turn) -> bool:
    said = words_of(turn.text)
    return len(said) > ENOUGH_WORDS and not _ORDERS.intersection(said)


def _says_what(turn: Turn) -> bool:
    """Whether a message is long enough to say what is wrong; one that names the kind of trouble need not be longer."""
    length = len(turn.text.split())
    return length > ENOUGH_WORDS or (length == ENOUGH_WORDS and (kind_told(turn) is not None or adds(turn)))
