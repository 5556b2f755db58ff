"""A catalogue of a hundred thousand names: how long its phrases take to build, what they weigh, what a look costs."""

import random
import resource
import time
from dataclasses import dataclass
from pathlib import Path

HOW_MANY = 100_000
_MAKERS = ("gulnaar", "zarkaar", "sohni", "chinar", "bolan", "گلنار", "زرکار", "سوہنی", "چنار", "بولان")
_KINDS = ("kurta", "lawn suit", "shawl", "sandals", "teapot", "کرتا", "لان سوٹ", "شال", "چپل", "چائے دانی")
_LOOKS = ("embroidered", "printed", "plain", "velvet", "classic", "کڑھائی والا", "چھپا ہوا", "سادہ", "مخملی", "کلاسک")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds to build, megabytes that the process grew, milliseconds a look."""

    build_s: float
    grown_mb: float
    find_ms: float


def measure_names(seed: int = 3) -> Cost:
    """Build `Phrases` over `HOW_MANY` made-up names and look into some sentences."""
    from hamrah.bot.nlu.phrases import Phrases

    chance = random.Random(seed)
    names = {
        f"{chance.choice(_MAKERS)} {chance.choice(_LOOKS)} {chance.choice(_KINDS)} {number}"
        for number in range(HOW_MANY)
    }
    entries = [("product", name, name) for name in sorted(names)]
    Phrases(entries[:10])  # spaCy's own imports and tables are not the names' cost
    before, start = _megabytes(), time.perf_counter()
    phrases = Phrases(entries)
    built = time.perf_counter() - start
    grown = _megabytes() - before
    said = [f"kya {name} mil jaye ga, size medium?" for _, name, _ in chance.sample(entries, 500)]
    start = time.perf_counter()
    for text in said:
        assert phrases.find_all(text)
    return Cost(built, grown, (time.perf_counter() - start) / len(said) * 1e3)


def _megabytes() -> float:
    """The memory that the process holds (the most it ever held counts its parent's too)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    """Measure in a process of its own, whose memory nothing else has grown."""
    from hamrah.bot.engine import activate

    activate(quiet=True)
    cost = measure_names()
    print(
        f"{HOW_MANY:,} names: {cost.build_s:.1f} s to build, {cost.grown_mb:.0f} MB, {cost.find_ms:.2f} ms a message."
    )


if __name__ == "__main__":
    main()
