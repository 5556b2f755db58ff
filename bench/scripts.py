"""What is said to the bots."""

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Line:
    """A line of a script: text, or a press of the first button offered last, with the text for where there is none."""

    text: str
    press: bool = False


def read_script(name: str) -> list[Line]:
    """The lines of a bot's conversation."""
    lines = yaml.safe_load(Path(__file__).with_name("conversations.yml").read_text())[name]
    return [Line(one) if isinstance(one, str) else Line(one["else"], press=True) for one in lines]
