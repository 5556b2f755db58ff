"""What of the code and the word lists understanding is made of, so that it is known when it must be trained anew."""

from functools import lru_cache

from hamrah.settings import PROJECT
from hamrah.text_models.freshness import digest_of

CODE = (
    "hamrah/bot/nlu/component.py",
    "hamrah/bot/nlu/entity_tagger.py",
    "hamrah/bot/nlu/intent_cascade.py",
    "hamrah/bot/nlu/phrases.py",
    "hamrah/bot/nlu/slips.py",
    "hamrah/bot/nlu/tag_features.py",
    "hamrah/bot/nlu/tagger.py",
    "hamrah/bot/nlu/tokenizer.py",
    "hamrah/bot/nlu/understanding_model.py",
    "hamrah/bot/locale/importer.py",
    "hamrah/language/long_numbers.py",
    "hamrah/language/normalise.py",
    "hamrah/language/code_points.py",
    "hamrah/language/detect.py",
    "hamrah/language/detect_words.py",
    "hamrah/language/sound.py",
    "hamrah/language/urdu_spelling.py",
    "hamrah/text_models/calibration.py",
    "hamrah/text_models/encoder_model.py",
    "hamrah/text_models/kernel_machine.py",
    "hamrah/text_models/sparse_model.py",
    "hamrah/text_models/text_features.py",
)
"""What of the code the trained parts depend on; all else takes effect at the next start."""


@lru_cache(maxsize=1)
def digest_of_sources() -> str:
    """A digest of the code and the word lists that a component's training depends on beside its data."""
    lists = (PROJECT / "data" / "lexicon").rglob("*.yml")
    return digest_of(PROJECT, [*lists, *(PROJECT / name for name in CODE)])
