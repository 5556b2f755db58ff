"""The lines of a folder's orders, read before these: an order comes in with all of its lines or not at all."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hamrah.integrations.import_report import Outcome
from hamrah.integrations.shop_files.folder import LINES, Folder, Unusable
from hamrah.integrations.shop_files.records import LineRow
from hamrah.services.orders import clean_number

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order, with where it stands in the file."""

    at: int
    variant: str
    variant_id: int
    quantity: int
    unit_price: int


@dataclass
class LineBook:
    """The lines by order, and the orders of which a line cannot be used; with `unsure` that may be any of them."""

    by_order: defaultdict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    broken: set[str] = field(default_factory=set)
    unsure: bool = False

    def miss(self, values: dict[str, Any]) -> None:
        """Note whose line was refused, by what stands in it.

        Where cells moved (an unquoted comma) each may be the order's number. Whose one is with broken quotes or without
        a number nobody knows, and one that goes over several lines may have swallowed those of other orders.
        """
        cells = [str(cell) for cell in values.get("fields", values.values())]
        nameless = "order" in values and not values["order"].strip() and values.get("variant", "").strip()
        self.unsure |= not cells or bool(nameless) or any("\n" in cell for cell in cells)
        self.broken |= {clean_number(cell) for cell in values.get("fields", [values.get("order", "")])}

    def of(self, number: str) -> list[Line]:
        """The lines of a new order. Raises `Unusable` where there are none or not all can be used."""
        if number in self.broken:
            raise Unusable("a_line_is_refused")
        if self.unsure:
            raise Unusable("some_line_cannot_be_read")
        if number not in self.by_order:
            raise Unusable("no_lines")
        return self.by_order[number]

    def settle(self, folder: Folder, number: str, outcome: Outcome | None, reason: str = "") -> None:
        """Count the lines of an order by what became of it, or refuse them with it for a reason."""
        for line in self.by_order.pop(number, []):
            if outcome is None:
                folder.refuse(LINES, line.at, reason, {"order": number, "variant": line.variant})
            else:
                folder.report.count("order_lines", outcome)

    def left_over(self) -> Iterator[list[str]]:
        """The numbers of orders that orders.csv does not name, so many together."""
        numbers = list(self.by_order)
        for start in range(0, len(numbers), AT_ONCE):
            yield numbers[start : start + AT_ONCE]


def read_lines(folder: Folder, variants: dict[str, int]) -> LineBook:
    """Read order_lines.csv and refuse what cannot be used; `variants` are the store's ids by SKU."""
    book = LineBook()
    for read in folder.rows(LINES, LineRow, book.miss):
        row = read.row
        if row.variant not in variants:
            book.broken.add(row.order)
            folder.refuse(LINES, read.line, "unknown_variant", row)
            continue
        line = Line(read.line, row.variant, variants[row.variant], row.quantity, row.unit_price)
        book.by_order[row.order].append(line)
    return book
