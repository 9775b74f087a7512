"""A record of a Part D book → Policy: its fields give criteria, exclusions and lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Approval, CriteriaSet, Criterion, Dates, Drug, Limit, Phase, Policy, Source
from payerdiff.normalize import lexicon
from payerdiff.normalize.books.field_sentences import Sentence, sentences_of, with_general_renewals
from payerdiff.normalize.books.records import EMPTY, FieldName, Record
from payerdiff.normalize.criteria.run_in_lists import tree_of_run_in
from payerdiff.normalize.criteria.tree import leaf_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage, flow
from payerdiff.normalize.head.head import Head
from payerdiff.normalize.head.products import Named, drug_of, named_in
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.approvals import count
from payerdiff.normalize.terms.authorizations import phase_of, read_lengths
from payerdiff.normalize.terms.caps.quantities import read_quantities
from payerdiff.normalize.terms.length_headings import BOTH, Context
from payerdiff.normalize.terms.length_words import EACH, NOT_BEHIND, OPEN_ENDED
from payerdiff.normalize.terms.limits import limits_of_criteria
from payerdiff.normalize.typing.mentions import with_mentions

USES: tuple[FieldName, ...] = ("indications", "off_label")
"""Fields that name the covered uses: either is enough."""
ASKED: tuple[FieldName, ...] = ("required", "age", "prescriber", "other")
"""Fields that are criteria of an initial request, in the order of the form."""
MOST_WORDS = 5
"""Words of a name; a longer one is a heading."""
LIST = Rule("record_policy.list", r"\s*(?:,|;|•|\n| \| )\s*", "a, b", "a b", exact=True)


def policy_of(draft: Draft, record: Record, head: Head, source: Source) -> Policy:
    """Return the policy that one record holds; its ledger covers its own part of the document."""
    name = words_of(draft, record, "name") or (draft.reading.words(*record.title) if record.title else "")
    draft.claim("metadata", record.start, record.end)
    sets = list(criteria_of(draft, record))
    own = [block for block in draft.reading.blocks if record.start <= block.start < record.end]
    timed = "duration" in record.fields
    return Policy(
        payer=head.payer,
        title=name.strip(" -") or None,
        benefit="pharmacy",
        drugs=drugs_of(name, words_of(draft, record, "products")),
        dates=dates_of(head),
        source=source,
        criteria=[one for one in sets if one.phase != "exclusion"],
        exclusions=[one for one in sets if one.phase == "exclusion"],
        approvals=for_both(lengths_of(draft, passage_of(draft, record, "duration")), sets)
        if timed
        else read_lengths(draft, own),
        limits=limits_of(draft, own, sets),
        ledger=with_mentions(draft.ledger(record.start, record.end)),
    )


def limits_of(draft: Draft, blocks: Sequence[Block], sets: Sequence[CriteriaSet]) -> list[Limit]:
    """Return the caps that a record states, each once: one that stands as a criterion is found as both."""
    unique: dict[tuple[object, ...], Limit] = {}
    for one in (*read_quantities(draft, blocks), *limits_of_criteria(sets)):
        unique.setdefault((one.kind, one.value, one.unit, one.per_value, one.per_unit), one)
    return list(unique.values())


def dates_of(head: Head) -> Dates:
    """Return the dates of the book, which are those of each of its records."""
    return Dates(**head.dates)


def words_of(draft: Draft, record: Record, name: FieldName) -> str:
    """Return the words of a field, nothing where it says that there are none."""
    words = passage_of(draft, record, name).text
    return "" if EMPTY.match(words) else words


def passage_of(draft: Draft, record: Record, name: FieldName) -> Passage:
    """Return a field's words with their places."""
    return flow(draft.reading.text, record.fields.get(name, []))


PAIR = Rule(
    "record_policy.pair",
    r"([A-Za-z][\w -]{3,})\s*\(([A-Za-z][\w -]{2,})\)",
    "Brandname (genericol)",
    "Brandname",
    exact=True,
    by="fullmatch",
)
LETTERS = Rule("record_policy.letters", r"[A-Za-z]{3}", "abc", "12", exact=True)


def drugs_of(name: str, products: str) -> list[Drug]:
    """Return the drugs of a record: those that its group and its products name; a name that nobody knows stands as written."""
    found: dict[str, Named] = {}
    for text in (products, name):
        for generic, written in named_in(text.replace(" | ", ", ")):
            found.setdefault(generic, Named(generic)).written[written] = None
    if found:
        return [drug_of(one) for one in found.values()]
    pair = PAIR.fullmatch(name.strip())
    if pair:
        return [Drug(generic=pair[1].strip().lower(), brands=[pair[2].strip().title()])]
    return [Drug(generic=each) for each in short_names(products)[:6] or short_names(name)[:6]]


def short_names(words: str) -> list[str]:
    """Return the names in a list of them that are no longer than names are."""
    names = [part.strip(" *•®™").lower() for part in LIST.split(words) if LETTERS.search(part)]
    return [each for each in dict.fromkeys(names) if len(each.split()) <= MOST_WORDS]


