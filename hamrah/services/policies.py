"""The shop's written policies as data (docs/policies.md says the same in words)."""

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from hamrah.settings import settings


class PolicyError(Exception):
    """The policies file cannot be used; the message names the file and what is wrong."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OrderPolicy(_Part):
    """Until which statuses what may still be done to an order."""

    cancel_statuses: tuple[str, ...]
    address_change_statuses: tuple[str, ...]
    variant_change_statuses: tuple[str, ...]


class ReturnPolicy(_Part):
    """Days from delivery, and the categories that are not taken back."""

    return_days: int
    exchange_days: int
    not_returnable_categories: tuple[str, ...]


class RefundPolicy(_Part):
    """Working days until the money is back, by how it was paid."""

    working_days_by_payment: dict[str, int]


class DeliveryZone(_Part):
    """How long delivery takes and what it costs in one zone."""

    days_min: int
    days_max: int
    fee_rupees: int


class DeliveryPolicy(_Part):
    """Delivery by zone, and from which total it is free."""

    free_over_rupees: int
    same_city: DeliveryZone
    other_city: DeliveryZone
    remote_area: DeliveryZone


class PaymentPolicy(_Part):
    """How one can pay."""

    methods: tuple[str, ...]
    cash_on_delivery_up_to_rupees: int
    instalments_over_rupees: int


class LoyaltyPolicy(_Part):
    """Points: earned by rupees spent, worth, expiry, and the tiers by points earned within twelve months."""

    rupees_per_point: int
    rupees_worth_per_point: int
    expire_months: int
    tier_points: dict[str, int]


class ServicePolicy(_Part):
    """How fast people are answered."""

    first_answer_hours: int
    data_request_days: int


class Policies(_Part):
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
        return Policies.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise PolicyError(f"{file}: cannot be read: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise PolicyError(f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


@lru_cache(maxsize=1)
def policies() -> Policies:
    """The policies of this shop, read once."""
    return load_policies(settings().data_dir / "shop" / "policies.yml")
