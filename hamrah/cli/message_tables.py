"""How messages that come unasked are shown to operators."""

from collections.abc import Sequence
from typing import Any

import typer

from hamrah.cli.offer_tables import VERDICTS
from hamrah.cli.plain_json import plain_row
from hamrah.crm.channels import ProactiveMessage
from hamrah.language.formatting import format_money
from hamrah.services.lift import FEWEST, FEWEST_BUYERS, Lift
from hamrah.services.local_days import shop_zone
from hamrah.services.policies import RUPEES
from hamrah.services.proactive_report import KindReport

NO_LIFT = {
    "no_holdout": "cannot be known, since nobody is held out",
    "too_few": f"not known yet: each group needs {FEWEST} customers, and both together {FEWEST_BUYERS} who bought",
}


def message_json(row: ProactiveMessage) -> dict[str, Any]:
    """A message as plain data; times in ISO 8601. Of the customer only the id."""
    return plain_row(row)


def print_messages(rows: Sequence[ProactiveMessage]) -> None:
    """A table of messages; times are the shop's."""
    from rich.console import Console
    from rich.table import Table

    zone = shop_zone()
    table = Table("due", "kind", "customer", "about", "became", "why", "where")
    for row in rows:
        due = f"{row.due_at.astimezone(zone):%Y-%m-%d %H:%M}"
        about = f"{row.subject_type} {row.subject_id}"
        became, why = row.status.replace("_", " "), (row.why or "").replace("_", " ")
        table.add_row(due, row.kind, str(row.customer_id), about, became, why, row.channel or "")
    Console().print(table if rows else "there is no such message yet")


def print_report(reports: Sequence[KindReport]) -> None:
    """Some lines a kind."""
    for one in reports:
        counts = ", ".join(f"{number:,} {status.replace('_', ' ')}" for status, number in one.counts.items())
        typer.echo(f"{one.kind} ({one.consent}): {counts}")
        if one.dropped:
            reasons = sorted(one.dropped.items(), key=lambda reason: -reason[1])
            typer.echo("  dropped     " + ", ".join(f"{number:,} {why.replace('_', ' ')}" for why, number in reasons))
        if one.consent == "marketing":
            typer.echo("\n".join(_lift_lines(one)))


def _lift_lines(one: KindReport) -> list[str]:
    if one.conversion is None or one.revenue is None:
        return [f"  effect      {NO_LIFT[one.verdict]}"]
    shares = [f"{group.buyers / group.customers:.1%}" for group in (one.treatment, one.control)]
    means = [format_money(round(group.mean), RUPEES, "en") for group in (one.treatment, one.control)]
    points = [f"{100 * value:+.1f}" for value in one.conversion.absolute]
    amounts = [_signed(value) for value in one.revenue.absolute]
    return [
        f"  bought      {shares[0]} of those told, {shares[1]} of those held out: {_verdict(one.conversion)}",
        f"              difference in points {points[0]} ({points[1]} to {points[2]})",
        f"  spent       {means[0]} a customer told, {means[1]} held out: {_verdict(one.revenue)}",
        f"              difference {amounts[0]} ({amounts[1]} to {amounts[2]}); in brackets 95 % confidence intervals",
    ]


def _verdict(lift: Lift) -> str:
    return VERDICTS[lift.verdict].replace("with the offer", "among those told")


def _signed(minor: float) -> str:
    return ("-" if minor < 0 else "+") + format_money(abs(round(minor)), RUPEES, "en")
