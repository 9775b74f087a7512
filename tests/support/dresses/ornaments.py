"""What templates set around criteria and how they name them: none of it changes what the criteria ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from dresses.rows import REQUESTS, Marks, Row

Ornament = Callable[[Sequence[Row], Marks], Iterator[Row]]
"""Lines of a policy → its lines with something beside them."""
CRITERIA = "Coverage Criteria"


def listed(marks: Marks, *words: str) -> Iterator[Row]:
    """Yield items of one list, with the marks of the policy's own lists."""
    for at, one in enumerate(words):
        yield Row("item", one, 0, marks((at,)))


def above(*added: str, title: str = "", items: Sequence[str] = ()) -> Ornament:
    """Return what stands between the head of a policy and its criteria."""

    def set_in(rows: Sequence[Row], marks: Marks) -> Iterator[Row]:
        for row in rows:
            if row.kind == "head" and row.words == CRITERIA:
                if title:
                    yield Row("head", title)
                yield from (Row("plain", one) for one in added)
                yield from listed(marks, *items)
            yield row

    return set_in


def below(title: str, *added: str, items: Sequence[str] = ()) -> Ornament:
    """Return a section behind the criteria."""

    def set_in(rows: Sequence[Row], marks: Marks) -> Iterator[Row]:
        for row in rows:
            if row.kind == "head" and row.words == "References":
                yield Row("head", title)
                yield from (Row("plain", one) for one in added)
                yield from listed(marks, *items)
            yield row

    return set_in


def behind_each(*added: Row) -> Ornament:
    """Return what stands behind every list of criteria."""

    def set_in(rows: Sequence[Row], marks: Marks) -> Iterator[Row]:
        for row in rows:
            yield row
            if row.kind == "plain" and row.words.startswith("Approval duration"):
                at = -1
                for one in added:
                    at = at + 1 if one.kind == "item" else -1
                    yield replace(one, mark=marks((at,))) if one.kind == "item" else one

    return set_in


def before_length(*added: Row) -> Ornament:
    """Return what stands between a list of criteria and the length of its approval."""

    def set_in(rows: Sequence[Row], marks: Marks) -> Iterator[Row]:
        for row in rows:
            if row.kind == "plain" and row.words.startswith("Approval duration"):
                at = -1
                for one in added:
                    at = at + 1 if one.kind == "item" else -1
                    yield replace(one, mark=marks((at,))) if one.kind == "item" else one
            yield row

    return set_in


ORNAMENTS: dict[str, Ornament] = {
    "notice": above(
        "This policy applies to plans of Sample Health and may not hold for all of them. Please refer to the member's benefit document.",
        "Benefit determinations for single requests consider:",
        title="Important Information",
        items=("The terms of the benefit document in effect on the date of service", "Applicable laws and regulations", "The facts of the single case"),
    ),
    "web bar": above("Formulary: Commercial", "Guideline type: Prior authorization", "P&T approval date: 11/20/2025", "Guideline ID: GL-1000"),
    "link": above("See Benefit Considerations"),
    "advertisement": above("Members of Sample Health have access to many offers for a healthy life, among them a discount at fitness studios."),
    "label uses": above(
        "Inventa is indicated for:",
        title="FDA-Approved Indications",
        items=("Treatment of adult patients with moderate to severe plaque psoriasis who are candidates for systemic therapy", "Treatment of adult patients with active psoriatic arthritis"),
    ),
    "label uses in words": above(
        "Inventa is approved by the Food and Drug Administration for the treatment of adults with moderate to severe plaque psoriasis, and of adults with active psoriatic arthritis.",
        title="Background",
    ),
    "evidence": below(
        "Clinical Evidence",
        "In a randomized study of 300 adults with plaque psoriasis who had failed methotrexate, more patients who were given Inventa had clear skin at week 16. Patients with a serious infection were excluded.",
    ),
    "codes": below("Coding", "J9999 Injection, inventamab, 1 mg", "L40.0 Psoriasis vulgaris", "L40.50 Arthropathic psoriasis, unspecified"),
    "log": below("Revision History", "01/01/2026 Annual review. No changes to criteria.", "01/01/2025 New policy."),
    "not a guarantee": below("Disclaimer", "Coverage guidelines are reviewed at least once a year by the pharmacy and therapeutics committee. This policy does not guarantee payment."),
    "examples": behind_each(Row("plain", "Examples of contraindications to phototherapy:"), Row("item", "Xeroderma pigmentosum"), Row("item", "History of melanoma"), Row("item", "Lupus erythematosus")),
    "note": behind_each(Row("plain", "Note: Samples of Inventa do not count as a trial of therapy.")),
    "note before the length": before_length(Row("plain", "Note: This does not exclude the use of topical corticosteroids.")),
    "doses": behind_each(Row("plain", "Dosage regimen: 100 mg under the skin at weeks 0 and 4, then 100 mg every 4 weeks.")),
    "dose list": behind_each(Row("plain", "Dosing:"), Row("item", "Loading dose: 200 mg at week 0"), Row("item", "Maintenance: 100 mg every 4 weeks")),
    "footnote": behind_each(Row("plain", "* Biologics include adalimumab, etanercept and infliximab.")),
}  # fmt: skip
"""What may stand around criteria. A dress that loses or gains a criterion by one has read it as a criterion."""

