"""Labelled comments, one JSON object a line, and the rest that the model of sentiment learns from."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hamrah.language.json_lines import read_json_lines
from hamrah.language.sentences import read_sentences
from hamrah.sentiment.word_hints import LEANINGS, WordList, read_word_list

SENTIMENTS = ("negative", "neutral", "positive")
LEANING_MEANS = dict(zip(LEANINGS, ("positive", "negative", "neutral"), strict=True))
FOLDER = "sentiment"
WORDS = "words.yml"
INTENTS = {
    **dict.fromkeys(("praise",), ("positive", 200)),
    **dict.fromkeys(("express_dissatisfaction", "report_issue", "reopen_ticket"), ("negative", 120)),
    **dict.fromkeys(
        (
            *("order_status", "order_history", "change_order", "cancel_order", "refund_status", "request_return"),
            *(
                "ask_price",
                "ask_return_policy",
                "ask_shipping",
                "ask_payment_methods",
                "ask_store_hours",
                "ask_warranty",
            ),
            *("ask_offers", "check_availability", "product_details", "search_product", "recommend_products"),
            *("ticket_status", "state_preference", "give_feedback", "help", "out_of_scope"),
        ),
        ("neutral", 15),
    ),
}
"""What an intent's sentences say as a comment, and how many, spread over the file, are taken a language."""


class Comment(BaseModel):
    """A comment with the sentiment that is right about it; what else stands in its line is passed over."""

    model_config = ConfigDict(frozen=True, strict=True)
    text: str
    lang: str = Field(min_length=1)
    label: Literal["negative", "neutral", "positive"]


class MarkedComment(Comment):
    """A comment to learn from: marked with topic and urgency too."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1)
    topic: Literal["delivery", "quality", "price", "staff", "payment", "product", "returns", "other"]
    urgency: Literal["low", "normal", "high"]


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that the model learns from.

    `lines` are the comments' places in their files: the files run in parallel, so that what stands on one line of two
    files may say the same. `of_intents` and `of_words` are texts with the sentiment that their intent, or the word
    list, gives them.
    """

    comments: list[MarkedComment]
    lines: list[int]
    of_intents: list[tuple[str, str]]
    of_words: list[tuple[str, str]]
    words: WordList
    urdu: list[str]


def read_comments(path: Path) -> list[Comment]:
    """Read a file of comments to measure on. Raises DataFileError naming file and line."""
    return read_json_lines(path, Comment)


def read_lessons(data: Path) -> Lessons:
    """Read `sentiment/` and the intents' sentences below the data folder. Raises DataFileError."""
    comments: list[MarkedComment] = []
    lines: list[int] = []
    for path in comment_files(data):
        found = read_json_lines(path, MarkedComment)
        comments += found
        lines += range(len(found))
    words = read_word_list(data / FOLDER / WORDS)
    return Lessons(
        comments=comments,
        lines=lines,
        of_intents=list(_sentences_of_intents(data)),
        of_words=[(" ".join(saying), LEANING_MEANS[leaning]) for saying, leaning in words.leanings.items()],
        words=words,
        urdu=[
            *(one.text for one in comments if one.lang == "ur"),
            *(one.text for one in read_sentences(data / "nlu" / "ur").sentences),
        ],
    )


def comment_files(data: Path) -> list[Path]:
    """The files of comments to learn from, one or more a language."""
    return sorted((data / FOLDER).glob("*.jsonl"))


def _sentences_of_intents(data: Path) -> Iterator[tuple[str, str]]:
    for folder in sorted(path for path in (data / "nlu").iterdir() if path.is_dir()):
        by_intent: dict[str, list[str]] = {}
        for sentence in read_sentences(folder).sentences:
            if sentence.intent in INTENTS:
                by_intent.setdefault(sentence.intent, []).append(sentence.text)
        for intent, texts in by_intent.items():
            sentiment, most = INTENTS[intent]
            step = max(1, len(texts) // most)
            yield from ((text, sentiment) for text in texts[::step][:most])
