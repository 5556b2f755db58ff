"""Orders with their lines into the store, and what became of those that are there."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.bulk import BulkRows
from hamrah.crm.catalogue import Branch, Product, Variant
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.orders import Order, OrderLine, OrderStatusChange, Shipment
from hamrah.integrations.import_report import Outcome
from hamrah.integrations.shop_files.cells import MOST_MINOR
from hamrah.integrations.shop_files.folder import ORDERS, Folder, Read, Unusable
from hamrah.integrations.shop_files.lines import Line, LineBook, read_lines
from hamrah.integrations.shop_files.people import Owners, in_batches
from hamrah.integrations.shop_files.records import CURRENCY, OrderRow
from hamrah.integrations.shop_files.states import State, move, new_parcel
from hamrah.services.order_numbers import FILES, SHOP
from hamrah.services.policies import policies
from hamrah.services.touchpoints import SOURCE as EVENTS

SENT = ("shipped", "delivered", "returned")
PARCEL = ("carrier", "tracking_number", "shipped_at", "expected_at", "delivered_at")


def take_orders(sessions: Sessions, folder: Folder, now: datetime) -> None:
    """Bring the orders to what the files say, so many a transaction."""
    with sessions() as session:
        owners = Owners(session)
        own = select(Variant.sku, Variant.id).join(Product).where(Product.source == SHOP)
        variants = dict(session.execute(own).tuples().all())
        branches = dict(session.execute(select(Branch.code, Branch.id)).tuples().all())
    book = read_lines(folder, variants)
    seen: set[str] = set()
    for batch in in_batches(folder.rows(ORDERS, OrderRow)):
        with transaction(sessions) as session:
            _Orders(session, folder, now, owners, branches, [read.row.number for read in batch]).take(batch, book, seen)
    for some in book.left_over():
        with sessions() as session:
            there = set(session.scalars(select(Order.number).where(Order.number.in_(some))))
        for number in some:
            book.settle(folder, number, "same" if number in there else None, "unknown_order")


class _Orders:
    """One batch of orders."""

    def __init__(
        self,
        session: Session,
        folder: Folder,
        now: datetime,
        owners: Owners,
        branches: Mapping[str, int],
        numbers: list[str],
    ) -> None:
        self._session = session
        self._folder = folder
        self._now = now
        self._owners = owners
        self._branches = branches
        self._rows = BulkRows(session)
        self._known: dict[str, list[Order]] = {}
        for order in session.scalars(select(Order).where(Order.number.in_(numbers))):
            self._known.setdefault(order.number, []).append(order)

    def take(self, batch: Iterable[Read[OrderRow]], book: LineBook, seen: set[str]) -> None:
        """Write what is new or changed of these."""
        for read in batch:
            try:
                if read.row.number in seen:
                    raise Unusable("stands_twice")
                seen.add(read.row.number)
                outcome = self._order(read.row, book)
                self._folder.report.count("orders", outcome)
                book.settle(self._folder, read.row.number, "new" if outcome == "new" else "same")
            except Unusable as reason:
                self._folder.refuse(ORDERS, read.line, str(reason), read.row)
                if str(reason) != "stands_twice":
                    book.settle(self._folder, read.row.number, None, "order_is_refused")
        self._rows.write()

    def _order(self, row: OrderRow, book: LineBook) -> Outcome:
        customer_id = self._owners.find(row.customer)
        if row.branch is not None and row.branch not in self._branches:
            raise Unusable("unknown_branch")
        lines = book.by_order.get(row.number, [])
        known = self._same(row, customer_id, _total(row, lines))
        if known is None:
            self._new(row, customer_id, book.of(row.number))
            return "new"
        if known.customer_id != customer_id and None not in (known.customer_id, customer_id):
            raise Unusable("number_of_another_customer")
        return "changed" if move(self._session, known, self._state(row), self._now) else "same"

    def _same(self, row: OrderRow, customer_id: int | None, total: int) -> Order | None:
        """The order that the row means: an imported one, else what the chat took or a till told of that customer."""
        found = self._known.get(row.number, [])
        imported = next((order for order in found if order.source == FILES), None)
        if imported is not None:
            return imported
        for order in found:
            theirs = order.customer_id == customer_id
            told = order.source.startswith(EVENTS) and order.total_minor == total
            if theirs and (told or (order.source == SHOP and customer_id is not None)):
                return order
        return None

    def _new(self, row: OrderRow, customer_id: int | None, lines: list[Line]) -> None:
        total, state = _total(row, lines), self._state(row)
        if total > MOST_MINOR:
            raise Unusable("unreadable_total")
        order_id = self._rows.add(
            Order,
            number=row.number,
            source=FILES,
            customer_id=customer_id,
            touchpoint=state.touchpoint,
            branch_id=None if row.branch is None else self._branches[row.branch],
            status=state.status,
            placed_at=row.placed_at,
            currency=CURRENCY,
            total_minor=total,
            shipping_minor=row.shipping or 0,
            payment_method=row.payment_method,
            delivery_address=row.delivery_address,
            delivery_city=row.delivery_city,
        )
        for line in lines:
            self._rows.add(
                OrderLine,
                order_id=order_id,
                variant_id=line.variant_id,
                quantity=line.quantity,
                unit_price_minor=line.unit_price,
            )
        reached = [("placed", row.placed_at)]
        reached += [(state.status, state.reached_at(row.placed_at))] if state.status != "placed" else []
        for status, at in reached:
            self._rows.add(OrderStatusChange, order_id=order_id, status=status, at=at, actor="system", note=None)
        if state.parcel is not None:
            self._rows.add(Shipment, order_id=order_id, **new_parcel(state.parcel))

    def _state(self, row: OrderRow) -> State:
        """Where the order stands. When it arrived is reckoned from what the shop promises, where the file is silent."""
        touchpoint = "website" if row.branch is None else "branch"
        parcel: dict[str, Any] | None = None
        status, said = row.status, {name: getattr(row, name) for name in PARCEL}
        if touchpoint == "website" and (status in SENT or any(said.values())):
            parcel = said
            takes = timedelta(days=policies().delivery.other_city.days_max)
            promised = row.placed_at + takes
            if status == "shipped" and row.expected_at is None and row.delivered_at is None:
                promised = max(promised, (row.shipped_at or row.placed_at) + takes)
                status = "delivered" if promised <= self._now else status  # Shopify's last word is "fulfilled"
            if status in ("delivered", "returned"):
                parcel["delivered_at"] = row.delivered_at or min(promised, self._now)
        return State(status, touchpoint, parcel, row.delivered_at is not None)


def _total(row: OrderRow, lines: Iterable[Line]) -> int:
    """What was paid, delivery and all, in minor units."""
    goods = sum(line.quantity * line.unit_price for line in lines)
    return goods + (row.shipping or 0) if row.total is None else row.total
