"""How well a product fits what a customer buys at all: for whom it is, and of which department."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hamrah.crm.catalogue import Product

PRIOR = 3.0
"""How many purchases of a neutral customer the own ones are weighed against."""
FOR_EVERYBODY = "everyone"


@dataclass(frozen=True)
class Affinity:
    """Shares of a customer's purchases, by department and by whom the things were for."""

    departments: Mapping[str, float]
    wearers: Mapping[str, float]

    def of(self, product: Product) -> float:
        """A factor around 1 for a product: above for what the customer buys much of, below for what they never do."""
        department = self.departments.get(product.category.department, 0.0)
        worn_by = product.details.get("for", FOR_EVERYBODY)
        wearer = 1.0 if worn_by == FOR_EVERYBODY else self.wearers.get(worn_by, 0.0)
        return (0.4 + 1.6 * department) * (0.3 + 1.0 * wearer)


def read_affinity(bought: Iterable[Product], departments: int = 10, wearers: int = 5) -> Affinity | None:
    """The affinity that purchases show, smoothed towards even shares; None for somebody who has bought nothing."""
    products = list(bought)
    if not products:
        return None
    return Affinity(
        _shares([product.category.department for product in products], departments),
        _shares([w for p in products if (w := p.details.get("for", FOR_EVERYBODY)) != FOR_EVERYBODY], wearers),
    )


def _shares(values: list[str], kinds: int) -> dict[str, float]:
    return {value: (values.count(value) + PRIOR / kinds) / (len(values) + PRIOR) for value in set(values)}
