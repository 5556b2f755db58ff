"""The three files as models: a record that does not fit is refused with the reason, the others go on."""

import json
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from hamrah.language.strict_yaml import DataFileError

Record = TypeVar("Record", bound=BaseModel)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class PersonName(_Part):
    """A user's name."""

    first_name: str
    last_name: str


class PostalAddress(_Part):
    """Where somebody lives or an order goes."""

    address1: str
    address2: str = ""
    city: str = Field(min_length=1)
    state: str = ""
    zip: str = ""
    country: str = Field(min_length=1)

    def line(self) -> str:
        """The address in one line."""
        return ", ".join(part for part in (self.address1, self.address2, self.city, f"{self.state} {self.zip}") if part)


class PaymentMethod(_Part):
    """A way to pay. Card numbers' last digits and brands are in the file too; we do not take them over."""

    source: str


class User(_Part):
    """A record of users.json; `orders` in the order they were made."""

    name: PersonName
    address: PostalAddress
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    payment_methods: dict[str, PaymentMethod]
    orders: list[str]


class ItemVariant(_Part):
    """A variant of a product; `price` in dollars."""

    item_id: str = Field(min_length=1)
    options: dict[str, str]
    available: bool
    price: float = Field(ge=0, allow_inf_nan=False)


class Item(_Part):
    """One piece of an order."""

    item_id: str
    price: float = Field(ge=0, allow_inf_nan=False)


class Fulfillment(_Part):
    """A parcel with its tracking numbers."""

    tracking_id: list[str]


class Payment(_Part):
    """Money that went one way or the other."""

    transaction_type: Literal["payment", "refund"]
    amount: float = Field(ge=0, allow_inf_nan=False)
    payment_method_id: str


class WebOrder(_Part):
    """A record of orders.json."""

    order_id: str = Field(min_length=1)
    user_id: str
    address: PostalAddress
    items: list[Item] = Field(min_length=1)
    fulfillments: list[Fulfillment]
    status: str
    payment_history: list[Payment]

    @field_validator("order_id")
    @classmethod
    def _clean(cls, number: str) -> str:
        return number.removeprefix("#").upper()


def read_records(path: Path) -> dict[str, Any]:
    """The records of a file by their key. Raises `DataFileError`, naming it, if it is not such a file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: is no JSON ({error.__class__.__name__})") from None
    if not isinstance(content, dict):
        raise DataFileError(f"{path}: must hold an object of records by their key")
    return content


def parse(model: type[Record], raw: Any) -> Record | str:
    """The record, or why it cannot be read: `unreadable_` and the first wrong key."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        where = [str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"]]
        named = [part for part in where if not part.isdigit()]
        return f"unreadable_{named[-1] if named else 'record'}"
