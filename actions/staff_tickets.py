"""Tickets for the shop's people: the queue, one ticket with its history, who waits, and taking back what was done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rasa_sdk.events import FollowupAction

from actions.customer_turns import CONTACT_FORM, keep_in_view
from actions.forms.base import leave_form
from actions.names import LISTEN
from actions.queue_turns import colleagues_meant
from actions.several import WishAction
from actions.staff import StaffAction
from actions.staff_desk_turns import (
    SHOW_TICKET,
    TOLD,
    UNDO,
    WAITING,
    desk_button,
    due_of,
    in_staff_words,
    show_list,
    ticket_card,
    ticket_said,
)
from actions.ticket_rest import joint_tickets
from actions.turn import Deadline, Term, Turn, Written
from hamrah.crm.operations import Staff
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.language.desk_words import is_mine_meant, is_nobodys_meant, is_overdue_meant, priority_named, says_own
from hamrah.language.periods import UnknownPeriod, resolve_period
from hamrah.services.actors import Actor
from hamrah.services.handover import holds_conversation, list_waiting
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, require
from hamrah.services.ticket_desk import TicketFile
from hamrah.services.ticket_history import DONE, given_to, staff_id_of
from hamrah.services.ticket_queue import Queue, Wanted, customer_name, look_at_queue, see_ticket, staff_names
from hamrah.services.ticket_undo import WITHDRAWN, undo_event

MOST_SHOWN = 5
MOST_EVENTS = 6
MOST_SAID = 3
LONGEST = 160
UNTIL_NOW = ("today", "yesterday")
"""Days that are more often those until which something is late than those on which it was opened."""
TELLING = ("note", "answer", "inner_note", "solution", "assigned")
"""Kinds of events that say something; the words it was opened with and its status stand above them."""


class DeskAction(StaffAction):
    """What the actions about tickets share: they are told in the words for colleagues why something is not done."""

    def refuse(self, turn: Turn, refusal: Refusal) -> None:
        """Say why not."""
        super().refuse(turn, in_staff_words(refusal))


class TicketQueue(DeskAction, WishAction):
    """Open tickets: all, those that are late, one's own; of a branch, a priority, a period."""

    action = "action_staff_ticket_queue"
    wish = "queue"

    def serve(self, turn: Turn, actor: Actor) -> None:
        """Count them, and show the first with a button that opens each; of one alone "it" is that one."""
        colleagues = _whose(turn, actor)
        queue = look_at_queue(turn.session, actor, _wanted(turn, colleagues), turn.now, MOST_SHOWN)
        show_list(turn, [one.ticket.number for one in queue.shown])
        if len(queue.shown) == 1:
            turn.remember(ticket=queue.shown[0].ticket.number)
        if colleagues:
            turn.say("utter_staff_queue_of", names=[one.name for one in colleagues])
        if not queue.total:
            turn.say("utter_staff_queue_empty")
            return
        cards = [ticket_card(turn, one) for one in queue.shown]
        if queue.late:
            turn.say("utter_staff_queue_late", count=queue.total, late=queue.late, cards=cards)
        else:
            turn.say("utter_staff_queue", count=queue.total, cards=cards)
        _say_first(turn, queue)


class ShowTicket(DeskAction):
    """One ticket: whose, where it stands, what happened and what was said, and what can be done."""

    action = SHOW_TICKET

    def serve(self, turn: Turn, actor: Actor) -> None:
        """Show the ticket named, pointed at or talked about last; of several named, each."""
        several = joint_tickets(turn)
        for number in several:
            try:
                self._show(turn, actor, number)
            except Refusal as refusal:
                turn.tell(in_staff_words(refusal))
        if not several:
            self._show(turn, actor, ticket_said(turn) or turn.slot("ticket"))

    def _show(self, turn: Turn, actor: Actor, number: str | None) -> None:
        if number is None:
            raise Refusal("utter_staff_which_ticket")
        file = see_ticket(turn.session, actor, number)
        turn.remember(ticket=file.ticket.number)
        keep_in_view(turn, actor, file.ticket)
        if turn.form == CONTACT_FORM:  # the reason would be taken for seeing the phone of this ticket's customer
            turn.events.extend([*leave_form(), FollowupAction(LISTEN)])
        _say_ticket(turn, actor, file)


class Waiting(DeskAction):
    """Customers who wait for a person."""

    action = WAITING

    def serve(self, turn: Turn, actor: Actor) -> None:
        """Name them with their last words; a button takes the conversation."""
        require(actor, Deed.WORK_ON_TICKETS)
        calls = [call for call in list_waiting(turn.session, actor) if call.taken_by is None][:MOST_SHOWN]
        show_list(turn, [call.ticket for call in calls])
        if not calls:
            turn.say("utter_staff_nobody_waits")
            return
        turn.say("utter_staff_waiting", count=len(calls))
        for call in calls:
            buttons = [desk_button(turn, "staff_take", "take", call.ticket)]
            values: dict[str, Any] = {
                "ticket": call.ticket,
                "since": Deadline(call.called_at),
                "words": _short(call.last_words),
            }
            turn.say("utter_staff_waits", buttons=buttons, **values)


class UndoLast(DeskAction):
    """Take back what was just done."""

    action = UNDO

    def serve(self, turn: Turn, actor: Actor) -> None:
        """Undo what the button names, else what was done last in this conversation; what was told stays told."""
        which = str(turn.entity("undo") or turn.slot("undoable") or "")
        if which.startswith(TOLD):
            number = which.removeprefix(TOLD)
            turn.say(
                "utter_undo_told", ticket=number, buttons=[desk_button(turn, "staff_tell_customer", "tell", number)]
            )
            return
        number = which.removeprefix("event:")
        turn.remember(undoable=None)
        if not number:
            turn.say("utter_nothing_open")
            return
        event = undo_event(turn.session, actor, int(number))
        ticket = turn.session.get_one(Ticket, event.ticket_id)
        turn.remember(ticket=ticket.number)
        key = "utter_staff_undone_solution" if event.kind == "solution" else "utter_staff_undone"
        buttons = [desk_button(turn, "staff_tell_customer", "tell", ticket.number)] if event.kind == "solution" else []
        turn.say(key, ticket=ticket.number, buttons=buttons)