NAMES: dict[str, dict[str, str]] = {
    "plain": {},
    "initiation": {"initial": "Initiation of Therapy", "renewal": "Continuation of Therapy"},
    "initial and renewal": {"initial": "Initial Therapy", "renewal": "Renewal"},
    "requests": {"initial": "Initial Request", "renewal": "Renewal Request"},
    "brackets": {"initial": "(Initial Authorization)", "renewal": "(Reauthorization)"},
    "authorization": {"initial": "Initial Authorization", "renewal": "Re-authorization"},
    "approval": {"initial": "Initial approval", "renewal": "Re-approval"},
    "sentence": {"initial": "For initial coverage:", "renewal": "For continued coverage:"},
    "new starts": {"initial": "New Starts", "renewal": "Continuing Therapy"},
}
"""How templates name the two requests."""
USES: dict[str, Callable[[str], str]] = {
    "plain": lambda use: use,
    "diagnosis": lambda use: f"Diagnosis of {use.lower()}",
    "for": lambda use: f"For {use}:",
    "labeled": lambda use: f"Indication: {use}",
    "abbreviated": lambda use: f"{use} ({'PsO' if 'Plaque' in use else 'PsA'})",
    "bracket": lambda use: f"{use} [must meet all listed below]",
    "bracketed abbreviation": lambda use: f"{use} ({'PsO' if 'Plaque' in use else 'PsA'}) [all of the following]",
}
"""How templates head a use."""
LEADS: dict[str, tuple[str, str]] = {
    "plain": ("", ""),
    "short": ("ALL of the following:", "ALL of the following:"),
    "member": ("Member must meet all of the following criteria:", "Member must meet all of the following criteria:"),
    "must": ("All of the following must be met:", "All of the following must be met:"),
    "grant": ("Authorization may be granted when all of the following are met:", "Authorization may be granted when all of the following are met:"),
    "necessary": ("Inventa is considered medically necessary when all of the following criteria are met:", "Continued use is considered medically necessary when all of the following criteria are met:"),
    "documents": ("Submission of medical records that show all of the following:", "Submission of medical records that show all of the following:"),
    "none": (" ", " "),
}  # fmt: skip
"""How templates lead over to the list; the last not at all."""
LENGTHS: dict[str, tuple[str, str]] = {
    "plain": ("Approval duration: {} months", ""),
    "length": ("Length of authorization: {} months", ""),
    "issued": ("Authorization will be issued for {} months.", ""),
    "approve for": ("Approve for {} months.", ""),
    "coverage": ("Coverage duration: {} months", ""),
    "up to": ("Approval is for up to {} months.", ""),
    "above": ("Approval duration: {} months", "above"),
    "authorization above": ("Authorization: {} months", "above"),
    "item": ("Approval duration: {} months", "item"),
}
"""How templates say for how long a request is approved, and where: below the list, above it, or as its last item."""
CAPS = {
    "line": "Quantity limit: 1 syringe per 28 days",
    "short": "QL: 1 syringe per 28 days",
    "sentence": "Inventa is limited to 1 syringe per 28 days.",
    "maximum": "Maximum quantity: 1 syringe every 28 days",
    "slash": "Quantity limit: 1 syringe/28 days",
    "not exceed": "Quantity is not to exceed 1 syringe per 28 days.",
}
"""How templates cap what is supplied."""
GROUPS = {"Plaque Psoriasis": "Dermatology", "Psoriatic Arthritis": "Rheumatology"}


