"""Our own test sentences: figures of the trained bot, and how much spoiling the sentences costs."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.nlu.perturb import PERTURBERS, perturbed
from hamrah.bot.evaluation.measures import Pair, figures
from hamrah.bot.evaluation.parsing import parse_all
from hamrah.bot.evaluation.report import by_language, print_tables
from hamrah.bot.evaluation.sentences import Labelled, read_labelled
from hamrah.progress import Progress

SENTENCES = Path(__file__).parents[2] / "tests" / "nlu"
SEED = 20
NOT_IN_ANGER = frozenset(
    (
        *("greet", "goodbye", "thank", "praise", "affirm", "deny", "stop", "help", "bot_challenge", "rate"),
        *("identify_self", "change_language", "confirm_resolved", "out_of_scope"),
    )
)
"""What nobody says in anger and still means; nor do staff."""


def read_own() -> list[Labelled]:
    """All test sentences of all languages."""
    return [sentence for path in sorted(SENTENCES.glob("*/*.jsonl")) for sentence in read_labelled(path)]


def measure_own(agent: Any, console: Console, show: Progress) -> None:
    """Print the evaluation of the clean sentences, then the accuracy on each kind of spoilt ones."""
    sentences = read_own()
    clean = _parsed(agent, sentences, show)
    print_tables(clean, console)
    table = Table(title=f"Intent accuracy on spoilt sentences (seed {SEED}) and what it lost, in points")
    names = list(by_language(clean))
    for heading in ("", *names):
        table.add_column(heading, justify="left" if not heading else "right")
    table.add_row("clean", *(f"{share:.3f}" for share in _accuracies(clean).values()))
    for kind in PERTURBERS:
        told = [pair for pair in clean if kind != "anger" or _may_be_angry(pair[0])]
        spoilt = [s.model_copy(update={"text": perturbed(s.text, kind, SEED), "entities": []}) for s, _ in told]
        before, after = _accuracies(told), _accuracies(_parsed(agent, spoilt, show))
        table.add_row(kind, *(f"{after[name]:.3f} ({(before[name] - after[name]) * 100:+.1f})" for name in names))
    console.print(table)


def _may_be_angry(sentence: Labelled) -> bool:
    return sentence.intent not in NOT_IN_ANGER and not sentence.intent.startswith("staff_")


def _accuracies(pairs: list[Pair]) -> dict[str, float]:
    return {name: figures(some).intent_accuracy for name, some in by_language(pairs).items()}


def _parsed(agent: Any, sentences: list[Labelled], show: Progress) -> list[Pair]:
    return list(zip(sentences, parse_all(agent, sentences, show), strict=True))
