"""What may be suggested to whom: the rules that come before the first few are taken."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from hamrah.crm.catalogue import Product
from hamrah.recommend.ranking import Score
from hamrah.services.candidates import EVERYBODY, Candidate
from hamrah.services.sizes import SHOE_SIZE, size_kind
from hamrah.services.wishes import Wishes

MOST_OF_A_CATEGORY = 2
OTHER_DEPARTMENT, OTHER_WEARER = 0.3, 0.05
"""What goes with a thing is seldom of another department, hardly ever for other people; purchases made for a whole
family in one basket do not tell that."""
USED_UP = 0.35
"""What is used up and bought again anyway is a dull discovery, though likely to be bought: a back-test cannot tell."""
LIKED = 1.5
"""For each stated taste that a product meets: no purchase tells how much a wish that was spoken is worth."""

GROWN_UP = ("women", "men")

Weight = Callable[[Candidate], float]
"""What a product's score counts, at most 1."""


def as_it_is(_: Candidate) -> float:
    """Weighs nothing anew."""
    return 1.0


def by_discovery(product: Candidate) -> float:
    """Weighs by whether it is news that there is such a thing."""
    return USED_UP if product.repeat_days else 1.0


def by_wearers(weight: Weight, bought: Mapping[str | None, int], met: Collection[str | None]) -> Weight:
    """Weighs besides by whether the person buys what is made for women, or for men, at all.

    Of those two the one that they buy for less often counts by (its lines + 1) to (half of both + 1): after 24
    for women and 2 for men a fifth. Not so what they met in this visit (`met`): who looks at men's shirts wants them.
    """
    half = sum(bought.get(one, 0) for one in GROWN_UP) / 2 + 1
    counted = {one: min(1.0, (bought.get(one, 0) + 1) / half) for one in GROWN_UP if one not in met}
    return lambda product: weight(product) * counted.get(product.worn_by, 1.0)


def by_company(about: Product, together: Collection[int]) -> Weight:
    """Weighs by how well a thing goes with another: of its department or worn as it is, and for the same people.

    What would take its place, being of its category or another pair of shoes, is no company (0) unless it is one of
    `together`, which are bought with it.
    """
    department, worn_by = about.category.department, about.details.get("for", EVERYBODY)
    kinds = {size_kind(variant.size) for variant in about.variants if variant.size}

    def weight(product: Candidate) -> float:
        kind = size_kind(product.size) if product.size else None
        instead = product.category_id == about.category_id or (kind == SHOE_SIZE and kind in kinds)
        if instead and product.id not in together:
            return 0.0
        near = product.department == department or bool(kinds and kind)
        same = EVERYBODY in (product.worn_by, worn_by) or product.worn_by == worn_by
        return (1.0 if near else OTHER_DEPARTMENT) * (1.0 if same else OTHER_WEARER)

    return weight


def by_kind(about: Product) -> Weight:
    """Weighs by whether a thing of the same kind as another is for the same people."""
    worn_by = about.details.get("for", EVERYBODY)
    return lambda product: (
        1.0 if EVERYBODY in (product.worn_by, worn_by) or product.worn_by == worn_by else OTHER_WEARER
    )


def reorder_by_wishes(
    scores: Iterable[Score], products: Mapping[int, Candidate], weight: Weight, wishes: Wishes
) -> list[Score]:
    """The scores of what can be had, times a weight, and half as much again for each stated taste that it meets.

    What weighs nothing is left out.
    """
    had = [score for score in scores if score.product_id in products]
    weighed = {score.product_id: _weigh(score, products[score.product_id], weight, wishes) for score in had}
    return sorted(
        (score for score in had if weighed[score.product_id] > 0),
        key=lambda score: (-weighed[score.product_id], score.product_id),
    )


def is_settled(
    chosen: Sequence[Score],
    left: Sequence[Score],
    products: Mapping[int, Candidate],
    weight: Weight,
    wishes: Wishes,
    limit: int,
) -> bool:
    """Whether `choose` would choose the same if what is `left` (not in `products` yet) were looked up as well.

    So it is where the last chosen weighs more than any other could, and several categories can be had already.
    """
    if len(chosen) < limit or len({product.category_id for product in products.values()}) < 2:
        return False
    most = max(score.score for score in left) * LIKED ** len(wishes.tastes)
    return all(_weigh(score, products[score.product_id], weight, wishes) > most for score in chosen)


def _weigh(score: Score, product: Candidate, weight: Weight, wishes: Wishes) -> float:
    plain = score.score * weight(product)
    return plain * LIKED ** _tastes_met(product, wishes.tastes) if wishes.tastes else plain


def _tastes_met(product: Candidate, tastes: Mapping[str, frozenset[str]]) -> int:
    own = (("material", product.material), ("brand", product.brand), ("category", product.category))
    return sum(value in tastes.get(kind, ()) for kind, value in own) + product.in_liked_color


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
