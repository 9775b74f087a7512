"""The payers of a comparison at its head: for whom each policy is, since when it is in force, and how far it was read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.compare.library.policy_versions import lineages
from payerdiff.model.access.wording import NOT_STATED
from payerdiff.model.comparison import Comparison
from payerdiff.model.phrasing import listed
from payerdiff.model.policy import Dates, Payer, Policy, leaves
from payerdiff.templates.words import caution


@dataclass(frozen=True, slots=True)
class PayerView:
    """One payer at the head of a report."""

    key: str
    name: str
    full: str
    line: str | None
    """Lines of business, as the document states them."""
    benefit: str | None
    form: str
    """How the product is given, where the policy names it, and where it does; empty where it does not."""
    since: str
    read: str
    """How far the policy was read."""
    weak: bool
    """True where what is not stated may only be unread."""


@dataclass(frozen=True, slots=True)
class CountsView:
    """How many payers are compared, and by how many policies."""

    counted: str
    several: tuple[str, ...]
    """Which columns are policies of one payer."""
    one: str
    many: str
    """What a column and several columns are called."""


def counts_of(comparison: Comparison) -> CountsView:
    """Return how the payers of a comparison are counted."""
    return CountsView(comparison.counted, several_said(comparison), noun(comparison, 1), noun(comparison, 2))


def payer_view(key: str, name: str, policy: Policy, weak: bool) -> PayerView:
    """Return one payer; `weak` is told of documents that were read in part or by general rules."""
    full = policy.payer.name or ""
    return PayerView(
        key=key,
        name=name,
        full="" if full == name else full,
        line=line_of(policy.payer),
        benefit=policy.benefit,
        form=form_of(policy),
        since=in_force(policy.dates),
        read=how_far(policy),
        weak=weak or how_far(policy).startswith("read in part only"),
    )


def crowd_said(views: Sequence[PayerView]) -> str:
    """Return what many payers come to, in a line: benefits, lines of business, dates, and how many were read badly.

    >>> one = PayerView("a", "A", "", "Medicaid", "medical", "", "2024-01-01", "", False)
    >>> other = PayerView("b", "B", "", None, None, "", "not stated; reviewed 2024-02-01", "", True)
    >>> crowd_said([one, one, other])
    'benefit: medical 2, not stated 1; line of business: Medicaid 2, not stated 1; effective 2024-01-01, not stated 1; read with general rules or in part: 1'
    """
    days = sorted(view.since[:10] for view in views if not view.since.startswith(NOT_STATED))
    without = len(views) - len(days)
    span = "" if not days else days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    effective = ", ".join(filter(None, (span, f"{NOT_STATED} {without}" if without else "")))
    return "; ".join(
        (
            f"benefit: {tally([view.benefit for view in views])}",
            f"line of business: {tally([view.line for view in views])}",
            f"effective {effective}",
            f"read with general rules or in part: {sum(view.weak for view in views) or 'none'}",
        )
    )


TALLIED = 4
"""Values that a line tells apart."""


def tally(values: Sequence[str | None]) -> str:
    """Return how many there are of each value, the most frequent first and what is not stated last.

    >>> tally(["HMO", None, "PPO", "PPO"]), tally(list("abcdefa"))
    ('PPO 2, HMO 1, not stated 1', 'a 2, b 1, c 1, d 1, others 2')
    """
    held = Counter(value for value in values if value)
    told = [f"{value} {count}" for value, count in held.most_common(TALLIED)]
    rest = sum(held.values()) - sum(count for _, count in held.most_common(TALLIED))
    without = len(values) - sum(held.values())
    told += [f"others {rest}"] if rest else []
    return ", ".join([*told, *([f"{NOT_STATED} {without}"] if without else [])])


LINES = re.compile(r"\b(Medicare|Medicaid|Marketplace)\b")
"""Lines of business that a payer's own name may state."""


def line_of(payer: Payer) -> str | None:
    """Return the lines of business that a document states; where it states none, the one in its payer's name.

    >>> line_of(Payer(id="a", name="Alaska Medicaid")), line_of(Payer(id="b", name="Tufts", lines_of_business=["HMO", "PPO"]))
    ('Medicaid (by its name)', 'HMO, PPO')
    """
    named = LINES.search(payer.name or "")
    return ", ".join(payer.lines_of_business) or (f"{named.group(1)} (by its name)" if named else None)


FORMS = {
    "intravenous": re.compile(r"\b(?:intravenous(?:ly)?|IV)\b"),
    "subcutaneous": re.compile(r"\b(?:subcutaneous(?:ly)?|SC|SQ|SubQ)\b"),
}
"""How a product is given, by the words of a title, of a code's description or of a dose."""


