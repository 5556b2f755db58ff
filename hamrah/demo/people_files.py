"""What the demo's people, offers and occasions are made from: data/demo/*.yml."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from hamrah.demo.shop_files import Part, ShopFiles, Texts, read_file
from hamrah.language.strict_yaml import DataFileError

SaidTexts = dict[str, list[str]]


class NameGroup(Part):
    """Names of one people and how common it is in each province."""

    weight: dict[str, int]
    female: list[str] = Field(min_length=1)
    male: list[str] = Field(min_length=1)
    family: list[str] = Field(min_length=1)


class City(Part):
    """A city: how many customers live there, its neighbourhoods, the nearest branch."""

    province: str
    weight: int = Field(gt=0)
    branch: str
    remote: bool = False
    areas: list[str] = Field(min_length=1)


class StaffEntry(Part):
    """A member of staff."""

    name: str
    email: str
    role: str
    branch: str | None = None


class OfferEntry(Part):
    """A deal; days count from the day of seeding."""

    code: str
    percent: int = Field(gt=0, lt=100)
    categories: list[str]
    from_day: int
    to_day: int
    min_total_rupees: int = Field(ge=0)
    tier: str | None = None
    segment: str | None = None
    branches: list[str] = Field(default_factory=list)
    budget_rupees: int | None = Field(default=None, gt=0)
    most_off_rupees: int | None = Field(default=None, gt=0)
    uses_per_customer: int | None = Field(default=None, gt=0)
    tell_times: int | None = Field(default=None, gt=0)
    tell_days: int | None = Field(default=None, gt=0)
    holdout: float = Field(default=0.0, ge=0, lt=1)
    texts: Texts


class Occasion(Part):
    """Why things are bought together: how common, how much more so in a season, what is bought."""

    share: float = Field(gt=0)
    seasons: dict[str, float]
    categories: dict[str, float]


class Said(Part):
    """Sentences by language that customers and staff wrote."""

    complaints: dict[str, SaidTexts]
    staff_notes: SaidTexts
    solved_notes: SaidTexts
    return_reasons: SaidTexts
    comments: dict[str, SaidTexts]


class Written(Part):
    """What customers wrote elsewhere, by mood and language."""

    reviews: dict[str, SaidTexts]
    mentions: dict[str, SaidTexts]


class _NamesFile(Part):
    groups: dict[str, NameGroup]


class _CitiesFile(Part):
    cities: dict[str, City]


class _StaffFile(Part):
    staff: list[StaffEntry]


class _OffersFile(Part):
    offers: list[OfferEntry]


class _OccasionsFile(Part):
    occasions: dict[str, Occasion]


@dataclass(frozen=True)
class PeopleFiles:
    """All that data/demo holds."""

    names: dict[str, NameGroup]
    cities: dict[str, City]
    staff: list[StaffEntry]
    offers: list[OfferEntry]
    occasions: dict[str, Occasion]
    said: Said
    written: Written


def load_people(folder: Path, shop: ShopFiles) -> PeopleFiles:
    """Read data/demo. Raises `DataFileError` for a wrong key, and for a branch or category that the shop has not."""
    cities = read_file(folder / "cities.yml", _CitiesFile).cities
    staff = read_file(folder / "staff.yml", _StaffFile).staff
    offers = read_file(folder / "offers.yml", _OffersFile).offers
    occasions = read_file(folder / "occasions.yml", _OccasionsFile).occasions
    branches = {branch.code for branch in shop.branches}
    for name, city in cities.items():
        _known(folder / "cities.yml", f"cities.{name}.branch", [city.branch], branches)
    for member in staff:
        _known(folder / "staff.yml", f"staff.{member.name}.branch", [member.branch] if member.branch else [], branches)
    for offer in offers:
        _known(folder / "offers.yml", f"offers.{offer.code}.categories", offer.categories, set(shop.departments))
        _known(folder / "offers.yml", f"offers.{offer.code}.branches", offer.branches, branches)
    for name, occasion in occasions.items():
        where = f"occasions.{name}.categories"
        _known(folder / "occasions.yml", where, list(occasion.categories), set(shop.departments))
    names = read_file(folder / "names.yml", _NamesFile).groups
    said, written = read_file(folder / "said.yml", Said), read_file(folder / "reviews.yml", Written)
    return PeopleFiles(names, cities, staff, offers, occasions, said, written)


def _known(path: Path, key: str, values: list[str], known: set[str]) -> None:
    for value in values:
        if value not in known:
            raise DataFileError(f"{path}: {key}: the shop has no {value!r}")
