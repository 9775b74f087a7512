"""Access facts as terminal tables: one for each drug and indication, a column for each policy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from payerdiff import api
from payerdiff.model.access.wording import QUESTIONS, answer
from payerdiff.model.phrasing import say_lives

WIDEST = 4
"""How many policies stand side by side."""


def show_access(facts: Sequence[api.AccessFacts]) -> None:
    """Print what each policy asks; with each answer the page that says so."""
    console = Console()
    if not facts:
        console.print("No policy among these documents has initial criteria for it.")
    for (drug, indication), group in groupby(facts, key=lambda f: (f.drug, f.indication)):
        held = list(group)
        for at in range(0, len(held), WIDEST):
            console.print(grid(f"{drug}: {indication}", held[at : at + WIDEST]))
        for one in held:
            for note in one.notes:
                console.print(escape(f"{one.document}: {note}"))


def grid(title: str, held: Sequence[api.AccessFacts]) -> Table:
    """Return a table of some policies, a column each."""
    table = Table(title=escape(title), title_justify="left")
    table.add_column("Requirement", no_wrap=True)
    for one in held:
        table.add_column(escape(one.document), overflow="fold")
    for question in QUESTIONS:
        answers = [answer(question, one) for one in held]
        cells = (f"{a.whole} (p. {a.evidence.page})" if a.evidence else a.whole for a in answers)
        table.add_row(question.title, *map(escape, cells))
    return table


def show_plans(held: api.PlanTable) -> None:
    """Print how many plans and lives each answer holds for: a table for each drug and indication, a row for each question and group."""
    console = Console()
    count = f"{len(held.plans)} {'plan' if len(held.plans) == 1 else 'plans'}"
    console.print(escape(f"{count}: {say_lives(held.lives, held.unknown)}"))
    for (drug, indication), group in groupby(held.rows, key=lambda row: (row.drug, row.indication)):
        table = Table(title=escape(f"{drug}: {indication}, by plans"), title_justify="left")
        for head in ("What is required", *((held.by.replace("_", " "),) if held.by else ()), "Answers"):
            table.add_column(head, overflow="fold")
        for row in group:
            start = (row.question, *((row.group or "all plans",) if held.by else ()))
            told = "\n".join(f"{one.text}: {say_lives(one.lives, one.unknown, row.lives)}" for one in row.answers)
            table.add_row(*map(escape, (*start, told)))
        console.print(table)
    if held.without:
        console.print(escape(f"Without a policy among these documents: {', '.join(held.without)}."))
