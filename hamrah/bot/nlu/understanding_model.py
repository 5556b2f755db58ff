"""The cascade without Rasa: the sparse model first, the encoder where that is unsure, chances that can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hamrah.bot.nlu.slips import Slips
from hamrah.language.courtesies import wish_in
from hamrah.language.detect import ROMAN_URDU, URDU, detect
from hamrah.language.exclamations import find_exclamation, split_at_breaks
from hamrah.language.long_numbers import blur_long_numbers
from hamrah.language.normalise import normalise
from hamrah.language.opaque import is_opaque
from hamrah.language.salutation import after_greeting
from hamrah.language.urdu_spelling import UrduSpelling
from hamrah.text_models.calibration import Calibration
from hamrah.text_models.encoder import Encoder
from hamrah.text_models.encoder_model import EncoderModel, unseen_scores
from hamrah.text_models.sparse_model import SparseModel, unseen_margins
from hamrah.text_models.text_features import Counts

Floats = NDArray[np.float32]
SHORT = 45  # characters
COURTEOUS = frozenset({"greet", "thank", "identify_self"})
"""The labels of messages that are nothing but what people also say around a wish."""
THANKS = "thank"
BESIDE_THANKS = frozenset({"praise", "help", "affirm"})
"""What says why somebody is thanked: no wish of its own."""
DISPLEASED = "express_dissatisfaction"
NO_WISH = COURTEOUS | {
    *(DISPLEASED, "rate", "praise", "confirm_resolved", "affirm", "deny", "stop", "help", "goodbye"),
    *("out_of_scope", "bot_challenge"),
}
"""What is no wish of its own beside an exclamation of anger."""
SAYS_WHY = frozenset({"report_issue", "reopen_ticket", "add_to_ticket", "give_feedback"})
"""What only says why somebody is displeased, where they tell it in words of their own."""
EXCLAIMED = 0.6
"""The chance from which on a part of a message is told displeasure; from 0.4 to 0.8 all do alike."""
WISH = 0.5
"""The chance from which on what stands beside a courtesy is a wish of its own; from 0.3 to 0.6 all do alike."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the cascade is trained: see `IntentCascade.get_default_config`."""

    closeness: float
    folds: int
    encoded: int
    sure: float
    seed: int


@dataclass(frozen=True, slots=True)
class Guess:
    """The chances of every label for one text, whether the encoder was asked, and what was exclaimed beside a wish."""

    chances: Floats
    asked_encoder: bool
    exclaimed: str | None = None


