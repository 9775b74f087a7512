"""Stages of a cancer in a row: `stage I, II or III`, `stage II-IV`, `stage IIB and higher` ask for any one of them, since nobody is in two."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from payerdiff.normalize import disease_names, lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import Condition
from payerdiff.normalize.typing.tagging.asides import fillers
from payerdiff.normalize.typing.tagging.measured.grades import HIGHER, MORE, ROMAN, SEPARATES, SPANS

STAGE_ENDS = Rule(
    "stages.ends",
    r"\s*(?:$|[,;.)]|(?:disease|cancer|tumors?|carcinoma|melanoma|or\b|and\b|to\b))",
    " disease",
    " months",
    by="match",
)
BEGINS = Rule("stages.begins", r"(?<![\w-])stages?\s+(?=[IVX\d])", "Stage II", "stage of disease")
ONE = Rule(
    "stages.one", r"(?:stages?\s+)?(?P<number>IV|I{1,3}|[0-4])(?P<part>[A-Da-d]?)\d?(?![\w.-])|(?:stages?\s+)?(?P<low>IV|I{1,3}|[0-4])(?P<low_part>[A-Da-d]?)(?=[-–—])",
    "stage IIIB", "IIIx", exact=True, by="match",
)  # fmt: skip
"""One stage, with the part of it where it has parts."""
PARTS = "ABCD"


def is_cancer_stage(text: str, hit: lexicon.Hit) -> bool:
    """Return True if a stage is that of a cancer: other diseases count their stages too, and mean other things by them."""
    named = [one.canonical for one in disease_names.diseases(text)]
    if any(name == "cancer" or "cancer" in lexicon.wider(name) for name in named):
        return True
    before = [word for word in text[: hit.start].split() if word.lower().strip(".,;:()") not in fillers()]
    return not named and STAGE_ENDS.match(text, hit.end) is not None and len(before) <= 2


NUMBERS = ("0", "I", "II", "III", "IV")


@cache
def in_order() -> tuple[str, ...]:
    """Return the stages that the vocabulary knows, without the word before them, from the lowest on; a stage stands before its parts."""
    named = (name.removeprefix("stage_") for name in lexicon.table("courses") if name.startswith("stage_"))
    known = [stage for stage in named if stage.rstrip(PARTS) in NUMBERS]
    return tuple(sorted(known, key=place))


def place(stage: str) -> tuple[int, str]:
    """Return where a stage stands: its number, and its part."""
    number = stage.rstrip(PARTS)
    return NUMBERS.index(number), stage[len(number) :]


def span(low: str, high: str) -> list[str]:
    """Return the stages from one to another; the last one as a whole only where it is named as a whole.

    >>> span("II", "IV"), span("IIIB", "IV"), span("IIC", "IIIA")
    (['II', 'III', 'IV'], ['IIIB', 'IIIC', 'IIID', 'IV'], ['IIC', 'IIIA'])
    """
    first, last = place(low), place(high)
    found = [
        s for s in in_order() if first <= place(s) and (place(s) <= last or (place(s)[0] == last[0] and not last[1]))
    ]
    found = [s for s in found if not (last[1] and place(s) == (last[0], ""))]
    return sorted((s for s in found if not any(o != s and o == s.rstrip(PARTS) for o in found)), key=place)


def stages(text: str) -> Iterator[Condition]:
    """Yield in which of several stages a cancer must be."""
    for begins in BEGINS.finditer(text) if "tage" in text else ():
        found, end = stages_at(text, begins.end())
        first = ONE.match(text, begins.end())
        ends = (first.end(), end) if first else ()
        if len(found) > 1 and any(is_cancer_stage(text, lexicon.Hit("", begins.start(), high)) for high in ends):
            yield Condition("disease_setting", "in", tuple(f"stage_{stage}" for stage in found), begins.start(), end)


def ends_at(text: str, at: int) -> bool:
    """Return True if a number in digits may be a stage by what stands behind it: the end of a list, or the name of a disease."""
    named = (hit.start for hit in disease_names.diseases(text) if hit.start >= at)
    return STAGE_ENDS.match(text, at) is not None or not text[at : next(named, len(text))].strip()


def stages_at(text: str, at: int) -> tuple[list[str], int]:
    """Return the stages that a text names from a place on, and where their words end."""
    found: list[str] = []
    end, spans = at, False
    while match := ONE.match(text, at):
        number, part = (match["number"], match["part"]) if match["number"] else (match["low"], match["low_part"])
        if found and number.isdigit() and not ends_at(text, match.end()):
            break
        stage = ROMAN.get(number, number) + part.upper()
        if stage not in in_order():
            break
        found += [s for s in (span(found[-1], stage) if spans else [stage]) if s not in found]
        end = match.end()
        joint = SEPARATES.match(text, end)
        if joint is None:
            break
        more = SEPARATES.match(text, joint.end())
        spans = SPANS.fullmatch(joint.group()) is not None
        at = more.end() if more else joint.end()
    if (side := MORE.match(text, end)) and len(found) == 1:
        found = span(found[0], "IV") if side["side"].lower() in HIGHER else span("0", found[0])
        end = side.end()
    return found, end
