"""The door for Prometheus: `GET /metrics`, for whoever has the token; docs/satisfaction-report.md names the gauges.

Only counts and shares go out, with labels whose values the shop's own files give; nothing of any person does.
"""

import asyncio
import hmac
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, raw
from sanic.response import json as json_response

from hamrah.bootstrap import sessions
from hamrah.bot.channels.messaging.signs import COUNTS
from hamrah.crm.base import utc_now
from hamrah.services.actors import SYSTEM
from hamrah.services.satisfaction_report import Figures, satisfaction_report
from hamrah.services.standing_figures import StandingFigures, standing_figures
from hamrah.settings import settings

DAYS = 30
HOLDS = timedelta(minutes=1)
PREFIX = "hamrah_"


def metrics_site() -> Blueprint:
    """The one route. Without a token in the settings there is nothing here."""
    routes = Blueprint("metrics")
    kept = KeptText(_computed)
    lock = asyncio.Lock()

    async def metrics(request: Request) -> HTTPResponse:
        token = settings().metrics_token
        if not token:
            return json_response({"error": "not_found"}, 404)
        shown = request.headers.get("authorization", "")
        if not hmac.compare_digest(shown.encode("utf-8", "replace"), f"Bearer {token}".encode()):
            return json_response({"error": "token_invalid"}, 401, headers={"www-authenticate": "Bearer"})
        async with lock:  # whoever asks meanwhile waits for the same figures
            text = await asyncio.to_thread(kept.text, utc_now())
        return raw(text, content_type=CONTENT_TYPE_LATEST)

    routes.add_route(metrics, "/metrics", methods=["GET"], name="show")
    return routes


class KeptText:
    """The figures as text, computed anew when they are a minute old."""

    def __init__(self, compute: Callable[[datetime], bytes]) -> None:
        self._compute = compute
        self._text = b""
        self._until: datetime | None = None

    def text(self, now: datetime) -> bytes:
        """The text as it is at a moment, or was within the minute before."""
        if self._until is None or now >= self._until:
            self._text = self._compute(now)
            self._until = now + HOLDS
        return self._text


def _computed(now: datetime) -> bytes:
    with sessions()() as session:
        report = satisfaction_report(session, SYSTEM, now - timedelta(days=DAYS), now, "channel", now=now)
        standing = standing_figures(session, now)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures([*report.groups, report.total], standing))
    registry.register(COUNTS)
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, groups: Iterable[Figures], standing: StandingFigures) -> None:
        self._groups = tuple(groups)
        self._standing = standing

    def collect(self) -> Iterable[Metric]:
        """All gauges; a figure of which nothing is known in a group is left out there."""
        for name, help_text, value in SATISFACTION:
            yield _gauge(name, help_text, "channel", {found.group: value(found) for found in self._groups})
        answered = GaugeMetricFamily(
            f"{PREFIX}survey_answered_ratio", "Questions answered of those asked, 30 days.", labels=["channel", "kind"]
        )
        for found in self._groups:
            for kind, share in found.answered.items():
                if share.share is not None:
                    answered.add_metric([found.group, kind], share.share)
        yield answered
        now = self._standing
        yield _gauge("outbox_rows", "Messages to outside systems by status.", "status", now.outbox)
        yield _gauge("tickets_open", "Tickets not solved yet.", "priority", now.open_tickets)
        yield _gauge("tickets_overdue", "Open tickets past a due time.", "priority", now.overdue_tickets)
        for name, help_text, many in (
            ("handovers_waiting", "Conversations that wait for a person.", now.handovers_waiting),
            ("follow_ups_open", "People whom somebody must come back to.", now.follow_ups_open),
            ("satisfaction_alerts", "Alerts that stand.", now.alerts_standing),
        ):
            yield GaugeMetricFamily(PREFIX + name, help_text, value=many)


SATISFACTION: tuple[tuple[str, str, Callable[[Figures], float | None]], ...] = (
    ("csat_satisfied_ratio", "CSAT ratings of 4 and 5, 30 days.", lambda found: found.satisfied.share),
    ("csat_mean", "Mean CSAT (1 to 5), 30 days.", lambda found: found.csat.mean),
    ("csat_ratings", "CSAT ratings, 30 days.", lambda found: found.csat.n),
    ("nps_points", "Net promoter score (-100 to 100), 30 days.", lambda found: found.nps.score),
    ("nps_ratings", "NPS ratings, 30 days.", lambda found: found.nps.n),
    ("ces_mean", "Mean customer effort score (1 to 7, 7 is least effort), 30 days.", lambda found: found.effort.mean),
    ("ces_ratings", "CES ratings, 30 days.", lambda found: found.effort.n),
    ("tickets_opened", "Tickets opened, 30 days.", lambda found: found.tickets),
    (
        "first_answer_median_seconds",
        "Median time to the first answer.",
        lambda found: _seconds(found.first_answer.median),
    ),
    ("first_answer_p90_seconds", "90th percentile of it.", lambda found: _seconds(found.first_answer.p90)),
    ("solution_median_seconds", "Median time to the solution.", lambda found: _seconds(found.solution.median)),
    ("solution_p90_seconds", "90th percentile of it.", lambda found: _seconds(found.solution.p90)),
    ("answer_in_time_ratio", "Tickets answered in time.", lambda found: found.answer_kept.share),
    ("solution_in_time_ratio", "Tickets solved in time.", lambda found: found.solution_kept.share),
    ("tickets_reopened_ratio", "Solved tickets that came back.", lambda found: found.reopened.share),
    ("escalation_cost_minor", "What escalations cost, in minor units, 30 days.", lambda found: found.cost_minor),
)


def _seconds(minutes: float | None) -> float | None:
    return None if minutes is None else minutes * 60


def _gauge(name: str, help_text: str, label: str, values: "dict[str, float | None] | dict[str, int]") -> Metric:
    gauge = GaugeMetricFamily(PREFIX + name, help_text, labels=[label])
    for key, value in values.items():
        if value is not None:
            gauge.add_metric([key], value)
    return gauge
