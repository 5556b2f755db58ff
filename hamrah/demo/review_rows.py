"""What the demo's customers wrote elsewhere: reviews of products and branches, and mentions in social media.

In one branch things went wrong lately, so that there is an alert to be raised.
"""

from datetime import datetime, timedelta
from random import Random

from hamrah.crm.bulk import BulkRows
from hamrah.crm.conversations import Interaction
from hamrah.crm.satisfaction import Review
from hamrah.demo.chance import chance_of, hours, pick
from hamrah.demo.order_rows import Kept
from hamrah.demo.people_files import Written
from hamrah.demo.survey_rows import SCRIPTED

WRITE, AT_THE_TILL = 0.05, 0.16
"""How many write something about an order, and about a purchase in a branch."""
MENTIONS, SIGNED = 0.25, 0.6
MOODS = {False: {"good": 70.0, "mixed": 19.0, "bad": 11.0}, True: {"good": 8.0, "mixed": 32.0, "bad": 60.0}}
STARS = {"good": {5: 6.0, 4: 4.0}, "mixed": {3: 1.0}, "bad": {1: 6.0, 2: 4.0}}
TROUBLED, TROUBLE = "MUX", timedelta(days=13)
TROUBLED_WRITE, TROUBLED_MOODS = 0.9, {"mixed": 5.0, "bad": 95.0}
WITHOUT_STARS = ("facebook", "instagram", "x")


class Reviewers:
    """Writes reviews of orders as they come."""

    def __init__(self, rows: BulkRows, written: Written, branches: dict[str, int], now: datetime) -> None:
        self._rows = rows
        self._written = written
        self._branches = branches
        self._now = now

    def hear(self, kept: Kept) -> None:
        """Perhaps a review or a mention, some hours to days after the order arrived."""
        arrived, person = kept.course.delivered_at, kept.purchase.person
        if arrived is None or kept.purchase.fate is not None or person.email in SCRIPTED:
            return
        chance = chance_of(f"review:{kept.id}")
        at_the_till = kept.purchase.touchpoint == "branch"
        trouble = at_the_till and person.place.branch == TROUBLED and self._now - arrived < TROUBLE
        at = arrived + hours(chance, 2, 20 if trouble else 200)
        share = TROUBLED_WRITE if trouble else AT_THE_TILL if at_the_till else WRITE
        if chance.random() < share and at <= self._now:
            moods = TROUBLED_MOODS if trouble else MOODS[kept.course.late]
            self._write(kept, at, at_the_till=at_the_till, moods=moods, chance=chance)

    def _write(self, kept: Kept, at: datetime, *, at_the_till: bool, moods: dict[str, float], chance: Random) -> None:
        person = kept.purchase.person
        mood = pick(chance, moods)
        mention = mood != "mixed" and not at_the_till and chance.random() < MENTIONS
        signed = chance.random() < SIGNED
        words = (self._written.mentions if mention else self._written.reviews)[mood][person.language]
        review_id = self._rows.add(
            Review,
            source=chance.choice(WITHOUT_STARS) if mention else "maps" if at_the_till else "marketplace",
            external_id=f"demo-{kept.id}",
            kind="mention" if mention else "review",
            author=person.name,
            customer_id=person.id if signed else None,
            product_id=None if at_the_till or mention else kept.purchase.items[0].product.id,
            branch_id=self._branches[person.place.branch] if at_the_till else None,
            stars=None if mention else pick(chance, STARS[mood]),
            text=chance.choice(words),
            language=person.language,
            written_at=at,
            taken_at=at,
        )
        if signed:
            self._rows.add(
                Interaction,
                customer_id=person.id,
                sender_id=None,
                touchpoint="elsewhere",
                kind="mentioned" if mention else "reviewed",
                subject_type="review",
                subject_id=str(review_id),
                at=at,
            )
