"""Alerts: a branch, product or topic became worse than its own past beyond chance; raised once, ended when over."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch
from hamrah.crm.operations import Staff
from hamrah.crm.satisfaction import SatisfactionAlert
from hamrah.services.actors import MANAGER
from hamrah.services.alert_rules import SCOPES, AlertRules, Counts, alert_rules, chance_of, enough, risen
from hamrah.services.roles import BRANCH_MANAGER
from hamrah.services.staff_notices import tell_staff
from hamrah.services.voices import Voice, heard

TEXTS = {
    "branch": "utter_staff_branch_worse",
    "product": "utter_staff_product_worse",
    "topic": "utter_staff_topic_worse",
}
Scope = tuple[str, str]


def watch_satisfaction(session: Session, now: datetime, rules: AlertRules | None = None) -> list[SatisfactionAlert]:
    """Compare every branch, product and topic with its own past; the alerts that were raised anew.

    Raises `DataFileError` for a wrong alerts.yml.
    """
    rules = rules or alert_rules()
    counts = count_voices(heard(session, now - timedelta(days=rules.window_days + rules.past_days), now), now, rules)
    standing = _standing(session)
    for scope, alert in standing.items():
        if _as_before(alert, counts.get(scope), rules):
            alert.closed_at = now
    resting = _resting(session, now - timedelta(days=rules.rest_days))
    found = [
        (scope, counts[scope], chance)
        for scope, chance in worse(counts, rules).items()
        if scope not in standing and scope not in resting
    ]
    raised = [_raise(scope, one, chance, now) for scope, one, chance in found]
    session.add_all(raised)
    session.flush()
    _tell(session, raised, rules)
    return raised


def worse(counts: Mapping[Scope, Counts], rules: AlertRules) -> dict[Scope, float]:
    """The scopes that are worse than their past beyond chance, each with that chance."""
    tested = {scope: one for scope, one in counts.items() if enough(one, rules)}
    many = {kind: sum(scope[0] == kind for scope in tested) for kind in SCOPES}
    chances = {scope: chance_of(one) for scope, one in tested.items() if risen(one, rules)}
    return {scope: chance for scope, chance in chances.items() if chance <= rules.level(many[scope[0]])}


def count_voices(voices: Iterable[Voice], now: datetime, rules: AlertRules) -> dict[Scope, Counts]:
    """Count people by scope: whoever speaks several times within a window's length counts once, at their worst.

    Of a branch or product its own voices are counted. Of a topic all voices are, and bad are those that are bad about
    it: nobody writes a ticket to say that delivery was good.
    """
    people: dict[tuple[str, int], dict[Scope, bool]] = defaultdict(dict)
    topics: set[str] = set()
    for voice in voices:
        mine = people[voice.who, int((now - voice.at) / timedelta(days=rules.window_days))]
        for kind, name in (("branch", voice.branch), ("product", voice.product)):
            if name is not None:
                mine[kind, name] = mine.get((kind, name), False) or voice.bad
        if voice.topic is not None:
            topics.add(voice.topic)
            if voice.bad:
                mine["topic", voice.topic] = True
    return _tally(people, topics)


def _tally(people: Mapping[tuple[str, int], Mapping[Scope, bool]], topics: Iterable[str]) -> dict[Scope, Counts]:
    totals: defaultdict[Scope, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    alls = [0, 0]
    for (_, period), mine in people.items():
        past = int(period > 0)
        alls[past] += 1
        for scope, bad in mine.items():
            totals[scope][2 * past] += bad
            totals[scope][2 * past + 1] += 1
    for topic in topics:
        total = totals["topic", topic]
        total[1], total[3] = alls
    return {scope: Counts(*total) for scope, total in totals.items()}


def _standing(session: Session) -> dict[Scope, SatisfactionAlert]:
    rows = session.scalars(select(SatisfactionAlert).where(SatisfactionAlert.closed_at.is_(None)))
    return {(row.scope, row.scope_id): row for row in rows}


def _resting(session: Session, since: datetime) -> set[Scope]:
    closed = select(SatisfactionAlert.scope, SatisfactionAlert.scope_id).where(SatisfactionAlert.closed_at > since)
    return {(scope, scope_id) for scope, scope_id in session.execute(closed)}


def _as_before(alert: SatisfactionAlert, counts: Counts | None, rules: AlertRules) -> bool:
    """Whether the window is no surprise beside the past that the alert was raised against, before it got worse."""
    if counts is None or counts.window_all == 0:
        return True
    against = Counts(counts.window_bad, counts.window_all, alert.past_bad, alert.past_all)
    return chance_of(against) >= rules.as_before


def _raise(scope: Scope, counts: Counts, chance: float, now: datetime) -> SatisfactionAlert:
    return SatisfactionAlert(scope=scope[0], scope_id=scope[1], chance=chance, opened_at=now, **asdict(counts))


def _tell(session: Session, raised: Sequence[SatisfactionAlert], rules: AlertRules) -> None:
    """Tell the managers, and of a branch its own manager too; in one query, whatever was raised."""
    if not raised:
        return
    query = (
        select(Staff, Branch.code)
        .outerjoin(Branch, Branch.id == Staff.branch_id)
        .where(Staff.active, Staff.role.in_((MANAGER, BRANCH_MANAGER)))
        .order_by(Staff.id)
    )
    managers = session.execute(query).tuples().all()
    for alert in raised:
        members = [
            member
            for member, code in managers
            if member.role == MANAGER or (alert.scope == "branch" and alert.scope_id == code)
        ]
        values = {
            "name": alert.scope_id,
            "days": str(rules.window_days),
            "bad": str(alert.window_bad),
            "many": str(alert.window_all),
            "now": f"{alert.window_bad / alert.window_all:.0%}",
            "before": f"{alert.past_bad / alert.past_all:.0%}",
        }
        tell_staff(session, members, "satisfaction_alert", TEXTS[alert.scope], values)
