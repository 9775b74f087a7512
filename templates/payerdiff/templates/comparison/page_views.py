"""Comparison → what the page shows, in order; plain values that the templates print as they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from payerdiff.model.access.wording import STEPS
from payerdiff.model.comparison import REQUESTED, Comparison, Row
from payerdiff.model.meaning.parts import is_open
from payerdiff.model.meaning.wording import say_leaf
from payerdiff.model.phrasing import listed, say_limits
from payerdiff.model.policy import Criterion, Policy, Span, leaves
from payerdiff.model.policy.terms import NOT_COVERED
from payerdiff.templates.comparison.access_views import AccessView, access_view
from payerdiff.templates.comparison.explorer_views import explorer_json, starts
from payerdiff.templates.comparison.ladder_views import ladder_views
from payerdiff.templates.comparison.overview_views import OverviewView, overview
from payerdiff.templates.comparison.own_policies import own_pairs
from payerdiff.templates.comparison.payer_views import PayerView, counts_of, crowd_said, in_force, payer_view
from payerdiff.templates.comparison.relation_views import MANY, examples, matters, parity, paths, unasked, unordered
from payerdiff.templates.comparison.report_views import (
    AnswersView,
    AnswerView,
    CellView,
    CodeView,
    ColumnView,
    FindingView,
    GroupView,
    LedgerView,
    NodeView,
    NotesView,
    QuoteView,
    ReportView,
    RowView,
    SetView,
    SourceView,
    TermView,
)
from payerdiff.templates.comparison.stated_terms import stated_terms
from payerdiff.templates.comparison.term_figures import (
    AmountFigure,
    ApprovalFigure,
    Ending,
    amounts_drawn,
    approvals_drawn,
)
from payerdiff.templates.evidence import Evidence, Exhibit, Surroundings
from payerdiff.templates.log_figure import Timeline, timeline
from payerdiff.templates.page_parts import RevisionView, headlines_of, log_entry
from payerdiff.templates.pictures import Pictures, pictures_of
from payerdiff.templates.words import ALL, OPS, PHASES, caution

ASSUMED = "verdicts-assume"
"""The code of the finding on what example patients assume: it stands with the method."""
UNREAD = "unread"
"""The kind of a headline about documents of which silence means nothing."""


class Builder:
    """Builds the view of one comparison; holds the evidence numbers."""

    def __init__(self, comparison: Comparison, pictures: Pictures | None = None) -> None:
        self.comparison = comparison
        self.pictures = pictures
        self.evidence = Evidence()
        self.names = dict(zip(comparison.keys, comparison.names, strict=True))
        self.policies = dict(zip(comparison.keys, comparison.policies, strict=True))
        self.stated = stated_terms(comparison)
        self.leads = {key: leads_of(policy) for key, policy in self.policies.items()}
        self.around = {key: Surroundings(policy) for key, policy in self.policies.items()}

    def cite(self, key: str, span: Span, label: str | None = None) -> Exhibit:
        """Return the exhibit of a policy's passage."""
        policy = self.policies[key]
        return self.evidence.cite(
            key, self.names[key], span, label, paged=policy.source.pages > 1, around=self.around[key], lead=self.leads[key].get(span.start, ""),
        )  # fmt: skip

    def report(self) -> ReportView:
        """Return the whole page."""
        c = self.comparison
        groups, crowd, held, payers = self.groups(), len(c.names) > MANY, matters(c, self.names), self.payers()
        over, access = self.at_a_glance(crowd)
        return ReportView(
            subject=c.subject,
            question=question(c),
            limited_to=limited_to(c),
            standfirst=standfirst(c),
            payers=payers,
            crowd_said=crowd_said(payers) if crowd else "",
            head=counts_of(c),
            warnings=headlines_of(h for h in c.headlines if h.kind == UNREAD),
            names=tuple(c.names),
            crowd=crowd,
            sources=tuple(self.source(k) for k in c.keys),
            headlines=headlines_of(h for h in c.headlines if h.kind != UNREAD),
            matters=held,
            unasked=unasked(held),
            unordered=unordered(held),
            examples=examples(held),
            paths=paths(c, self.names),
            parity=parity(c, self.names),
            groups=groups,
            answers=answers(groups) if crowd else (),
            trees=tuple(ColumnView(self.names[k], self.sets(k)) for k in c.keys),
            approvals=self.approvals(),
            amounts=self.amounts(),
            limits=self.limits(),
            codes=self.codes(),
            timeline=self.in_time(),
            logs=tuple((self.names[k], self.log(k)) for k in c.keys),
            ledgers=tuple(self.ledger(k) for k in c.keys),
            notes=tuple(self.notes(k) for k in c.keys),
            general=tuple(f.message for f in c.findings if f.code != ASSUMED),
            assumed=tuple(f.message for f in c.findings if f.code == ASSUMED),
            access=access,
            overview=over,
            own=own_pairs(c, access),
            ladders=ladder_views(c, self.cite),
            exhibits=tuple(self.evidence.exhibits),
            divergent=sum(row.divergent for g in groups for row in g.rows),
            silent=sum(row.silence for g in groups for row in g.rows),
            rows=sum(len(g.rows) for g in groups),
            explorer=explorer_json(c, self.evidence),
            requests=self.requests(),
            starts=starts(c),
            pictures=pictures_of(self.evidence, self.policies, self.pictures),
        )

    def at_a_glance(self, crowd: bool) -> tuple[OverviewView | None, AccessView | None]:
        """Return the table of all indications, and the grid below it without the row that the table has."""
        over = None if crowd else overview(self.comparison, self.cite)
        return over, access_view(self.comparison, self.cite, without=frozenset({STEPS} if over else ()))

    def payers(self) -> tuple[PayerView, ...]:
        """Return the payers at the head of the page."""
        weak = {key for h in self.comparison.headlines if h.kind == UNREAD for key in h.policies}
        return tuple(payer_view(k, self.names[k], self.policies[k], k in weak) for k in self.comparison.keys)

    def amounts(self) -> tuple[AmountFigure, ...]:
        """Return the limits of all payers that are amounts over a time, drawn."""
        held = [(self.names[k], x, self.cite(k, x.span)) for k in self.comparison.keys for x in self.policies[k].limits]
        return amounts_drawn(held)

    def requests(self) -> tuple[tuple[str, str], ...]:
        """Return the kinds of requests that a patient can make here, by name and in words."""
        chosen = self.comparison.chosen
        return tuple((phase, PHASES[phase].lower()) for phase in (chosen.phases if chosen else ()) or REQUESTED)

    def in_time(self) -> Timeline | None:
        """Return all policies on one axis of years, with what newer versions changed where the library holds both."""
        steps = {one.policy: one.steps for one in self.comparison.history}
        return timeline([(self.names[k], p.revisions, steps.get(k, ())) for k, p in self.policies.items()])

    def limits(self) -> tuple[TermView, ...]:
        """Return the limits; those that one sentence states are told once, in its words."""
        told = (
            TermView(self.names[k], words, x.scope or "", self.cite(k, x.span))
            for k in self.comparison.keys
            for x, words in zip(self.policies[k].limits, say_limits(self.policies[k].limits), strict=True)
        )
        return tuple(dict.fromkeys(told))

    def approvals(self) -> ApprovalFigure | None:
        """Return how long authorizations run, drawn to one scale."""
        c = self.comparison
        return approvals_drawn(
            [
                (self.names[k], [(a, self.cite(k, a.span)) for a in self.policies[k].approvals], self.endings(k))
                for k in c.keys
            ]
        )

    def source(self, key: str) -> SourceView:
        """Return a row of the sources table."""
        p = self.policies[key]
        dates = p.dates
        return SourceView(
            key=key, name=self.names[key], payer=p.payer.name or "not named", author=p.payer.author, number=p.number or "no number", title=p.title or "no title",
            effective=in_force(dates), reviewed=str(dates.last_review or "not stated"), reading=" · ".join(filter(None, (p.source.reading, caution(p)))),
            template=p.source.template, file=p.source.name, pages=p.source.pages, sha=p.source.sha256[:12],
        )  # fmt: skip

    def groups(self) -> tuple[GroupView, ...]:
        """Return the matrix, by indication and phase."""
        found: list[GroupView] = []
        for (indication, phase), rows in groupby(self.comparison.matrix, key=group_of):
            shown = tuple(map(self.row, rows))
            if indication and phase:
                found.append(
                    GroupView(f"{indication}: {PHASES[phase].lower()}", phase, PHASES[phase], indication, shown)
                )
            else:
                found.append(GroupView("Terms and codes", "", "", "", shown))
        return tuple(found)

    def row(self, row: Row) -> RowView:
        """Return one row."""
        cells = []
        for cell in row.cells:
            quotes: list[QuoteView] = []
            for p in cell.passages:
                exhibit = self.cite(cell.policy, p.span, p.label)
                if all(q.exhibit is not exhibit for q in quotes):
                    quotes.append(QuoteView(p.quote, p.label, exhibit, p.typed))
            cells.append(
                CellView(
                    self.names[cell.policy],
                    cell.summary,
                    tuple(quotes),
                    cell.addressed or (cell.policy, row.indication, row.phase) in self.stated,
                )
            )
        return RowView(row.id, row.question, row.dimension, row.divergent, row.silence, tuple(cells))

    def sets(self, key: str) -> tuple[SetView, ...]:
        """Return the criteria sets of a policy in document order."""
        p = self.policies[key]
        held = {s for a in self.comparison.alignment for m in a.members if m.policy == key for s in m.sets}
        phases = self.comparison.chosen.phases if self.comparison.chosen else []
        shown = [
            s
            for s in (*p.criteria, *p.exclusions)
            if not self.comparison.chosen
            or (s.phase in REQUESTED and s.id in held and (not phases or s.phase in phases))
            or s.phase not in REQUESTED
        ]
        return tuple(SetView(s.indication or ALL, PHASES[s.phase], self.node(key, s.root)) for s in shown)

    def node(self, key: str, node: Criterion) -> NodeView:
        """Return a node with all below it."""
        op = f"at least {node.k} of these" if node.op == "at_least" else OPS[node.op]
        notes = []
        if node.read_as:
            notes.append(f"as written; {node.read_as.reason}. Compared as “{OPS[node.read_as.op]}”")
        if node.change != "unchanged":
            notes.append(f"{node.change} in tracked changes")
        if node.op == "never":
            notes.append("not reauthorized")
        notes += self.policies[key].corrections_at(node.span)
        shown = node.text if node.op in ("leaf", "never") else node.words_above
        return NodeView(
            label=node.label, op=op, text=shown, typed=say_leaf(node) + (" (in part)" if node.atoms and is_open(node) else ""),
            exhibit=self.cite(key, node.span, node.label) if node.span and shown else None,
            note="; ".join(notes) or None, children=tuple(self.node(key, child) for child in node.children),
            open=node.op == "leaf" and not node.atoms,
        )  # fmt: skip

    def endings(self, key: str) -> list[Ending]:
        """Return the uses for which a policy says that approval is not renewed."""
        return [
            Ending(s.indication or "", node.text, self.cite(key, node.span, node.label))
            for s in self.policies[key].criteria
            for node in leaves(s.root)
            if node.op == "never" and node.span
        ]

    def codes(self) -> tuple[CodeView, ...]:
        """Return all codes with who lists them, most widely listed first within a system."""
        seen: dict[tuple[str, str], dict[str, Exhibit]] = {}
        described: dict[tuple[str, str], str] = {}
        roles: dict[tuple[str, str], dict[str, set[str | None]]] = {}
        for key in self.comparison.keys:
            for code in self.policies[key].codes:
                place = (code.system, code.code)
                seen.setdefault(place, {}).setdefault(key, self.cite(key, code.span))
                roles.setdefault(place, {}).setdefault(key, set()).add(code.role)
                if code.description and place not in described:
                    described[place] = code.description
        systems = {s: n for n, s in enumerate(("HCPCS", "CPT", "NDC", "ICD-10-CM", "ICD-10-PCS", "GPI", "REV"))}
        order = sorted(seen, key=lambda p: (systems[p[0]], -len(seen[p]), p[1]))
        return tuple(
            CodeView(
                s,
                c,
                described.get((s, c), ""),
                tuple(seen[s, c].get(k) for k in self.comparison.keys),
                tuple(roles[s, c].get(k) == {NOT_COVERED} for k in self.comparison.keys),
            )
            for s, c in order
        )

    def log(self, key: str) -> tuple[RevisionView, ...]:
        """Return a policy's log, newest first."""
        entries = sorted(self.policies[key].revisions, key=lambda r: str(r.dates.entry), reverse=True)
        return tuple(log_entry(r, self.cite(key, r.span)) for r in entries)

    def ledger(self, key: str) -> LedgerView:
        """Return where a policy's characters went."""
        ledger = self.policies[key].ledger
        counts = (ledger.criteria, ledger.metadata, ledger.boilerplate, ledger.furniture, ledger.unread)
        total = max(ledger.characters, 1)
        return LedgerView(
            self.names[key],
            ledger.characters,
            counts,
            tuple(round(100 * n / total, 2) for n in counts),
            ledger.left_out,
        )

    def notes(self, key: str) -> NotesView:
        """Return the findings, open criteria and unread text of a policy."""
        p: Policy = self.policies[key]
        held = [leaf for s in (*p.criteria, *p.exclusions) for leaf in leaves(s.root) if leaf.op == "leaf"]
        opaque = tuple(
            QuoteView(x.text, x.label, self.cite(key, x.span, x.label), False) for x in held if not x.atoms and x.span
        )
        findings = tuple(
            FindingView(f.severity, f.code, f.message, self.cite(key, f.span) if f.span else None) for f in p.findings
        )
        typed = sum(1 for x in held if x.atoms)
        unread = tuple(" ".join(b.text.split()) for b in p.ledger.blocks if b.text and b.cls == "unread")
        return NotesView(key, self.names[key], findings, opaque, typed, len(held), p.ledger.unread, unread)


