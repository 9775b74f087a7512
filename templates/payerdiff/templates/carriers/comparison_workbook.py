"""Comparison → XLSX: matrix, trees, terms, codes, patients, logs and sources, each row linked to its passage, which bears the report's number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.model.access.wording import QUESTIONS, answer
from payerdiff.model.comparison import Comparison, Relation
from payerdiff.model.meaning.parts import is_open
from payerdiff.model.meaning.wording import say_leaf
from payerdiff.model.phrasing import ALL_INDICATIONS, RULINGS, say_limits
from payerdiff.model.polarity import Place, walk
from payerdiff.model.policy import Criterion, Policy, Span
from payerdiff.templates.carriers.plan_sheet import plan_sheet
from payerdiff.templates.carriers.workbook import EVIDENCE, Cited, Sheet, Value, workbook
from payerdiff.templates.comparison.page_views import Builder
from payerdiff.templates.comparison.stated_terms import TERMS_ONLY, stated_terms
from payerdiff.templates.words import OPS, PHASES, RELATIONS, WAYS


class Passages:
    """The passages of a comparison under the numbers that its report gives them."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        builder = Builder(comparison)
        builder.report()
        self.evidence = builder.evidence
        self.files = dict(zip(comparison.keys, (p.source.name for p in comparison.policies), strict=True))

    def of(self, key: str, span: Span | None) -> Cited | None:
        """Return a passage's number, None where the report does not cite it."""
        exhibit = self.evidence.known.get((key, span.start, span.end)) if span else None
        return Cited(exhibit.number) if exhibit else None

    def sheet(self) -> Sheet:
        """Return all passages in the words around them."""
        columns = (("No.", 7), ("Payer", 22), ("Document", 36), ("Place", 16), ("Label", 12), ("Before", 50), ("Words", 80), ("After", 50))  # fmt: skip
        rows = tuple(
            (
                x.number,
                x.policy,
                self.files[key],
                x.place,
                x.label,
                f"{x.before}{x.lead}{x.between}" or None,
                x.quote,
                x.after or None,
            )
            for x, (key, _) in zip(self.evidence.exhibits, self.evidence.places, strict=True)
        )
        return Sheet(EVIDENCE, columns, rows)


def comparison_workbook(comparison: Comparison) -> bytes:
    """Return the workbook; it bears the newest date of the policies."""
    dates = [d for p in comparison.policies for d in (p.dates.last_review, p.dates.effective) if d]
    return workbook(f"{comparison.subject}: payers compared", max(dates, default=None), sheets(comparison))


def sheets(comparison: Comparison) -> Sequence[Sheet]:
    """Return the tables as data."""
    passages = Passages(comparison)
    plans = (plan_sheet(comparison.plans),) if comparison.plans else ()
    return (
        matrix(passages), access(passages), *plans, criteria(passages), approvals(passages), limits(passages), codes(passages), patients(comparison), relations(comparison),
        changes(passages), logs(passages), sources(comparison), passages.sheet(),
    )  # fmt: skip


def named(comparison: Comparison) -> Iterator[tuple[str, str, Policy]]:
    """Yield each policy with its key and name."""
    yield from zip(comparison.keys, comparison.names, comparison.policies, strict=True)


def access(passages: Passages) -> Sheet:
    """Return access at a glance: one row for each payer, indication and fact."""
    columns = (
        ("Indication", 24),
        ("Payer", 22),
        ("Fact", 24),
        ("Answer", 34),
        ("Decided", 9),
        ("Words", 60),
        ("Page", 7),
        ("Evidence", 9),
    )
    names = dict(zip(passages.comparison.keys, passages.comparison.names, strict=True))
    rows: list[tuple[Value, ...]] = []
    for one in passages.comparison.access:
        for question in QUESTIONS:
            said = answer(question, one)
            proof = said.evidence
            where = (proof.words, proof.page, passages.of(one.policy, proof.span)) if proof else (None, None, None)
            rows.append(
                (one.indication, names[one.policy], question.title, said.whole, "yes" if said.decided else "no", *where)
            )
    return Sheet("Access", columns, tuple(rows))


