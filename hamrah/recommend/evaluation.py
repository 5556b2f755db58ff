"""How well recommenders foretell the next basket, and what they cost: the same measures for all."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from hamrah.recommend.arrays import Floats
from hamrah.recommend.interactions import Split
from hamrah.recommend.scored import Recommender

SHORT, LONG = 10, 20
Tell = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass
class Hits:
    """Sums over customers of what a list had right."""

    recall_short: float = 0.0
    recall_long: float = 0.0
    ndcg: float = 0.0
    hit: float = 0.0
    customers: int = 0

    def add(self, shown: Sequence[int], right: set[int]) -> None:
        """Count one customer's list against the items it should have had; nothing, where there are none."""
        if not right:
            return
        self.customers += 1
        found = [item in right for item in shown]
        self.recall_short += sum(found[:SHORT]) / len(right)
        self.recall_long += sum(found[:LONG]) / len(right)
        self.hit += any(found[:SHORT])
        gain = sum(GAINS[place] for place, hit in enumerate(found[:SHORT]) if hit)
        self.ndcg += gain / float(GAINS[: len(right)].sum())

    def means(self) -> tuple[float, float, float, float]:
        """Recall@10, Recall@20, NDCG@10, HitRate@10; noughts for no customers."""
        n = max(self.customers, 1)
        return self.recall_short / n, self.recall_long / n, self.ndcg / n, self.hit / n


GAINS: Floats = 1 / np.log2(np.arange(2, SHORT + 2))
"""What a hit at each place is worth (Järvelin and Kekäläinen, 2002)."""


@dataclass(frozen=True)
class Figures:
    """What was seen of one model. Times in seconds and milliseconds, memory of the process in MB."""

    recall_10: float
    recall_20: float
    ndcg_10: float
    hit_rate_10: float
    new_recall_10: float
    new_recall_20: float
    new_ndcg_10: float
    new_hit_rate_10: float
    coverage_10: float
    fit_s: float
    p50_ms: float
    p99_ms: float
    peak_mb: float

    def as_json(self) -> dict[str, float]:
        """What `hamrah evaluate recommender --json` prints of it."""
        kept = ("recall_10", "recall_20", "ndcg_10", "hit_rate_10", "new_hit_rate_10", "coverage_10")
        values = asdict(self)
        return {
            **{name.replace("_10", "@10").replace("_20", "@20"): values[name] for name in kept},
            **{name: values[name] for name in ("fit_s", "p50_ms", "p99_ms")},
        }


@dataclass
class _Seen:
    """What accumulates over the customers."""

    mixed: Hits = field(default_factory=Hits)
    new: Hits = field(default_factory=Hits)
    shown: set[int] = field(default_factory=set)
    milliseconds: list[float] = field(default_factory=list)


def evaluate(models: Iterable[Recommender], split: Split, seed: int, tell: Tell) -> dict[str, Figures]:
    """Fit each model and ask it for every customer of the split; figures by the model's name."""
    return {model.name: _evaluate_one(model, split, seed, tell) for model in models}


def _evaluate_one(model: Recommender, split: Split, seed: int, tell: Tell) -> Figures:
    reset_peak()
    tell(model.name, 0, len(split.customers))
    before = time.perf_counter()
    model.fit(split.train, seed)
    fit_s = time.perf_counter() - before
    seen = _Seen()
    for done, (customer, basket) in enumerate(zip(split.customers.tolist(), split.baskets, strict=True), 1):
        _ask(model, split, customer, set(basket.tolist()), seen)
        if done % 50 == 0 or done == len(split.customers):
            tell(model.name, done, len(split.customers))
    sold = len(np.unique(split.train.items))
    p50, p99 = np.percentile(seen.milliseconds, (50, 99)) if seen.milliseconds else (0.0, 0.0)
    coverage = len(seen.shown) / max(sold, 1)
    return Figures(*seen.mixed.means(), *seen.new.means(), coverage, fit_s, float(p50), float(p99), peak_mb())


def _ask(model: Recommender, split: Split, customer: int, right: set[int], seen: _Seen) -> None:
    before = time.perf_counter()
    mixed = model.recommend(customer, LONG)
    seen.milliseconds.append((time.perf_counter() - before) * 1000)
    bought = set(split.train.items[split.train.rows(customer)].tolist())
    shown = [scored.item for scored in mixed]
    seen.mixed.add(shown, right)
    seen.shown.update(shown[:SHORT])
    if right - bought:
        fresh = model.recommend(customer, LONG, exclude_bought=True)
        seen.new.add([scored.item for scored in fresh], right - bought)


def reset_peak() -> None:
    """Let the kernel count the process's peak anew; where it may not, the peak is that of all so far."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def peak_mb() -> float:
    """The most memory (MB) that the process has held since then."""
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return float(line.split()[1]) / 1000
    return 0.0
