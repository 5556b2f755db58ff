"""How well a product fits what a customer buys at all: for whom it is, and of which department."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

PRIOR = 3.0
"""How many purchases of a neutral customer the own ones are weighed against."""
FOR_EVERYBODY = "everyone"
OTHER = ""
"""Stands in the shares for every kind that was never bought."""


class Kind(Protocol):
    """What an affinity looks at in a product."""

    @property
    def department(self) -> str:
        """The department it is sold in."""

    @property
    def worn_by(self) -> str:
        """For whom it is."""


@dataclass(frozen=True)
class Affinity:
    """Shares of a customer's purchases, by department and by whom the things were for."""

    departments: Mapping[str, float]
    wearers: Mapping[str, float]

    def of(self, product: Kind) -> float:
        """A factor around 1 for a product: above for what the customer buys much of, below for what they never do."""
        department = self.departments.get(product.department, self.departments[OTHER])
        worn_by = product.worn_by
        wearer = 1.0 if worn_by == FOR_EVERYBODY else self.wearers.get(worn_by, self.wearers[OTHER])
        return (0.4 + 1.6 * department) * (0.3 + 1.0 * wearer)


def read_affinity(bought: Iterable[Kind], departments: int = 10, wearers: int = 5) -> Affinity | None:
    """The affinity that purchases show, smoothed towards even shares; None for somebody who has bought nothing."""
    products = list(bought)
    if not products:
        return None
    return Affinity(
        _shares([product.department for product in products], departments),
        _shares([w for p in products if (w := p.worn_by) != FOR_EVERYBODY], wearers),
    )


def _shares(values: list[str], kinds: int) -> dict[str, float]:
    counted = {value: values.count(value) for value in {*values, OTHER}}
    return {value: (many + PRIOR / kinds) / (len(values) + PRIOR) for value, many in counted.items()}
