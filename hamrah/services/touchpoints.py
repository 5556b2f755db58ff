"""What happens outside the chat, as tills and apps tell it: purchases and visits, into a customer's one history."""

from collections import Counter
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import EARLIEST, utc_now
from hamrah.crm.bulk import insert_new
from hamrah.crm.catalogue import Branch, Product, Variant
from hamrah.crm.conversations import BrowsingEvent, Interaction
from hamrah.crm.customers import Customer
from hamrah.crm.orders import Order, OrderLine, OrderStatusChange
from hamrah.crm.touchpoints import TouchpointEvent
from hamrah.services.identity import Principal, find_customer_by_subject
from hamrah.services.loyalty_ledger import apply_points
from hamrah.services.order_numbers import SHOP
from hamrah.services.orders import clean_number
from hamrah.services.redemption import apply_offer
from hamrah.services.refusal import Refusal
from hamrah.services.stock import write_off_stock
from hamrah.services.suggestion_outcomes import note_outcome, tie_purchases

SOURCE = "events:"
"""Begins the `source` of orders that came in as events; the sender's key id follows."""
AHEAD = timedelta(minutes=5)
OUTCOMES = {"view": "viewed", "cart": "carted"}

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._:/#+-]*$", max_length=40)]
Sku = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]+$", max_length=200)]
Touchpoint = Literal["website", "app", "branch"]


class UnusableEvent(Exception):
    """An event cannot be taken, and nothing of it was; `reason` is a word for the sender, `where` a field of theirs."""

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.where = where


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class PurchaseLine(_Part):
    """Some of one variant at the price paid for each, in minor units."""

    sku: Sku
    quantity: int = Field(ge=1, le=1000)
    unit_price_minor: int = Field(ge=0, le=10**10)


class PurchaseEvent(_Part):
    """A sale. `number` is the receipt's; `customer` their reference or e-mail, left out where nobody knows them.

    Prices are those before `offer`, a code that is redeemed on the sale, and before `points` that are spent on it.
    """

    id: Word
    kind: Literal["purchase"]
    at: AwareDatetime
    touchpoint: Touchpoint
    number: Word
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    lines: list[PurchaseLine] = Field(min_length=1, max_length=200)
    branch: Word | None = None
    customer: Sku | None = None
    payment: Word | None = None
    offer: Word | None = None
    points: int | None = Field(default=None, ge=1, le=10**7)


class VisitEvent(_Part):
    """A product's page was opened (`view`), or the product put in the cart (`cart`)."""

    id: Word
    kind: Literal["view", "cart"]
    at: AwareDatetime
    touchpoint: Touchpoint
    customer: Sku
    sku: Sku


Event = PurchaseEvent | VisitEvent
_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


def read_event(body: bytes) -> Event:
    """The event that a body holds. Raises `UnusableEvent` `malformed` naming the first wrong field, never its value."""
    try:
        event = _EVENT.validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise UnusableEvent("malformed", ".".join(map(str, first["loc"]))) from None
    if not EARLIEST <= event.at <= utc_now() + AHEAD:
        raise UnusableEvent("malformed", "at")
    return event


def take_event(session: Session, sender: str, event: Event) -> bool:
    """Take an event of a sender whose signature was checked; False for one that was taken before.

    Raises `UnusableEvent`, before which nothing was written that the caller's transaction would keep.
    """
    row = {"sender": sender, "event_id": event.id, "kind": event.kind, "at": utc_now()}
    if not insert_new(session, TouchpointEvent, [row]):
        return False
    if isinstance(event, PurchaseEvent):
        record_purchase(session, sender, event)
    else:
        record_visit(session, sender, event)
    return True


