"""The files as models: a column is a field, an empty cell is None, and a column that a file leaves out stays unset.

Columns that end in a language (`name_en`, `name_ur_latn`) are one field by language.
"""

from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from hamrah.crm.orders import ORDER_STATUSES
from hamrah.integrations.shop_files import cells
from hamrah.integrations.shop_files.cells import Code, Name, Text
from hamrah.language.recipients import RECIPIENTS
from hamrah.language.registry import load_languages
from hamrah.settings import PROJECT

CURRENCY = "PKR"
STATUSES = {
    **{status: status for status in ORDER_STATUSES},
    **dict.fromkeys(("pending", "on-hold", "unfulfilled", "open", "new"), "placed"),
    **dict.fromkeys(("processing", "paid"), "confirmed"),
    **dict.fromkeys(("fulfilled", "partial", "partially fulfilled", "dispatched"), "shipped"),
    "completed": "delivered",
    **dict.fromkeys(("canceled", "failed", "voided"), "cancelled"),
    "refunded": "returned",
}
"""Our statuses by what Shopify, WooCommerce and tills call them."""
PAYMENTS = {
    **{way: way for way in ("cash_on_delivery", "card", "card_instalments", "jazzcash", "easypaisa", "bank_transfer")},
    **{way: way for way in ("gift_card", "paypal", "credit_card")},
    **dict.fromkeys(("cod", "cash on delivery", "cash on delivery (cod)", "cash"), "cash_on_delivery"),
    **dict.fromkeys(("credit card", "debit card", "visa", "mastercard"), "card"),
    **dict.fromkeys(("bacs", "bank transfer", "bank deposit"), "bank_transfer"),
    "jazz cash": "jazzcash",
    "easy paisa": "easypaisa",
}
"""Our ways to pay by what others call them."""

Record = TypeVar("Record", bound="Row")
Names = dict[str, Name | None]
Texts = dict[str, Text | None]
Listed = dict[str, cells.Words | None]


def _one_of(choices: dict[str, str]) -> BeforeValidator:
    def choose(written: str) -> str:
        if (found := choices.get(written.lower())) is None:
            raise ValueError("none of the choices")
        return found

    return BeforeValidator(choose)


class Row(BaseModel):
    """A row of one of the files. Raises ValueError inside for a row that must be refused."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def has(self, column: str) -> bool:
        """Whether the file has the column, be the cell empty or not."""
        return column in self.model_fields_set

    def given(self, *columns: str) -> dict[str, Any]:
        """Those of the columns that the file has."""
        return {column: getattr(self, column) for column in columns if self.has(column)}


class _Named(Row):
    name: Names

    @model_validator(mode="after")
    def _in_english(self) -> "_Named":
        if not self.name.get("en"):
            raise ValueError("name_en")
        return self


class BranchRow(_Named):
    """A row of branches.csv; `hours` are every day's, a day's own column comes before them."""

    code: Code
    city: cells.City
    address: Texts = {}
    phone: Code | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    hours: cells.Hours | None = None
    monday: cells.Hours | None = None
    tuesday: cells.Hours | None = None
    wednesday: cells.Hours | None = None
    thursday: cells.Hours | None = None
    friday: cells.Hours | None = None
    saturday: cells.Hours | None = None
    sunday: cells.Hours | None = None


class CategoryRow(_Named):
    """A row of categories.csv; `synonyms` is what else people call it."""

    code: Code
    department: Code | None = None
    synonyms: Listed = {}
    repeat_days: cells.Days | None = None
    durable_days: cells.Days | None = None


class ProductRow(_Named):
    """A row of products.csv; `for` is who wears or uses it, `gift_for` whom it is given to."""

    sku: Code
    category: Code
    brand: Code | None = None
    material: cells.Material | None = None
    about: Texts = {}
    worn_by: Literal["women", "men", "girls", "boys", "baby", "everyone"] | None = Field(default=None, alias="for")
    season: Literal["all", "summer", "winter", "eid", "wedding", "school", "ramadan"] | None = None
    gift_for: cells.Words | None = None
    warranty_months: cells.Days | None = None
    active: cells.YesNo | None = None
    age_restricted: cells.YesNo | None = None

    @model_validator(mode="after")
    def _gifts(self) -> "ProductRow":
        if any(word not in RECIPIENTS for word in self.gift_for or ()):
            raise ValueError("gift_for")
        return self


class VariantRow(Row):
    """A row of variants.csv."""

    sku: Name
    product: Code
    color: cells.Color | None = None
    size: cells.Size | None = None
    price: cells.Money
    currency: Literal["PKR"] | None = None
    active: cells.YesNo | None = None


class StockRow(Row):
    """A row of stock.csv."""

    variant: Name
    branch: Code
    quantity: cells.Pieces


class CustomerRow(Row):
    """A row of customers.csv."""

    ref: Name
    name: Name
    phone: cells.Phone | None = None
    email: cells.Email | None = None
    language: cells.Language | None = None
    city: cells.City | None = None
    address: Text | None = None
    branch: Code | None = None
    joined: cells.Past | None = None
    marketing_consent: cells.YesNo | None = None


class OrderRow(Row):
    """A row of orders.csv; with `branch` it was sold at that branch's till."""

    number: cells.Number
    customer: Name | None = None
    placed_at: cells.Past
    status: Annotated[str, _one_of(STATUSES)]
    payment_method: Annotated[str, _one_of(PAYMENTS)] | None = None
    branch: Code | None = None
    delivery_city: cells.City | None = None
    delivery_address: Text | None = None
    shipping: cells.Money | None = None
    total: cells.Money | None = None
    carrier: Code | None = None
    tracking_number: Code | None = None
    shipped_at: cells.Past | None = None
    expected_at: cells.Moment | None = None
    delivered_at: cells.Past | None = None


