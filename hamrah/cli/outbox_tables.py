"""How the outbox is shown to operators: no row's words, and nobody's name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from hamrah.crm.outbox import Outbox
from hamrah.services.local_days import shop_zone
from hamrah.services.outbox_admin import TargetHealth


def row_json(row: Outbox) -> dict[str, Any]:
    """A row as plain data, without its payload; times in ISO 8601."""
    shown = ("id", "target", "topic", "subject", "status", "attempts", "last_error", "reason")
    times = ("created_at", "due_at", "delivered_at")
    return {name: getattr(row, name) for name in shown} | {name: _iso(getattr(row, name)) for name in times}


def print_health(health: Sequence[TargetHealth]) -> None:
    """A line a helpdesk, or what to do where there is none."""
    console = Console()
    if not health:
        console.print("no helpdesk is set up: HAMRAH_HELPDESKS, see docs/helpdesks.md")
        return
    table = Table("helpdesk", "state", "waiting", "dead", "oldest waiting since", "read at")
    for one in health:
        name = one.target or "none yet: hamrah outbox assign NAME"
        state = f"resting until {_local(one.rests_until)}" if one.rests_until else one.state
        table.add_row(name, state, str(one.pending), str(one.dead), _local(one.oldest), _local(one.checked_at))
    console.print(table)


def print_rows(rows: Sequence[Outbox]) -> None:
    """A line a row."""
    console = Console()
    if not rows:
        console.print("nothing waits and nothing is dead")
        return
    table = Table("row", "helpdesk", "ticket", "what", "status", "tries", "next try", "last error or reason")
    for row in rows:
        due = _local(row.due_at) if row.status == "pending" else ""
        why = row.reason or row.last_error or ""
        what = row.topic.removeprefix("ticket.")
        table.add_row(str(row.id), row.target or "", row.subject, what, row.status, str(row.attempts), due, why)
    console.print(table)


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _local(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(shop_zone()):%Y-%m-%d %H:%M:%S}"
