"""What a ticket is about, in the topics that comments and reviews are judged by."""

from sqlalchemy import ColumnElement, case, literal
from sqlalchemy.orm import InstrumentedAttribute

OTHER = "other"
RETURNS = "returns"
TOPIC_OF_KIND = {
    "late": "delivery",
    "missing_item": "delivery",
    "wrong_item": "delivery",
    "damaged": "quality",
    "quality": "quality",
    "payment": "payment",
    "refund": RETURNS,
    "staff": "staff",
}


def topic_of(kind: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """The topic of a ticket's kind, in SQL."""
    return case(TOPIC_OF_KIND, value=kind, else_=literal(OTHER))
