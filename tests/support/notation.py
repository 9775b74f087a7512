"""What a criterion means as one line of text, so that tests can say the whole of it: `any[age >= 18 year, ?"large for age"]`."""

from __future__ import annotations

from payerdiff.normalize.typing.conditions import meaning_under
from payerdiff.normalize.typing.expression import Condition, Expression, Unknown
from payerdiff.normalize.typing.leads import Lead


def told(text: str, *leads: str | Lead) -> str:
    """Return what a criterion means under the words above it, nearest first; a dash where nothing is said."""
    expression = meaning_under(text, [Lead(lead) if isinstance(lead, str) else lead for lead in leads])
    return "-" if expression is None else of(expression, text)


def of(expression: Expression, text: str) -> str:
    """Return an expression as one line; what is not typed stands in quotation marks behind a question mark."""
    if isinstance(expression, Unknown):
        return f'?"{" ".join(text[expression.start : expression.end].split())}"'
    if isinstance(expression, Condition):
        return of_condition(expression)
    return f"{expression.op}{expression.k or ''}[{', '.join(of(part, text) for part in expression.parts)}]"


def of_condition(c: Condition) -> str:
    """Return a condition as one line: `not prior_therapy = methotrexate (failed, 3 month, 2 of them)`."""
    value = "|".join(str(v) for v in c.values)
    unit = f" {c.unit}" if c.unit else ""
    how = ", ".join(
        str(word) for word in (c.outcome, c.duration, c.role, f"{c.count} of them" if c.count else None) if word
    )
    subject = f" {c.subject}" if c.subject else ""
    op = {"in": "=", "not_in": "!="}.get(c.op, c.op)
    return f"{'not ' if c.negated else ''}{c.concept}{subject} {op} {value}{unit}{f' ({how})' if how else ''}"
