"""What one person puts into one basket: an occasion, kinds of things that go with it, products to their taste."""

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from hamrah.demo.catalogue import Shelves, SoldProduct, SoldVariant
from hamrah.demo.chance import chance_of, pick
from hamrah.demo.people import Person
from hamrah.demo.people_files import Occasion, PeopleFiles
from hamrah.demo.seasons import fits, seasons_of

BASKET_SIZES = {1: 38.0, 2: 30.0, 3: 18.0, 4: 9.0, 5: 5.0}
DEPARTMENT_SHARE = 2.5
REBUY = 0.4
"""How likely a consumable that has run out is bought again with whatever is ordered."""
RUNS_OUT_FROM = 0.7
FRESH = 0.65
"""How often something else is ordered with what has run out."""
TRIES = 12


@dataclass(frozen=True)
class Item:
    """So many of a variant in a basket."""

    product: SoldProduct
    variant: SoldVariant
    quantity: int


@dataclass
class History:
    """What a person bought, as far as it decides what they buy next."""

    last: dict[int, tuple[datetime, Item]] = field(default_factory=dict)
    categories: dict[str, datetime] = field(default_factory=dict)

    def note(self, at: datetime, items: list[Item]) -> None:
        """Remember a basket."""
        for item in items:
            self.last[item.product.id] = (at, item)
            self.categories[item.product.category.code] = at


class Chooser:
    """Fills baskets for anybody from the shop's shelves."""

    def __init__(self, files: PeopleFiles, shelves: Shelves) -> None:
        self._shelves = shelves.by_category
        self._occasions = files.occasions | _departments(shelves)
        self._liked = {product.id: _common_liking(product) for kind in self._shelves.values() for product in kind}
        self._dearness = {code: sorted(p.entry.price for p in kind) for code, kind in self._shelves.items()}

    def fill(self, person: Person, at: datetime, history: History, chance: Random) -> list[Item]:
        """A basket of one to five kinds of things, and among them what has run out meanwhile."""
        items = self._refills(at, history, chance)
        size = max(pick(chance, BASKET_SIZES), len(items) + (chance.random() < FRESH))
        for _ in range(TRIES):
            if len(items) >= size:
                break
            items += self._for_occasion(person, at, history, chance, size - len(items), items)
        history.note(at, items)
        return items

    def take(self, person: Person, category: str, at: datetime, chance: Random) -> Item | None:
        """One product of a category to the person's taste, None where nothing suits them."""
        seasons = seasons_of(at.date())
        weights: dict[SoldProduct, float] = {}
        for product in self._shelves[category]:
            weight = person.taste.buys_for[product.entry.for_] * fits(product.entry.season, seasons)
            if weight and _variants(person, product):
                weights[product] = weight * self._liking(person, product)
        if not weights:
            return None
        product = pick(chance, weights)
        variants = {v: 4.0 if v.color in person.taste.colors else 1.0 for v in _variants(person, product)}
        quantity = chance.choice((1, 1, 1, 2, 2, 3)) if product.category.repeat_days else 1
        return Item(product, pick(chance, variants), quantity)

    def _refills(self, at: datetime, history: History, chance: Random) -> list[Item]:
        found = []
        for last_at, item in history.last.values():
            gap = timedelta(days=item.product.category.repeat_days * RUNS_OUT_FROM)
            if gap and last_at + gap < at and chance.random() < REBUY:
                found.append(item)
        return found[:3]

    def _for_occasion(
        self, person: Person, at: datetime, history: History, chance: Random, most: int, have: list[Item]
    ) -> list[Item]:
        seasons = seasons_of(at.date())
        weights = {}
        for name, occasion in self._occasions.items():
            liking = person.taste.occasions.get(name) or person.taste.departments[name]
            for season in seasons & occasion.seasons.keys():
                liking *= occasion.seasons[season]
            weights[name] = occasion.share * liking
        kinds = dict(self._occasions[pick(chance, weights)].categories)
        found: list[Item] = []
        taken = {item.product.category.code for item in have}
        while kinds and len(found) < most:
            kind = pick(chance, kinds)
            del kinds[kind]
            item = (
                None
                if kind in taken or _owns(history, self._shelves[kind], at)
                else self.take(person, kind, at, chance)
            )
            if item is not None:
                found.append(item)
        return found

    def _liking(self, person: Person, product: SoldProduct) -> float:
        prices = self._dearness[product.category.code]
        place = bisect(prices, product.entry.price) / len(prices)
        closeness = 1.15 - abs(place - person.taste.price)
        return self._liked[product.id] * person.taste.brands[product.entry.brand] * closeness**3


def _departments(shelves: Shelves) -> dict[str, Occasion]:
    """Every department as an occasion of its own, so that all that the shop sells is bought by somebody."""
    kinds: dict[str, dict[str, float]] = {}
    for code, products in shelves.by_category.items():
        if products:
            kinds.setdefault(products[0].department, {})[code] = 1.0
    return {name: Occasion(share=DEPARTMENT_SHARE, seasons={}, categories=found) for name, found in kinds.items()}


def _common_liking(product: SoldProduct) -> float:
    """Some products are bought much more than others of their kind, by everybody."""
    return chance_of(f"liking:{product.entry.sku}").lognormvariate(0, 0.7)


def _owns(history: History, products: list[SoldProduct], at: datetime) -> bool:
    if not products:
        return True
    kind = products[0].category
    last = history.categories.get(kind.code)
    return bool(kind.durable_days) and last is not None and last + timedelta(days=kind.durable_days) > at


def _variants(person: Person, product: SoldProduct) -> list[SoldVariant]:
    """The variants in a size that fits whoever it is for; a gift's size is anybody's guess."""
    own = {"female": "women", "male": "men"}[person.gender]
    entry = product.entry
    sizes: dict[str, Callable[[], str]] = {
        "clothing": lambda: person.taste.clothing,
        "shoes": lambda: person.taste.shoes,
        "kids": lambda: person.taste.kid,
    }
    system = product.category.size_system
    if not entry.sizes or system == "none" or (entry.for_ not in (own, "everyone") and system != "kids"):
        return list(product.variants)
    wanted = sizes[system]()
    return [variant for variant in product.variants if variant.size == wanted]
