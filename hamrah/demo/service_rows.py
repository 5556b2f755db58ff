"""Complaints with what became of them, and ratings with comments."""

from datetime import datetime, timedelta
from random import Random

from hamrah.crm.bulk import BulkRows
from hamrah.crm.satisfaction import Feedback
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.demo.chance import chance_of, hours, pick
from hamrah.demo.order_rows import Kept
from hamrah.demo.people import DEMO
from hamrah.demo.people_files import Said
from hamrah.demo.traces import note
from hamrah.services.order_numbers import FIRST_TICKET
from hamrah.services.tickets import PRIORITY, QUEUE, answer_due

RATED = 0.14
COMPLAINED = {False: 0.014, True: 0.2}
"""How many complain, by whether the order was late."""
KINDS = {
    "damaged": 4.0,
    "wrong_item": 4.0,
    "quality": 5.0,
    "missing_item": 2.0,
    "payment": 2.0,
    "refund": 1.0,
    "staff": 1.0,
    "other": 1.0,
}
SOLVED, UNANSWERED, ASKED_BACK = 0.88, 0.3, 0.3
ABOUT_A_BRANCH = {"quality": 5.0, "staff": 4.0, "payment": 2.0, "damaged": 1.0}
SCRIPTED = {person.email for person in DEMO}
"""The demo's own customers complain only where it is scripted."""
ANSWERS = ("app", "website", "chat")


class ServiceDesk:
    """Writes feedback and tickets about orders as they come."""

    def __init__(self, rows: BulkRows, said: Said, staff: list[int], now: datetime) -> None:
        self._rows = rows
        self._said = said
        self._staff = staff
        self._now = now

    def hear(self, kept: Kept) -> None:
        """Whatever the customer has to say about an order."""
        chance = chance_of(f"service:{kept.purchase.person.reference}:{kept.purchase.at.isoformat()}")
        if kept.purchase.fate is not None:
            return
        alike = kept.purchase.person.email not in SCRIPTED
        complains = alike and chance.random() < COMPLAINED[kept.course.late] and kept.course.status != "cancelled"
        arrived = kept.course.delivered_at
        if complains:
            self._complain(kept, arrived, chance)
        if arrived is not None and chance.random() < RATED:
            self._rate(kept, arrived, complains or kept.course.late, chance)

    def open(self, kept: Kept, kind: str, at: datetime, *, solved: bool, chance: Random) -> None:
        """Write a ticket about an order with its history."""
        said = self._said.complaints[kind][kept.purchase.person.language]
        ticket_id = self._rows.new_id(Ticket)
        events = [("opened", "customer", chance.choice(said), at), *self._answers(kept, at, solved, chance)]
        changes = [(text.rpartition(" ")[2], when) for name, _, text, when in events if name == "status"]
        status = changes[-1][0] if changes else "open"
        done = next((when for to, when in changes if to == "solved"), None)
        self._rows.add(
            Ticket,
            id=ticket_id,
            number=f"T-{FIRST_TICKET + ticket_id - 1}",
            customer_id=kept.purchase.person.id,
            sender_id=None,
            kind=kind,
            status=status,
            priority=PRIORITY.get(kind, "normal"),
            queue=QUEUE.get(kind, "service"),
            assignee_id=chance.choice(self._staff) if status != "open" else None,
            order_id=kept.id,
            branch_id=None,
            description=events[0][2],
            touchpoint=chance.choice(ANSWERS),
            opened_at=at,
            answer_due_at=answer_due(at),
            solved_at=done,
        )
        for name, actor, text, when in events:
            self._rows.add(TicketEvent, ticket_id=ticket_id, kind=name, actor=actor, text=text, at=when)
        note(self._rows, kept, "ticket_opened", at, "website")

    def _answers(self, kept: Kept, at: datetime, solved: bool, chance: Random) -> list[tuple[str, str, str, datetime]]:
        language = kept.purchase.person.language
        first = at + hours(chance, 0.5, 3.5)
        if first > self._now or (not solved and chance.random() < UNANSWERED):
            return []
        found = [("note", "staff", chance.choice(self._said.staff_notes[language]), first)]
        found.append(("status", "staff", "open > in_progress", first))
        if not solved and chance.random() < ASKED_BACK:
            found.append(("status", "staff", "in_progress > waiting_for_customer", first))
        end = first + hours(chance, 10, 70)
        if solved and end <= self._now:
            found.append(("note", "staff", chance.choice(self._said.solved_notes[language]), end))
            found.append(("status", "staff", "in_progress > solved", end))
            thanks = end + hours(chance, 1, 30)
            if chance.random() < 0.4 and thanks <= self._now:
                found.append(("status", "customer", "solved > closed", thanks))
        return found

    def _complain(self, kept: Kept, arrived: datetime | None, chance: Random) -> None:
        parcel = kept.course.parcel
        if kept.course.late:
            if parcel is None:
                return
            kind, at = "late", parcel.expected_at + hours(chance, 2, 20)
        else:
            kinds = ABOUT_A_BRANCH if kept.purchase.touchpoint == "branch" else KINDS
            kind, at = pick(chance, kinds), (arrived or self._now) + hours(chance, 1, 72)
        if at < self._now:
            age = self._now - at
            self.open(kept, kind, at, solved=age > timedelta(days=4) and chance.random() < SOLVED, chance=chance)

    def _rate(self, kept: Kept, arrived: datetime, unhappy: bool, chance: Random) -> None:
        at = arrived + hours(chance, 3, 90)
        if at > self._now:
            return
        stars = pick(
            chance, {1: 4.0, 2: 4.0, 3: 3.0, 4: 1.0} if unhappy else {5: 52.0, 4: 31.0, 3: 11.0, 2: 4.0, 1: 2.0}
        )
        mood = "good" if stars >= 4 else "mixed" if stars == 3 else "bad"
        comments = self._said.comments[mood][kept.purchase.person.language]
        recommends = chance.random() < 0.15
        self._rows.add(
            Feedback,
            customer_id=kept.purchase.person.id,
            sender_id=None,
            kind="nps" if recommends else "csat",
            rating=min(10, stars * 2 + chance.choice((-1, 0, 0))) if recommends else stars,
            comment=chance.choice(comments) if chance.random() < 0.45 else None,
            order_id=None if recommends else kept.id,
            ticket_id=None,
            touchpoint=chance.choice(ANSWERS),
            at=at,
        )
        note(self._rows, kept, "rated", at, kept.purchase.touchpoint)
