"""All tables at once: import this where the whole schema must be known (migrations, tests)."""

from hamrah.crm import (
    catalogue,
    channels,
    conversations,
    customers,
    offers,
    operations,
    orders,
    outbox,
    recommendations,
    satisfaction,
    segments,
    tickets,
    touchpoints,
    tracker_events,
)
from hamrah.crm.base import Base

MODULES = (
    catalogue,
    channels,
    conversations,
    customers,
    offers,
    operations,
    orders,
    outbox,
    recommendations,
    satisfaction,
    segments,
    tickets,
    touchpoints,
    tracker_events,
)

metadata = Base.metadata
