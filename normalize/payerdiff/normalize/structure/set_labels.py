"""Labels before criteria: for which use or request they are, and for how long."""

from __future__ import annotations

from dataclasses import replace

from payerdiff.model.policy import Phase
from payerdiff.normalize.criteria.statements import AGAINST
from payerdiff.normalize.criteria.tree import leaf_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.outline.list_ends import passage_of
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.names import FOR_USE, NOT_NAMES, named_by
from payerdiff.normalize.structure.context import OUTRIGHT, outright, title_of
from payerdiff.normalize.structure.statements.statements import Statement
from payerdiff.normalize.structure.statements.trees import Built

LABEL = Rule(
    "set_labels.label",
    r"^(?P<name>[A-Z][\w /,-]{2,60}?)(?:\s*\([^)]*\))?[:.]\s+\S",
    "Extended approval. Chart notes",
    "Chart notes",
    exact=True,
    by="match",
)
EVERY_USE = r"(?:all|every|each) (?:\w+ )?(?:indications?|diagnos[ei]s|uses?|conditions?)"
ALL_USES_OPEN = r"^(?:for )?all (?:\w+ )?(?:indications|diagnoses|uses|requests|members|patients)\b\s*[:,]"
ALL_USES_END = r"^(?:(?!not\b)[\w/-]+ ){0,2}all (?:conditions|indications|uses)\.\s"
ALL_USES = Rule(
    "set_labels.all_uses",
    rf"{ALL_USES_OPEN}|{ALL_USES_END}|^[^.:(]{{3,40}} \((?:applies to|for) {EVERY_USE}\):",
    "For all indications: age 18",
    "For asthma: age 18",
    by="match",
)


AGAIN_SAID = r"(?:continu(?:ation|ous|ed)|renewed|extended) (?:of )?(?:coverage|approval|therapy|treatment)\b"
USE_LABEL = Rule(
    "set_labels.use_label",
    rf"^\W*(?P<use>[A-Z][^:.;]{{2,90}}):\s+(?={AGAIN_SAID})",
    "Asthma: Continued coverage is limited to members who respond",
    "Asthma: Coverage is limited to adults",
    by="match",
)
"""A use, before what is asked for again and again of those who have it."""
TERM_LABEL = Rule(
    "set_labels.term_label",
    r"^\W*(?:renewal|(?:extended|continued) \w+|re-?\w+)[:.] (?:up to )?\d+ (?:day|week|month|year)s?(?:\s*\([^)]*\))?\.\s+(?=[A-Z])",
    "Extended approval: 1 year (365 days). Applies if the patient responds",
    "Extended approval: 1 year if the patient responds",
    by="match",
)
"""A request with its length of approval as a sentence of its own, before what is asked for."""


def use_label(words: str) -> str | None:
    """Return the use that a line on continued coverage is labelled with, None where it has no such label."""
    match = USE_LABEL.match(words)
    return title_of(match["use"]) if match and named_by(match["use"]) == "disease" else None


APPROVED = Rule(
    "set_labels.approved",
    r"^\W*(?P<use>[A-Z][^.;:]{2,90})\.\s+(?=approve (?:if|when)\b)",
    "Asthma. Approve if the patient is an adult",
    "Approve if the patient has asthma",
    by="match",
)
"""A use as a sentence of its own, before the one thing that is asked for."""


def use_approved(words: str) -> str | None:
    """Return the use that a line on what is approved is labeled with, None where it has no such label."""
    match = APPROVED.match(words)
    return title_of(match["use"]) if match and named_by(match["use"]) == "disease" else None


def phase_label(words: str) -> Phase | None:
    """Return the phase that a line is labelled with: `Continuation requests: Chart notes …`."""
    if ALL_USES.match(words):
        return "universal"
    if REFUSED.match(words):
        return "exclusion"
    match = LABEL.match(words)
    return next((phase for phase, pattern in outright() if pattern.search(match["name"])), None) if match else None


def cut_labels(draft: Draft, statement: Statement) -> None:
    """Leave out of a list and the line above it what only says for which use or request they are, and for how long: the set has it."""
    if statement.heads and statement.entries:
        first = statement.heads[0]
        said = passage_of(draft, [first])
        rest = without_phase(said)
        if rest is not said:
            statement.heads[0] = replace(first, body=rest.offsets[0])
    for entry in statement.entries:
        entry.passage = without_label(entry.passage)


def unlabeled(draft: Draft, tree: Built) -> Built:
    """Return a statement that is one sentence without the label before it."""
    if tree.root.op != "leaf" or tree.passage is None:
        return tree
    rest = without_label(tree.passage)
    use = FOR_USE.match(tree.passage.text) if tree.topic else None
    if use is not None and use.end() < len(tree.passage.text):
        rest = tree.passage.cut(use.end(), len(tree.passage.text))
    return tree if rest is tree.passage else replace(tree, root=leaf_of(draft, rest, None))


def without_label(passage: Passage) -> Passage:
    """Return words behind a use or a length that stands before them as a label."""
    words = passage.text
    label = TERM_LABEL.match(words)
    label = USE_LABEL.match(words) if use_label(words) else APPROVED.match(words) if use_approved(words) else label
    return without_phase(passage) if label is None else passage.cut(label.end(), len(words))


def without_phase(passage: Passage) -> Passage:
    """Return words behind the request that they are labeled with: `Reauthorization: Documentation of response`."""
    noted = REFUSED.match(passage.text) or (NOTED.match(passage.text) if AGAINST.search(passage.text) else None)
    if noted is not None:
        return passage.cut(noted.end(), len(passage.text))
    named = LABEL.match(passage.text)
    if named is None or ":" not in named[0] or phase_label(passage.text) not in OUTRIGHT:
        return passage
    return passage.cut(named.end() - 1, len(passage.text))


REFUSED = Rule("set_labels.refused", r"(?:not (?:covered|approved|authori[sz]ed)|exclusions?)(?: for| when| if)?\s*:\s+(?=\S)", "Not covered for: cosmetic use", "Not covered in 2025", by="match")  # fmt: skip
NOTED = Rule(
    "set_labels.noted", r"notes?(?: \d+)?:\s+(?=[A-Z])", "Note: Inventa is not covered", "Notes of a visit", by="match"
)
RUN_IN = Rule(
    "set_labels.run_in",
    r"\W*(?P<name>[A-Z][\w/ -]{2,40})\.\s+(?=[A-Z])",
    "Adolescents. Treatment is covered when all are met",
    "Covered when all are met",
    exact=True,
    by="match",
)
"""A title as a sentence of its own, before the sentence that it is for."""


def run_in(words: str) -> str | None:
    """Return the title that a sentence begins with, None where it has none: `Adolescents. Treatment is covered when …`."""
    match = RUN_IN.match(words)
    return match["name"] if match and not NOT_NAMES.search(match["name"]) else None