def matrix(passages: Passages) -> Sheet:
    """Return the matrix: one row a question, for each payer our summary and the payer's words."""
    columns: list[tuple[str, int]] = [("Indication", 24), ("Phase", 18), ("Question", 22), ("Differs", 8)]
    for name in passages.comparison.names:
        columns += [(name, 34), (f"{name}: words", 50), (f"{name}: page", 8), (f"{name}: evidence", 9)]
    rows: list[tuple[Value, ...]] = []
    for row in passages.comparison.matrix:
        cells: list[Value] = []
        for cell in row.cells:
            quotes = list(dict.fromkeys(" ".join(p.span.quote.split()) for p in cell.passages))
            first = cell.passages[0].span if cell.passages else None
            cells += [cell.summary or "not stated", "\n".join(quotes) or None, first.page if first else None, passages.of(cell.policy, first)]  # fmt: skip
        phase = PHASES[row.phase].lower() if row.indication else None
        rows.append(
            (
                row.indication or "Terms and codes",
                phase,
                row.dimension,
                "yes" if row.divergent else "stated by some" if row.silence else "no",
                *cells,
            )
        )
    return Sheet("Matrix", tuple(columns), tuple(rows), frozen=3)


def criteria(passages: Passages) -> Sheet:
    """Return the trees, a row a node, set in by its depth."""
    columns = (("Payer", 22), ("Indication", 28), ("Phase", 18), ("Label", 12), ("Depth", 7), ("Criterion", 80), ("Typed condition", 50), ("Not evaluated", 8), ("Corrected by hand", 40), ("Page", 7), ("Evidence", 9))  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for key, name, policy in named(passages.comparison):
        for held in (*policy.criteria, *policy.exclusions):
            start = (name, held.indication or ALL_INDICATIONS, PHASES[held.phase].lower())
            rows += [(*start, *node_row(place, policy, key, passages)) for place in walk(held.root)]
    return Sheet("Criteria", columns, tuple(rows))


def node_row(place: Place[Criterion], policy: Policy, key: str, passages: Passages) -> tuple[Value, ...]:
    """Return a node's row."""
    node, depth = place.node, len(place.path)
    op = f"at least {node.k} of these" if node.op == "at_least" else OPS[node.op]
    words = op if node.children else node.text
    typed = say_leaf(node)
    state = ("yes" if not node.atoms else "in part" if is_open(node) else "no") if node.op == "leaf" else None
    page = node.span.page if node.span else None
    corrected = "; ".join(policy.corrections_at(node.span)) or None
    return (
        node.label,
        depth,
        f"{'    ' * depth}{words}",
        typed or None,
        state,
        corrected,
        page,
        passages.of(key, node.span),
    )


def approvals(passages: Passages) -> Sheet:
    """Return how long approvals run."""
    columns = (("Payer", 22), ("Phase", 18), ("Indication", 30), ("Value", 8), ("Unit", 10), ("Cycles", 8), ("Maximum reauthorizations", 10), ("Words", 70), ("Page", 7), ("Evidence", 9))  # fmt: skip
    rows = tuple(
        (
            name,
            PHASES[a.phase].lower(),
            a.indication,
            a.value,
            a.unit,
            a.cycles,
            a.max_renewals,
            a.text,
            a.span.page,
            passages.of(key, a.span),
        )
        for key, name, policy in named(passages.comparison)
        for a in policy.approvals
    )
    return Sheet("Approvals", columns, rows)


def limits(passages: Passages) -> Sheet:
    """Return caps on dose and quantity."""
    columns = (
        ("Payer", 22),
        ("Kind", 16),
        ("Limit", 30),
        ("Value", 10),
        ("Unit", 16),
        ("For", 30),
        ("Words", 70),
        ("Page", 7),
        ("Evidence", 9),
    )
    rows = tuple(
        (
            name,
            x.kind.replace("_", " "),
            words,
            x.value,
            x.unit,
            x.scope,
            x.text,
            x.span.page,
            passages.of(key, x.span),
        )
        for key, name, policy in named(passages.comparison)
        for x, words in zip(policy.limits, say_limits(policy.limits), strict=True)
    )
    return Sheet("Limits", columns, rows)


def codes(passages: Passages) -> Sheet:
    """Return all codes."""
    columns = (("Payer", 22), ("System", 12), ("Code", 16), ("Description", 70), ("Page", 7), ("Evidence", 9))
    rows = tuple((name, c.system, c.code, c.description, c.span.page, passages.of(key, c.span)) for key, name, policy in named(passages.comparison) for c in policy.codes)  # fmt: skip
    return Sheet("Codes", columns, rows)


def patients(comparison: Comparison) -> Sheet:
    """Return the map of patients: what each payer says, and the criterion that decides."""
    columns: list[tuple[str, int]] = [("Indication", 24), ("Phase", 18), ("Patient", 60), ("On label", 10)]
    for name in comparison.names:
        columns += [(name, 16), (f"{name}: decided by", 50)]
    rows: list[tuple[Value, ...]] = []
    stated = stated_terms(comparison)
    for s in comparison.scenarios:
        cells: list[Value] = []
        for key in comparison.keys:
            unsaid = TERMS_ONLY if (key, s.indication, s.phase) in stated else "not addressed"
            cells += [RULINGS.get(s.verdicts.get(key, ""), unsaid), s.deciding.get(key)]
        label = None if s.on_label is None else "yes" if s.on_label else "no"
        rows.append((s.indication, PHASES[s.phase].lower(), s.patient, label, *cells))
    return Sheet("Patients", tuple(columns), tuple(rows), frozen=3)


