"""What a tagger sees of each word of a message: the word, its neighbours, and what lists and patterns take it for."""

from collections.abc import Sequence

from hamrah.language.found import Found
from hamrah.language.normalise import Token, tokenise
from hamrah.language.sound import sound

REACH = 2
"""Words to either side that are seen."""


class Seen:
    """A message ready to be tagged: its tokens, and for each the entities that a list or pattern takes it for."""

    def __init__(self, text: str, candidates: Sequence[Found], intent: str) -> None:
        self.text = text
        self.tokens: list[Token] = tokenise(text)
        self.candidates = candidates
        self.intent = intent
        self.taken_for = [sorted(_marks(token, candidates)) for token in self.tokens]

    def features(self) -> list[list[str]]:
        """The features of each token, as texts that are there or not."""
        words = [token.text for token in self.tokens]
        heard = [sound(word) for word in words]
        return [self._features_of(place, words, heard) for place in range(len(words))]

    def _features_of(self, place: int, words: list[str], heard: list[str]) -> list[str]:
        word = words[place]
        found = ["bias", f"w={word}", f"s={heard[place]}", f"<{word[:3]}", f">{word[-3:]}", f"k={self._kind(place)}"]
        found += [f"i={self.intent}", f"si={heard[place]}|{self.intent}"]
        for step in range(-REACH, REACH + 1):
            other = place + step
            if not 0 <= other < len(words):
                found.append(f"end{step}")
                continue
            found += [f"c{step}={mark}" for mark in self.taken_for[other]]
            if step:
                found += [f"w{step}={words[other]}", f"s{step}={heard[other]}"]
        found += [f"ci={mark}|{self.intent}" for mark in self.taken_for[place]]
        if place:
            found += [f"s-={heard[place - 1]}|{heard[place]}"]
            found += [f"sc-={heard[place - 1]}|{mark}" for mark in self.taken_for[place]]
        if place + 1 < len(words):
            found += [f"s+={heard[place]}|{heard[place + 1]}"]
            found += [f"sc+={heard[place + 1]}|{mark}" for mark in self.taken_for[place]]
        return found

    def _kind(self, place: int) -> str:
        token = self.tokens[place]
        raw = self.text[token.start : token.end]
        if any(char.isdigit() for char in raw):
            digits = sum(char.isdigit() for char in raw)
            return f"number{digits}" if digits == len(raw) else "mixed"
        if not raw[:1].isalpha():
            return "sign"
        if not raw.isascii():
            return "urdu"
        return "capitals" if raw.isupper() and len(raw) > 1 else "capital" if raw[0].isupper() else "latin"


def _marks(token: Token, candidates: Sequence[Found]) -> set[str]:
    marks = set()
    for found in candidates:
        if found.start < token.end and token.start < found.end:
            name = f"issue_type:{found.value}" if found.entity == "issue_type" else found.entity
            marks.add(name if found.start < token.start else f"{name}!")  # ! where it begins
    return marks