def leads_of(policy: Policy) -> dict[int, str]:
    """Return the words that introduce each criterion's list, by where the criterion begins."""
    return {
        place.node.span.start: lead
        for s in (*policy.criteria, *policy.exclusions)
        for place in s.leaf_places()
        if place.node.span
        for lead in [next((node.text for node in reversed(place.parents) if node.text), "")]
        if lead
    }


def group_of(row: Row) -> tuple[str | None, str | None]:
    """Return the indication and the phase of a row's group; terms and codes have neither."""
    return (row.indication, row.phase) if row.indication else (None, None)


def answers(groups: Sequence[GroupView]) -> tuple[AnswersView, ...]:
    """Return the answers to each question on which payers part, with who gives them, the most frequent first and silence last."""
    found = []
    for group, row in ((g, r) for g in groups for r in g.rows if r.divergent):
        held: dict[tuple[str | None, bool], list[str]] = {}
        for cell in row.cells:
            held.setdefault((cell.summary, cell.addressed), []).append(cell.name)
        ranked = sorted(held.items(), key=lambda item: (item[0][0] is None, not item[0][1], -len(item[1])))
        ways = tuple(AnswerView(summary, tuple(names), addressed) for (summary, addressed), names in ranked)
        found.append(AnswersView(row.id, group.title, row.question, ways))
    return tuple(found)


