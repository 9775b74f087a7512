"""The head of a document of no known template, as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from payerdiff.model.policy import Payer
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.head.business import Benefit, benefit_of, lines_of_business
from payerdiff.normalize.head.labels import Labeled
from payerdiff.normalize.head.numbers import policy_number
from payerdiff.normalize.head.payer import payer_of
from payerdiff.normalize.head.policy_dates import policy_dates
from payerdiff.normalize.head.printed import Row, printed_rows
from payerdiff.normalize.head.titles import title_of

UNKNOWN = Payer(id="unknown")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says."""

    payer: Payer = UNKNOWN
    number: str | None = None
    title: str | None = None
    benefit: Benefit | None = None
    dates: Mapping[str, date] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()


def read_head(draft: Draft, parts: Sequence[str] = ()) -> Head:
    """Return what the head of a document says, and file the lines of its labels under metadata. `parts` are the names of its parts, no title of the whole."""
    rows = printed_rows(draft.reading)
    dates = policy_dates(rows)
    number = policy_number(rows)
    lines, cells = lines_of_business(rows)
    payer = payer_of(rows, dict(draft.reading.document.properties), lines)
    places: list[Labeled] = [place for _, place in dates.values()]
    places += [number[1]] if number and number[1] else []
    for place in places:
        if is_label_line(rows[place.row], place):
            draft.claim("metadata", place.start, place.end)
    for cell in cells:
        draft.claim("metadata", cell.start, cell.end)
    return Head(
        payer=payer or UNKNOWN.model_copy(update={"lines_of_business": lines}),
        number=number[0] if number else None,
        title=title_of(
            rows, " | ".join(v for k, v in draft.reading.document.properties if "title" in k.lower()), parts
        ),
        benefit=benefit_of(rows),
        dates={name: day for name, (day, _) in dates.items()},
        rows=tuple(rows),
    )


def is_label_line(row: Row, place: Labeled) -> bool:
    """Return True if a line holds labels and values, no sentence."""
    return not row.furniture and len(row.text) < len(place.label) + len(place.value) + 80
