"""Messages that Meta has approved for any time: the templates of data/shop/whatsapp_templates.yml."""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hamrah.bot.channels.messaging.characters import units
from hamrah.bot.channels.messaging.outgoing import Outgoing
from hamrah.bot.channels.messaging.port import Part
from hamrah.bot.channels.whatsapp.payloads import LONGEST_BODY, MOST_BUTTONS, template_part
from hamrah.bot.channels.whatsapp.text import unformatted
from hamrah.language.models import DataPart, load_model
from hamrah.settings import settings

FILE = Path("shop") / "whatsapp_templates.yml"
NO_VALUE = "–"
"""Stands for an empty value, which Meta does not take."""
_AT_AN_END = re.compile(r"^\W*\{\{|\}\}\W*$")
_VARIABLE = re.compile(r"\{\{(\d+)\}\}")
Name = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,100}$")]


class RegisteredLanguage(DataPart):
    """The code that a language of ours has with Meta, and what is added to the names of its templates."""

    code: str = Field(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")
    suffix: str = Field("", pattern=r"^[a-z0-9_]*$")


class Template(DataPart):
    """One template: the placeholders of the response that fill {{1}}, {{2}}, …, and its words by language.

    `buttons` are its quick replies, by the names that their titles have in the catalogue.
    """

    name: Name
    category: Literal["utility", "marketing"]
    parameters: tuple[str, ...] = ()
    buttons: tuple[str, ...] = Field((), max_length=MOST_BUTTONS)
    text: dict[str, str]

    @model_validator(mode="after")
    def _as_meta_takes_it(self) -> Self:
        wanted = [str(number) for number in range(1, len(self.parameters) + 1)]
        for language, text in self.text.items():
            if sorted(_VARIABLE.findall(text), key=int) != wanted:
                raise ValueError(f"text.{language}: must have each of {{{{1}}}} to {{{{{len(wanted)}}}}} once")
            if _AT_AN_END.search(text):
                raise ValueError(f"text.{language}: begins or ends with a variable, which Meta refuses")
            if units(text) > LONGEST_BODY or "\n\n\n" in text:
                raise ValueError(f"text.{language}: longer than {LONGEST_BODY} or with more than one empty line")
        return self


class Templates(DataPart):
    """The whole file. `examples` are values of parameters, by their names, for those at Meta who look it through."""

    languages: dict[str, RegisteredLanguage]
    examples: dict[str, str]
    knock: Template
    templates: dict[str, Template]

    @model_validator(mode="after")
    def _in_every_language(self) -> Self:
        if self.knock.parameters:
            raise ValueError("knock: has no parameters")
        for key, template in {"knock": self.knock, **self.templates}.items():
            if set(template.parameters) - set(self.examples):
                raise ValueError(f"{key}: examples lacks one of its parameters")
            if set(template.text) != set(self.languages):
                raise ValueError(f"{key}: text must be in each of languages and in no other")
        return self

    def filled(self, said: Outgoing, chain: tuple[str, ...], title_of: Callable[[str], str]) -> Part | None:
        """The template of a response with its values, in the first language of the chain that is registered.

        None where there is no such template, or what is said does not fit into it. `title_of` gives a button's title
        in the language of what is said; a press of it comes back as a press of that very button.
        """
        template = self.templates.get(said.key or "")
        if template is None or any(name not in said.values for name in template.parameters):
            return None
        values = [_value(said.values[name]) for name in template.parameters]
        ids = {choice.title: choice.id for choice in said.choices}
        titles = [title_of(name) for name in template.buttons]
        replies = [(place, ids[title]) for place, title in enumerate(titles) if title in ids]
        return self._written(template, values, replies, chain)

    def knocking(self, chain: tuple[str, ...]) -> Part | None:
        """That an answer waits."""
        return self._written(self.knock, [], [], chain)

    def _written(
        self, template: Template, values: list[str], replies: list[tuple[int, str]], chain: tuple[str, ...]
    ) -> Part | None:
        language = next((code for code in chain if code in self.languages), None)
        if language is None or units(template.text[language]) + sum(map(units, values)) > LONGEST_BODY:
            return None
        registered = self.languages[language]
        return template_part(template.name + registered.suffix, registered.code, values, replies)


def load_templates(file: Path) -> Templates:
    """Read a file of templates. Raises DataFileError naming the file and the first wrong key."""
    return load_model(Templates, file)


@lru_cache(maxsize=1)
def templates() -> Templates:
    """The templates of this shop, read once."""
    return load_templates(settings().data_dir / FILE)


def _value(value: str) -> str:
    """A value as Meta takes it: on one line, without runs of blanks, not empty."""
    return unformatted(" ".join(value.split())) or NO_VALUE
