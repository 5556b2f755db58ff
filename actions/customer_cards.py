"""A customer as labelled rows: the same rows are a card on the page and lines of text everywhere else."""

from collections.abc import Iterable, Sequence

from actions.forms.order_choice import lines_text
from actions.offers import offer_said
from actions.store import branch_name
from actions.turn import Event, Money, Term, Turn, Written
from hamrah.bootstrap import texts
from hamrah.crm.offers import Offer
from hamrah.crm.orders import Order
from hamrah.crm.satisfaction import Feedback
from hamrah.crm.segments import CustomerWorth
from hamrah.crm.tickets import Ticket
from hamrah.services.catalogue import product_name
from hamrah.services.customer_contacts import Contact
from hamrah.services.customer_glance import Glance
from hamrah.services.customer_suggestions import ToSuggest
from hamrah.services.policies import RUPEES
from hamrah.services.segments import segment_definitions
from hamrah.services.suggestion import Reason, Suggestion

Row = tuple[str, str]
"""A label and what stands beside it, both written; of several things each has its own line."""

BEST = {"csat": 5, "nps": 10, "ces": 7}
"""The best rating of each scale."""
OFFERS = 2
"""So many offers stand on the card; the rest are told with the suggestions."""
BETWEEN = " · "


def say_rows(
    turn: Turn, title: Written, rows: Sequence[Row], buttons: Sequence[Event] = (), image: str | None = None
) -> None:
    """Say labelled rows under a title, as text and as a card that stands for it where cards are shown."""
    shown = [{"label": label, "value": value} for label, value in rows]
    card = {"kind": "facts", "title": title.text, "subtitle": None, "price": None, "rows": shown, "buttons": []}
    said = "\n".join(_under(label, value) for label, value in rows)
    turn.say("utter_staff_facts", title=title, facts=Written(said), cards=[card], buttons=buttons, image=image)


def glance_rows(turn: Turn, glance: Glance, to_suggest: ToSuggest) -> list[Row]:
    """A customer at a glance; what is not known is left out, what there is none of is said."""
    rows = [
        _row(turn, "at_home", _home(turn, glance)),
        _row(turn, "since", turn.write(glance.customer.created_at)),
        _row(turn, "contact", contacts_text(turn, glance.contacts)),
        _row(turn, "channel", _channel(turn, glance)),
        *_worth_rows(turn, glance),
        _row(turn, "orders", _orders_text(turn, glance)),
        _row(turn, "open_tickets", _open_tickets_text(turn, glance)),
        _row(turn, "ratings", _lines(_rating_text(turn, one) for one in glance.ratings)),
        _row(turn, "feeling", _feeling(turn, glance)),
        _row(turn, "consents", _consents(turn, glance)),
        _row(turn, "to_suggest", _lines(_suggestion_text(turn, one) for one in to_suggest.suggestions)),
        _row(turn, "offers", _lines(_offer_text(turn, offer) for offer in to_suggest.offers[:OFFERS])),
    ]
    return [row for row in rows if row[1]]


def order_rows(turn: Turn, orders: Sequence[Order]) -> list[Row]:
    """Orders by number and day, with what was in them, what it cost and where they stand."""
    return [
        (
            f"{turn.write('#' + order.number)}{BETWEEN}{turn.write(order.placed_at)}",
            BETWEEN.join((lines_text(turn, order.lines), _amount_and_status(turn, order))),
        )
        for order in orders
    ]


def ticket_rows(turn: Turn, tickets: Sequence[Ticket]) -> list[Row]:
    """Tickets by number, with their trouble, where they stand and since when they are there."""
    return [(turn.write(ticket.number), _ticket_text(turn, ticket)) for ticket in tickets]


def rating_rows(turn: Turn, ratings: Sequence[Feedback]) -> list[Row]:
    """Ratings by day, with what was written beside them."""
    return [
        (_rating_text(turn, one), turn.write(one.comment) if one.comment else _term(turn, "customer.no_words"))
        for one in ratings
    ]


def suggestion_rows(turn: Turn, to_suggest: ToSuggest) -> list[Row]:
    """Products with the reason for each, then offers by their codes."""
    rows = [
        (turn.write(product_name(one.product, turn.language)), reason_text(turn, one.reason).text)
        for one in to_suggest.suggestions
    ]
    return rows + [(turn.write(offer.code), _offer_text(turn, offer)) for offer in to_suggest.offers]


def contacts_text(turn: Turn, contacts: Sequence[Contact]) -> str:
    """Contacts, each on its line."""
    return _lines(turn.write(contact.value) for contact in contacts)


def reason_text(turn: Turn, reason: Reason) -> Written:
    """Why something is suggested, as a member of staff is told it."""
    if reason.kind == "liked_here":
        return turn.phrase("utter_staff_reason_liked_here", city=turn.lexeme("city", str(reason.place)))
    if reason.kind == "popular_of_kind":
        return turn.phrase("utter_staff_reason_popular_of_kind", category=turn.category_name(str(reason.place)))
    if reason.product is None:
        return turn.phrase("utter_staff_reason_together" if reason.kind == "together" else "utter_staff_reason_popular")
    source = product_name(reason.product, turn.language)
    if reason.at is not None:
        return turn.phrase(f"utter_staff_reason_{reason.kind}", source=source, when=reason.at)
    return turn.phrase(f"utter_staff_reason_{reason.kind}", source=source)


