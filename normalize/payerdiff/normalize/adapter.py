"""What a template family is: how its documents are recognised, what its headings mean, how its criteria lie.

One file a family in `payers/`; the folder is the register. Two adapters that claim one document are an
error; where none does, the generic reader takes it and says so.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.errors import PayerdiffError
from payerdiff.normalize.layouts.headed import Layout
from payerdiff.normalize.sections.headings import Opening

Kind = Literal["policy", "code-reference"]


@dataclass(frozen=True, slots=True)
class Adapter:
    """One template family.

    `signs` are expressions that must all be found. `fields` maps policy fields (`number`, `title`, `dates.effective`, …)
    to expressions whose first group is the value. `furniture` are texts that belong to the paper; `payer_name`
    finds the payer where the template serves several.
    """

    slug: str
    signs: tuple[str, ...]
    openings: tuple[Opening, ...]
    layout: Layout
    payer_id: str
    payer: str | None = None
    payer_name: str | None = None
    author: str | None = None
    author_name: str | None = None
    benefit: Literal["medical", "pharmacy"] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    furniture: tuple[str, ...] = ()
    kind: Kind = "policy"

    def claims(self, text: str) -> bool:
        """Tell whether a document shows all signs of the family."""
        signs = (sign.replace(" ", r"\s+") for sign in self.signs)  # a sign may wrap over a line's end
        return all(re.search(sign, text, re.IGNORECASE | re.MULTILINE) for sign in signs)


@cache
def adapters() -> tuple[Adapter, ...]:
    """Return the adapters of the folder, by name."""
    package = importlib.import_module("payerdiff.normalize.payers")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(importlib.import_module(f"payerdiff.normalize.payers.{name}").ADAPTER for name in names)


def adapter_for(reading: Reading) -> Adapter | None:
    """Return the adapter of a document, or None. Raises PayerdiffError `two-templates` where two claim it."""
    claimed = [adapter for adapter in adapters() if adapter.claims(reading.plain)]
    if len(claimed) > 1:
        slugs = " and ".join(adapter.slug for adapter in claimed)
        raise PayerdiffError(
            "two-templates",
            reading.document.name,
            f"it looks like the templates {slugs} at once",
            "Name the template with --template.",
        )
    return claimed[0] if claimed else None
