"""A passage that holds a list within its running text → a tree: the words before the first marker lead, each marker is an item."""

from __future__ import annotations

from payerdiff.ingest.reading.marker import Marker
from payerdiff.model.policy import Criterion
from payerdiff.normalize.criteria.tree import Entry, join, leaf_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.outline.lead_ins import introduce
from payerdiff.normalize.outline.run_in_markers import RunIn, run_in_markers
from payerdiff.normalize.rules import Rule

PHASE_ALONE = Rule("run_in_lists.phase_alone", r"^for (?:initial|continu\w+|renewal|re-?auth\w*)(?: or continued)?(?: (?:use|requests?|therapy|treatment|tx))?\W*$", "For initial requests:", "For initial treatment of asthma:")  # fmt: skip
"""A lead that only names the phase."""
STEP = 20.0
"""How far an item of a deeper list is set in: any distance does that is more than a line's unsteadiness."""


BEHIND = Rule(
    "run_in_lists.behind",
    r"[.;]\s+(?:AND|And)\s+(?=[A-Z])",
    "of asthma. AND Is an adult",
    "asthma and is an adult",
    exact=True,
)
"""Where the last item of a list ends, and what is asked for beside the whole list begins."""
JOINT = Rule("run_in_lists.joint", r"[\s.;,]+(?P<joint>And|Or)\W*$", "asthma. And", "asthma and", exact=True)
"""A connector that begins a sentence, at the end of an item."""


def tree_of_run_in(draft: Draft, passage: Passage, lead_from: int = 0) -> Criterion | None:
    """Return the tree of a passage with one list within it, None where it holds none or several.

    `lead_from` is where the words behind the name of the indication begin: where these say no more than how the list joins, they lead alone.
    """
    markers = run_in_markers(passage.text)
    if not markers or markers[-1].list != 0 or markers[0].start < lead_from:
        return None
    behind = BEHIND.search(passage.text, markers[-1].words)
    listed = passage.cut(0, behind.start()) if behind else passage
    root = listed_tree(draft, listed, markers, lead_from)
    if not behind:
        return root
    beside = leaf_of(draft, passage.cut(behind.end(), len(passage.text)), None)
    return Criterion(op="all", children=[root, beside], span=draft.span_of(passage))


def listed_tree(draft: Draft, passage: Passage, markers: list[RunIn], lead_from: int) -> Criterion:
    """Return the tree of a list under the words that lead to it."""
    entries = entries_of(passage, markers)
    if not passage.text[: markers[0].start].strip():
        return join(draft, entries, "")
    short = passage.cut(lead_from, markers[0].start)
    if lead_from and not short.text:  # nothing but the name of the indication leads
        return join(draft, entries, "")
    lead = short if short.text and introduce(short).condition is None else passage.cut(0, markers[0].start)
    said = introduce(lead)
    if said.condition is None or PHASE_ALONE.match(lead.text):
        root = join(draft, entries, "", said, lead)
        return root.model_copy(update={"text": lead.text}) if root.children and not root.text else root
    return join(draft, [Entry(lead, Marker("bullet", "•", 0, ()), 0.0, 1), *entries], "")


def entries_of(passage: Passage, markers: list[RunIn]) -> list[Entry]:
    """Return the items of a list within a passage, deeper ones set in."""
    ends = [*(one.start for one in markers[1:]), len(passage.text)]
    return [entry_of(passage.cut(one.words, end), one) for one, end in zip(markers, ends, strict=True)]


def entry_of(words: Passage, one: RunIn) -> Entry:
    """Return an item with the connector that it closes with."""
    closing = JOINT.search(words.text)
    joint = closing["joint"].lower() if closing else None
    kept = words.cut(0, closing.start()) if closing else words
    return Entry(kept, one.marker, STEP * (one.depth + 1), 1, joint)