def _row(turn: Turn, label: str, value: str) -> Row:
    return _term(turn, f"customer.{label}"), value


def _term(turn: Turn, name: str) -> str:
    return turn.write(Term(name))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _under(label: str, value: str) -> str:
    """A row as a line of text; a value of several lines stands under its label."""
    if "\n" not in value:
        return f"{label}: {value}"
    return f"{label}:" + "".join(f"\n– {line}" for line in value.split("\n"))


def _home(turn: Turn, glance: Glance) -> str:
    city = turn.lexeme("city", glance.customer.city) if glance.customer.city else None
    branch = turn.write(branch_name(turn, glance.branch)) if glance.branch is not None else None
    return BETWEEN.join(part for part in (city, branch) if part)


def _channel(turn: Turn, glance: Glance) -> str:
    name = f"channel.{glance.channel}"
    return _term(turn, name) if texts().has_term(name) else ""


def _worth_rows(turn: Turn, glance: Glance) -> list[Row]:
    worth = glance.worth
    if worth is None:
        return [_row(turn, "worth", _term(turn, "customer.nothing_bought"))]
    currency = worth.currency or RUPEES
    return [
        _row(turn, "worth", _worth_text(turn, worth, currency)),
        _row(turn, "segment", _segment_text(turn, glance)),
        _row(
            turn,
            "scores",
            turn.write(f"{worth.recency_score}{BETWEEN}{worth.frequency_score}{BETWEEN}{worth.monetary_score}"),
        ),
    ]


def _worth_text(turn: Turn, worth: CustomerWorth, currency: str) -> str:
    return turn.phrase(
        "utter_staff_worth",
        expected=Money(round(worth.expected_value_minor, -2), currency),
        days=segment_definitions().horizon_days,
        spent=Money(worth.spent_minor, currency),
        purchases=worth.purchases,
    ).text


def _segment_text(turn: Turn, glance: Glance) -> str:
    if glance.segment is None:
        return ""
    now = turn.lexeme("segment", glance.segment)
    if glance.segment_before is None or glance.segment_since is None:
        return turn.write(now)
    before = turn.lexeme("segment", glance.segment_before)
    return turn.phrase("utter_staff_segment_moved", segment=now, before=before, when=glance.segment_since).text


def _orders_text(turn: Turn, glance: Glance) -> str:
    if not glance.orders:
        return _term(turn, "customer.none")
    told = [
        BETWEEN.join((turn.write("#" + order.number), turn.write(order.placed_at), _amount_and_status(turn, order)))
        for order in glance.orders
    ]
    return _lines([*told, *_others(turn, glance.order_count - len(told))])


def _open_tickets_text(turn: Turn, glance: Glance) -> str:
    if not glance.tickets:
        return _term(turn, "customer.none")
    told = [BETWEEN.join((turn.write(one.number), _ticket_text(turn, one))) for one in glance.tickets]
    return _lines([*told, *_others(turn, glance.ticket_count - len(told))])


def _others(turn: Turn, many: int) -> list[str]:
    return [turn.phrase("utter_staff_others", count=many).text] if many > 0 else []


def _amount_and_status(turn: Turn, order: Order) -> str:
    amount = turn.write(Money(order.total_minor, order.currency))
    return f"{amount}{BETWEEN}{_term(turn, f'order_status.{order.status}')}"


def _ticket_text(turn: Turn, ticket: Ticket) -> str:
    parts = (_term(turn, f"issue.{ticket.kind}"), _term(turn, f"ticket_status.{ticket.status}"))
    return BETWEEN.join((*parts, turn.write(ticket.opened_at)))


def _rating_text(turn: Turn, one: Feedback) -> str:
    best = BEST.get(one.kind, BEST["csat"])
    return f"{turn.write(f'{one.rating}/{best}')}{BETWEEN}{turn.write(one.at)}"


def _feeling(turn: Turn, glance: Glance) -> str:
    feeling = glance.feeling
    if feeling.mood is None:
        return ""
    counts = {"negative": feeling.negative, "neutral": feeling.neutral, "positive": feeling.positive}
    return turn.phrase("utter_staff_feeling", mood=Term(f"customer.mood_{feeling.mood}"), **counts).text


def _consents(turn: Turn, glance: Glance) -> str:
    """Whether offers may be sent, which everybody asks; and what else was allowed or refused, where it has a name."""
    known = {"marketing": glance.consents.get("marketing")} | dict(glance.consents)
    answers = {True: "customer.yes", False: "customer.no", None: "customer.never_asked"}
    named = {purpose: given for purpose, given in known.items() if texts().has_term(f"consent.{purpose}")}
    return _lines(f"{_term(turn, f'consent.{one}')}: {_term(turn, answers[given])}" for one, given in named.items())


def _suggestion_text(turn: Turn, one: Suggestion) -> str:
    return f"{turn.write(product_name(one.product, turn.language))}: {reason_text(turn, one.reason).text}"


def _offer_text(turn: Turn, offer: Offer) -> str:
    key, values = offer_said(turn, offer)
    return turn.phrase(key, **values).text