def relations(comparison: Comparison) -> Sheet:
    """Return how each pair of payers stands, with a patient each way."""
    names = dict(zip(comparison.keys, comparison.names, strict=True))
    columns = (
        ("Indication", 24), ("Phase", 18), ("First", 22), ("Second", 22), ("Relation", 34), ("Patient covered by the first only", 50), ("Patient covered by the second only", 50),
        ("Differences: proved", 60), ("Differences that depend on other criteria", 60), ("Could change the result", 60), ("Addressed by both", 40), ("Addressed by the first only", 40), ("Addressed by the second only", 40),
    )  # fmt: skip
    order = {key: at for at, key in enumerate(comparison.keys)}
    rows = tuple(
        (
            r.indication, PHASES[r.phase].lower(), names[r.a], names[r.b], RELATIONS[r.relation],
            *(", ".join(w.words) if w else None for w in (r.only_a, r.only_b)), *differing(r), "\n".join(r.unless) or None,
            *(", ".join(words) or None for words in (r.shared, r.own.get(r.a, []), r.own.get(r.b, []))),
        )
        for r in comparison.relations
        if order[r.a] < order[r.b]
    )  # fmt: skip
    return Sheet("Pairs", columns, rows)


def differing(relation: Relation) -> tuple[str | None, str | None]:
    """Return the criteria on which two payers differ: those that are proved, and those that depend, with the words that decide."""
    proved = [r.text for r in relation.reasons if r.is_proved]
    depending = [f"{r.text} [if: {'; '.join(r.open)}]" for r in relation.reasons if r.witness and r.open]
    return "\n".join(proved) or None, "\n".join(depending) or None


def logs(passages: Passages) -> Sheet:
    """Return the payers' logs."""
    columns = (
        ("Payer", 22),
        ("Date", 12),
        ("Precision", 10),
        ("Entry", 100),
        ("Kinds", 30),
        ("Page", 7),
        ("Evidence", 9),
    )
    rows = tuple(
        (name, r.dates.entry, r.precision, r.text, ", ".join(dict.fromkeys(s.kind.replace("_", " ") for s in r.statements)) or None, r.span.page, passages.of(key, r.span))
        for key, name, policy in named(passages.comparison)
        for r in policy.revisions
    )  # fmt: skip
    return Sheet("Revisions", columns, rows)


def changes(passages: Passages) -> Sheet:
    """Return the tracked changes that the documents show; a review of two versions has a workbook of its own."""
    columns = (
        ("Payer", 22), ("No.", 8), ("Change", 10), ("Before", 60), ("After", 60), ("Where", 30), ("Kind", 16), ("Direction", 14), ("Marks", 12), ("Author", 18),
        ("Date", 12), ("Page", 7), ("Evidence", 9),
    )  # fmt: skip
    rows = tuple(
        (
            name, c.id, c.op, c.before or None, c.after or None, c.where or None, c.kind, WAYS[c.direction], c.confidence, c.author, c.date, c.span.page,
            passages.of(key, c.span),
        )
        for key, name, policy in named(passages.comparison)
        for c in policy.changes
    )  # fmt: skip
    return Sheet("Changes", columns, rows)


def sources(comparison: Comparison) -> Sheet:
    """Return which documents were read, where their characters went, and what was found about them."""
    columns = (
        ("Payer", 22), ("Document", 40), ("SHA-256", 70), ("Policy", 40), ("Number", 16), ("Effective", 12), ("Last review", 12), ("Reading", 12),
        ("Template", 14), ("Characters", 11), ("Unread", 9), ("Finding", 20), ("Severity", 10), ("Words", 80), ("Page", 7),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for name, p in (
        *((name, p) for _, name, p in named(comparison)),
        *((label.title or "label", label) for label in comparison.labels),
    ):
        own = (name, p.source.name, p.source.sha256, p.title, p.number, p.dates.effective, p.dates.last_review, p.source.reading, p.source.template)  # fmt: skip
        rows.append((*own, p.ledger.characters, p.ledger.unread, None, None, None, None))
        rows += [
            (name, p.source.name, *[None] * 9, f.code, f.severity, f.message, f.span.page if f.span else None)
            for f in p.findings
        ]
    return Sheet("Sources", columns, tuple(rows))
