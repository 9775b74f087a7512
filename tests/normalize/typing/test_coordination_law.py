"""A law of coordination: whatever stands under whatever connectors, the parse says what was drawn or leaves it open, and never anything else.

A criterion is drawn as a frame of connectors with conditions in it. For every way the conditions may turn out, what the parse says must be
what the frame says, or open. Frames of which nobody can say what binds closer (`A or B and C`) must say nothing of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notation import of

from payerdiff.normalize.typing.conditions import meaning_under
from payerdiff.normalize.typing.expression import OPPOSITE, REVERSED, Condition, Expression, Unknown

Says = Callable[[Sequence[bool]], bool] | None
CLAUSES = (
    ("age 18 years or older", "is 18 years of age or older", "aged at least 12 years"),
    ("weighs at least 40 kg",),
    ("has gout", "has a diagnosis of asthma", "diagnosis of plaque psoriasis"),
    ("has tried methotrexate", "has failed leflunomide", "trial of sulfasalazine"),
    ("prescribed by a rheumatologist", "in consultation with a dermatologist"),
    ("LDL-C is at least 190 mg/dL", "has a hemoglobin less than 10 g/dL"),
    ("tumor is HER2-positive", "has a BRCA1 mutation"),
    ("is used in combination with rituximab",),
    ("is pregnant",),
    ("lives near a clinic", "owns a refrigerator"),
)
"""Conditions by kind, each with several wordings; the last kind is one that nothing types."""
WRAPPERS = ("{}", "Member {}", "Patient {}", "Documentation that the patient {}", "The individual meets this: {}")
FRAMES: tuple[tuple[str, Says], ...] = (
    ("{0} and {1}", all),
    ("{0} as well as {1}", all),
    ("{0} (and {1})", all),
    ("{0}. {1}", all),
    ("both of the following: {0} and {1}", all),
    ("{0}, {1}, and {2}", all),
    ("{0}, {1} and {2}", all),
    ("all of the following: {0}; {1}; {2}", all),
    ("{0} or {1}", any),
    ("{0} and/or {1}", any),
    ("{0} (or {1})", any),
    ("either of the following: {0}; {1}", any),
    ("{0}, {1}, or {2}", any),
    ("one of the following: {0}, {1}, or {2}", any),
    ("any of the following: {0}, {1}, {2}", any),
    ("{0}, and {1} or {2}", lambda v: v[0] and (v[1] or v[2])),
    ("{0} and either {1} or {2}", lambda v: v[0] and (v[1] or v[2])),
    ("{0}, and either {1} or {2}", lambda v: v[0] and (v[1] or v[2])),
    ("{0} and ({1} or {2})", lambda v: v[0] and (v[1] or v[2])),
    ("{0}, and one of the following: {1} or {2}", lambda v: v[0] and (v[1] or v[2])),
    ("{0} and one of the following: {1}; {2}; {3}", lambda v: v[0] and any(v[1:])),
    ("{0}, {1}, and either {2} or {3}", lambda v: v[0] and v[1] and (v[2] or v[3])),
    ("({0} or {1}) and {2}", lambda v: (v[0] or v[1]) and v[2]),
    ("either {0} or {1}, and {2}", lambda v: (v[0] or v[1]) and v[2]),
    ("either {0} or {1}; and {2}", lambda v: (v[0] or v[1]) and v[2]),
    ("{0} or ({1} and {2})", lambda v: v[0] or (v[1] and v[2])),
    ("{0} or both {1} and {2}", lambda v: v[0] or (v[1] and v[2])),
    ("{0}, or both {1} and {2}", lambda v: v[0] or (v[1] and v[2])),
    ("both {0} and {1}, or {2}", lambda v: (v[0] and v[1]) or v[2]),
    ("at least two of the following: {0}, {1}, {2}", lambda v: sum(v) >= 2),
    ("two of the following: {0}; {1}; or {2}", lambda v: sum(v) >= 2),
    ("at least 2 of: {0}, {1}, and {2}", lambda v: sum(v) >= 2),
    ("none of the following: {0}, {1}", lambda v: not any(v)),
    ("neither {0} nor {1}", lambda v: not any(v)),
    ("{0} unless {1}", any),
    ("{0}, except when {1}", any),
    ("{0} and {1}, unless {2}", lambda v: (v[0] and v[1]) or v[2]),
    ("if {1}, then {0}", lambda v: v[0] or not v[1]),
    ("if {1}, {0}", lambda v: v[0] or not v[1]),
    ("{0} if {1}", lambda v: v[0] or not v[1]),
    ("if {2}, {0} and {1}", lambda v: (v[0] and v[1]) or not v[2]),
    ("if {2}, then {0} or {1}", lambda v: v[0] or v[1] or not v[2]),
    ("if {1} and {2}, {0}", lambda v: v[0] or not (v[1] and v[2])),
    ("{0} or {1} and {2}", None),
    ("{0} and {1} or {2}", None),
    ("{0}, and {1}, or {2}", None),
)  # fmt: skip
"""Frames of connectors, with what they say of how their conditions turn out; None where that is for a reader."""
DRUGS = ("methotrexate", "leflunomide", "sulfasalazine", "hydroxychloroquine", "zorvamab")
DISEASES = ("gout", "asthma", "plaque psoriasis", "ulcerative colitis")
SPECIALISTS = ("a rheumatologist", "a dermatologist", "a neurologist", "a cardiologist")
PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("failure of {}", DRUGS),
    ("has failed {}", DRUGS),
    ("has tried {}", DRUGS),
    ("inadequate response to {}", DRUGS),
    ("contraindication to {}", DRUGS),
    ("used in combination with {}", DRUGS),
    ("trial of {} for at least 3 months", DRUGS),
    ("at least a 3-month trial of {}", DRUGS),
    ("trial of {} for at least 3 months each", DRUGS),
    ("diagnosis of {}", DISEASES),
    ("member has {}", DISEASES),
    ("prescribed by {}", SPECIALISTS),
    ("in consultation with {}", SPECIALISTS),
)
"""Phrases with lists of names in them; no vocabulary has the last drug."""
LISTS = tuple(
    (frame, says) for frame, says in FRAMES if not any(w in frame for w in ("if ", "unless", "except", ". {"))
)


Facts = Mapping[Condition, bool]


def bare(c: Condition) -> Condition:
    """Return a condition without its place."""
    return replace(c, start=0, end=0)


class ForeignConditionError(AssertionError):
    """A condition that was not drawn."""


def truth(part: Expression, facts: Facts) -> bool | None:
    """Return whether an expression holds; None where what is not typed decides it."""
    if isinstance(part, Unknown):
        return None
    if isinstance(part, Condition):
        return truth_of(bare(part), facts)
    found = [truth(p, facts) for p in part.parts]
    if part.op == "if":
        return either(denied(found[0]), found[1])
    if part.op == "none":
        return denied(either(*found))
    if part.op == "any":
        return either(*found)
    least = part.k if part.op == "at_least" and part.k else len(found)
    if found.count(True) >= least:
        return True
    return None if found.count(True) + found.count(None) >= least else False


def truth_of(c: Condition, facts: Facts) -> bool | None:
    """Return whether a condition holds, of several values or denied as it may be."""
    if len(c.values) > 1 and (c.negated or c.op == "not_in"):
        return denied(truth_of(replace(c, op="in", negated=False), facts))
    if len(c.values) > 1:
        op = "=" if c.op == "in" else c.op
        ones = [truth_of(replace(c, op=op, value=v, count=None), facts) for v in c.values]
        return ones.count(True) >= c.count if c.count else either(*ones)
    if c in facts:
        return facts[c]
    for other in (
        replace(c, negated=not c.negated),
        replace(c, op=REVERSED[c.op]),
        replace(c, value=OPPOSITE.get(str(c.value))),
    ):
        if other in facts:
            return not facts[other]
    if c.concept == "prior_therapy" and c.duration is None:  # who tried it for so long has tried it
        for known, holds in facts.items():
            if replace(known, duration=None) == c:
                return True if holds else None
    raise ForeignConditionError(c)


def either(*found: bool | None) -> bool | None:
    """Return whether one of several holds."""
    return True if True in found else None if None in found else False


def denied(found: bool | None) -> bool | None:
    """Return the opposite."""
    return None if found is None else not found


def conditions_under(frame: str, parts: Sequence[str]) -> tuple[str, list[Condition | None]]:
    """Return a frame with parts in it, and what each part says by itself; None of what nothing types."""
    found = [meaning_under(part, []) for part in parts]
    return frame.format(*parts), [bare(one) if isinstance(one, Condition) else None for one in found]


def hold(text: str, conditions: Sequence[Condition | None], says: Says) -> None:
    """Hold that for every way in which conditions turn out, the parse says what the frame says, or leaves it open."""
    parsed = meaning_under(text, [])
    for turned in product((False, True), repeat=len(conditions)) if parsed else ():
        facts = {c: holds for c, holds in zip(conditions, turned, strict=True) if c}
        told = truth(parsed, facts) if parsed else None
        assert says is None or told is None or told == says(turned), (
            f"{text}\n{of(parsed, text) if parsed else ''}\n{facts}"
        )


def size_of(frame: str) -> int:
    """Return how many conditions a frame takes."""
    return 1 + max(int(c) for c in frame if c.isdigit() and f"{{{c}}}" in frame)


@settings(max_examples=150)
@given(data=st.data())
def test_clauses_under_any_connectors_say_what_was_drawn_or_are_left_open(data: st.DataObject) -> None:
    frame, says = data.draw(st.sampled_from(FRAMES))
    kinds = data.draw(st.permutations(CLAUSES))[: size_of(frame)]
    text, conditions = conditions_under(frame, [data.draw(st.sampled_from(kind)) for kind in kinds])
    hold(data.draw(st.sampled_from(WRAPPERS)).format(text), conditions, says)


@settings(max_examples=150)
@given(data=st.data())
def test_names_in_any_list_say_what_was_drawn_or_are_left_open(data: st.DataObject) -> None:
    frame, says = data.draw(st.sampled_from(LISTS))
    phrase, pool = data.draw(st.sampled_from(PHRASES))
    names = data.draw(st.permutations(pool))[: size_of(frame)]
    _, conditions = conditions_under(frame, [phrase.format(name) for name in names])
    hold(phrase.format(frame.format(*names)), conditions, says)


OPEN_ON_PURPOSE = "{0}, {1}, or {2}"
"""Of clauses of several kinds: the first may be asked for beside the others."""


@pytest.mark.parametrize("frame", [frame for frame, says in FRAMES if says and frame != OPEN_ON_PURPOSE])
def test_every_frame_is_read_whole_for_some_conditions(frame: str) -> None:
    """A frame that is always left open would hold the law for nothing."""
    parts = ["is pregnant", "weighs at least 40 kg", "prescribed by a rheumatologist", "has tried methotrexate"]
    text, conditions = conditions_under(frame, parts[: size_of(frame)])
    parsed = meaning_under(text, [])
    assert parsed is not None
    assert truth(parsed, {c: True for c in conditions if c}) is not None


def test_the_law_sees_a_wrong_operator() -> None:
    text, conditions = conditions_under("{0} and {1}", ["is pregnant", "weighs at least 40 kg"])
    with pytest.raises(AssertionError):
        hold(text, conditions, any)
