"""What Rasa trains on: sentences by language, rules, and the responses of all languages as conditional variations.

Rasa does not merge one response key over two files and says nothing when no variation matches. So each key is compiled
into one list: every language under the condition that the slot `language` says so, English without a condition.
"""

from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData

from hamrah.bootstrap import languages, texts
from hamrah.language.registry import Languages
from hamrah.language.text_catalogue import TextCatalogue

DEFAULT = "en"
FOLDERS = ("rules", "stories")


class LocaleImporter(RasaFileImporter):
    """Rasa's file importer on `data/{nlu/<language>,rules,stories}`, with the catalogue's responses in the domain."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: Any = None,
    ) -> None:
        """Read only the folders that hold training data below each of the given paths."""
        given = [training_data_paths] if isinstance(training_data_paths, str) else list(training_data_paths or ["data"])
        found = [str(folder) for path in given for folder in training_folders(Path(path), languages())]
        super().__init__(config_file, domain_path, found or given)
        self._sentences: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The sentences of all languages, read once: Rasa asks three times, and merges file by file."""
        if self._sentences is None:
            read = [load_data(file) for file in self._nlu_files]
            self._sentences = TrainingData(training_examples=[one for data in read for one in data.training_examples])
        return self._sentences

    def get_domain(self) -> Domain:
        """The domain file with the responses of all languages."""
        responses = Domain.from_dict({"responses": compile_responses(texts())})
        return super().get_domain().merge(responses)


def training_folders(data: Path, spoken: Languages) -> list[Path]:
    """The folders below `data` that the bot is trained on: sentences of the languages it speaks (no drafts), rules."""
    folders = [*(data / "nlu" / code for code in spoken.codes), *(data / name for name in FOLDERS)]
    return [folder for folder in folders if folder.is_dir()]


def compile_responses(catalogue: TextCatalogue) -> dict[str, list[dict[str, Any]]]:
    """Rasa's responses: per key a variation for each text, those of other languages than English under a condition.

    A key that a language lacks is said in its fallback, so that nobody meets silence.
    """
    codes = [code for code in catalogue.languages.codes if code != DEFAULT]
    compiled = {}
    for key in catalogue.message_keys:
        variations: list[dict[str, Any]] = [{"text": text} for text in catalogue.message(DEFAULT, key)]
        for code in codes:
            condition = [{"type": "slot", "name": "language", "value": code}]
            variations += [{"text": text, "condition": condition} for text in catalogue.message(code, key)]
        compiled[key] = variations
    return compiled
