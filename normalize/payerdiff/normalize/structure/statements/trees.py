"""A statement → its tree, with what its sentence says about itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from payerdiff.model.policy import Criterion, Phase
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.question_ways import Walk
from payerdiff.normalize.criteria.statements import AGAIN, AGAINST, OWN_WORDS
from payerdiff.normalize.criteria.tree import IN_BRACKETS, Entry, join, leaf_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.outline.lead_ins import ASKED_OF_SOME, INSTANCES, Introduction, introduce
from payerdiff.normalize.outline.list_ends import passage_of
from payerdiff.normalize.outline.weight import is_filler
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import cues_of
from payerdiff.normalize.structure.blocks.names import disease_words, named_by
from payerdiff.normalize.structure.statements.question_runs import Run
from payerdiff.normalize.structure.statements.questions import ways_through
from payerdiff.normalize.structure.statements.statements import LIMIT, Statement
from payerdiff.normalize.structure.surroundings import is_term


@dataclass(slots=True)
class Built:
    """A statement's tree, with what its sentence says about itself."""

    root: Criterion
    passage: Passage | None
    introduction: Introduction
    phase: Phase
    grants: bool
    joint: str | None
    start: int
    end: int
    listed: bool
    topic: bool = False


def built(
    draft: Draft, statement: Statement, phase: Phase, given: Introduction | None, named: str | None
) -> Built | None:
    """Return the tree of a statement below a heading that may name the indication; None where it only leads over to headings below it."""
    if statement.run is not None:
        return asked_by(draft, statement.run, phase)
    passage = passage_of(draft, statement.heads) if statement.heads else None
    passage = passage if passage is not None and passage.text else None  # a number alone, as of a page, says nothing
    if passage is not None and not statement.entries:
        passage = beside_terms(passage)
    said = introduce(passage) if passage else given or Introduction(None, None, None, ())
    own = phase_of(passage.text, phase) if passage else phase
    entries = statement.entries
    if not entries and (passage is None or statement.leads or is_about_rules(statement, passage.text)):
        return None
    if own == "exclusion" and said.op in (None, "none"):
        said = replace(said, op="any", refused=True)
    if passage is None:
        said = alternatives(said, entries)
    elif entries and said.op is None and INSTANCES.search(passage.text):
        said = replace(said, op="any")
    if not entries and passage is not None:
        root = leaf_of(draft, passage, None)
        start, end = statement.heads[0].start, statement.heads[-1].end
    else:
        root = ways_through(draft, entries) or join(draft, entries, "", said, None if own == "exclusion" else passage)
        start = statement.heads[0].start if statement.heads else entries[0].passage.offsets[0]
        end = entries[-1].passage.offsets[-1] + 1
        if (
            said.condition is not None
            and own != "exclusion"
            and not statement.topic
            and is_asked(passage, said.condition, named)
        ):
            lead = leaf_of(draft, said.condition, None)
            root = Criterion(op="all", children=[lead, root], span=draft.span(start, end))
        elif passage is not None and own != "exclusion" and (asked := ASKED_OF_SOME.search(passage.text)) is not None:
            then = leaf_of(draft, passage.cut(*asked.span("then")), None)
            root = Criterion(op="if", children=[root, then], span=draft.span(start, end))
    return Built(
        root, passage, said, own, statement.grants, statement.joint, start, end, bool(entries), statement.topic
    )


SENTENCES = Rule("trees.sentences", r"(?<=[a-z)\d][.])\s+(?=[A-Z])", "for a year. Patients", "a dose of 1.5 mg")  # fmt: skip


def beside_terms(passage: Passage) -> Passage:
    """Return a paragraph without the sentences before or behind that only say for how long requests are approved."""
    cuts = [0, *(m.end() for m in SENTENCES.finditer(passage.text)), len(passage.text)]
    parts = list(pairwise(cuts))
    asking = [part for part in parts if not is_term(passage.text[part[0] : part[1]])]
    if not asking or len(asking) == len(parts):
        return passage
    return passage.cut(asking[0][0], asking[-1][1])