def record_purchase(session: Session, sender: str, event: PurchaseEvent) -> Order:
    """Write a sale as an order of the customer's, take it out of stock, and tie it to the suggestion that led to it."""
    customer = _customer(session, event.customer) if event.customer is not None else None
    branch = _branch(session, event)
    variants = _variants(session, event)
    source, number = f"{SOURCE}{sender}", clean_number(event.number)
    if session.scalar(select(Order.id).where(Order.source == source, Order.number == number)) is not None:
        raise UnusableEvent("number_known", "number")
    order = Order(
        number=number,
        source=source,
        customer_id=customer.id if customer is not None else None,
        touchpoint=event.touchpoint,
        branch_id=branch.id if branch is not None else None,
        status="delivered" if event.touchpoint == "branch" else "placed",
        placed_at=event.at,
        currency=event.currency,
        total_minor=sum(line.quantity * line.unit_price_minor for line in event.lines),
        payment_method=event.payment,
        lines=[
            OrderLine(variant=variants[line.sku], quantity=line.quantity, unit_price_minor=line.unit_price_minor)
            for line in event.lines
        ],
    )
    session.add(order)
    session.flush()
    session.add(OrderStatusChange(order_id=order.id, status=order.status, at=event.at, actor="system", note=None))
    session.add(_entry(order))
    _take_off(session, order, event)
    sold: Counter[int] = Counter()
    for line in order.lines:
        sold[line.variant_id] += line.quantity
    write_off_stock(session, sold, order.branch_id)
    tie_purchases(session, order.id)
    return order


def purchase_total(session: Session, sender: str, event: Event) -> int | None:
    """What a purchase that was taken comes to (minor units), with offer and points off; None for a visit."""
    if not isinstance(event, PurchaseEvent):
        return None
    mine = (Order.source == f"{SOURCE}{sender}", Order.number == clean_number(event.number))
    return session.scalar(select(Order.total_minor).where(*mine))


def _take_off(session: Session, order: Order, event: PurchaseEvent) -> None:
    """Redeem the offer and spend the points that a sale names. Raises `UnusableEvent` with the refusal's reason."""
    where = "offer"
    try:
        if event.offer is not None:
            apply_offer(session, order, event.offer)
        where = "points"
        if event.points is not None:
            apply_points(session, order, event.points)
    except Refusal as refusal:
        raise UnusableEvent(refusal.key.removeprefix("utter_"), where) from None


def record_visit(session: Session, sender: str, event: VisitEvent) -> None:
    """Keep that a customer looked at a product, or put it in the cart, and tie it to the suggestion of it."""
    customer = _customer(session, event.customer)
    shop = (customer.source, SHOP)
    product = session.scalar(
        select(Product.id).where(Product.sku == event.sku, Product.active, Product.source.in_(shop)).limit(1)
    )
    if product is None:
        raise UnusableEvent("unknown_sku", "sku")
    session.add(
        BrowsingEvent(
            sender_id=None,
            customer_id=customer.id,
            product_id=product,
            kind=event.kind,
            touchpoint=event.touchpoint,
            at=event.at,
        )
    )
    principal = Principal(f"{SOURCE}{sender}", event.touchpoint, customer.id, customer.source)
    note_outcome(session, principal, product, OUTCOMES[event.kind], event.touchpoint)


def _customer(session: Session, subject: str) -> Customer:
    customer = find_customer_by_subject(session, subject)
    if customer is None:
        raise UnusableEvent("unknown_customer", "customer")
    return customer


def _branch(session: Session, event: PurchaseEvent) -> Branch | None:
    if event.branch is None and event.touchpoint != "branch":
        return None
    branch = session.scalar(select(Branch).where(Branch.code == event.branch))
    if branch is None:
        raise UnusableEvent("unknown_branch", "branch")
    return branch


def _variants(session: Session, event: PurchaseEvent) -> dict[str, Variant]:
    skus = {line.sku for line in event.lines}
    found = {row.sku: row for row in session.scalars(select(Variant).where(Variant.sku.in_(skus)))}
    for place, line in enumerate(event.lines):
        if line.sku not in found:
            raise UnusableEvent("unknown_sku", f"lines.{place}.sku")
        if found[line.sku].currency != event.currency:
            raise UnusableEvent("other_currency", "currency")
    return found


def _entry(order: Order) -> Interaction:
    return Interaction(
        customer_id=order.customer_id,
        sender_id=None,
        touchpoint=order.touchpoint,
        kind="order_placed",
        subject_type="order",
        subject_id=str(order.id),
        at=order.placed_at,
    )
