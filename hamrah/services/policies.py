"""The shop's written policies as data (docs/policies.md says the same in words)."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from hamrah.crm.orders import ORDER_STATUSES
from hamrah.language.models import Count, DataPart, Positive, load_model
from hamrah.language.strict_yaml import DataFileError
from hamrah.settings import settings

RUPEES = "PKR"
"""The currency of all amounts that the policies give."""


class PolicyError(Exception):
    """The policies file cannot be used; the message names the file and what is wrong."""


def _known_status(status: str) -> str:
    if status not in ORDER_STATUSES:
        raise ValueError(f"no status of an order; there are {', '.join(ORDER_STATUSES)}")
    return status


Status = Annotated[str, AfterValidator(_known_status)]


class OrderPolicy(DataPart):
    """Until which statuses what may still be done to an order."""

    cancel_statuses: tuple[Status, ...]
    address_change_statuses: tuple[Status, ...]
    variant_change_statuses: tuple[Status, ...]


class ReturnPolicy(DataPart):
    """Days from delivery, and the categories that are not taken back."""

    return_days: Count
    exchange_days: Count
    not_returnable_categories: tuple[str, ...]


class RefundPolicy(DataPart):
    """Working days until the money is back, by how it was paid."""

    working_days_by_payment: dict[str, Count]


class DeliveryZone(DataPart):
    """How long delivery takes and what it costs in one zone."""

    days_min: Count
    days_max: Count
    fee_rupees: Count


class DeliveryPolicy(DataPart):
    """Delivery by zone, and from which total it is free."""

    free_over_rupees: Count
    same_city: DeliveryZone
    other_city: DeliveryZone
    remote_area: DeliveryZone


class PaymentPolicy(DataPart):
    """How one can pay."""

    methods: tuple[str, ...]
    cash_on_delivery_up_to_rupees: Count
    instalments_over_rupees: Count


class LoyaltyPolicy(DataPart):
    """Points: earned by rupees spent, worth, expiry, and the tiers by points earned within twelve months."""

    rupees_per_point: Positive
    rupees_worth_per_point: Count
    expire_months: Count
    tier_points: dict[str, Count]


class ServicePolicy(DataPart):
    """How fast people are answered."""

    first_answer_hours: Count
    data_request_days: Count


class Policies(DataPart):
    """All of the shop's policies."""

    orders: OrderPolicy
    returns: ReturnPolicy
    refunds: RefundPolicy
    delivery: DeliveryPolicy
    payment: PaymentPolicy
    loyalty: LoyaltyPolicy
    service: ServicePolicy


def load_policies(file: Path) -> Policies:
    """Read a policies file. Raises `PolicyError` naming the file and the first wrong key."""
    try:
        return load_model(Policies, file)
    except DataFileError as error:
        raise PolicyError(str(error)) from None


@lru_cache(maxsize=1)
def policies() -> Policies:
    """The policies of this shop, read once."""
    return load_policies(settings().data_dir / "shop" / "policies.yml")
