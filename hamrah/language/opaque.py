"""Words that a machine made: ids of buttons, tokens. They mean nothing, whatever letters stand alone in them."""

import re

_OPAQUE = re.compile(r"(?=\S*[0-9_])(?=\S*[a-z])(?=\S*[A-Z])[A-Za-z0-9_-]{10,}")


def is_opaque(text: str) -> bool:
    """Whether a raw text is one token of ten letters or more, mixed with digits: "y_z2nj87V2jo" is no yes."""
    return _OPAQUE.fullmatch(text.strip(" /")) is not None