def asked_by(draft: Draft, run: Run, phase: Phase) -> Built | None:
    """Return what all ways through a list of questions to an approval ask for; None where no way leads to one."""
    walk = Walk(draft, run.questions)
    terms = walk.behind(next(iter(run.questions.questions)))
    if not terms:
        return None
    start, end = run.first.start, run.last.end
    root = Criterion(op="all", children=list(terms), span=draft.span(start, end))
    root = terms[0] if len(terms) == 1 and terms[0].children else root
    return Built(root, None, Introduction(None, None, None, ()), phase, False, None, start, end, True)


def is_about_rules(statement: Statement, words: str) -> bool:
    """Return True if a sentence speaks of coverage rules as such, not of one service.

    An item that says when its subject is necessary is about that subject, whoever is named behind it.
    """
    ruled = SUBJECT.match(words) if statement.heads[0].kind == "item" else None
    asked = GRANTED_WHEN.match(words)
    said = ruled["subject"] if ruled else asked["subject"] if asked else words
    return statement.grants and OWN_WORDS.search(said) is not None and not lexicon.treatments(words)


SUBJECT = Rule("trees.subject", r"(?P<subject>.*?)\b(?:is|are|may be) (?:considered )?medically necessary (?:only )?(?:when|if)\b", "Removal is medically necessary when advised", "Removal is medically necessary", by="match")  # fmt: skip


GRANTED = r"\b(?:may|will|can|is|are) (?:be )?(?:covered|approved|authori[sz]ed|granted|renewed)\b"
SOMEBODY = r"(?:patient|member|individual|beneficiary|recipient|enrollee)s?"
GRANTED_WHEN = Rule("trees.granted_when", rf"(?P<subject>[^.:;]*?{GRANTED}[^.:;]*?) (?:when|if) (?:the |an? )?{SOMEBODY}\b", "Sensors may be authorized again when the member is seen by a physician", "Sensors may be authorized by physicians", by="match")  # fmt: skip
"""A sentence that grants a service to those of whom it asks something: who is named behind that is asked for."""
CLAUSE = Rule("trees.clause", r"\b(?:when|if) (?:the |an? )?(?:[\w’'-]+ ){1,9}?(?:will|has|have|had|must|cannot|can|does|do)\b", "when the test will help the patient", "when indicated", by="match")  # fmt: skip


def is_asked(passage: Passage | None, condition: Passage, named: str | None) -> bool:
    """Return True if what a sentence says before its list is a condition: by its words, or as a clause of its own behind `when` or `if`."""
    if says_something(condition.text, named):
        return True
    before = "" if passage is None else passage.text[: passage.text.find(condition.text)].rstrip()
    joint = before.rpartition(" ")[2].lower()
    return CLAUSE.match(f"{joint} {condition.text}") is not None and not PRESCRIBED.search(condition.text)


def says_something(condition: str, named: str | None = None) -> bool:
    """Return True if what a lead-in says beside its operator is a condition on the patient: a disease, an age, a test, a treatment.

    What names no more than a drug, or the indication of the heading above it, says nothing.

    >>> says_something("Prior authorization for any agent in this class"), says_something("adults with active psoriatic arthritis")
    (False, True)
    >>> says_something("the treatment of psoriasis", "Psoriasis"), says_something("the treatment of severe psoriasis", "Psoriasis")
    (False, True)
    """
    if named_by(condition) == "drug":
        return False
    if CRITERIA_OF.search(condition) or DONE_HOW.search(condition):
        return True
    if PRESCRIBED.search(condition) and not lexicon.hits("specialties", condition):
        return False
    sick = [*(hit.canonical for hit in lexicon.hits("diagnoses", condition)), *disease_words().findall(condition)]
    if sick and named and not words_beside(condition):
        return False
    telling = (
        "needs" in cues_of(condition) or lexicon.hits("specialties", condition) or lexicon.hits("settings", condition)
    )
    return bool(sick or telling or LIMIT.search(BILLED.sub(" ", condition)))


