"""What orders leave behind: the timeline of interactions, and what was looked at before buying."""

from datetime import datetime, timedelta

from hamrah.crm.bulk import BulkRows
from hamrah.crm.conversations import BrowsingEvent, Interaction
from hamrah.demo.catalogue import Shelves
from hamrah.demo.chance import chance_of
from hamrah.demo.order_rows import Kept

KINDS = {"placed": "order_placed", "cancelled": "order_cancelled", "delivered": "order_delivered"}
LOOKED_BEFORE = 0.6


def write_timeline(rows: BulkRows, kept: Kept) -> None:
    """The order's entries in the customer's timeline."""
    for step in kept.course.steps:
        kind = KINDS.get(step.status)
        if kind is not None:
            note(rows, kept, kind, step.at, kept.purchase.touchpoint)
    for back in kept.course.sent_back:
        note(rows, kept, "return_requested", back.at, "website")


def note(rows: BulkRows, kept: Kept, kind: str, at: datetime, touchpoint: str) -> None:
    """One entry about an order."""
    rows.add(
        Interaction,
        customer_id=kept.purchase.person.id,
        sender_id=None,
        touchpoint=touchpoint,
        kind=kind,
        subject_type="order",
        subject_id=str(kept.id),
        at=at,
    )


def write_browsing(rows: BulkRows, kept: Kept, shelves: Shelves) -> None:
    """Before most orders on the website or in the app, what was bought was looked at, and something else beside it."""
    purchase = kept.purchase
    chance = chance_of(f"browsing:{kept.purchase.person.reference}:{purchase.at.isoformat()}")
    if purchase.touchpoint == "branch" or chance.random() > LOOKED_BEFORE:
        return
    at = purchase.at - timedelta(minutes=chance.randint(6, 90))
    for item in purchase.items:
        beside = chance.choice(shelves.by_category[item.product.category.code])
        for product_id, kind in ((beside.id, "view"), (item.product.id, "view"), (item.product.id, "cart")):
            at = min(at + timedelta(seconds=chance.randint(15, 120)), purchase.at)
            rows.add(
                BrowsingEvent,
                sender_id=None,
                customer_id=purchase.person.id,
                product_id=product_id,
                kind=kind,
                touchpoint=purchase.touchpoint,
                at=at,
            )
