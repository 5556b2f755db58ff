"""What a message about tickets asks for beside what is done first: other tickets, another deed, something to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from actions.turn import Event, Term, Turn
from hamrah.language.clauses import deeds_named, find_clauses, find_report, is_joint
from hamrah.language.desk_words import split_words
from hamrah.services.tickets import ticket_number

DEEDS = {
    "staff_assign_form": "assign",
    "staff_comment_form": "note",
    "staff_resolve_form": "solve",
}
"""What each form does with a ticket."""
LEFT_OVER = "left_over"
"""Slot: which form did which ticket first, and the tickets and deeds that were asked for besides."""


@dataclass(frozen=True)
class Rest:
    """What is left to do: numbers of tickets, deeds with the first one, and whether something is to be seen."""

    tickets: Sequence[str]
    deeds: Sequence[str]
    to_see: bool

    @property
    def named(self) -> list[str | Term]:
        """How it is called."""
        return [*self.tickets, *(Term(f"deed.{one}") for one in (*self.deeds, *(["see"] if self.to_see else [])))]


def joint_tickets(turn: Turn) -> list[str]:
    """The numbers of tickets that a message joins by "and"; none where it names one, or corrects one by another."""
    head = len(split_words(turn.text)[0])
    kinds = ("ticket_number", "order_number")
    places = sorted((start, end, said) for kind in kinds for said, start, end in turn.places(kind) if start < head)
    between = [turn.text[end:start] for (_, end, _), (start, _, _) in pairwise(places)]
    if not between or not all(map(is_joint, between)):
        return []
    return list(dict.fromkeys(ticket_number(said) for _, _, said in places))


def rest_of(turn: Turn, form: str) -> Rest:
    """What a message asks for beside what a form does with the first ticket."""
    if turn.is_pressed:
        return Rest((), (), False)
    mine, others = DEEDS.get(form), joint_tickets(turn)[1:]
    if mine is None:
        return Rest(others, (), False)
    head = split_words(turn.text)[0]
    pieces = [head[start:end] for start, end in find_clauses(head)]
    deeds = {deed: None for piece in pieces for deed in deeds_named(piece, mine)}
    to_see = any(not deeds_named(piece) and find_report(piece) is not None for piece in pieces)
    return Rest(others, list(deeds), to_see)


def rest_buttons(turn: Turn, form: str, intent: str) -> list[Event]:
    """Buttons for what was asked for besides, once a form has done the first of it; they are shown once."""
    left, first = turn.slot(LEFT_OVER) or {}, turn.slot("ticket_number")
    if (left.get("form"), left.get("first")) != (form, first):
        return []
    turn.remember(**{LEFT_OVER: None})
    given = {"assignee": turn.slot("assignee")} if DEEDS.get(form) == "assign" else {}
    more = [turn.own_button(one, intent, ticket_number=one, **given) for one in left["tickets"]]
    if "note" in left["deeds"]:
        more.append(turn.button("staff_note", "staff_comment_ticket", ticket_number=first, desk="note"))
    if "solve" in left["deeds"]:
        more.append(turn.button("staff_solved", "staff_resolve_ticket", ticket_number=first))
    return more


def say_rest(turn: Turn, form: str, first: str) -> None:
    """Say before anything is done what comes after it, so that nothing is dropped without a word; and remember it."""
    rest = rest_of(turn, form)
    if rest.named:
        turn.say("utter_staff_one_at_a_time", first=first, rest=rest.named)
    left = {"form": form, "first": first, "tickets": list(rest.tickets), "deeds": list(rest.deeds)}
    turn.remember(**{LEFT_OVER: left if rest.named else None})
