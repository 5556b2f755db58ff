"""Training the model of sentiment when its data or code changed, and opening it once a process."""

from functools import lru_cache
from pathlib import Path

import joblib

from hamrah.progress import Progress, silent
from hamrah.sentiment.comments import FOLDER, WORDS, comment_files, read_lessons
from hamrah.sentiment.model import SentimentModel
from hamrah.text_models.encoder import is_installed, open_encoder
from hamrah.text_models.freshness import alone_in, digest_of

FILE, FINGERPRINT = "sentiment.joblib", "sentiment-trained-on.txt"
ROOT = Path(__file__).resolve().parents[1]
CODE = (
    *("sentiment/classifier.py", "sentiment/comments.py", "sentiment/meaning_machine.py", "sentiment/model.py"),
    "sentiment/word_hints.py",
    *("language/code_points.py", "language/detect.py", "language/detect_words.py", "language/normalise.py"),
    *("language/sound.py", "language/urdu_spelling.py"),
    *("text_models/calibration.py", "text_models/encoder.py", "text_models/sparse_model.py"),
    *("text_models/favours.py", "text_models/kernel_machine.py", "text_models/text_features.py"),
)
"""What of the code, below `hamrah/`, the trained parts depend on."""


def is_stale(models: Path, data: Path) -> bool:
    """Whether there is no model, or what it was trained on (the encoder too) has changed since."""
    note = models / FINGERPRINT
    if not (models / FILE).is_file() or not note.is_file():
        return True
    return note.read_text(encoding="utf-8").strip() != fingerprint(data)


def ensure_trained(models: Path, data: Path) -> bool:
    """Train if the model is stale; says whether it was. Another process that trains meanwhile is waited for."""
    if not is_stale(models, data):
        return False
    with alone_in(models, "sentiment-training"):
        if not is_stale(models, data):
            return False
        train_model(models, data)
    return True


def train_model(models: Path, data: Path, tell: Progress = silent) -> Path:
    """Train and keep the model in the models folder; its file. Raises DataFileError for a bad line of the data."""
    before = fingerprint(data)
    lessons = read_lessons(data)
    model = SentimentModel(lessons).fit(lessons, open_encoder(), tell)
    models.mkdir(parents=True, exist_ok=True)
    unfinished = models / f"unfinished-{FILE}"
    joblib.dump(model, unfinished, compress=("zlib", 1))
    kept = unfinished.replace(models / FILE)  # moved in whole: another process may be opening it just now
    open_model.cache_clear()
    (models / FINGERPRINT).write_text(before + "\n", encoding="utf-8")
    return kept


@lru_cache(maxsize=1)
def open_model(models: Path) -> SentimentModel:
    """The process's one model, opened when first asked for: not in a request. Raises FileNotFoundError untrained."""
    model: SentimentModel = joblib.load(models / FILE)
    return model


def fingerprint(data: Path) -> str:
    """A digest of everything that the model depends on."""
    files = [*comment_files(data), data / FOLDER / WORDS, *(data / "nlu").rglob("*.yml")]
    encoder = "with" if is_installed() else "without"
    return f"{digest_of(data, files)}-{digest_of(ROOT, (ROOT / name for name in CODE))}-{encoder}"
