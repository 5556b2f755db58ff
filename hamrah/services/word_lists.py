"""The shop's word lists, read once in a process."""

from functools import lru_cache

from hamrah.language.lexicon import Lexicon, load_lexicon
from hamrah.settings import settings


@lru_cache(maxsize=1)
def shop_lexicon() -> Lexicon:
    """Words for colours, cities, personal names and the like, with their canonical values."""
    return load_lexicon(settings().data_dir / "lexicon")