def criteria_of(draft: Draft, record: Record) -> Iterator[CriteriaSet]:
    """Yield the sets of a record: what holds for all uses, each use that a sentence names, renewals and exclusions."""
    groups: dict[tuple[Phase, str | None], list[Criterion]] = {}
    uses = [claimed_leaf(draft, passage_of(draft, record, n)) for n in USES if words_of(draft, record, n)]
    if uses:
        groups["initial", None] = uses if len(uses) == 1 else [Criterion(op="any", children=uses, span=uses[0].span)]
    fields = [passage_of(draft, record, name) for name in ASKED if words_of(draft, record, name)]
    for one in with_general_renewals([one for field in fields for one in sentences_of(field)]):
        groups.setdefault((one.phase, one.use), []).append(claimed_tree(draft, one))
    if words_of(draft, record, "exclusion"):
        refused = [claimed_leaf(draft, one.passage) for one in sentences_of(passage_of(draft, record, "exclusion"))]
        groups |= {("exclusion", None): refused} if refused else {}
    numbers: dict[str, int] = {}
    for (phase, use), leaves in groups.items():
        numbers[phase] = numbers.get(phase, 0) + 1
        root = Criterion(op="any" if phase == "exclusion" else "all", children=leaves, span=leaves[0].span)
        yield CriteriaSet(id=f"{phase}-{numbers[phase]}", phase=phase, indication=use, root=root, span=leaves[0].span)


def claimed_leaf(draft: Draft, passage: Passage) -> Criterion:
    """Return a leaf, and file its words under criteria."""
    for low, high in runs(passage.offsets):
        draft.claim("criteria", low, high)
    return leaf_of(draft, passage, None)


def claimed_tree(draft: Draft, sentence: Sentence) -> Criterion:
    """Return the tree of a sentence with a list in it, else a leaf, and file its words under criteria."""
    tree = tree_of_run_in(draft, sentence.passage, sentence.lead_from)
    if tree is None:
        return claimed_leaf(draft, sentence.passage)
    for low, high in runs(sentence.passage.offsets):
        draft.claim("criteria", low, high)
    return tree


def runs(offsets: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges that offsets cover; small gaps are white space."""
    start = last = offsets[0]
    for at in offsets[1:]:
        if at - last > 4:
            yield start, last + 1
            start = at
        last = at
    yield start, last + 1


TAIL = Rule("record_policy.tail", r"(?:^|[:,;]\s*)(?P<said>[^:,;]+)$", "Adults: asthma", "Adults:", exact=True)


def lengths_of(draft: Draft, passage: Passage) -> list[Approval]:
    """Return the lengths that the field on duration states, each with its phase and the use named before it."""
    text = passage.text
    if EMPTY.match(text):
        return []
    found: list[Approval] = []
    at = 0
    for match in EACH.finditer(text):
        if NOT_BEHIND.match(text[match.end() :]):
            continue
        lead = text[at : match.start()]
        phases: tuple[Phase, ...] = ("initial", "renewal") if BOTH.search(lead) else (phase_of(lead, Context()),)
        unit = match["unit"].lower().split()[-1].rstrip("s")
        for phase in phases:
            found.append(
                Approval(
                    phase=phase,
                    indication=use_in(lead),
                    value=float(count(match["number"])),
                    unit="year" if unit == "yr" else unit,
                    text=text,
                    span=draft.span_of(passage),
                )
            )
        at = match.end()
    rest = text[at:].strip(" ,.;")
    tail = TAIL.search(rest)
    open_ended = OPEN_ENDED.match(tail["said"].strip()) if tail else None
    if open_ended or not found:
        said = open_ended[0] if open_ended else text
        phase = phase_of(rest, Context())
        found.append(Approval(phase=phase, indication=use_in(rest), text=said, span=draft.span_of(passage)))
    return found


def for_both(lengths: list[Approval], sets: Sequence[CriteriaSet]) -> list[Approval]:
    """Return the lengths of a record: one that names neither request is of both where the record also says what a renewal takes."""
    renewed = any(one.phase == "renewal" for one in sets)
    if renewed and len(lengths) == 1 and not OF_ONE_PHASE.search(lengths[0].text):
        return [*lengths, lengths[0].model_copy(update={"phase": "renewal"})]
    return lengths


OF_ONE_PHASE = Rule("record_policy.of_one_phase", r"\b(?:initial|new|first|re-?\w*auth\w*|renew\w*|continu\w*|subsequent|thereafter)\b", "Initial: 12 months", "12 months")  # fmt: skip
"""What tells that a length is of one kind of request alone."""


def use_in(words: str) -> str | None:
    """Return the disease that words name, as they write it; None where they name none or several."""
    hits = lexicon.hits("diagnoses", words)
    return words[hits[0].start : hits[0].end] if len({hit.canonical for hit in hits}) == 1 else None
