"""Atoms about the disease: which one, how severe, and where in its course it is treated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from payerdiff.normalize import lexicon
from payerdiff.normalize.typing.leaf_words import Found, Words, joined

GIVEN_FOR = re.compile(r"\b(?:no|not|without|other than|rule[sd]? out)\b[^.;,]{0,30}$", re.IGNORECASE)
OTHER_BEFORE = re.compile(r"\b(?P<other>[A-Za-z][\w-]*)\s*(?:,\s*)?(?:\bor|\band/or)\s+(?:an?\s+)?$", re.IGNORECASE)
OTHER_AFTER = re.compile(r"^\s*(?:\([^()]*\)\s*)?,?\s*(?:or|and/or)\s+(?!(?:not|no|is|has|had|have|are|was|were|with|without|who|older|above|over|if|when|the|patient|member|individual|prior|previous|at|more|as|in|for|by)\b)", re.IGNORECASE)  # fmt: skip


def coordinated(plain: str, hits: list[lexicon.Hit]) -> list[lexicon.Hit] | None:
    """Return the diseases with those that share the last words of one (`dystrophic or junctional epidermolysis bullosa`).

    None where a disease is one of several alternatives of which another is not known: to type what is known would narrow the criterion.
    """
    found: list[lexicon.Hit] = []
    for at, hit in enumerate(hits):
        before = OTHER_BEFORE.search(plain[: hit.start])
        if before and not any(other.end >= before.start("other") for other in hits[:at]):
            _, *rest = plain[hit.start : hit.end].split(" ")
            twin = " ".join((before["other"], *rest))
            same = [h for h in lexicon.hits("diagnoses", twin) if h.end == len(twin) and h.start == 0]
            if rest and same:
                found.append(lexicon.Hit(same[0].canonical, before.start("other"), hit.end))
            elif before["other"].lower() not in lexicon.table("phrases")["qualifying"]["words"]:
                return None
        after = OTHER_AFTER.match(plain[hit.end :])
        if after and not any(0 <= other.start - hit.end - after.end() <= 25 for other in hits[at + 1 :]):
            return None
        found.append(hit)
    return found


BESIDE = re.compile(
    r"(?=.*(?:\b(?:and|or)\b|[,;/(+&]))(?!.*\b(?:had|has|have|is|was|were|been|then|after|into|who|that|which|for)\b)(?:[^.:]|\b[a-z]\.){0,60}",
    re.IGNORECASE | re.DOTALL,
)
"""What stands between diseases of one enumeration: no other clause."""


def find_diagnoses(words: Words) -> Iterator[Found]:
    """Yield the disease that the patient must have; an abbreviation in brackets repeats the name before it."""
    found: list[lexicon.Hit] = []
    hits = coordinated(words.plain, lexicon.hits("diagnoses", words.plain))
    for hit in hits or ():
        before = words.plain[: hit.start].rstrip()
        if found and before.endswith("("):
            continue
        if found and (hit.canonical == "cancer" or hit.canonical in {other.canonical for other in found}):
            continue
        if GIVEN_FOR.search(before) or before.lower().endswith("non-"):
            return
        if found and hit.canonical in lexicon.wider(found[-1].canonical):
            continue
        if lexicon.table("diagnoses")[hit.canonical].get("with_words") and not is_asked(words.plain, hit):
            continue
        found.append(hit)
    together = (b.start < a.end or BESIDE.fullmatch(words.plain[a.end : b.start]) for a, b in pairwise(found))
    if found and all(together):  # far from one another they are no alternatives
        yield joined(found, "diagnosis")


ASKED = re.compile(
    r"\bdiagnos(?:is|ed)\b[^.;]{0,60}$|\bconfirmed\b[^.;]{0,40}$|(?<!approved )(?<!indicated )(?<!labeled )\bfor (?:the )?treatment of\s*$|\b(?:patients?|individuals?|members?|adults|children)\b[^.;:]{0,50}\bwith\s*$|^\W*(?:(?:the )?(?:patient|individual|member)s? (?:has|have|with)|treatment of|for|in)\b[^.;]{0,40}$",
    re.IGNORECASE,
)


def is_asked(plain: str, hit: lexicon.Hit) -> bool:
    """Tell whether a leaf asks for a disease: its words say so, or it says nothing else before it."""
    after = plain[hit.end :].lstrip().lower()
    noun = after.startswith(("exacerbation", "control", "symptom", "medication", "attack", "therapy", "treatment", "related", "-related", "flare"))  # fmt: skip
    alone = not plain[: hit.start].strip(" .:–-") and len(re.sub(r"\([^)]*\)", "", after).split()) <= 2
    return not noun and (alone or ASKED.search(plain[: hit.start]) is not None)


PASSED = re.compile(
    r"\b(?:following|after|past|prior|previous|completed|completing|received|response to|relapse after|refractory to|end of|shorten\w*)\b[^,;.]*$",
    re.IGNORECASE,
)


def find_settings(words: Words) -> Iterator[Found]:
    """Yield where in its course the disease is treated; a phase that lies behind the patient is no setting."""
    found: list[lexicon.Hit] = []
    for hit in lexicon.hits("settings", words.plain):
        if PASSED.search(words.plain[: hit.start]) or words.plain[hit.end :].lstrip().lower().startswith(
            ("to ", "was ", "ends", "is over")
        ):
            continue
        if re.search(r"\bless than\s+(?:a\s+)?$", words.plain[: hit.start], re.IGNORECASE):
            continue
        ordinal = re.search(r"\bfirst(\s+or\s+second)?\s*$", words.plain[: hit.start], re.IGNORECASE)
        if ordinal and hit.canonical == "remission":
            found.append(lexicon.Hit("first_remission", ordinal.start(), hit.end))
            if ordinal.group(1):
                found.append(lexicon.Hit("second_remission", ordinal.start(), hit.end))
            continue
        first = re.search(r"\bfirst\s+or\s+$", words.plain[: hit.start], re.IGNORECASE)
        if hit.canonical == "second_remission" and first:
            found.append(lexicon.Hit("first_remission", first.start(), hit.end))
        found.append(hit)
    if found:
        yield joined(found, "disease_setting")


SEVERITY = re.compile(
    r"(?<!moderately )(?<!moderate )\b(?P<one>mild|moderate|severe)(?:ly)?(?:\s*(?:-\s*to\s*-|to|or|/|-)\s*(?P<two>mild|moderate|severe)(?:ly)?)?(?:,?\s+(?:chronic|active|persistent|uncontrolled|symptomatic|plaque|adult|pediatric)){0,3}\s+$",
    re.IGNORECASE,
)
DEGREES = ("mild", "moderate", "severe")


def find_severities(words: Words) -> Iterator[Found]:
    """Yield how severe a disease must be: `moderate-to-severe atopic dermatitis`; `mild to severe` spans all that lies between."""
    for disease in find_diagnoses(words):
        match = SEVERITY.search(words.plain[: disease.start])
        if match and not re.search(r"\b(?:or|to)\s*$", words.plain[: match.start()], re.IGNORECASE):
            ends = sorted(DEGREES.index(match[name].lower()) for name in ("one", "two") if match[name])
            meant: list[str | float] = list(DEGREES[ends[0] : ends[-1] + 1])
            yield Found(
                "disease_setting",
                "=" if len(meant) == 1 else "in",
                meant[0] if len(meant) == 1 else meant,
                match.start(),
                match.end(),
            )
