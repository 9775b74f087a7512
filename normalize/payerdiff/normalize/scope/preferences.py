"""Which products a payer prefers, and which it does not: tables of a status beside products, columns of both, lists behind a label.

What is listed differently for two uses stands under both statuses: which one holds for a request is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from re import Match

from payerdiff.model.policy import Drug, ProductStatus
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.product_lists import products_in
from payerdiff.normalize.structure.blocks.product_runs import names_only
from payerdiff.normalize.structure.outline import told_of

MARKS = r"[*^†‡§\d\s:.–-]*"
KIND = r"(?:\s*(?:agents?|drugs?|products?|medications?|brands?|biosimilars?|therap(?:y|ies)|options?)(?:\(s\))?)?"
WHICH = r"(?P<non>non-?\s?)?preferred|(?P<targeted>targeted)|step\s?(?P<step>[1-4])[a-c]?"
"""The words for a status, wherever one is named."""
OF_A_CLASS = r"(?:(?:\s+[\w-]+){1,4}\s+(?:agents?|drugs?|products?|medications?|biosimilars?)(?:\(s\))?)?"
LABEL = Rule("preferences.label", rf"^\W*(?:{WHICH})(?:{KIND}|{OF_A_CLASS})(?:\s*\([^()]*\))?{MARKS}$", "Non-preferred (targeted)^", "Preferred agents require a trial", by="match")  # fmt: skip
"""A status by itself: a cell of a table, a line above a list."""
RUN_IN = Rule("preferences.run_in", rf"^\W*(?:{WHICH}){KIND}\s*:\s*(?=\S)", "Preferred Agents: Madeupra", "Preferred agents", by="match")  # fmt: skip
"""A status before its list on one line."""


NAMED = Rule("preferences.named", WHICH, "the preferred agents", "the agents")
"""A status wherever it stands: without one a document lists nothing under any."""


def status_of(words: str, rule: Rule = LABEL) -> str | None:
    """Return the status that words are the name of.

    >>> status_of("Non-preferred (targeted)^"), status_of("Preferred Agents:"), status_of("Step 2a"), status_of("Preferred agents are tried")
    ('non-preferred', 'preferred', 'step 2', None)
    """
    match = rule.match(words)
    return None if match is None else status_in(match)


def status_in(match: Match[str]) -> str:
    """Return the status that an expression has found."""
    if match["step"]:
        return f"step {match['step']}"
    return "non-preferred" if match["non"] or match["targeted"] else "preferred"


@dataclass(slots=True)
class Table:
    """The table that is being read: the status of its rows, or of its columns by their place."""

    status: str | None = None
    columns: dict[int, str] = field(default_factory=dict)

    def take(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield what a row names; one that opens with no words goes on with the row before."""
        named = {at: found for at, cell in enumerate(cells) if (found := status_of(cell))}
        if len(named) > 1 or (named and len(named) == len(cells)):
            self.columns, self.status = named, None
            return
        if 0 in named:
            self.status, self.columns = named[0], {}
        elif cells and cells[0] and not self.columns:
            self.status = None
        if self.columns:
            yield from ((self.columns[at], cell) for at, cell in enumerate(cells) if at in self.columns)
        elif self.status:
            yield from ((self.status, cell) for cell in cells[1:])


def listed(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield the statuses of a document, each with words that are the names of products."""
    rows = [block for block in draft.reading.blocks if block.kind == "row"]
    inside = [(row.start, row.end) for row in rows]
    lines = [one.block for one in told_of(draft) if not any(low <= one.block.start < high for low, high in inside)]
    table, status = Table(), None
    for block in sorted([*rows, *lines], key=lambda b: b.start):
        words = draft.words(block)
        if block.kind == "row":
            yield from table.take([draft.reading.words(*cell) for cell in block.cells])
            continue
        table = Table()
        status = heading_list(words, status)
        if status and status_of(words) is None:
            run_in = RUN_IN.match(words)
            yield status, words[run_in.end() :] if run_in else words


def heading_list(words: str, before: str | None) -> str | None:
    """Return the status of which a line names products: its own label's, that of the label above it, none where it says more than names."""
    if found := status_of(words):
        return found
    run_in = RUN_IN.match(words)
    if run_in and names_only(words[run_in.end() :]):
        return status_of(words, RUN_IN)
    return before if names_only(words) else None


def with_statuses(draft: Draft, drugs: Sequence[Drug]) -> list[Drug]:
    """Return drugs with the statuses under which a document lists their products."""
    if not drugs or not NAMED.search(draft.reading.plain):
        return list(drugs)
    found: dict[str, dict[str, dict[str, None]]] = {}
    for status, words in listed(draft):
        for generic, products in products_in(words, drugs).items():
            found.setdefault(generic, {}).setdefault(status, {}).update(dict.fromkeys(products or (generic,)))
    return [
        drug.model_copy(update={"statuses": [ProductStatus(status=s, products=list(p)) for s, p in found[drug.generic].items()]})
        if drug.generic in found else drug for drug in drugs
    ]  # fmt: skip
