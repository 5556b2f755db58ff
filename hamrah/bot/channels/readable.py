"""What comes from outside as text and may be none that a store or a token reader takes."""


def storable(text: str) -> str:
    """`text` without lone surrogates and NUL: JSON may hold them, UTF-8 and PostgreSQL do not."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "")
