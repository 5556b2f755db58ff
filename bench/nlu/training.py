"""Trains a pipeline on utterances through Rasa, with its processor time, and tests it."""

import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from bench.nlu.massive import Utterance

# The bot's components; here the encoder learns from all sentences and is asked more often than in the bot.
OURS = [
    {"name": "hamrah.bot.nlu.tokenizer.UrduTokenizer", "in_training": False},
    {"name": "hamrah.bot.nlu.intent_cascade.IntentCascade", "encoded": 30_000, "sure": 0.95},
    {"name": "hamrah.bot.nlu.entity_tagger.EntityTagger", "certain": []},
]
DEFAULT = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
]
"""The pipeline that `rasa init` lays out in 3.6, without response selector and fallback."""


@dataclass(frozen=True, slots=True)
class Result:
    """Shares from 0 to 1 by language; processor time in seconds, size in megabytes, parse times in milliseconds."""

    intent: dict[str, float]
    slot_f1: dict[str, float]
    train_cpu_s: float
    model_mb: float
    parse_p50: float
    parse_p95: float


def train_and_test(
    pipeline: list[dict[str, object]], learn: list[Utterance], test: list[Utterance], folder: Path, rasa: list[str]
) -> Result:
    """Train with the command `rasa` in `folder` and parse the test in a process of the same environment."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yml").write_text(yaml.safe_dump({"recipe": "default.v1", "language": "ur", "pipeline": pipeline}))
    (folder / "nlu.yml").write_text(_as_rasa(learn), encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [*rasa, "train", "nlu", "--config", "config.yml", "--nlu", "nlu.yml", "--out", "models"]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "ERROR", "PYTHONWARNINGS": "ignore"}
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    model = next((folder / "models").glob("*.tar.gz"))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return _test(model, test, folder, rasa, environment, cpu)


def _test(
    model: Path, test: list[Utterance], folder: Path, rasa: list[str], environment: dict[str, str], cpu: float
) -> Result:
    (folder / "test.yml").write_text("\n".join(one.text for one in test), encoding="utf-8")
    python = str(Path(rasa[0]).with_name("python"))
    script = str(Path(__file__).with_name("parse_lines.py"))
    output = folder / "parsed.yml"
    arguments = [python, script, str(model), "test.yml", str(output), "ours" if len(rasa) > 1 else "stock"]
    subprocess.run(arguments, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    parsed = yaml.load(output.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    times = np.array([one["ms"] for one in parsed])
    languages = sorted({one.language for one in test})
    return Result(
        intent={name: _accuracy(test, parsed, name) for name in languages},
        slot_f1={name: _slot_f1(test, parsed, name) for name in languages},
        train_cpu_s=cpu,
        model_mb=model.stat().st_size / 1e6,
        parse_p50=float(np.percentile(times, 50)),
        parse_p95=float(np.percentile(times, 95)),
    )


def _accuracy(test: list[Utterance], parsed: list[dict[str, object]], language: str) -> float:
    right = [seen["intent"] == one.intent for one, seen in zip(test, parsed, strict=True) if one.language == language]
    return sum(right) / len(right)


def _slot_f1(test: list[Utterance], parsed: list[dict[str, object]], language: str) -> float:
    """Micro-averaged over (slot, place), exact."""
    hits = total = 0
    for one, seen in zip(test, parsed, strict=True):
        if one.language == language:
            found = {tuple(slot) for slot in seen["slots"]}  # type: ignore[attr-defined]
            hits += len(found & set(one.slots))
            total += len(found) + len(one.slots)
    return 2 * hits / total if total else float("nan")


def _as_rasa(utterances: list[Utterance]) -> str:
    kinds: dict[str, list[str]] = {}
    for one in utterances:
        marked, at = "", 0
        for slot, start, end in one.slots:
            marked += f"{one.text[at:start]}[{one.text[start:end]}]({slot})"
            at = end
        kinds.setdefault(one.intent, []).append(f"- {marked}{one.text[at:]}".replace("\n", " "))
    entries = [{"intent": intent, "examples": "\n".join(lines) + "\n"} for intent, lines in kinds.items()]
    return yaml.safe_dump({"version": "3.1", "nlu": entries}, allow_unicode=True, width=100_000)
