"""What may be suggested to whom: the rules that come before any ranking."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.customers import Preference
from hamrah.recommend.affinity import read_affinity
from hamrah.recommend.evidence import Evidence
from hamrah.recommend.scoring import Score
from hamrah.services.candidates import Candidate
from hamrah.services.catalogue import Search
from hamrah.services.identity import Principal

MOST_OF_A_CATEGORY = 2
USED_UP, OTHER_DEPARTMENT, OTHER_WEARER = 0.35, 0.3, 0.05
EVERYBODY = "everyone"


def with_preferences(session: Session, principal: Principal, search: Search) -> Search:
    """The search with the size and the budget that the person stated, where it names none."""
    if principal.customer_id is None:
        return search
    rows = session.execute(
        select(Preference.kind, Preference.value).where(Preference.customer_id == principal.customer_id)
    )
    stated: dict[str, str] = {kind: value for kind, value in rows}
    conditions: dict[str, Any] = {}
    if search.size is None and "size" in stated:
        conditions["size"] = stated["size"]
    if search.price_max is None and stated.get("price_max", "").isdigit():
        conditions["price_max"] = int(stated["price_max"])
    return search.narrowed(conditions, set())


def owned(bought: dict[int, Candidate], evidence: Evidence, now: datetime) -> set[int]:
    """Categories of durable things that the customer bought within their lifetime."""
    return {
        product.category_id
        for product in bought.values()
        if product.durable_days and evidence.purchases[product.id].last_at + timedelta(days=product.durable_days) > now
    }


def by_affinity(scores: list[Score], products: dict[int, Candidate], bought: dict[int, Candidate]) -> list[Score]:
    """Weighed by what the customer buys at all; what is used up and bought anyway makes a dull discovery."""
    affinity = read_affinity(bought.values())

    def weight(product: Candidate) -> float:
        return (affinity.of(product) if affinity else 1.0) * (USED_UP if product.repeat_days else 1.0)

    return _weighed(scores, products, weight)


def by_company(scores: list[Score], products: dict[int, Candidate], about: Candidate) -> list[Score]:
    """Weighed by how well a thing goes with another: of its department, and for the same people."""

    def weight(product: Candidate) -> float:
        department = 1.0 if product.department == about.department else OTHER_DEPARTMENT
        same = EVERYBODY in (product.worn_by, about.worn_by) or product.worn_by == about.worn_by
        return department * (1.0 if same else OTHER_WEARER)

    return _weighed(scores, products, weight)


def _weighed(scores: list[Score], products: dict[int, Candidate], weight: Callable[[Candidate], float]) -> list[Score]:
    weighed = [replace(score, score=score.score * weight(products[score.product_id])) for score in scores]
    return sorted(weighed, key=lambda score: (-score.score, score.product_id))


def choose(
    scores: list[Score], products: dict[int, Candidate], search: Search, owned: set[int], limit: int
) -> list[Score]:
    """The first `limit` that meet the search, are of no kind that is owned, and no more than two of a category."""
    several = len({products[score.product_id].category_id for score in scores}) > 1
    chosen: list[Score] = []
    of_category: dict[int, int] = {}
    for score in scores:
        product = products[score.product_id]
        category = product.category_id
        if category in owned or not product.meets(search):
            continue
        if of_category.get(category, 0) >= MOST_OF_A_CATEGORY and several and search.category is None:
            continue
        of_category[category] = of_category.get(category, 0) + 1
        chosen.append(score)
        if len(chosen) == limit:
            break
    return chosen
