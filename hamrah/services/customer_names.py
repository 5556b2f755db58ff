"""Customers' names by what they sound like: "Ayesha", "Aisha" and "عائشہ" are one name, and are found by one index."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz.distance import JaroWinkler
from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from hamrah.crm.bulk import if_new
from hamrah.crm.customers import Customer, NameSound
from hamrah.language.normalise import tokenise
from hamrah.language.sound import sound
from hamrah.services.word_lists import shop_lexicon

POSSESSIVE = re.compile("['’]s?$")
LONGEST = 40
AT_ONCE = 1000
CAUGHT_UP = 20_000
"""So many new customers' names are noted before a search, in a second or so; of more the worker notes the rest."""
MOST_CANDIDATES = 200
"""So many who sound alike are compared by spelling, those who are spelled as asked first."""
ONE_NAME, SOUNDS_ALIKE = 0.98, 0.85
TWO_NAMES = 0.6
"""How alike two spellings are that the list of names has under two names: `Sana` is not `Saniya`."""
LEAST_ALIKE = 0.8
NEARLY_BEST = 0.1


def words_of_name(name: str) -> list[str]:
    """The words of a name, normalised; digits and signs are none."""
    found = (POSSESSIVE.sub("", token.text) for token in tokenise(name))
    return [word for word in found if any(char.isalpha() for char in word)]


def note_new_names(session: Session, most: int = CAUGHT_UP) -> int:
    """Note the sounds of customers newer than all that are noted, at most so many; how many were new."""
    newest = session.scalar(select(func.max(NameSound.customer_id))) or 0
    newer = select(Customer.id, Customer.name).where(Customer.id > newest).order_by(Customer.id).limit(most)
    return len(_note(session, newer))


def note_missing_names(session: Session, after: int = 0) -> int | None:
    """Note the sounds of the next thousand customers of ids above `after` who have none noted; the last id looked at.

    None where there was nobody. A customer whose row came late with a lower id than others' is found by this alone.
    """
    noted = select(NameSound.customer_id).where(NameSound.customer_id == Customer.id).exists()
    missing = select(Customer.id, Customer.name).where(Customer.id > after, ~noted, Customer.erased_at.is_(None))
    return max(_note(session, missing.order_by(Customer.id).limit(AT_ONCE)), default=None)


def _note(session: Session, customers: Select[int, str]) -> list[int]:
    found = session.execute(customers).all()
    rows = [
        {"sound": key, "customer_id": customer_id}
        for customer_id, name in found
        for key in {sound(word)[:LONGEST] for word in words_of_name(name)}
    ]
    if rows:
        session.execute(if_new(session, NameSound), rows)
    return [customer_id for customer_id, _ in found]


def named_like(asked: str) -> Select[int, str]:
    """The query for the ids and names of customers, each word of `asked` sounding like a word of theirs."""
    words = words_of_name(asked)
    query = select(Customer.id, Customer.name).where(Customer.erased_at.is_(None))
    for word in words:
        sounds = {sound(spelling)[:LONGEST] for spelling in _spellings_of(word)}
        alike = select(NameSound.customer_id).where(NameSound.sound.in_(sounds))
        query = query.where(Customer.id.in_(alike))
    spelled = [_holds(spelling) for word in words for spelling in _spellings_of(word)]
    nearest = case((func.lower(Customer.name) == " ".join(words), 0), (or_(*spelled), 1), else_=2)
    return query.order_by(nearest, Customer.id.desc()).limit(MOST_CANDIDATES)


def likest(asked: str, candidates: Sequence[tuple[int, str]]) -> tuple[list[int], bool]:
    """The ids of those candidates (id and name) whose names are likest to the one asked for, the likest first.

    And whether they are the name asked for; if not, they are names that only sound like it.
    """
    words = words_of_name(asked)
    scored = [(*_likeness(words, words_of_name(name)), customer_id) for customer_id, name in candidates]
    best = max((-score for score, *_ in scored), default=0.0)
    least = max(LEAST_ALIKE if best >= LEAST_ALIKE else TWO_NAMES, best - NEARLY_BEST)
    kept = sorted(one for one in scored if -one[0] >= least)
    return [customer_id for *_, customer_id in kept], best >= LEAST_ALIKE


def _likeness(asked: Sequence[str], held: Sequence[str]) -> tuple[float, bool, int]:
    """How alike two names are, -1 to 0 (the likest sort first): as the word asked for that is least like any of theirs.

    Then whether they begin unlike, and how many words one has more: who asks for Ali means Ali Bhatti before Sher Ali.
    """
    alike = [[_word_likeness(word, other) for other in held] for word in asked]
    least = min((max(row, default=0.0) for row in alike), default=0.0)
    return -least, not least or max(alike[0]) > alike[0][0], abs(len(held) - len(asked))


def _word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    names = known_names()
    first, second = names.get(one), names.get(other)
    if first is not None and second is not None:
        return ONE_NAME if first == second else TWO_NAMES
    if one[0].isascii() != other[0].isascii():
        return SOUNDS_ALIKE if sound(one) == sound(other) else 0.0
    return float(JaroWinkler.similarity(one, other)) * ONE_NAME


def known_names() -> Mapping[str, str]:
    """The spellings of personal names that the shop's words list, normalised, with the name that each is of."""
    return shop_lexicon().phrases("person_name")


def _spellings_of(word: str) -> list[str]:
    name = known_names().get(word)
    return [word] if name is None else [spelling for spelling, of in known_names().items() if of == name]


def _holds(spelling: str) -> ColumnElement[bool]:
    return func.lower(Customer.name).contains(spelling, autoescape=True)
