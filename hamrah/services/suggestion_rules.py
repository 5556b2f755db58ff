"""What may be suggested to whom: the rules that come before the first few are taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.customers import Preference
from hamrah.recommend.affinity import read_affinity
from hamrah.recommend.evidence import Evidence
from hamrah.recommend.scoring import Score
from hamrah.services.candidates import Candidate
from hamrah.services.catalogue import Search
from hamrah.services.identity import Principal
from hamrah.services.sizes import SIZE_KINDS, size_kind

MOST_OF_A_CATEGORY = 2
USED_UP, OTHER_DEPARTMENT, OTHER_WEARER = 0.35, 0.3, 0.05
LIKED = 1.5
"""For each stated taste that a product meets."""
TASTES = ("color", "material", "brand", "category")
EVERYBODY = "everyone"


@dataclass(frozen=True)
class Wishes:
    """What one suggestion has to meet: the search, the sizes stated (kind → size), and the tastes to lean to.

    What somebody looks for as a gift is not judged by their own sizes and tastes, and `for_other` says so.
    """

    search: Search
    sizes: Mapping[str, str] = field(default_factory=dict)
    tastes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def for_other(self) -> bool:
        """Whether it is somebody else who is to have it."""
        return self.search.recipient is not None

    def liking(self, product: Candidate) -> float:
        """A factor of 1 or more: how many of the stated tastes a product meets."""
        met = 1.0
        for kind, own in (("material", product.material), ("brand", product.brand), ("category", product.category)):
            met *= LIKED if own is not None and own in self.tastes.get(kind, ()) else 1.0
        return met * (LIKED if product.colors & self.tastes.get("color", frozenset()) else 1.0)


def read_wishes(session: Session, principal: Principal, search: Search) -> Wishes:
    """The search with the sizes, the budget and the tastes that the person has stated, where it names none."""
    if principal.customer_id is None:
        return Wishes(search)
    stated: dict[str, set[str]] = {}
    rows = select(Preference.kind, Preference.value).where(Preference.customer_id == principal.customer_id)
    for kind, value in session.execute(rows):
        stated.setdefault(kind, set()).add(value)
    budget = next(iter(stated.get("price_max", ())), "")
    if search.price_max is None and budget.isdigit():
        search = search.narrowed({"price_max": int(budget)}, set())
    if search.recipient is not None:
        return Wishes(search)
    sizes = {kind: next(iter(stated[kind])) for kind in SIZE_KINDS if kind in stated}
    if search.size is not None:
        sizes.pop(size_kind(search.size), None)
    return Wishes(search, sizes, {kind: frozenset(stated[kind]) for kind in TASTES if kind in stated})


def owned(bought: Mapping[int, Candidate], evidence: Evidence, now: datetime) -> set[int]:
    """Categories of durable things that the customer bought within their lifetime."""
    return {
        product.category_id
        for product in bought.values()
        if product.durable_days and evidence.purchases[product.id].last_at + timedelta(days=product.durable_days) > now
    }


def by_affinity(
    scores: list[Score], products: Mapping[int, Candidate], bought: Mapping[int, Candidate], wishes: Wishes
) -> list[Score]:
    """Weighed by what the customer buys at all and likes; what is used up and bought anyway makes a dull discovery."""
    affinity = None if wishes.for_other else read_affinity(bought.values())

    def weight(product: Candidate) -> float:
        own = affinity.of(product) if affinity else 1.0
        return own * wishes.liking(product) * (USED_UP if product.repeat_days else 1.0)

    return _weighed(scores, products, weight)


def by_company(scores: list[Score], products: Mapping[int, Candidate], about: Candidate, wishes: Wishes) -> list[Score]:
    """Weighed by how well a thing goes with another: of its department, for the same people, as the person likes."""

    def weight(product: Candidate) -> float:
        department = 1.0 if product.department == about.department else OTHER_DEPARTMENT
        same = EVERYBODY in (product.worn_by, about.worn_by) or product.worn_by == about.worn_by
        return department * (1.0 if same else OTHER_WEARER) * wishes.liking(product)

    return _weighed(scores, products, weight)


def _weighed(
    scores: list[Score], products: Mapping[int, Candidate], weight: Callable[[Candidate], float]
) -> list[Score]:
    weighed = [replace(score, score=score.score * weight(products[score.product_id])) for score in scores]
    return sorted(weighed, key=lambda score: (-score.score, score.product_id))


def choose(
    scores: list[Score], products: Mapping[int, Candidate], wishes: Wishes, owned_kinds: set[int], limit: int
) -> list[Score]:
    """The first `limit` that meet the search, are of no kind that is owned, and no more than two of a category.

    A gift may be of a kind that the giver owns; of a category asked for there may be as many as wanted.
    """
    search = wishes.search
    several = len({products[score.product_id].category_id for score in scores}) > 1
    chosen: list[Score] = []
    of_category: dict[int, int] = {}
    for score in scores:
        product = products[score.product_id]
        category = product.category_id
        if (category in owned_kinds and not wishes.for_other) or not product.meets(search):
            continue
        if of_category.get(category, 0) >= MOST_OF_A_CATEGORY and several and search.category is None:
            continue
        of_category[category] = of_category.get(category, 0) + 1
        chosen.append(score)
        if len(chosen) == limit:
            break
    return chosen
