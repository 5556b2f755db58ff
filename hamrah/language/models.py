"""Data files read into pydantic models; an error names file, key and reason."""

from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hamrah.language.strict_yaml import DataFileError, load_mapping

Model = TypeVar("Model", bound=BaseModel)
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(gt=0)]


class DataPart(BaseModel):
    """What a data file, or a part of it, is made of: it never changes, and holds nothing that it does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def load_model(model: type[Model], file: Path) -> Model:
    """Read a YAML file as a model. Raises DataFileError naming the file and the first wrong key."""
    content = load_mapping(file)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        reason = first["msg"].removeprefix("Value error, ")
        raise DataFileError(f"{file}: {place + ': ' if place else ''}{reason}") from None
