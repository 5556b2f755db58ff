"""What the providers' answers over HTTP have in common."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests  # imported when it is used: its urllib3 binds a socket at import

LONGEST_WAIT_SECONDS = 3600.0


def read_json(answer: "requests.Response") -> dict[str, Any]:
    """The JSON object of an answer; an empty one where it has none."""
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def asked_to_wait(answer: "requests.Response") -> float | None:
    """How many seconds an answer asks us to wait, an hour at most; None where it does not say."""
    said = answer.headers.get("Retry-After", "")
    return min(float(said), LONGEST_WAIT_SECONDS) if said.isdecimal() and len(said) < 7 else None