def form_of(policy: Policy) -> str:
    """Return how the product is given, by the first of these that names it: the title, the descriptions of billing codes, the doses.

    What one of them names is told as its words, and not as all that the policy covers.
    """
    places = (
        ("title", [policy.title or ""]),
        ("codes", [code.description or "" for code in policy.codes if code.system == "HCPCS"]),
        ("doses", [dose.regimen or "" for dose in policy.dosage]),
    )
    for place, texts in places:
        found = [name for name, words in FORMS.items() if any(words.search(folded(text)) for text in texts)]
        if found:
            return f"{listed(found, 'and')} (in its {place})"
    return ""


def folded(text: str) -> str:
    """Return a text with long words in small letters, so that a heading in capitals reads as one in small letters does, and IV stays IV.

    >>> folded("ENTYVIO Intravenous, IV")
    'entyvio intravenous, IV'
    """
    return " ".join(word.lower() if len(word.strip(",.;:()")) > 4 else word for word in text.split())


def noun(comparison: Comparison, count: int) -> str:
    """Return what some columns are called: payers, or policies where a payer has several."""
    if len(comparison.by_payer) < len(comparison.names):
        return "policy" if count == 1 else "policies"
    return "payer" if count == 1 else "payers"


def several_said(comparison: Comparison) -> tuple[str, ...]:
    """Return which columns are policies of one payer: which are earlier versions of another, and what tells the others apart."""
    told = []
    for places in comparison.by_payer:
        names = {comparison.policies[at].source.sha256: comparison.names[at] for at in places}
        lines = lineages([comparison.policies[at] for at in places])
        told += [versions_said([names[p.source.sha256] for p in line]) for line in lines if len(line) > 1]
        newest = [line[-1] for line in lines]
        if len(newest) > 1:
            shown = [name for sha, name in names.items() if any(p.source.sha256 == sha for p in newest)]
            told.append(f"{listed(shown, 'and')} are policies of one payer; they differ in their {apart(newest)}.")
    return tuple(told)


def versions_said(names: Sequence[str]) -> str:
    """Return that all but the last of some columns are versions of it that came before.

    >>> versions_said(["Larkmoor 2024", "Larkmoor 2025"])
    'Larkmoor 2024 is an earlier version of Larkmoor 2025: it answers for its own time.'
    """
    *older, newest = names
    if len(older) == 1:
        return f"{older[0]} is an earlier version of {newest}: it answers for its own time."
    return f"{listed(older, 'and')} are earlier versions of {newest}: they answer for their own time."


def apart(policies: Sequence[Policy]) -> str:
    """Return what tells policies of one payer apart."""
    marks = (
        ("line of business", {line_of(p.payer) for p in policies}),
        ("benefit", {p.benefit for p in policies}),
        ("effective date", {p.dates.effective for p in policies}),
    )
    return listed([name for name, values in marks if len(values) == len(policies)][:1] or ["file"])


def in_force(dates: Dates) -> str:
    """Return since when a policy is in force, and of when this version is where that is later: a first day in force is not that of its last wording.

    >>> from datetime import date
    >>> in_force(Dates(effective=date(2018, 1, 1), published=date(2025, 6, 17))), in_force(Dates())
    ('2018-01-01; this version is of 2025-06-17', 'not stated')
    >>> in_force(Dates(last_review=date(2025, 4, 23)))
    'not stated; reviewed 2025-04-23'
    """
    if dates.effective and dates.published and dates.published > dates.effective:
        return f"{dates.effective}; this version is of {dates.published}"
    if dates.effective:
        return str(dates.effective)
    other = f"; published {dates.published}" if dates.published else f"; reviewed {dates.last_review}" if dates.last_review else ""  # fmt: skip
    return f"{NOT_STATED}{other}"


POOR = 0.5
"""Share of criteria evaluated below which a policy counts as read in part only."""


def how_far(policy: Policy) -> str:
    """Return how many of a policy's criteria are evaluated automatically, and how much of its text was not read; one that was read badly says so first."""
    held = [leaf for s in (*policy.criteria, *policy.exclusions) for leaf in leaves(s.root) if leaf.op == "leaf"]
    typed = sum(1 for leaf in held if leaf.atoms)
    elsewhere = next((f for f in policy.findings if f.code == "drug-elsewhere"), None)
    if elsewhere is not None:
        return elsewhere.message
    if not held:
        return "no criteria were read"
    poor = "read in part only: " if is_poor(typed, len(held)) else ""
    told = [f"{typed} of {len(held)} {'criterion' if len(held) == 1 else 'criteria'} evaluated", unread_share(policy)]
    told += ["read with general rules" if policy.source.is_generic else "", caution(policy)]
    return poor + "; ".join(filter(None, told))


def is_poor(typed: int, held: int) -> bool:
    """Return True if so few criteria are evaluated that most answers are left to the policy's text."""
    return typed < POOR * held


def unread_share(policy: Policy) -> str:
    """Return how much of a policy's text was not read, in hundredths of it; empty where all was."""
    unread, characters = policy.ledger.unread, policy.ledger.characters
    if not unread:
        return ""
    share = round(100 * unread / max(characters, unread))
    return f"{share}% of the text unread" if share else "under 1% of the text unread"