class LineRow(Row):
    """A row of order_lines.csv."""

    order: cells.Number
    variant: Name
    quantity: cells.Bought
    unit_price: cells.Money


def parse(model: type[Record], values: dict[str, str]) -> Record | str:
    """The record, or why it cannot be read: `unreadable_` and the first wrong column."""
    try:
        return model.model_validate(_by_language(model, _without_empty(model, values)))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = [part.lower().replace("-", "_") for part in map(str, first["loc"]) if not part.isdigit()]
        return f"unreadable_{'_'.join(where or [first['msg'].rpartition(' ')[2]])}"


def columns_needed(model: type[Row]) -> set[str]:
    """The columns without which a file cannot be read."""
    needed = {field.alias or name for name, field in model.model_fields.items() if field.is_required()}
    return {"name_en" if column == "name" and issubclass(model, _Named) else column for column in needed}


def _without_empty(model: type[Row], values: dict[str, str]) -> dict[str, str | None]:
    """The cells, an empty one as None; where something must stand it is missing instead."""
    needed = columns_needed(model)
    stripped = {column: " ".join(value.split()) for column, value in values.items()}
    return {column: value or None for column, value in stripped.items() if value or column not in needed}


def _by_language(model: type[Row], values: dict[str, str | None]) -> dict[str, Any]:
    """A row whose columns that end in a language are one field, where the model has it so; such a column without an
    ending is one of those that are passed over.
    """
    told = {name for name, field in model.model_fields.items() if get_origin(field.annotation) is dict}
    found: dict[str, Any] = {}
    for column, value in values.items():
        ending = next((one for one in _endings() if column.endswith(one)), "")
        name = column.removesuffix(ending)
        if ending and name in told:
            found.setdefault(name, {})[_endings()[ending]] = value
        elif column not in told:
            found[column] = value
    return found


@lru_cache(maxsize=1)
def spoken() -> tuple[str, ...]:
    """The languages that a name can be given in."""
    return load_languages(PROJECT / "languages.yml").codes


@lru_cache(maxsize=1)
def _endings() -> dict[str, str]:
    """The language of a column's ending."""
    return {f"_{code.lower().replace('-', '_')}": code for code in spoken()}
