"""ChangeReview → executive page: the verdict, who loses and who gains, and what the payer did not disclose."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.compare.changes.summary import changes_of
from payerdiff.model.phrasing import listed
from payerdiff.model.policy import Policy
from payerdiff.model.review import ChangeReview, PathWitness, ReviewVerdict
from payerdiff.templates.brief.brief import SENTENCES, Brief, BriefCell, BriefRow
from payerdiff.templates.brief.comparison_brief import source_of
from payerdiff.templates.brief.sheet import filled
from payerdiff.templates.review.verdict_views import verdict_words
from payerdiff.templates.words import ALL, PHASES, SIGNS, WAYS, caution

HEADS = (
    ("Direction", ""),
    ("Loses coverage", "example patient"),
    ("Gains coverage", "example patient"),
    ("Clinical changes", "and those not disclosed"),
)
SIDES = {"published": "", "baseline": "the text before its tracked changes", "proposed": "the text after them"}
LOSSES, GAINS = ("tightened", "both"), ("loosened", "both")
"""The directions in which some patients lose coverage, and those in which some gain it."""
WHOLE = {"inserted": "new in the policy", "deleted": "no longer in the policy"}
RANKS = {"tightened": 0, "both": 0, "unknown": 1, "loosened": 1, "equivalent": 2}


def review_brief(review: ChangeReview) -> Brief:
    """Return the sheet of a review; what does not fit is counted, and stands in the review."""
    rows = [row_of(v, review) for v in review.verdicts if v.direction != "equivalent" or changes_of(v, review.changes)]
    same = len(review.verdicts) - len(rows)
    told = [h.text for h in review.headlines]
    notes = (
        [f"{same} {'set of criteria is' if same == 1 else 'sets of criteria are'} unchanged in effect."] if same else []
    )
    notes += [f"{len(told) - SENTENCES} more findings in the full review."] if len(told) > SENTENCES else []
    new = review.new
    first, second = versions(review.old, new)
    sheet = Brief(
        title=f"{new.title or new.source.name}: {verdict_words(review)}",
        question=f"What changed between {first} and {second}?",
        warning=" ".join(f"{p.source.name}: {words}." for p in (review.old, new) if (words := caution(p))),
        leads=("Request", "Indication"),
        heads=HEADS,
        rows=(),
        notes=tuple(notes),
        sentences=tuple(told[:SENTENCES]),
        source=source_of(list(dict.fromkeys(p.source.name for p in (review.old, new)))),
    )
    return filled(sheet, rows, "review")


def versions(old: Policy, new: Policy) -> tuple[str, str]:
    """Return what the two versions are called: their sides of tracked changes or their files, with the dates that tell them apart."""
    told: list[list[str]] = [[], []]
    for word, days in (("effective", (old.dates.effective, new.dates.effective)), ("reviewed", (old.dates.last_review, new.dates.last_review))):  # fmt: skip
        if days[0] != days[1]:
            for held, day in zip(told, days, strict=True):
                held.append(f"{word} {day}" if day else f"no date {word}")
    first, second = (SIDES[p.source.reading] or p.source.name for p in (old, new))
    return f"{first}{in_brackets(told[0])}", f"{second}{in_brackets(told[1])}"


def in_brackets(dates: Sequence[str]) -> str:
    """Return dates in brackets; empty where there is none."""
    return f" ({listed(list(dates), 'and')})" if dates else ""


def row_of(verdict: ReviewVerdict, review: ChangeReview) -> BriefRow:
    """Return the row of one phase and indication."""
    own = changes_of(verdict, review.changes)
    secret = sum(not c.log for c in own)
    counted = f"{len(own)}{f', {secret} not disclosed' if secret else ''}" if own else "elsewhere in the policy"
    state = next((s.state for s in review.redline if (s.phase, s.indication) == (verdict.phase, verdict.indication)), "")  # fmt: skip
    cells = (
        BriefCell(f"{SIGNS[verdict.direction]} {WHOLE.get(state, WAYS[verdict.direction])}", strong=verdict.direction in LOSSES, open=verdict.direction == "unknown"),
        BriefCell(patient(verdict.witness_lost, verdict.direction in LOSSES)),
        BriefCell(patient(verdict.witness_gained, verdict.direction in GAINS)),
        BriefCell(counted, strong=secret > 0),
    )  # fmt: skip
    return BriefRow(PHASES[verdict.phase], verdict.indication or ALL, cells, RANKS[verdict.direction])


def patient(witness: PathWitness | None, claimed: bool) -> str:
    """Return an example patient in words; where no typed fact sets it apart, the criterion that decides. `claimed` is told where the direction says that there are such patients."""
    if witness is None:
        return "no example patient; see the changes" if claimed else "none found"
    return ", ".join(witness.words) or (f"a patient who does not meet: {witness.fails}" if witness.fails else "a patient was found")  # fmt: skip
