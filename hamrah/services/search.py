"""What somebody looks for, and the conditions that it puts on products."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from hamrah.crm.catalogue import Branch, Category, Product, ProductText, Stock, Variant


@dataclass(frozen=True)
class Search:
    """What somebody looks for; prices in whole currency units as people say them, the rest in catalogue codes.

    With a `city` it has to lie in a branch there; without one any branch will do, since the shop delivers from all.
    `shelves` are categories any of which will do, `worn_by` is who is to wear or use it (of `WORN_BY`), and
    `cheapest_first` how they are shown. `avoid` is what must not be: pairs of a condition's name and a value ("color",
    "black").
    """

    category: str | None = None
    brand: str | None = None
    color: str | None = None
    size: str | None = None
    material: str | None = None
    price_min: int | None = None
    price_max: int | None = None
    recipient: str | None = None
    occasion: str | None = None
    city: str | None = None
    words: str | None = None
    worn_by: str | None = None
    shelves: tuple[str, ...] = ()
    cheapest_first: bool = False
    avoid: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, kept: dict[str, Any] | None) -> "Search":
        """The search that a conversation kept, an empty one where it kept none."""
        read = {name: value for name, value in (kept or {}).items() if name in cls.__dataclass_fields__}
        avoid = tuple((kind, value) for kind, value in read.get("avoid", ()))
        return cls(**{**read, "avoid": avoid, "shelves": tuple(read.get("shelves", ()))})

    def kept(self) -> dict[str, Any]:
        """The conditions that are set, as plain data."""
        conditions = {name: value for name, value in asdict(self).items() if value not in (None, (), False)}
        listed = {"avoid": [list(pair) for pair in self.avoid], "shelves": list(self.shelves)}
        return conditions | {name: values for name, values in listed.items() if values}

    def avoiding(self, pairs: Iterable[tuple[str, str]]) -> "Search":
        """This search without what has one of these values; not where that very value is asked for."""
        wanted = {pair for pair in pairs if getattr(self, pair[0]) != pair[1]}
        return replace(self, avoid=tuple(sorted({*self.avoid, *wanted})))

    def narrowed(self, conditions: dict[str, Any], dropped: set[str]) -> "Search":
        """This search with more conditions and without those in `dropped` (`price` drops both limits).

        Another category or name begins anew: who asks for shoes after a kurta does not mean a lawn shoe; a kurta after
        clothes is one of them. A limit that leaves nothing with the other one takes its place.
        """
        start = Search() if self._is_left_by(conditions) else self
        if conditions.get("category") is not None:
            start = replace(start, shelves=())
        gone = {field for field in dropped if field in self.__dataclass_fields__}
        if "price" in dropped:
            gone |= {"price_min", "price_max"}
        avoid = {pair for pair in (*start.avoid, *conditions.get("avoid", ())) if pair not in conditions.items()}
        gone |= {kind for kind, value in avoid if getattr(start, kind) == value}
        changed: dict[str, Any] = dict.fromkeys(gone) | conditions | {"avoid": tuple(sorted(avoid))}
        narrower = replace(start, **changed)
        low, high = narrower.price_min, narrower.price_max
        if low is not None and high is not None and low > high:
            return replace(narrower, price_min=None) if "price_max" in conditions else replace(narrower, price_max=None)
        return narrower

    def _is_left_by(self, conditions: dict[str, Any]) -> bool:
        """Whether these are of another kind of thing than what is looked for."""
        category, shelves = conditions.get("category"), conditions.get("shelves")
        if conditions.get("words") or shelves not in (None, self.shelves):
            return True
        named = self.category is not None or self.words is not None or bool(self.shelves)
        return named and category not in (None, self.category, *self.shelves)


def meeting(query: Select[Product], search: Search) -> Select[Product]:
    """A query of products, of those on sale and in stock that meet all conditions."""
    query = query.where(Product.active, *product_conditions(search))
    of_size = [] if search.size is None else [func.lower(Variant.size) == search.size.lower()]
    return query.where(exists().where(*variant_conditions(search), *of_size))


def product_conditions(search: Search) -> list[ColumnElement[bool]]:
    """What a search asks of a `Product`; price, colour, size and city are asked of its variants."""
    conditions: list[ColumnElement[bool]] = []
    if search.category is not None:
        code = select(Category.id).where(Category.code == search.category).scalar_subquery()
        conditions.append(Product.category_id == code)
    for column, value in ((Product.brand, search.brand), (Product.material, search.material)):
        if value is not None:
            conditions.append(func.lower(column) == value.lower())
    if search.shelves:
        among = select(Category.id).where(Category.code.in_(search.shelves))
        conditions.append(Product.category_id.in_(among))
    if search.worn_by is not None:
        conditions.append(_may_wear(search.worn_by))
    conditions += _without(search)
    if search.recipient is not None:
        conditions.append(Product.details["gift"].as_string().contains(f'"{search.recipient}"'))
    if search.occasion is not None:
        conditions.append(Product.details["season"].as_string() == search.occasion)
    if search.words is not None:
        named = ProductText.name.icontains(search.words, autoescape=True)
        conditions.append(exists().where(ProductText.product_id == Product.id, named))
    return conditions


WORN_BY = {
    "women": ("women",),
    "men": ("men",),
    "girls": ("girls", "women"),
    "boys": ("boys", "men"),
    "children": ("girls", "boys", "baby"),
    "baby": ("baby",),
}
"""Whose goods are shown to who looks for somebody: "larkiyon ke kapray" may be for girls and for young women."""
CHILDRENS = ("kids", "toys", "school")
"""Departments whose goods are no grown-up's, though they say that they are for everyone; neither is what is given to
children alone."""


def made_for(worn_by: str) -> ColumnElement[bool]:
    """Whether a `Product` is made for those of `WORN_BY`, and not for everyone."""
    theirs: ColumnElement[bool] = Product.details["for"].as_string().in_(WORN_BY[worn_by])
    return theirs


def closest_first(worn_by: str) -> ColumnElement[Any]:
    """An order of `Product`: their own, then what older ones of theirs wear, then everyone's."""
    own = Product.details["for"].as_string() == worn_by
    return case((own, 0), (made_for(worn_by), 1), else_=2)


