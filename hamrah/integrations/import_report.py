"""What an import did: every row that came in is counted once, under what became of it."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Outcome = Literal["new", "changed", "same"]
"""What became of a row that was taken: `same` where the store held all of it already."""


@dataclass
class ImportReport:
    """Counts of one import: `rows` = `kept` + `already` + all of `rejected`.

    `made` counts new rows by table, `changed` those that were there and are otherwise now.
    """

    rows: int = 0
    kept: int = 0
    already: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def count(self, name: str, outcome: Outcome) -> None:
        """Count a row by what became of it."""
        self.kept += outcome != "same"
        self.already += outcome == "same"
        if outcome != "same":
            (self.made if outcome == "new" else self.changed)[name] += 1

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows == self.kept + self.already + self.rejected.total()

    def lines(self) -> list[str]:
        """The report for a person to read, a line each."""
        found = [f"rows read {self.rows:,} = kept {self.kept:,} + already there {self.already:,} + rejected "]
        found[0] += f"{self.rejected.total():,}" + ("" if self.adds_up else "  THIS DOES NOT ADD UP")
        found += [f"  rejected, {reason.replace('_', ' ')}: {many:,}" for reason, many in self.rejected.most_common()]
        found += [f"  new {name.replace('_', ' ')}: {many:,}" for name, many in self.made.items()]
        found += [f"  changed {name.replace('_', ' ')}: {many:,}" for name, many in self.changed.items()]
        return found


class Rejects:
    """Where refused rows go: a CSV of file, line, reason and the row as it came."""

    def __init__(self, report: ImportReport, writer: Any) -> None:
        self._report = report
        self._writer = writer

    def add(self, file: str, line: int | str, reason: str, row: Mapping[str, Any]) -> None:
        """Refuse one row; `line` counts the file's data rows from 1, or names the record."""
        self._report.rejected[reason] += 1
        self._writer.writerow([file, line, reason, json.dumps(row, ensure_ascii=False, default=str)])


@contextmanager
def open_rejects(path: Path, report: ImportReport) -> Iterator[Rejects]:
    """Begin a new rejects file at `path`, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["file", "line", "reason", "row"])
        yield Rejects(report, writer)
