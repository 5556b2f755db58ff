"""What may be suggested to whom: the rules that come before the first few are taken."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from hamrah.recommend.affinity import read_affinity
from hamrah.recommend.evidence import Evidence
from hamrah.recommend.scoring import Score
from hamrah.services.candidates import Candidate
from hamrah.services.wishes import Wishes

MOST_OF_A_CATEGORY = 2
USED_UP, OTHER_DEPARTMENT, OTHER_WEARER = 0.35, 0.3, 0.05
LIKED = 1.5
"""For each stated taste that a product meets."""
EVERYBODY = "everyone"

Weight = Callable[[Candidate], float]


def owned(bought: Mapping[int, Candidate], evidence: Evidence, now: datetime) -> set[int]:
    """Categories of durable things that the customer bought within their lifetime."""
    return {
        product.category_id
        for product in bought.values()
        if product.durable_days and evidence.purchases[product.id].last_at + timedelta(days=product.durable_days) > now
    }


def by_affinity(bought: Iterable[Candidate], wishes: Wishes) -> Weight:
    """Weighs by what the customer buys at all; what is used up and bought anyway makes a dull discovery."""
    affinity = None if wishes.for_other else read_affinity(bought)

    def weight(product: Candidate) -> float:
        return (affinity.of(product) if affinity else 1.0) * (USED_UP if product.repeat_days else 1.0)

    return weight


def by_company(about: Candidate) -> Weight:
    """Weighs by how well a thing goes with another: of its department, and for the same people."""

    def weight(product: Candidate) -> float:
        department = 1.0 if product.department == about.department else OTHER_DEPARTMENT
        same = EVERYBODY in (product.worn_by, about.worn_by) or product.worn_by == about.worn_by
        return department * (1.0 if same else OTHER_WEARER)

    return weight


def rerank(
    scores: Iterable[Score],
    products: Mapping[int, Candidate],
    weight: Weight,
    wishes: Wishes,
    in_liked_color: Mapping[int, bool],
) -> list[Score]:
    """Scores by what the products are: times a weight, and half as much again for each stated taste they meet."""

    def weighed(score: Score) -> float:
        product = products[score.product_id]
        tastes = LIKED ** _tastes_met(product, wishes.tastes, in_liked_color[product.id])
        return score.score * weight(product) * tastes

    return sorted(scores, key=lambda score: (-weighed(score), score.product_id))


def _tastes_met(product: Candidate, tastes: Mapping[str, frozenset[str]], in_liked_color: bool) -> int:
    own = (("material", product.material), ("brand", product.brand), ("category", product.category))
    return sum(value in tastes.get(kind, ()) for kind, value in own) + in_liked_color


def choose(
    scores: list[Score], products: Mapping[int, Candidate], wishes: Wishes, owned_kinds: set[int], limit: int
) -> list[Score]:
    """The first `limit` that are of no kind that is owned, and no more than two of a category.

    A gift may be of a kind that the giver owns; of a category asked for there may be as many as wanted.
    """
    several = len({products[score.product_id].category_id for score in scores}) > 1
    chosen: list[Score] = []
    of_category: dict[int, int] = {}
    for score in scores:
        category = products[score.product_id].category_id
        if category in owned_kinds and not wishes.for_other:
            continue
        if of_category.get(category, 0) >= MOST_OF_A_CATEGORY and several and wishes.search.category is None:
            continue
        of_category[category] = of_category.get(category, 0) + 1
        chosen.append(score)
        if len(chosen) == limit:
            break
    return chosen