def _may_wear(worn_by: str) -> ColumnElement[bool]:
    """Whether a `Product` is theirs or everyone's."""
    everyones = func.coalesce(Product.details["for"].as_string(), "everyone") == "everyone"
    if worn_by in ("women", "men"):
        childrens = select(Category.id).where(Category.department.in_(CHILDRENS))
        gift = func.coalesce(Product.details["gift"].as_string(), "").not_in(('["child"]', '["baby"]'))
        everyones = and_(everyones, gift, Product.category_id.not_in(childrens))
    return or_(made_for(worn_by), everyones)


def _without(search: Search) -> list[ColumnElement[bool]]:
    """Conditions on a `Product` that none of what is to be avoided holds; of a colour only variants can tell."""
    avoided: dict[str, list[str]] = {}
    for kind, value in search.avoid:
        avoided.setdefault(kind, []).append(value.lower())
    conditions: list[ColumnElement[bool]] = []
    if "category" in avoided:
        codes = select(Category.id).where(func.lower(Category.code).in_(avoided["category"]))
        conditions.append(Product.category_id.not_in(codes))
    for kind, column in (("brand", Product.brand), ("material", Product.material)):
        if kind in avoided:
            conditions.append(func.coalesce(func.lower(column), "").not_in(avoided[kind]))
    return conditions


def _other_colors(search: Search) -> list[ColumnElement[bool]]:
    """Conditions on a `Variant` that it has no colour that is to be avoided."""
    avoided = [value.lower() for kind, value in search.avoid if kind == "color"]
    return [func.coalesce(func.lower(Variant.color), "").not_in(avoided)] if avoided else []


def variant_conditions(search: Search) -> list[ColumnElement[bool]]:
    """Conditions on a `Variant` of a `Product`: on sale, in stock where it is wanted, within price and colour.

    The size is asked of it by who reads the sizes: people say one of a shop's own, or state one for all kinds.
    """
    lies: list[ColumnElement[bool]] = [Stock.variant_id == Variant.id, Stock.quantity > 0]
    if search.city is not None:
        lies += [Branch.id == Stock.branch_id, func.lower(Branch.city) == search.city.lower()]
    conditions: list[ColumnElement[bool]] = [
        Variant.product_id == Product.id,
        Variant.active.is_(True),
        exists().where(*lies),
        *_other_colors(search),
    ]
    if search.color is not None:
        conditions.append(func.lower(Variant.color) == search.color.lower())
    if search.price_min is not None:
        conditions.append(Variant.price_minor >= search.price_min * 100)
    if search.price_max is not None:
        conditions.append(Variant.price_minor <= search.price_max * 100)
    return conditions
