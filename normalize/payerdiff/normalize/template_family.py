"""What a template family is: how its documents are recognized, what its headings mean, how its criteria lie."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from payerdiff.model.policy import Dates
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.sections.headings import Opening, Section

Kind = Literal["policy", "code-reference"]
Divide = Callable[[Draft], list[Section]]
FIELDS = frozenset(
    {"number", "title", "benefit", "lines_of_business", *(f"dates.{name}" for name in Dates.model_fields)}
)
"""What an adapter may read from the head of a document: fields of a policy."""


END = r"[⁰¹²³⁴-⁹*†‡§]*$"
"""Where a line ends: the mark of a footnote behind it is none of its words."""


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
    sisters: str | None = None
    """An expression of names of other plans whose documents of this template are the family's own, such as plans of one company."""
    author: str | None = None
    author_name: str | None = None
    benefit: Literal["medical", "pharmacy"] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    furniture: tuple[str, ...] = ()
    kind: Kind = "policy"
    divide: Divide | None = None
    """Parts a document into sections where the words of headings do not decide."""

    def __post_init__(self) -> None:
        """Raise ValueError where a field is none that a policy has: its value would be read and thrown away."""
        unknown = sorted(set(self.fields) - FIELDS)
        if unknown:
            raise ValueError(
                f"the adapter “{self.slug}” reads {', '.join(unknown)}, and a policy has no such field; "
                f"the fields are {', '.join(sorted(FIELDS))}"
            )

    def claims(self, text: str) -> bool:
        """Return True if a document shows all signs of the family."""
        signs = (
            sign.replace(" ", r"\s+").replace("$", END) for sign in self.signs
        )  # a sign may wrap over a line's end
        return all(re.search(sign, text, re.IGNORECASE | re.MULTILINE) for sign in signs)
