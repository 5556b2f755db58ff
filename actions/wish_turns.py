"""Several wishes of staff in one sentence: what they are, and what each of them names of its own."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace

from actions.customer_turns import IN_VIEW, REPORTS, SHOW_CUSTOMER
from actions.queue_turns import colleagues_meant
from actions.staff_desk_turns import QUEUE as SHOW_QUEUE
from actions.staff_desk_turns import SHOW_TICKET, UNANSWERED
from actions.ticket_rest import DEEDS, joint_tickets
from actions.turn import Turn
from hamrah.language.clauses import asks_to_see, find_clauses, find_report
from hamrah.language.customer_parts import find_parts, is_name_alone, speaks_of_all, speaks_of_somebody
from hamrah.services.colleagues import colleagues_called
from hamrah.services.customer_names import known_names

CUSTOMER, QUEUE, FIGURES = "customer", "queue", ("satisfaction", "sales")
OF_ONE = "of one"
"""What is said of a customer where one is named beside it ("… aur shikayat"), else perhaps of all ("tickets")."""
NAMING = ("person_name", "phone", "email", "order_number")
OF_ALL = ("period", "city", "category", "brand", "product")
"""What one of several figures does not name itself holds for it from the others: "sale aur CSAT pichlay mahine ka"."""
INTENTS = {
    "satisfaction": "staff_satisfaction_report",
    "sales": "staff_sales_report",
    "at_risk": "staff_at_risk_customers",
    "segments": "staff_segment_report",
    QUEUE: "staff_ticket_queue",
}
ACTIONS = {
    **{wish: f"action_{intent}" for wish, intent in INTENTS.items()},
    QUEUE: SHOW_QUEUE,
    CUSTOMER: SHOW_CUSTOMER,
}
FORMS = tuple(f"action_begin_{form}" for form in DEEDS)


@dataclass(frozen=True)
class Wish:
    """One thing asked for, and where in the message it stands."""

    name: str
    start: int
    end: int


def read_several(turn: Turn, action: str) -> str | None:
    """The action of the first of several wishes, where a message was not understood as a whole.

    Several tickets that are only to be seen are shown, and the customer of whom all wishes are ("Ayesha ke orders aur
    ratings").
    """
    if action in FORMS and joint_tickets(turn) and asks_to_see(turn.text):
        return SHOW_TICKET
    if action in UNANSWERED:
        wishes = several_wishes(turn)
        return ACTIONS[wishes[0].name] if wishes else None
    if turn.intent not in REPORTS or turn.form or turn.is_pressed or not find_parts(turn.text):
        return None
    of_one = [wish.name for wish in _joined(turn, list(_wishes(turn)))] == [CUSTOMER]
    return SHOW_CUSTOMER if of_one else None


def several_wishes(turn: Turn) -> list[Wish]:
    """What a message asks for, where that is more than one thing and not only figures, which one report tells."""
    if turn.form or turn.is_pressed or turn.entity("ticket_number") is not None:
        return []
    wishes = _joined(turn, list(_wishes(turn)))
    is_figures = all(wish.name in FIGURES for wish in wishes)
    return wishes if len(wishes) > 1 and not is_figures else []


def _wishes(turn: Turn) -> Iterator[Wish]:
    """Each part of the sentence with what it asks for; `OF_ONE` and "" where it may say more of the part beside it."""
    before = ""
    colleagues = bool(colleagues_meant(turn))
    for start, end in find_clauses(turn.text):
        piece = _piece(turn, start, end)
        name = "" if colleagues and _only_names_colleague(piece) else _asked_in(piece, before)
        before = name or before
        yield Wish(name, start, end)


def _only_names_colleague(piece: Turn) -> bool:
    """Whether a part says no more than a colleague's name, as the first does in "Sunita aur Rameez ki tickets"."""
    said = piece.entity("person_name")
    return said is not None and not find_parts(piece.text) and bool(colleagues_called(piece.session, said))


def _asked_in(piece: Turn, before: str) -> str:
    """What a part of a sentence asks for, after a part that asks for `before`."""
    parts = {part.name for part in find_parts(piece.text)}
    of_goods = piece.entity("brand") is not None or piece.entity("product") is not None
    names = any(piece.entity(kind) is not None for kind in NAMING) or is_name_alone(piece.text, known_names())
    if names and not of_goods:
        return QUEUE if colleagues_meant(piece) else CUSTOMER
    if parts and speaks_of_somebody(piece.text) and not speaks_of_all(piece.text):
        return OF_ONE if before == CUSTOMER else CUSTOMER if piece.slot(IN_VIEW) is not None else ""
    report = find_report(piece.text)
    of_one = before == CUSTOMER and parts == {"ratings"} and not any(piece.entity(kind) for kind in OF_ALL)
    if report is not None and not of_one:
        return report
    return OF_ONE if parts else ""


def _joined(turn: Turn, found: Sequence[Wish]) -> list[Wish]:
    """The wishes with the parts of the sentence that belong to them: what is asked of a customer stands by the name."""
    wishes: list[Wish] = []
    begins: int | None = None
    for place, one in enumerate(found):
        after = found[place + 1].name if place + 1 < len(found) else ""
        beside = ((wishes[-1].name if wishes else ""), after)
        name = one.name
        if name == OF_ONE:
            is_queue = CUSTOMER not in beside and any(beside) and OF_ONE not in beside and _is_of_tickets(turn, one)
            name = QUEUE if is_queue else ""
        if name and not (wishes and _says_more_of_whom(turn, wishes[-1], one)):
            wishes.append(Wish(name, one.start if begins is None else begins, one.end))
            begins = None
        elif wishes and (name or one.name != OF_ONE or wishes[-1].name == CUSTOMER):
            wishes[-1] = replace(wishes[-1], end=one.end)
        elif begins is None:
            begins = one.start
    return wishes


def _says_more_of_whom(turn: Turn, first: Wish, second: Wish) -> bool:
    """Whether a part only says more of the customer named before it: "Ayesha Khan, 0300 1234567"."""
    if first.name != CUSTOMER or second.name != CUSTOMER:
        return False
    one, other = (_piece(turn, wish.start, wish.end) for wish in (first, second))
    kinds = [next((kind for kind in NAMING if piece.entity(kind) is not None), NAMING[0]) for piece in (one, other)]
    return kinds[0] != kinds[1] and not {part.name for part in find_parts(other.text)} - {"contact", "orders"}


def _is_of_tickets(turn: Turn, wish: Wish) -> bool:
    return {part.name for part in find_parts(turn.text[wish.start : wish.end])} == {"tickets"}


def part_of(turn: Turn, wish: Wish, wishes: Sequence[Wish]) -> Turn:
    """The turn as if its message were a wish's part of it."""
    piece = _piece(turn, wish.start, wish.end, INTENTS.get(wish.name))
    if wish.name in FIGURES:
        shared = [_piece(turn, one.start, one.end) for one in wishes if one.name in FIGURES and one != wish]
        mine = piece.tracker.latest_message["entities"]
        missing = [kind for kind in OF_ALL if piece.entity(kind) is None]
        for other in shared:
            mine += [one for one in other.tracker.latest_message["entities"] if one.get("entity") in missing]
    return piece


def _piece(turn: Turn, start: int, end: int, intent: str | None = None) -> Turn:
    message = dict(turn.tracker.latest_message)
    message["text"] = turn.text[start:end]
    found = message.get("entities") or []
    message["entities"] = [one for one in found if start <= int(one.get("start") or 0) < max(end, start + 1)]
    if intent is not None:
        message["intent"] = {**(message.get("intent") or {}), "name": intent}
    tracker = copy(turn.tracker)
    tracker.latest_message = message
    return replace(turn, tracker=tracker)
