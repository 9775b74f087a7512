"""ChangeReview → executive page: the verdict, who loses and who gains, and what the payer did not disclose."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from payerdiff.compare.changes.summary import changes_of
from payerdiff.model.phrasing import listed
from payerdiff.model.policy import Policy
from payerdiff.model.review import ChangeReview, PathWitness, ReviewedChange, ReviewVerdict
from payerdiff.templates.brief.brief import SENTENCES, Brief, BriefCell, BriefRow
from payerdiff.templates.brief.comparison_brief import source_of
from payerdiff.templates.brief.sheet import filled
from payerdiff.templates.review.verdict_views import verdict_words
from payerdiff.templates.words import ALL, PHASES, SIGNS, WAYS, caution

DIRECTION, CHANGED = (
    ("Direction", "clinical changes, and those not disclosed"),
    ("What changed", "in the payer's words"),
)
PATIENTS = (("Loses coverage", "example patient"), ("Gains coverage", "example patient"))
NAMED, QUOTED, AROUND, LINE = 3, 90, 3, "\n"
"""Changes of one row that are told, letters of each side, words before and after what is different in them, and what ends a line of them."""
SIDES = {"published": "", "baseline": "the text before its tracked changes", "proposed": "the text after them"}
LOSSES, GAINS = ("tightened", "both"), ("loosened", "both")
"""The directions in which some patients lose coverage, and those in which some gain it."""
WHOLE = {"inserted": "new in the policy", "deleted": "no longer in the policy"}
RANKS = {"tightened": 0, "both": 0, "unknown": 1, "loosened": 1, "equivalent": 2}


def review_brief(review: ChangeReview) -> Brief:
    """Return the sheet of a review; what does not fit is counted, and stands in the review."""
    moved = [v for v in review.verdicts if v.direction != "equivalent" or changes_of(v, review.changes)]
    with_patients = any(v.witness_lost or v.witness_gained for v in moved)
    rows = together([row_of(v, review, with_patients) for v in moved])
    same = len(review.verdicts) - len(moved)
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
        heads=(DIRECTION, CHANGED, *(PATIENTS if with_patients else ())),
        rows=(),
        notes=tuple(notes),
        sentences=tuple(told[:SENTENCES]),
        source=source_of([review.old, new]),
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


def together(rows: Sequence[BriefRow]) -> list[BriefRow]:
    """Return rows of which several say the same as one: first the requests of an indication, then the indications of the same requests."""
    by_use: dict[tuple[str, tuple[BriefCell, ...]], list[BriefRow]] = {}
    for row in rows:
        by_use.setdefault((row.of, row.cells), []).append(row)
    held: dict[tuple[tuple[str, ...], tuple[BriefCell, ...]], list[BriefRow]] = {}
    for (_, cells), own in by_use.items():
        held.setdefault((tuple(row.title for row in own), cells), []).append(own[0])
    return [
        BriefRow(
            listed([titles[0], *(title.lower() for title in titles[1:])], "and"),
            listed([row.of for row in own], "and"),
            own[0].cells,
            own[0].rank,
        )
        for (titles, _), own in held.items()
    ]


def row_of(verdict: ReviewVerdict, review: ChangeReview, with_patients: bool) -> BriefRow:
    """Return the row of one phase and indication."""
    own = changes_of(verdict, review.changes)
    secret = sum(not c.log for c in own)
    hidden = f", {secret} not disclosed" if secret else ""
    counted = f" ({len(own)} {'change' if len(own) == 1 else 'changes'}{hidden})" if own else ""
    state = next((s.state for s in review.redline if (s.phase, s.indication) == (verdict.phase, verdict.indication)), "")  # fmt: skip
    patients = (
        BriefCell(patient(verdict.witness_lost, verdict.direction in LOSSES)),
        BriefCell(patient(verdict.witness_gained, verdict.direction in GAINS)),
    )
    cells = (
        BriefCell(f"{SIGNS[verdict.direction]} {WHOLE.get(state, WAYS[verdict.direction])}{counted}", strong=verdict.direction in LOSSES or secret > 0, open=verdict.direction == "unknown"),
        BriefCell("all its criteria" if state in WHOLE else what_changed(own) or "elsewhere in the policy"),
        *(patients if with_patients else ()),
    )  # fmt: skip
    return BriefRow(PHASES[verdict.phase], verdict.indication or ALL, cells, RANKS[verdict.direction])


def what_changed(changes: Sequence[ReviewedChange]) -> str:
    """Return the first changes in the payer's words, and how many others there are."""
    told = list(dict.fromkeys(said(c) for c in changes))
    rest = [f"and {len(told) - NAMED} more"] if len(told) > NAMED else []
    return "; ".join([*told[:NAMED], *rest])


def said(change: ReviewedChange) -> str:
    """Return one change: what was added or removed, or what stands instead of what, with a few words around it."""
    if not (change.before and change.after):
        return f"{'added' if change.after else 'removed'}: “{quoted((change.after or change.before).split(LINE)[0])}”"
    old, new = different(change.before.split(), change.after.split())
    return f"“{quoted(old)}” → “{quoted(new)}”"


def quoted(words: str) -> str:
    """Return the payer's words, cut behind where they are long."""
    return shorten(words, QUOTED, placeholder=" …")


def different(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Return the words in which two texts differ, with a few around them.

    >>> different("one of the following: a".split(), "one of the following drugs: a".split())
    ('one of the following: a', 'one of the following drugs: a')
    """
    most = min(len(old), len(new))
    first = next((at for at in range(most) if old[at] != new[at]), most)
    last = next((at for at in range(most - first) if old[-1 - at] != new[-1 - at]), most - first)
    begin, end = max(first - AROUND, 0), max(last - AROUND, 0)
    return " ".join(old[begin : len(old) - end]), " ".join(new[begin : len(new) - end])


def patient(witness: PathWitness | None, claimed: bool) -> str:
    """Return an example patient in words; where no typed fact sets it apart, the criterion that decides. `claimed` is told where the direction says that there are such patients."""
    if witness is None:
        return "no example patient; see the changes" if claimed else "none found"
    return ", ".join(witness.words) or (f"a patient who does not meet: {witness.fails}" if witness.fails else "a patient was found")  # fmt: skip
