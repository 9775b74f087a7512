"""Blocks → features: what speaks for one role or another, in words that `data/roles.toml` weighs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts

CAPITALS = Rule("features.capitals", r"[A-Z]{2,}", "NSAIDs", "Asthma", exact=True)


def seen_of(found: Sequence[Facts]) -> list[list[str]]:
    """Return the features of each block that need no vocabulary of their own: form, signs, place and neighbors."""
    dense = densities(found)
    last = max(len(found) - 1, 1)
    listed, bare = in_lists(found), bare_lists(found)
    rows = [list(form_of(facts)) for facts in found]
    result = []
    for at, facts in enumerate(found):
        seen = [*rows[at], *signs_of(facts), *places_of(facts, at / last, dense[at])]
        if listed[at]:
            seen.append("in a list with connectors")
        if bare[at]:
            seen.append("in a bare list")
        for step, name in ((-1, "before"), (1, "after")):
            other = at + step
            seen += [f"{name}: {form}" for form in (rows[other] if 0 <= other < len(found) else ["none"])]
            if 0 <= other < len(found):
                seen += [f"{name}: {cue}" for cue in sorted(found[other].cues & NEAR)]
        result.append(seen)
    return result


NEAR = frozenset({"grants", "leads", "reference", "date", "code", "study", "needs"})


def form_of(facts: Facts) -> Iterator[str]:
    """Yield the features of a block's form."""
    block, look = facts.block, facts.look
    yield f"kind {block.kind}"
    if block.marker is not None and block.kind == "item":
        yield f"marker {block.marker.places[0][0] if block.marker.places else block.marker.kind}"
    if look.bold:
        yield "bold"
    if look.larger:
        yield "larger"
    if look.smaller:
        yield "smaller"
    count = len(facts.words.split())
    yield f"words {'1' if count == 1 else '2-4' if count < 5 else '5-9' if count < 10 else '10-19' if count < 20 else '20-44' if count < 45 else 'many'}"
    yield f"closes {facts.closes or 'open'}"
    if facts.heading:
        yield "heading"
    if facts.titled:
        yield (
            f"names a {facts.titled}"
            if facts.heading or facts.opens or not facts.marked
            else "names something in a list"
        )
    if facts.opens:
        yield "opens a list"


LIMIT = Rule("features.limit", r"[≥≤<>]", "≥ 18", "18", exact=True)


def signs_of(facts: Facts) -> Iterator[str]:
    """Yield the features of a block's own words."""
    words = facts.words
    yield from sorted(facts.cues)
    if facts.kind and facts.heading:
        yield f"opens {facts.kind}"
    if words[:1].islower():
        yield "begins small"
    if words.isupper() and len(words) > 3:
        yield "capitals"
    if LIMIT.search(words):
        yield "comparator"
    if lexicon.hits("specialties", words[:300]):
        yield "specialty"
    if {"approval", "span"} <= facts.cues and len(words.split()) < 20:
        yield "states a term"
    if "example" in facts.cues and not facts.marked:
        yield "remark"
    if {"grants", "leads"} <= facts.cues:
        yield "grants and leads"
    if {"date", "field"} <= facts.cues and len(words.split()) < 10 and facts.block.kind != "item":
        yield "a date and its label"
    if {"person", "needs"} <= facts.cues:
        yield "person and needs"


def places_of(facts: Facts, share: float, dense: tuple[int, int]) -> Iterator[str]:
    """Yield the features of a block's place: page, headings above it, and what its section holds."""
    yield f"page {'first' if facts.block.page <= 1 else 'later'}"
    if facts.at < 15:
        yield "among the first"
    if facts.at < 4:
        yield "at the top"
    yield f"place {int(share * 5)}"
    kinds = [head.kind for head in facts.above if head.kind]
    yield f"under {kinds[-1] if kinds else 'nothing'}"
    if len(kinds) > 1:
        yield f"within {kinds[-2]}"
    if facts.above and facts.above[-1].titled:
        yield f"under a {facts.above[-1].titled}"
    yield f"criteria density {dense[0]}"
    yield f"other density {dense[1]}"


CRITERIAL = frozenset({"grants", "needs", "person"})
OTHERWISE = frozenset({"reference", "study", "code", "date", "legal", "contact", "change"})


def densities(found: Sequence[Facts]) -> list[tuple[int, int]]:
    """Return how much the blocks around a block look like criteria, and like something else, each in four steps.

    Around means below the same heading; for a heading, what stands below it up to the next one as prominent.
    """
    own: dict[int, Counter[str]] = {}
    for facts in found:
        for key in {facts.above[-1].at if facts.above else -1, *((facts.at,) if facts.heading else ())}:
            tally = own.setdefault(key, Counter())
            if not facts.heading:
                tally["all"] += 1
                tally["criteria"] += bool(facts.cues & CRITERIAL) or facts.closes in ("and", "or")
                tally["joined"] += facts.closes in ("and", "or", "semicolon")
                tally["other"] += bool(facts.cues & OTHERWISE)
    for facts in reversed(found):  # a heading over headings holds what they hold
        if facts.heading and facts.above:
            own[facts.above[-1].at] = own.get(facts.above[-1].at, Counter()) + own.get(facts.at, Counter())

    def steps(key: int) -> tuple[int, int]:
        tally = own.get(key, Counter())
        total = max(tally["all"], 1)
        return min(3, int(3.99 * (tally["criteria"] + tally["joined"]) / total)), min(
            3, int(3.99 * tally["other"] / total)
        )

    return [steps(f.at if f.heading else f.above[-1].at if f.above else -1) for f in found]


def in_lists(found: Sequence[Facts]) -> list[bool]:
    """Return for each block whether it is an item of a run of items of which some close with a connector."""
    result = [False] * len(found)
    start = 0
    for at in range(len(found) + 1):
        if at < len(found) and found[at].marked:
            continue
        run = found[start:at]
        if any(f.closes in ("and", "or") or (CAPITALS.search(f.words) and {"leads"} <= f.cues) for f in run):
            result[start:at] = [True] * len(run)
        start = at + 1
    return result


BARE = 6
"""Items at least of a list that only names things."""


def bare_lists(found: Sequence[Facts]) -> list[bool]:
    """Return for each block whether it is an item of a long run of short items without any sign, which nothing introduces: a menu."""
    result = [False] * len(found)
    start = 0
    for at in range(len(found) + 1):
        if at < len(found) and (
            found[at].marked or (found[at].heading and len(found[at].words) < 30 and not found[at].kind)
        ):
            continue
        run = found[start:at]
        plain = [
            f
            for f in run
            if len(f.words.split()) <= 5 and not f.cues - {"field", "contact"} and not f.closes and not f.titled
        ]
        introduced = start > 0 and (
            "leads" in found[start - 1].cues or found[start - 1].closes == "colon" or {"leads"} & run[0].cues
            if run
            else False
        )
        if len(plain) >= BARE and len(plain) > 0.8 * len(run) and not introduced:
            result[start:at] = [True] * len(run)
        start = at + 1
    return result