def differences(c: Comparison) -> str:
    """Return how many questions payers answer differently, and how many only some of them answer."""
    unlike = sum(row.divergent for row in c.matrix)
    alone = sum(row.silence for row in c.matrix)
    return f"payers differ on {unlike}" + (
        f", and {alone} {'is' if alone == 1 else 'are'} addressed by some payers only" if alone else ""
    )


def question(c: Comparison) -> str:
    """Return what the page answers, as a question."""
    if c.access:
        return f"What does each payer require before it covers {c.subject.split(' (')[0]}?"
    return "What do the payers require, and where do they differ?"


def limited_to(c: Comparison) -> str:
    """Return to what a comparison is limited, as a sentence; empty where it is whole."""
    if c.chosen is None:
        return ""
    phases = [PHASES[phase].lower() for phase in c.chosen.phases]
    parts = [listed(part, "and") for part in (c.chosen.indications, phases) if part]
    return f"Limited to {'; '.join(parts)}. Authorization periods, limits, codes and history are those of the whole policies."


def standfirst(c: Comparison) -> str:
    """Return the sentence below the title; among many payers tracked changes are counted, not listed. Silence is no answer that differs."""
    marked = [
        (n, p.source.reading) for n, p in zip(c.names, c.policies, strict=True) if p.source.reading != "published"
    ]
    one = len(c.policies) == 1
    differ = "" if one else f"; {differences(c)}"
    words = f"{len(c.policies)} {'policy' if one else 'policies'}, {len(c.matrix)} questions{differ}."
    if not marked:
        return words
    if len(c.names) > MANY:
        return f"{words} {len(marked)} of them are compared with tracked changes accepted or rejected."
    return f"{words} {listed([f'{name}: {reading} text' for name, reading in marked], 'and')} of tracked changes."
