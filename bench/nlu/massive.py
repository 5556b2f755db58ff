"""MASSIVE, real utterances in Urdu and English: the bot's own components, trained and tested on them.

MASSIVE 1.0 is Amazon's (CC BY 4.0): one file a language, `ur-PK.jsonl` and `en-US.jsonl`, in train, dev and test parts.
"""

import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import BenchError

LANGUAGES = {"ur": "ur-PK", "en": "en-US"}
FEW = 20
"""Sentences an intent of the small part, on which stock Rasa is trained as well."""
_SLOT = re.compile(r"\[(?P<slot>\w+) : (?P<words>[^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence with its intent and its slots as (slot, start, end)."""

    text: str
    language: str
    intent: str
    slots: tuple[tuple[str, int, int], ...]


def read_massive(folder: Path, part: str) -> list[Utterance]:
    """The utterances of a part (train, dev, test) in both languages. Raises `BenchError` for what is not there."""
    return [
        _read(row, language) for language in LANGUAGES for row in _rows(folder, language) if row["partition"] == part
    ]


def few_of_each(utterances: list[Utterance], language: str, seed: int) -> list[Utterance]:
    """`FEW` utterances of each intent in one language, all of one with fewer."""
    kinds: defaultdict[str, list[Utterance]] = defaultdict(list)
    for utterance in utterances:
        if utterance.language == language:
            kinds[utterance.intent].append(utterance)
    chance = random.Random(seed)
    return [one for kind in sorted(kinds) for one in chance.sample(kinds[kind], min(FEW, len(kinds[kind])))]


def _rows(folder: Path, language: str) -> list[dict[str, Any]]:
    file = folder / f"{LANGUAGES[language]}.jsonl"
    try:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError:
        raise BenchError(f"{file} cannot be read: give the folder of MASSIVE 1.0 with --massive.") from None


def _read(row: dict[str, Any], language: str) -> Utterance:
    text, slots, at = "", [], 0
    for found in _SLOT.finditer(row["annot_utt"]):
        text += row["annot_utt"][at : found.start()]
        slots.append((found["slot"], len(text), len(text) + len(found["words"])))
        text += found["words"]
        at = found.end()
    return Utterance(text + row["annot_utt"][at:], language, row["intent"], tuple(slots))
