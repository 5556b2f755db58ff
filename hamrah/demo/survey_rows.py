"""Questions that the demo's customers were asked, answered or not, and what they said about solved tickets."""

from datetime import datetime, timedelta

from hamrah.crm.bulk import BulkRows
from hamrah.crm.satisfaction import Feedback, SurveyInvitation
from hamrah.demo.chance import chance_of, hours, pick
from hamrah.demo.order_rows import Kept
from hamrah.demo.people import DEMO
from hamrah.services.survey_rules import survey_rules

SCRIPTED = {person.email for person in DEMO}
"""The demo's own customers complain, and are asked, only where it is scripted."""
SILENT = 0.3
"""The share of those who rated nothing that was asked all the same."""
ASKED_ABOUT_TICKETS, ANSWERED_ABOUT_TICKETS = 0.85, 0.42
ANSWER_TIME = timedelta(hours=72)
CSAT_OF = {False: {5: 38.0, 4: 34.0, 3: 14.0, 2: 8.0, 1: 6.0}, True: {5: 8.0, 4: 17.0, 3: 25.0, 2: 27.0, 1: 23.0}}
CES_OF = {
    False: {7: 30.0, 6: 30.0, 5: 18.0, 4: 10.0, 3: 6.0, 2: 4.0, 1: 2.0},
    True: {7: 4.0, 6: 10.0, 5: 16.0, 4: 22.0, 3: 22.0, 2: 15.0, 1: 11.0},
}
"""Ratings of a solution and of the trouble it took, by whether it took long."""
SURVEY_OF = {"csat": "order_delivered", "nps": "each_quarter"}
LONG = timedelta(hours=48)


class Surveys:
    """Writes invitations, and the answers to those about tickets."""

    def __init__(self, rows: BulkRows, now: datetime) -> None:
        self._rows = rows
        self._now = now

    def answered(self, kept: Kept, kind: str, at: datetime, channel: str) -> int:
        """The invitation that a rating of an order answered at a moment; its id."""
        chance = chance_of(f"asked:{kept.id}")
        return self._invite(kept, SURVEY_OF[kind], kind, ("order", kept.id), at - hours(chance, 0.1, 2.5), at, channel)

    def unanswered(self, kept: Kept, arrived: datetime) -> None:
        """Perhaps an invitation about an order that nobody answered in time."""
        chance = chance_of(f"unanswered:{kept.id}")
        asked = arrived + hours(chance, 20, 40)
        if chance.random() < SILENT and asked + ANSWER_TIME <= self._now:
            kind = pick(chance, {"csat": 85.0, "nps": 15.0})
            channel = chance.choice(("app", "website", "web"))
            self._invite(kept, SURVEY_OF[kind], kind, ("order", kept.id), asked, None, channel)

    def about_ticket(self, kept: Kept, ticket_id: int, opened: datetime, solved: datetime | None) -> None:
        """The question about a solved ticket, as surveys.yml draws it, and perhaps its answer."""
        if solved is None or kept.purchase.person.email in SCRIPTED:
            return
        chance = chance_of(f"solved:{kept.id}:{opened.isoformat()}")
        asked = solved + hours(chance, 2, 10)
        drawn = survey_rules().drawn("ticket_solved", str(ticket_id))
        if drawn is None or asked + ANSWER_TIME > self._now or chance.random() > ASKED_ABOUT_TICKETS:
            return
        name, survey = drawn
        at = asked + hours(chance, 0.1, 30) if chance.random() < ANSWERED_ABOUT_TICKETS else None
        invitation = self._invite(kept, name, survey.kind, ("ticket", ticket_id), asked, at, "web")
        if at is None:
            return
        scale = CES_OF if survey.kind == "ces" else CSAT_OF
        self._rows.add(
            Feedback,
            customer_id=kept.purchase.person.id,
            sender_id=None,
            invitation_id=invitation,
            kind=survey.kind,
            rating=pick(chance, scale[solved - opened > LONG]),
            comment=None,
            language=kept.purchase.person.language,
            order_id=kept.id,
            ticket_id=ticket_id,
            touchpoint="chat",
            at=at,
        )

    def _invite(
        self,
        kept: Kept,
        survey: str,
        kind: str,
        subject: tuple[str, int],
        asked: datetime,
        answered: datetime | None,
        channel: str,
    ) -> int:
        return self._rows.add(
            SurveyInvitation,
            survey=survey,
            kind=kind,
            customer_id=kept.purchase.person.id,
            subject_type=subject[0],
            subject_id=str(subject[1]),
            channel=channel,
            language=kept.purchase.person.language,
            status="unanswered" if answered is None else "answered",
            planned_at=asked,
            due_at=asked,
            asked_at=asked,
            answered_at=answered,
        )
