"""Forms as Twilio sends them, with numbers and ids that are nobody's; README.md says what they were compared with."""

from pathlib import Path
from urllib.parse import parse_qsl

FOLDER = Path(__file__).with_name("forms")


def payload(name: str) -> dict[str, str]:
    """The fields of a form."""
    return dict(parse_qsl(FOLDER.joinpath(f"{name}.form").read_text().strip(), keep_blank_values=True))