BILLED = Rule(
    "trees.billed",
    IN_BRACKETS,
    "gene analysis (81275, 81276)",
    "aged 12 (or 13)",
    exact=True,
)
"""Billing codes in brackets: they say nothing of a patient."""


DONE_HOW = Rule("trees.done_how", r"\b(?:when|if) (?:(?:it|they|the [\w -]{3,30}) (?:is|are) )?(?:performed|ordered|administered|interpreted|supervised|done) (?:in|by|at|under|within) an?\b", "when performed in a certified laboratory", "services performed on a day")  # fmt: skip
"""A clause on where a service is done and by whom: it is asked for, whatever follows it."""
CRITERIA_OF = Rule("trees.criteria_of", r"\b(?:meets?|met|fulfills?|satisf(?:y|ies))\b[^.;:]{0,20} criteria (?:for|of|in) (?!(?:coverage|approval|authori[sz]ation|medical|initial|this)\b)\w", "meets the criteria for a pump", "meets the criteria for coverage")  # fmt: skip
"""A condition on other criteria."""
IDLE = frozenset({"proven", "treatment", "disease", "therapy", "management", "indication"})


BRACKETS = Rule("trees.brackets", r"\([^)]*\)", "asthma (mild)", "asthma", exact=True)
WORDS = Rule("trees.words", r"[A-Za-z]{3,}", "asthma", "ab", exact=True)


def words_beside(condition: str) -> list[str]:
    """Return the words of a condition that name no disease and no drug and say something."""
    spans = [(h.start, h.end) for h in (*lexicon.hits("diagnoses", condition), *lexicon.treatments(condition))]
    spans += [m.span() for m in disease_words().finditer(condition)]
    bare = "".join(" " if any(low <= at < high for low, high in spans) else char for at, char in enumerate(condition))
    return [word for word in WORDS.findall(BRACKETS.sub(" ", bare)) if not is_filler(word) and word.lower() not in IDLE]


PRESCRIBED = Rule("trees.prescribed", r"\b(?:prescribed|ordered|consultation)\b", "prescribed by", "treated by")
GRANT_ITEM = Rule(
    "trees.grant_item",
    r"\b(?:may|will) be (?:granted|approved|authori[sz]ed|covered)\b",
    "may be granted",
    "may be",
)


def alternatives(said: Introduction, entries: Sequence[Entry]) -> Introduction:
    """Return how items join that each grant coverage by themselves: any of them is enough."""
    first = entries[0]
    top = [entry for entry in entries if signs(entry) & signs(first) and beside(entry, first)]
    if said.op is None and len(top) > 1 and all(GRANT_ITEM.search(e.passage.text) for e in top):
        return replace(said, op="any")
    return said


def signs(entry: Entry) -> set[str]:
    """Return the styles that an item's number or bullet may belong to."""
    return {style for style, _ in entry.marker.places} or {entry.marker.text}


def beside(entry: Entry, other: Entry) -> bool:
    """Return True if two items stand at one indent."""
    return entry.indent is None or other.indent is None or abs(entry.indent - other.indent) < 5


AGAIN_GRANTED = r"re-?authori[sz]ation|renewal|extensions?"
GOES_ON_WITH = r"of |requests? |requests will |therapy |treatment |coverage |approval |may |will |is |can "
RENEWED = Rule("trees.renewed", rf"\b(?:{AGAIN_GRANTED}|continu(?:ation|ed|ing)) (?:{GOES_ON_WITH})", "Continuation of therapy", "Initial therapy")  # fmt: skip


def phase_of(words: str, phase: Phase) -> Phase:
    """Return the phase that a sentence names for itself, else that of its headings."""
    if AGAINST.search(words):
        return "exclusion"
    if phase == "initial" and (AGAIN.match(words) or RENEWED.search(words[:90])):
        return "renewal"
    return phase
