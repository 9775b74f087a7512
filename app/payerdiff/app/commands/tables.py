"""Results as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from payerdiff.api import Gate, Judgment, Library, Outcome
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.meaning.wording import say_leaf
from payerdiff.model.phrasing import ALL_INDICATIONS, PHASES, RULINGS, say_approval, say_limits
from payerdiff.model.policy import Criterion, Policy

OPS = {"all": "all of", "any": "any of", "none": "none of", "if": "if … then", "never": "never", "leaf": ""}


def rows_of(library: Library) -> list[dict[str, Any]]:
    """Return the documents of a library as plain rows."""
    rows: list[dict[str, Any]] = []
    for p in library.policies:
        rows.append(
            {
                "document": p.source.name, "kind": "policy", "payer": p.payer.name, "number": p.number, "title": p.title,
                "drugs": [d.generic for d in p.drugs], "last_review": str(p.dates.last_review) if p.dates.last_review else None,
                "template": p.source.template, "reading": p.source.reading, "findings": len(p.findings), "unread": p.ledger.unread,
            }
        )  # fmt: skip
    for r in library.references:
        rows.append(
            {
                "document": r.source.name,
                "kind": "code-reference",
                "code": r.code,
                "drugs": [d.generic for d in r.drugs],
                "template": r.source.template,
            }
        )
    for f in library.failures:
        rows.append({"document": f.document, "kind": "failure", "code": f.code, "message": str(f)})
    return rows


def show_library(library: Library) -> None:
    """Print the documents of a library as a table."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in ("Document", "Payer", "Subject", "Last review", "Template", "Findings"):
        table.add_column(head, overflow="fold")
    for p in library.policies:
        review = str(p.dates.last_review or "not stated")
        table.add_row(
            *map(
                escape,
                (
                    p.source.name,
                    p.payer.name or "not named",
                    p.title or ", ".join(d.generic for d in p.drugs),
                    review,
                    f"{p.source.template}, {p.source.reading}",
                    str(len(p.findings)),
                ),
            )
        )
    for r in library.references:
        table.add_row(
            *map(
                escape,
                (
                    r.source.name,
                    "code page",
                    f"{r.code} {r.names[0] if r.names else ''}",
                    "",
                    r.source.template,
                    str(len(r.findings)),
                ),
            )
        )
    console = Console()
    console.print(table)
    for failure in library.failures:
        console.print(escape(f"not read: {failure}"))


def show_stored(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print the documents that are stored for a library as a table."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in ("Document", "First seen", "Removed", "Policies"):
        table.add_column(head, overflow="fold")
    for row in rows:
        count = f"not read [{row['failure']}]" if row["failure"] else str(row["policies"])
        table.add_row(*map(escape, (row["path"], row["seen"], row["gone"] or "", count)))
    Console().print(table)


def show_policy(policy: Policy) -> None:
    """Print a policy: head, trees, terms, findings."""
    console = Console()
    head = " · ".join(str(x) for x in (policy.payer.name or "payer not named", policy.number, policy.title) if x)
    console.print(f"[bold]{escape(head)}[/bold]")
    dates = policy.dates
    console.print(
        f"effective {dates.effective or 'not stated'}, last review {dates.last_review or 'not stated'}, read as {policy.source.template}, {policy.source.reading}"
    )
    for s in (*policy.criteria, *policy.exclusions):
        tree = Tree(f"[bold]{escape(s.indication or ALL_INDICATIONS)}[/bold] ({PHASES[s.phase]})")
        grow(tree, s.root)
        console.print(tree)
    for a in policy.approvals:
        console.print(escape(f"{PHASES[a.phase]}{', ' + a.indication if a.indication else ''}: {say_approval(a)}"))
    for x, words in zip(policy.limits, say_limits(policy.limits), strict=True):
        console.print(escape(f"limit: {words}{' (' + x.scope + ')' if x.scope else ''}"))
    for f in policy.findings:
        console.print(escape(f"{f.severity}: {f.message} [{f.code}]"))
    ledger = policy.ledger
    console.print(
        f"{ledger.characters} characters: {ledger.criteria} criteria, {ledger.metadata} metadata, {ledger.boilerplate} boilerplate, {ledger.furniture} headers and footers, {ledger.unread} unread"
    )


def grow(tree: Tree, node: Criterion) -> None:
    """Add a node with all below it."""
    label = f"{node.label} " if node.label else ""
    if node.children:
        op = f"at least {node.k} of" if node.op == "at_least" else OPS[node.op]
        note = f" (compared as “{node.read_as.op}”: {node.read_as.reason})" if node.read_as else ""
        words = f": {node.words_above}" if node.words_above else ""
        branch = tree.add(escape(f"{label}{op}{words}{note}"))
        for child in node.children:
            grow(branch, child)
        return
    typed = say_leaf(node)
    tree.add(escape(f"{label}{node.text}") + (f" [dim]{escape('= ' + typed)}[/dim]" if typed else ""))


def show_code(reference: CodeReference) -> None:
    """Print a code page."""
    console = Console()
    console.print(f"[bold]{escape(reference.code)}[/bold] {escape(', '.join(reference.names))} ({reference.system})")
    for drug in reference.drugs:
        console.print(escape(f"drug: {drug.generic} ({', '.join(drug.brands)})"))
    for finding in reference.findings:
        console.print(escape(f"{finding.severity}: {finding.message} [{finding.code}]"))


def show_judgment(ruling: Judgment) -> None:
    """Print what a policy says of a patient."""
    console = Console()
    console.print(f"[bold]{escape(ruling.policy)}[/bold]: {RULINGS[ruling.ruling]} ({escape(ruling.patient)})")
    head = "not met" if ruling.ruling == "refuse" else "met"
    for text in ruling.deciding:
        console.print(escape(f"  {head}: {text}"))
    for text in ruling.open:
        console.print(escape(f"  not determined: {text}"))


def show_gate(gate: Gate) -> None:
    """Print what a new version restricts."""
    console = Console(soft_wrap=True)
    console.print(f"[bold]{escape(gate.old)}[/bold] → [bold]{escape(gate.new)}[/bold]")
    heads = {"patients": "loses coverage", "term": "more restrictive", "undecided": "direction not determined"}
    for r in gate.restrictions:
        where = f" ({r.indication or ALL_INDICATIONS}, {PHASES[r.phase]})" if r.phase else ""
        if r.witness:
            console.print(
                escape(
                    f"  {heads[r.kind]}{where}: {', '.join(r.witness.words) or 'a patient'}{' (likely, from the wording)' if r.sure == 'likely' else ''}"
                )
            )
            console.print(escape(f"    does not meet: {r.text}"))
        else:
            console.print(escape(f"  {heads[r.kind]}{where}: {r.text}"))
    if gate.held:
        noun = "indication" if gate.held == 1 else "indications"
        console.print(f"  no patient loses coverage in {gate.held} {noun} of the old version")


def show_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Print which assertions hold."""
    console = Console(soft_wrap=True)
    for o in outcomes:
        console.print(escape(f"{'holds' if o.holds else 'FAILS'}: {o.name} ({o.policy})"))
        for why in o.why:
            console.print(escape(f"  {why}"))