def _whose(turn: Turn, actor: Actor) -> list[Staff]:
    """The colleagues whose tickets are asked for, and oneself where one's own are besides."""
    found = colleagues_meant(turn)
    if found and says_own(turn.text) and actor.staff_id not in [one.id for one in found]:
        found.append(turn.session.get_one(Staff, actor.staff_id))
    return found


def _wanted(turn: Turn, colleagues: Sequence[Staff]) -> Wanted:
    return Wanted(
        mine=not colleagues and is_mine_meant(turn.text),
        assignees=tuple(one.id for one in colleagues),
        overdue=is_overdue_meant(turn.text),
        unassigned=is_nobodys_meant(turn.text),
        priority=priority_named(turn.text),
        kind=turn.entity("issue_type") if turn.entity("issue_type") != "late" else None,
        cities=tuple(dict.fromkeys(turn.entities("city"))),
        opened=opened_meant(turn.entity("period"), turn.text, turn.now),
    )


def opened_meant(period: str | None, text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """When the tickets were opened that are asked for; None where it does not matter.

    What is late "today", "kal se" or "since Monday" is late whenever it was opened; what of last week is late was
    opened then.
    """
    if period is None or (is_overdue_meant(text) and (period in UNTIL_NOW or period.startswith("since "))):
        return None
    try:
        opened = resolve_period(period, now)
    except UnknownPeriod:
        return None
    return None if is_overdue_meant(text) and opened[0] > now else opened


def _say_first(turn: Turn, queue: Queue) -> None:
    """Say which is the first to see to, for where no cards are shown."""
    first = queue.shown[0].ticket
    turn.say("utter_staff_queue_first", ticket=first.number, issue=Term(f"issue.{first.kind}"), due=due_of(first))


def _say_ticket(turn: Turn, actor: Actor, file: TicketFile) -> None:
    ticket = file.ticket
    names = staff_names(turn.session)
    turn.say(
        "utter_staff_ticket",
        ticket=ticket.number,
        issue=Term(f"issue.{ticket.kind}"),
        customer=customer_name(turn.session, ticket) or Term("ticket_guest"),
        status=Term(f"ticket_status.{ticket.status}"),
        priority=Term(f"priority.{ticket.priority}"),
        assignee=names.get(ticket.assignee_id or 0) or Term("ticket_nobody"),
        due=due_of(ticket),
        words=_short(ticket.description),
    )
    history = [_line(turn, event, names, file.pictures) for event in _told(file)[-MOST_EVENTS:]]
    if history:
        turn.say("utter_staff_ticket_history", lines=Written("\n".join(history)))
    said = [turn.write(_short(one.text)) for one in file.said if one.author == "person"][-MOST_SAID:]
    if said:
        turn.say("utter_staff_ticket_said", lines=Written("\n".join(said)))
    turn.say("utter_staff_ticket_deeds", ticket=ticket.number, buttons=_deeds(turn, actor, ticket))


def _line(turn: Turn, event: TicketEvent, names: dict[int, str], photos: Sequence[str]) -> str:
    """One line of a ticket's history: when, who, and what they wrote, sent (`photos`) or to whom they gave it."""
    who = (
        Term(f"by.{event.actor}")
        if event.actor in ("customer", "system", "staff")
        else names.get(staff_id_of(event.actor) or 0)
    )
    values: dict[str, Any] = {"when": event.at, "who": who or event.actor}
    if event.kind == "assigned":
        given = names.get(staff_id_of(given_to(event.text)) or 0) or Term("ticket_nobody")
        return turn.phrase("utter_staff_event_assigned", **values, name=given).text
    key = "utter_staff_event_inner_note" if event.kind == "inner_note" else "utter_staff_event"
    words = turn.phrase("utter_sent_image").text if event.text in photos else _short(event.text)
    return turn.phrase(key, **values, words=words).text


def _told(file: TicketFile) -> list[TicketEvent]:
    """The events that tell something; a note that was taken back is not shown."""
    gone = {int(one.text) for one in file.events if one.kind == WITHDRAWN and one.text.isdecimal()}
    return [one for one in file.events if one.kind in TELLING and one.id not in gone]


def _deeds(turn: Turn, actor: Actor, ticket: Ticket) -> list[dict[str, Any]]:
    """What can be done with the ticket as it stands, as buttons."""
    number = ticket.number
    if ticket.status in DONE or ticket.merged_into_id is not None:
        return [desk_button(turn, "staff_note", "note", number)]
    found = []
    if ticket.assignee_id != actor.staff_id:
        me = str(actor.staff_id)
        found.append(turn.button("staff_mine", "staff_assign_ticket", ticket_number=number, assignee=me))
    found.append(desk_button(turn, "staff_tell_customer", "tell", number))
    found.append(desk_button(turn, "staff_note", "note", number))
    found.append(turn.button("staff_solved", "staff_resolve_ticket", ticket_number=number))
    if ticket.sender_id is not None:
        mine = holds_conversation(turn.session, actor, ticket)
        found.append(desk_button(turn, "staff_give_back" if mine else "staff_take", "back" if mine else "take", number))
    return found


def _short(words: str) -> str:
    """Words as they fit a line of a list."""
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…"
