"""Entities that have a form: numbers of orders and tickets, phones, prices, ratings, sizes, periods and the like.

What has no form but a name (colours, brands, places, products) comes from the lexicon and the catalogue.
"""

from hamrah.language.found import Found
from hamrah.language.patterns.codes import called_an_order, find_bare_orders, find_codes, find_named_codes
from hamrah.language.patterns.contact import find_contacts
from hamrah.language.patterns.corrections import drop_corrected
from hamrah.language.patterns.message import Message
from hamrah.language.patterns.prices import CURRENCY_WORD, find_prices
from hamrah.language.patterns.ratings import find_bare_rating, find_ratings
from hamrah.language.patterns.sizes import find_sizes
from hamrah.language.patterns.spans_of_time import find_periods
from hamrah.language.patterns.tongues import find_tongues

__all__ = ["called_an_order", "find_entities"]

_IN_ROUNDS = (
    (find_named_codes, find_ratings),
    (find_periods,),
    (find_prices, find_sizes),
    (find_bare_orders, find_bare_rating, find_tongues),
)
"""From the most specific to the least; a place that one finder took is closed to the next."""


def find_entities(text: str) -> list[Found]:
    """Return the entities of a raw text in order, none overlapping another, values as the contract writes them.

    Entities: phone, email, order_number, ticket_number, price_max, price_min, rating, size, period, language, channel.
    A number of four to six digits that nothing names is an order_number; a message that is one number up to 10 is a
    rating; of a correction ("no, 1043 not 1034") only what holds is returned. Never fails; linear in the length.
    """
    message = Message(text)
    find_contacts(message)
    find_codes(message)
    for finders in _IN_ROUNDS:
        message.refresh()
        for finder in finders:
            finder(message)
    drop_corrected(message)
    return message.results()


def find_bounds_in_money(text: str) -> dict[str, int]:
    """The price_max and price_min in a raw text, if a currency stands beside one: nothing else is counted."""
    prices = [found for found in find_entities(text) if found.entity in ("price_max", "price_min")]
    beside = [text[max(0, found.start - 5) : found.end + 9].lower() for found in prices]
    named = any(CURRENCY_WORD.search(words) for words in beside)
    return {found.entity: int(found.value) for found in prices} if named else {}
