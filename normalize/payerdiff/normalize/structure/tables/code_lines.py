"""Lists of codes whose columns an extraction put below each other: a line with a code alone, then what it means, then whether it is covered."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.roles import Role

ALONE = Rule("code_lines.alone", r"\W*(?:\d{4}[A-Z]|\d{5}|[A-Z]\d{4})\W*", "0177U", "0177U Madeup panel", exact=True, by="fullmatch")  # fmt: skip
"""A billing code and nothing else."""
LEAST, NEAR = 3, 6
"""Codes at least of a list, and blocks at the most from one of them to the next."""
SETTLES = frozenset({"grants", "leads"})
"""Signs of words that say what is covered, or lead over to it: no code means that."""


def told_of_codes(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with what stands from the first code of such a list to its last one, and what the last one means, as codes."""
    mended = list(roles)
    alone = [facts.at for facts in found if ALONE.fullmatch(facts.words) is not None]
    for run in runs_of(found, alone):
        for at in range(heads_before(found, run[0]), behind(found, run[-1])):
            if mended[at] not in KEPT:
                named = at < run[0] and found[at].kind == "codes"
                mended[at], found[at].heading, found[at].kind = "codes", named, "codes" if named else None
    return mended


KEPT: frozenset[Role] = frozenset({"reference", "log", "navigation"})
"""What lines among codes may be, and stay."""
HEADS, BRIEF = 4, 4
"""Lines at the most of the head of such a list, and words of each of them."""


def heads_before(found: Sequence[Facts], first: int) -> int:
    """Return where the head of a list begins: the few short lines right above its first code that name codes, or what stands beside them."""
    start = first
    while start > max(first - HEADS, 0) and len(found[start - 1].words.split()) <= BRIEF:
        start -= 1
    named = [at for at in range(start, first) if CODED.search(found[at].words)]
    return named[0] if named else first


CODED = Rule("code_lines.coded", r"\b(?:CPT|HCPCS|codes?)\b", "Code(s)", "Comments")


def runs_of(found: Sequence[Facts], alone: Sequence[int]) -> list[list[int]]:
    """Return the codes of each list: near each other, without words between that say what is covered."""
    runs: list[list[int]] = []
    for at in alone:
        last = runs[-1][-1] if runs else None
        if last is not None and at - last <= NEAR and not any(settles(found[between]) for between in range(last, at)):
            runs[-1].append(at)
        else:
            runs.append([at])
    return [run for run in runs if len(run) >= LEAST]


def settles(facts: Facts) -> bool:
    """Return True for words that say what is covered, and of whom."""
    return bool(facts.cues & SETTLES) and not facts.cues & {"refuses"} and len(facts.words.split()) > LEAST


def behind(found: Sequence[Facts], last: int) -> int:
    """Return the index behind what the last code of a list means: up to the next heading of another part."""
    end = last + 1
    while (
        end < min(len(found), last + NEAR)
        and not settles(found[end])
        and found[end].kind in (None, "exclusion", "codes")
    ):
        end += 1
    return end