@dataclass(frozen=True, slots=True)
class Trim:
    """What is set around a policy, and how it names its requests, its uses and its lists."""

    ornaments: tuple[str, ...] = ()
    names: str = "plain"
    uses: str = "plain"
    leads: str = "plain"
    grouped: bool = False
    length: str = "plain"
    cap: str = ""

    def on(self, rows: Sequence[Row], marks: Marks) -> list[Row]:
        """Return the lines of a policy with their trim."""
        for one in self.ornaments:
            rows = list(ORNAMENTS[one](rows, marks))
        if self.cap:
            rows = list(below("Quantity Limits", CAPS[self.cap])(rows, marks))
        rows = list(self.with_lengths(rows, marks))
        return [named for row in rows for named in self.named(row)]

    def with_lengths(self, rows: Sequence[Row], marks: Marks) -> Iterator[Row]:
        """Yield the lines of a policy with its lengths of approval as this trim words and places them."""
        words, place = LENGTHS[self.length]
        held: list[Row] = []
        for row in rows:
            held = [row] if row.kind == "lead" else [*held, row] if held else []
            if row.kind == "plain" and row.words.startswith("Approval duration"):
                said = words.format(row.words.split()[-2])
                last = sum(one.kind == "item" and one.depth == 0 for one in held)
                lead, *listed = held[:-1]
                if place == "above":
                    yield from (Row("plain", said), lead, *listed)
                elif place == "item":
                    yield from (lead, *listed, Row("item", said, 0, marks((last,))))
                else:
                    yield from (lead, *listed, Row("plain", said))
                held = []
            elif not held:
                yield row

    def named(self, row: Row) -> Iterator[Row]:
        """Yield a line as this trim words it."""
        requests = {plain: NAMES[self.names].get(phase, plain) for phase, plain in REQUESTS.items()}
        if row.kind == "head" and row.words in requests:
            yield replace(row, words=requests[row.words])
        elif row.kind == "head" and row.words in GROUPS:
            if self.grouped:
                yield Row("head", GROUPS[row.words], row.depth)
            yield replace(row, words=USES[self.uses](row.words), depth=row.depth + self.grouped)
        elif row.kind == "lead" and self.leads != "plain":
            lead = LEADS[self.leads][row.words.startswith("Reauth")]
            if lead.strip():
                yield replace(row, words=lead)
        else:
            yield (
                replace(row, depth=row.depth + 1)
                if self.grouped and row.kind == "head" and row.words not in (CRITERIA, "References") and row.depth
                else row
            )

    def __str__(self) -> str:
        """Return the trim as one line."""
        told = (
            f"names {self.names}",
            f"uses {self.uses}",
            f"leads {self.leads}",
            f"length {self.length}",
            *self.ornaments,
        )
        return "|".join((*told, *(["grouped"] if self.grouped else []), *([f"cap {self.cap}"] if self.cap else [])))
