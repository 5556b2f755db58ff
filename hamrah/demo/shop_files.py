"""The shop's catalogue and branches as their files say it: data/shop/{branches,categories/*,products/*}.yml."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hamrah.language.strict_yaml import DataFileError, load_mapping

Texts = dict[str, str]
FOR_CHILDREN = frozenset(("child", "baby", "girls", "boys"))
Model = TypeVar("Model", bound=BaseModel)


class Part(BaseModel):
    """A piece of a data file; a key that nobody reads is a mistake in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BranchEntry(Part):
    """A branch. `hours`: by weekday, pairs of local opening and closing times."""

    code: str
    city: str
    names: Texts
    addresses: Texts
    phone: str
    latitude: float
    longitude: float
    hours: dict[str, list[tuple[str, str]]]
    services: list[str]


class BranchFile(Part):
    """data/shop/branches.yml: what the branches offer, by language, and the branches."""

    services: dict[str, Texts]
    branches: list[BranchEntry]


class CategoryEntry(Part):
    """A kind of product, as `hamrah.crm.catalogue.Category` keeps it."""

    code: str
    names: Texts
    synonyms: dict[str, list[str]]
    durable_days: int = Field(ge=0)
    repeat_days: int = Field(ge=0)
    size_system: Literal["clothing", "shoes", "kids", "none"]


class CategoryFile(Part):
    """data/shop/categories/<department>.yml."""

    department: str
    categories: list[CategoryEntry]


class ProductEntry(Part):
    """A product; `price` in whole rupees, `for_` whom it is, `picture` the kind to draw.

    What is `age_restricted` may not be a child's gift: it is never suggested, only found by who looks for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    sku: str
    category: str
    brand: str
    names: Texts
    about: Texts
    material: str | None = None
    colors: list[str]
    sizes: list[str]
    price: int = Field(gt=0)
    for_: Literal["women", "men", "girls", "boys", "baby", "everyone"] = Field(alias="for")
    season: Literal["all", "summer", "winter", "eid", "wedding", "school", "ramadan"]
    gift: list[str]
    warranty_months: int = Field(ge=0)
    picture: str
    age_restricted: bool = False
    details: Texts = Field(default_factory=dict)

    @model_validator(mode="after")
    def _no_gift_for_children(self) -> Self:
        if self.age_restricted and FOR_CHILDREN.intersection((self.for_, *self.gift)):
            raise ValueError("what is age_restricted cannot be for children")
        return self


class ProductFile(Part):
    """data/shop/products/<department>.yml."""

    department: str
    products: list[ProductEntry]


@dataclass(frozen=True)
class ShopFiles:
    """The whole shop; `departments` holds the department of each category."""

    branches: list[BranchEntry]
    services: dict[str, Texts]
    categories: list[CategoryEntry]
    departments: dict[str, str]
    products: list[ProductEntry]


def load_shop(folder: Path) -> ShopFiles:
    """Read the shop's files below `folder` (data/shop). Raises `DataFileError` naming file and key."""
    branches = read_file(folder / "branches.yml", BranchFile)
    categories: list[CategoryEntry] = []
    departments: dict[str, str] = {}
    for path in _files(folder / "categories"):
        content = read_file(path, CategoryFile)
        _once(path, "categories: code", [*departments, *[entry.code for entry in content.categories]])
        categories += content.categories
        departments |= {entry.code: content.department for entry in content.categories}
    products: list[ProductEntry] = []
    for path in _files(folder / "products"):
        entries = read_file(path, ProductFile).products
        for entry in entries:
            if entry.category not in departments:
                raise DataFileError(f"{path}: products.{entry.sku}.category: {entry.category!r} is in no category file")
        products += entries
        _once(path, "products: sku", [entry.sku for entry in products])
        _once(path, "products: names.en", [entry.names.get("en", "") for entry in products])
    _check_services(folder / "branches.yml", branches)
    return ShopFiles(branches.branches, branches.services, categories, departments, products)


def read_file(path: Path, model: type[Model]) -> Model:
    """Read one data file as `model`. Raises `DataFileError` naming the file and the first wrong key."""
    try:
        return model.model_validate(load_mapping(path))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise DataFileError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _files(folder: Path) -> list[Path]:
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise DataFileError(f"{folder}: holds no .yml file")
    return paths


def _once(path: Path, what: str, values: Iterable[str]) -> None:
    double = [value for value, times in Counter(values).items() if times > 1]
    if double:
        raise DataFileError(f"{path}: {what} {double[0]!r} stands twice in the catalogue")


def _check_services(path: Path, file: BranchFile) -> None:
    for branch in file.branches:
        unknown = [service for service in branch.services if service not in file.services]
        if unknown:
            raise DataFileError(f"{path}: branches.{branch.code}.services: {unknown[0]!r} is not under services")
