"""What one and two known items of a basket do for foretelling its rest."""

import numpy as np

from hamrah.recommend.interactions import Split
from hamrah.recommend.scored import Recommender

KNOWN = (0, 1, 2)
SHOWN = 10


def hit_rates(model: Recommender, split: Split, seed: int) -> tuple[int, list[float]]:
    """HitRate@10 with 0, 1 and 2 items of each basket known, always on what is neither of the two.

    Over baskets of three items or more; how many these are comes first. The known ones are drawn by the seed.
    """
    draw = np.random.default_rng(seed)
    hits = np.zeros(len(KNOWN))
    baskets = 0
    for customer, basket in zip(split.customers.tolist(), split.baskets, strict=True):
        if len(basket) <= max(KNOWN):
            continue
        baskets += 1
        mixed = draw.permutation(basket).tolist()
        rest = set(mixed[max(KNOWN) :])
        for place, known in enumerate(KNOWN):
            session = [(item, "cart") for item in mixed[:known]]
            shown = model.recommend(customer, SHOWN, session=session)
            hits[place] += any(scored.item in rest for scored in shown)
    return baskets, (hits / max(baskets, 1)).tolist()