class UnderstandingModel:
    """Fitted on sentences and their labels; can be pickled, and never holds the encoder itself."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._sparse = SparseModel(plan.closeness, plan.seed)
        self._alone = Calibration()
        self._together = Calibration()
        self._second: EncoderModel | None = None
        self._spelling = UrduSpelling()
        self._slips = Slips()
        self.labels: list[str] = []

    def fit(self, texts: Sequence[str], labels: Sequence[str], encoder: Encoder | None) -> "UnderstandingModel":
        """Learn from raw texts and the label of each; a label needs at least as many texts as there are folds."""
        plan = self._plan
        self._slips = Slips(texts)
        languages = [detect(text).language for text in texts]
        read = [blur_long_numbers(normalise(text).text) for text in texts]
        counts = Counts(read)
        self._sparse.fit_counted(counts, labels)
        self.labels = self._sparse.labels
        place = {label: column for column, label in enumerate(self.labels)}
        answers = np.array([place[label] for label in labels])
        margins = unseen_margins(counts, labels, plan.folds, plan.closeness, plan.seed)
        self._alone.fit([margins], answers, languages)
        if encoder is not None:
            self._fit_second(texts, languages, margins, answers, encoder)
        return self

    def _fit_second(
        self,
        texts: Sequence[str],
        languages: Sequence[str],
        margins: Floats,
        answers: NDArray[np.intp],
        encoder: Encoder,
    ) -> None:
        """Learn from the sentences that the sparse model is least sure of: the encoder is asked about such only."""
        self._spelling = UrduSpelling(t for t, language in zip(texts, languages, strict=True) if language == URDU)
        rows = self._least_sure(texts, languages, margins)
        read = [self._readable(texts[row], languages[row]) for row in rows]
        vectors = encoder.encode(read)
        kinds = [self.labels[answer] for answer in answers[rows]]
        scores = unseen_scores(vectors, kinds, self.labels, self._plan.folds, self._plan.seed)
        self._together.fit([margins[rows], scores], answers[rows], [languages[row] for row in rows])
        self._second = EncoderModel(self.labels).fit(vectors, kinds)

    def _least_sure(self, texts: Sequence[str], languages: Sequence[str], margins: Floats) -> NDArray[np.intp]:
        """The rows to learn from; short texts first, since they teach as much at half the cost."""
        sure = np.array(
            [self._alone.chances([row[None]], lang).max() for row, lang in zip(margins, languages, strict=True)]
        )
        long = np.array([len(text) > SHORT for text in texts])
        return np.sort(np.lexsort((sure, long))[: self._plan.encoded])

    def guess(self, text: str, encoder: Encoder | None) -> Guess:
        """What a raw text may mean; the encoder is asked if the sparse model alone is not sure.

        Of a text without a word that was ever read nothing is known: every label is as likely. Who greets, says their
        name or thanks and also asks wants what is asked: that is read by itself too. So does who is angry and asks.
        """
        listed = find_exclamation(text)
        if listed is not None:
            calm = self._beside_courtesy(listed.wish, encoder)
            if calm.chances.max() >= WISH and self._likeliest(calm) not in NO_WISH:
                return replace(calm, exclaimed=listed.words)
        whole = self._beside_courtesy(text, encoder)
        return self._beside_displeasure(text, encoder) or whole if self._likeliest(whole) == DISPLEASED else whole

    def _beside_displeasure(self, text: str, encoder: Encoder | None) -> Guess | None:
        """The wish that stands before or after displeasure, up to a break; None where none is clear."""
        column = self.labels.index(DISPLEASED)
        for part in split_at_breaks(text):
            if self._guess(part.words, None).chances[column] >= EXCLAIMED:
                wish = self._beside_courtesy(part.wish, encoder)
                if wish.chances.max() >= EXCLAIMED and self._likeliest(wish) not in NO_WISH | SAYS_WHY:
                    return replace(wish, exclaimed=part.words)
        return None

    def _beside_courtesy(self, text: str, encoder: Encoder | None) -> Guess:
        """What a text may mean, and if that is a courtesy, what stands beside it."""
        whole = self._guess(text, encoder)
        meant = self._likeliest(whole)
        is_courteous = meant in COURTEOUS
        wish = wish_in(text) if is_courteous else after_greeting(text)
        if wish == text:
            return whole
        alone = self._guess(wish, encoder)
        if meant == THANKS and self._likeliest(alone) in BESIDE_THANKS:
            return whole
        is_clear = alone.chances.max() >= (WISH if is_courteous else whole.chances.max())
        return Guess((alone if is_clear else whole).chances, whole.asked_encoder or alone.asked_encoder)

    def _likeliest(self, guess: Guess) -> str:
        return self.labels[guess.chances.argmax()]

    def _guess(self, text: str, encoder: Encoder | None) -> Guess:
        language = detect(text).language
        mended = self._slips.mend(text)
        blurred = blur_long_numbers(mended)
        has_letters = any(map(str.isalpha, mended))
        if is_opaque(text) or not self._sparse.has_read(mended if has_letters else blurred):
            return Guess(np.full(len(self.labels), 1 / len(self.labels), dtype=np.float32), False)
        margins = self._sparse.margins_of(blurred)[None]
        chances = self._alone.chances([margins], language)[0]
        if encoder is None or self._second is None or chances.max() >= self._plan.sure:
            return Guess(chances, False)
        vector = encoder.encode_one(self._readable(text, language))
        scores = self._second.scores(vector[None])
        return Guess(self._together.chances([margins, scores], language)[0], True)

    def _readable(self, text: str, language: str) -> str:
        """The text as the encoder knows it: of Roman Urdu's many spellings it has read few, Urdu it knows."""
        return self._spelling.write(text) if language == ROMAN_URDU else normalise(text).text
