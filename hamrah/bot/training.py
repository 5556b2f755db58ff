"""Training the bot, and knowing when that is needed."""

import contextlib
import io
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hamrah.bot.engine import activate
from hamrah.bot.engine.errors import EngineError
from hamrah.bot.nlu.sources import CODE
from hamrah.settings import PROJECT, Settings
from hamrah.text_models.freshness import alone_in, digest_of

FINGERPRINT = "trained-on.txt"
SOURCES = ("config.yml", "domain.yml", "languages.yml")
FOLDERS = ("data/nlu", "data/lexicon", "data/rules", "data/stories", "data/responses")


def is_stale(config: Settings) -> bool:
    """Whether there is no model, or what it was trained on has changed since."""
    note = config.models_dir / FINGERPRINT
    if not any(config.models_dir.glob("*.tar.gz")) or not note.is_file():
        return True
    return note.read_text(encoding="utf-8").strip() != fingerprint()


def ensure_trained(config: Settings) -> bool:
    """Train if the model is stale; says whether it was. Another process that trains meanwhile is waited for."""
    if not is_stale(config):
        return False
    with alone_in(config.models_dir):
        if not is_stale(config):
            return False
        train_model(config)
    return True


def train_model(config: Settings, *, afresh: bool = False) -> Path:
    """Train from the project's files and keep the model in the models folder. Raises `EngineError`.

    What Rasa's cache holds is not trained again, unless `afresh`: after a change of responses or rules understanding
    stays as it was.
    """
    os.environ["LOG_LEVEL"] = "ERROR"  # below it Rasa draws dozens of bars; our own commands show what is going on
    activate(quiet=True)
    from rasa.model_training import train

    from hamrah.bot.engine.logging_filter import configure_logging

    configure_logging(config.log_level)
    before = fingerprint()
    config.models_dir.mkdir(parents=True, exist_ok=True)
    # In a folder of its own, since another may be training; moved in whole, since a bot may be starting just now.
    made = TemporaryDirectory(prefix="unfinished-", dir=config.models_dir)
    with made as unfinished, contextlib.redirect_stdout(io.StringIO()):  # Rasa says where; our commands say so too
        result = train(
            domain=str(PROJECT / "domain.yml"),
            config=str(PROJECT / "config.yml"),
            training_files=[str(config.data_dir)],
            output=unfinished,
            fixed_model_name="hamrah",
            force_training=afresh,
        )
        if result.code != 0 or result.model is None:
            raise EngineError("Training failed; `hamrah rasa train` shows why.")
        model = Path(result.model).replace(config.models_dir / "hamrah.tar.gz")
    (config.models_dir / FINGERPRINT).write_text(before + "\n", encoding="utf-8")
    return model


def fingerprint() -> str:
    """A digest of everything that the model depends on."""
    files = [PROJECT / name for name in SOURCES]
    for folder in FOLDERS:
        files += (PROJECT / folder).rglob("*.yml")
    files += [PROJECT / name for name in CODE]
    return digest_of(PROJECT, files)
