"""What a user writes down as TOML (a patient, assertions, corrections) → a value of its form, or a clear error."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from payerdiff.model.errors import PayerdiffError

Form = TypeVar("Form", bound=BaseModel)


def read_form(path: Path, form: type[Form], code: str, guide: str) -> Form:
    """Return the value in a TOML file. `guide` is the page that explains the form.

    Raises PayerdiffError: `no-file`, or the `code` of the form, with the field at fault.
    """
    way_out = f"See {guide} for the form."
    try:
        return form.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as cause:
        raise PayerdiffError("no-file", str(path), "the file cannot be read", "Check its path.") from cause
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise PayerdiffError(code, path.name, f"it is not valid TOML ({cause})", way_out) from cause
    except ValidationError as cause:
        first = cause.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        place = f"`{where}`: " if where else ""
        raise PayerdiffError(code, path.name, f"{place}{first['msg'].lower()}", way_out) from cause
