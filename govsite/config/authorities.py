"""The file of the authorities that are trusted (CA), as its shape is checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

Oid = Annotated[str, Field(pattern=r"^[0-2](\.(0|[1-9][0-9]*)){2,}$")]
Name = Annotated[str, Field(min_length=1, max_length=64)]
# Where authorities have the credit code: SM2 (GM/T 0015), RSA, Shanghai's.
CODE_OIDS = ["1.2.156.10260.4.1.4", "1.2.86.11.7.4", "1.2.156.1.8888.148", "1.2.156.10260.4.1.3", "1.2.86.11.7.3"]
SUBJECT_OIDS = ["2.5.4.97"]  # organizationIdentifier


class Entry(BaseModel):
    """An authority."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name
    roots: list[Name] = Field(min_length=1)
    intermediates: list[Name] = []
    crls: list[Name] = []
    code_oids: list[Oid] = CODE_OIDS
    subject_oids: list[Oid] = SUBJECT_OIDS


class Entries(RootModel[Annotated[list[Entry], Field(min_length=1)]]):
    """All authorities of a file."""

    def __iter__(self) -> Iterator[Entry]:  # type: ignore[override]
        return iter(self.root)

    @classmethod
    def read(cls, path: Path) -> Entries:
        """The file; raises OSError or ValueError with what is wrong."""
        try:
            found = YAML(typ="safe").load(path.read_text("utf-8"))
        except YAMLError as error:
            raise ValueError(str(error)) from None
        return cls.model_validate(found)


def problems(error: Exception) -> str:
    """What is wrong with the file, each place with its sentence."""
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split())
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
