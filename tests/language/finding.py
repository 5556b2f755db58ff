"""How the tests of patterns look at what is found in a text."""

from hamrah.language.patterns import find_entities


def found(text: str) -> list[tuple[str, str]]:
    """The entities of a text: of each its kind and its value."""
    return [(entity.entity, entity.value) for entity in find_entities(text)]
