"""How a limit of what is measured is written: the words before it, its sign, its number and its unit."""

from __future__ import annotations

from payerdiff.model.policy import AtomOp
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.numbers import DIGITS, GROUPED

KINDS_OF_MEASURE = (
    r"(?:%|percent)(?: of)? predicted|of (?:the )?predicted|levels?|counts?|(?:total )?scores?|concentration|activity",
    r"performance|status|grade|titers?|values?|results?|ratios?|troughs?|tests?|peak",
)
LINKS = (
    r"is|are|was|were|of|remains?|remained|stays?|stayed|remaining|persistently|has|have|had|been|must be|should be|with|that is",
    r"consistently|currently|baseline|at baseline|between|involvement|affected|index|measured|measuring|documented|confirmed",
)
BETWEEN = (
    rf"(?:\s*\([^)]{{0,30}}\))?(?:,?\s+(?:{'|'.join((*KINDS_OF_MEASURE, *LINKS))}|(?:corrected|adjusted) for \w+))*"
)
"""Words between a measure's name and its limit."""
SIGN: dict[str, AtomOp] = {
    **dict.fromkeys(("≥", "greater than or equal to", "at least", "at or above", "no less than", "no lower than", "not less than", "not lower than", "not below", "equal to or greater than", "a minimum of", "minimum of"), ">="),
    **dict.fromkeys(("≤", "less than or equal to", "no more than", "at most", "at or below", "no greater than", "no higher than", "not more than", "not greater than", "not higher than", "not above", "not over", "equal to or less than", "a maximum of", "maximum of"), "<="),
    **dict.fromkeys(("does not exceed", "do not exceed", "did not exceed", "has not exceeded", "have not exceeded", "not to exceed", "not exceeding", "must not exceed"), "<="),
    **dict.fromkeys((">", "greater than", "above", "more than", "over", "higher than", "exceeds", "exceed", "exceeding", "in excess of"), ">"),
    **dict.fromkeys(("<", "less than", "below", "under", "lower than", "fewer than"), "<"),
}  # fmt: skip
SIGNS = "|".join(sorted(SIGN, key=len, reverse=True))
NUMBER = rf"[-−–]?{GROUPED}(?:\.\d+)?"
VALUE = rf"(?P<value>{NUMBER})(?!\.?\d)"
VOLUMES = r"(?:microliter|[µμu]L|mcL|mm\^?3|deciliters?(?:\s+\(?dL\)?)?|dL|milliliter|mL)"
INTERNATIONAL = r"(?:international units?(?:\s+\(?IU\)?)?|IU)"
OF_NORMAL = r"(?:(?:the|its|an?) )?(?:(?:testing )?lab(?:oratory)?(?:'s|’s)? )?(?:(?:upper|lower) limits? of (?:the )?normal(?: range)?|[UL]LN)"
UNITS = (
    rf"% of {OF_NORMAL}", r"%(?: predicted(?: normal)?(?: values?)?)?", rf"cells?(?: per |/){VOLUMES}", r"per microliter", r"mg/dL", r"g/dL", r"mg/L", r"mmol/L", r"g/L",
    rf"{INTERNATIONAL}\s*(?:/|per)\s*(?:{VOLUMES}|L(?:iter)?\b)", r"/(?:[µμu]|mc)L", r"(?:per |/) ?mm\^?3", r"mL/min(?:ute)?(?:/1\.73 ?m2)?", r"kg/m2?", r"mm ?(?:/|per )h(?:ou)?r?", r"mg/mL", r"(?:mcg|[µμu]g)/(?:mL|L|dL|g)", r"(?:[x×] ?)?10\^?[39] ?/ ?(?:[µμu]|mc)?L",
    rf"(?:times|x|×) {OF_NORMAL}", r"(?:st|nd|rd|th) percentile", r"percentile", r"(?:events?|episodes?|apneas?)?(?: ?per |/)h(?:ou)?r", r"(?:events?|episodes?) per hour", r"mm ?Hg", r"[np]g/mL", r"m2",
    r"[np]g/dL", r"(?:micro|nano|milli)?mol/L", r"[munp]*mol/L", r"mm(?! ?Hg)", r"m?IU/m?L", r"m?[UE]q?/m?L", r"ppb", r"copies/mL", r"g/g", r"mg/g", r"mg/mmol", r"(?:m?g)/(?:day|24 ?h(?:ou)?rs?)", r"cm/y(?:ea)?r", r"cm", r"(?:eos(?:inophils)?)?(?:/| per )(?:hpf|high[- ]power(?:ed)? field)", r"Wood units", r"BU(?:/mL)?|Bethesda units?(?: ?(?:/|per) ?mL)?", r"years?", r"met(?:er|re)s?", r"seconds?", r"milliseconds?|ms(?:ec)?",
)  # fmt: skip
CHANGED = r"lower|higher|better|worse|improvement|reduction|decrease|increase|drop"
DISTANCE = rf"%?\s*(?:{CHANGED})\b|%?\s*(?:less|more|below|above) than\b"
"""Behind a number, that it is how far a measure went from where it was: `20 % lower than at baseline`."""
SPREAD = r"standard deviations?|SDs?\b|-?fold\b|points? (?:from|lower|higher|decrease|increase)|consecutive"
OTHER_COUNT = rf"\s*(?:{SPREAD}|{DISTANCE})"
"""What is counted behind a number that is no limit of the measure itself."""
UNIT = rf"\s*(?P<unit>{'|'.join(UNITS)})?(?![\w:]|\s*:\s*\d|{OTHER_COUNT})"
UNIT_BEHIND = rf"(?P<unit_behind>{'|'.join(UNITS)})(?![\w:])"
LIMIT = Rule("limits.limit", rf"{BETWEEN}\s*(?P<sign>{SIGNS})\s*{VALUE}{UNIT}", " ≥ 2 mg/dL", " of blood", by="match")
"""`LDL-C level of at least 220 mg/dL`."""
MORE = r"(?P<more>more|greater|higher|above|over|less|lower|below|under|fewer)\b"
OR_MORE = Rule("limits.or_more", rf"{BETWEEN}\s*{VALUE}{UNIT}\s+(?:or|and)\s+{MORE}(?:\s+{UNIT_BEHIND})?", " 2 mg/dL or more", " 2 mg/dL", by="match")  # fmt: skip
"""`LVEF of 35 % or less`."""
TITER = Rule(
    "limits.titer", rf"{BETWEEN}\s*(?P<sign>{SIGNS})\s*1\s*:\s*(?P<value>{GROUPED})(?![\d:])", " below 1:400", " below 1.4", by="match"
)  # fmt: skip
"""A titer, by how often the sample may be diluted: `titer no higher than 1:50`."""
NORMAL = Rule(
    "limits.normal", rf"{BETWEEN}\s*(?P<sign>{SIGNS})\s*{OF_NORMAL}\b", " below the lower limit of normal", " of normal", by="match"
)  # fmt: skip
"""`C4 level below the lower limit of normal`: once that limit."""
OF_THE = r"\s*(?:of )?(?:the |their |his or her )?(?:total )?$"
COVERS = r"(?:\b(?:involving|affecting|covering)\s+)?"
BEFORE = Rule(
    "limits.before",
    rf"{COVERS}(?P<sign>{SIGNS})\s*{VALUE}\s*(?P<unit>%)(?:\s+or\s+more)?{OF_THE}",
    "≥ 20% of ",
    "20% of ",
)
"""`at least 10 % of the body surface area`."""
OR_MORE_BEFORE = Rule(
    "limits.or_more_before", rf"{COVERS}{VALUE}\s*(?P<unit>%)\s+or\s+{MORE}{OF_THE}", "20% or more of ", "20% of "
)
"""`10 % or more of the body surface area`."""
LEAST_BEFORE = Rule("limits.least_before", r"\b(?P<end>minimum|maximum)\s+(?:baseline )?$", "a minimum ", "a ")
LEAST = Rule("limits.least", rf"\s+of\s+{VALUE}{UNIT}", " of 10%", " of at least 10%", by="match")
"""`a minimum BSA of 10 %`."""
PREDICTED_BEFORE = Rule(
    "limits.predicted_before",
    r"(?:percent|%)[ -](?:of )?predicted\s+(?:value for |for )?$|\bpp$",
    "percent predicted ",
    "predicted ",
)
"""Before the name of a measure that is told as a share of what is predicted."""
TAKEN_BEFORE = Rule(
    "limits.taken_before", r"\b(?:pre|post)-?\s?bronchodilator\s+$", "post-bronchodilator ", "bronchodilator, "
)
"""Before the name of a measure of breathing that is taken before or after a drug opens the airways."""
SPAN = Rule(
    "limits.span",
    rf"{BETWEEN}\s*(?:between |from |in the range of |(?:that )?ranges from )?(?P<low>{GROUPED}(?:\.\d+)?)\s*(?:%|[a-zA-Zµμ]{{1,4}}(?:/[a-zA-Zµμ]{{1,3}}[23]?)?)?\s*(?:[-–]|to|and)\s*(?P<high>{GROUPED}(?:\.\d+)?){UNIT}",
    " 30–34.9 kg/m2", " 30 kg/m2", by="match",
)  # fmt: skip
"""Both ends of a measure: `BMI 30 to 34.9 kg/m2`."""
OTHER_END = Rule(
    "limits.other_end", rf"\s*,?\s*(?:and|but)\s+(?P<sign>{SIGNS})\s*{VALUE}{UNIT}", " and less than 30 %", " and 30 %", by="match"
)  # fmt: skip
AGAIN = Rule(
    "limits.again",
    rf"\s*[,;]?\s*\b(?:and|or)\s+(?:an? )?(?:(?P<sign>{SIGNS})\s*{VALUE}{UNIT}|(?P<value_2>{NUMBER}){UNIT.replace('<unit>', '<unit_2>')}\s+or\s+{MORE})",
    ", or at least 35 kg/m2", ", or 35 kg/m2", by="match",
)  # fmt: skip
"""Another limit of the measure just named, in its unit: `BMI of at least 40 kg/m2, or at least 35 kg/m2 with …`."""
GRADES = Rule(
    "limits.grades",
    rf"{BETWEEN}\s*(?P<low>{DIGITS})\s*(?:(?:,\s*\d+\s*)*,?\s*\bor\s*|[-–‐‑]|\bto\b|\bthrough\b)\s*(?P<high>{DIGITS})(?!\s*%?\s*(?:[-–]|to\b)\s*\d)",
    " 0 or 1",
    " 0",
    by="match",
)
"""Grades of a scale behind its name: `0-2`, `0 to 2`, `0, 1 or 2`."""


MEAN = r"(?:the )?(?:mean|average|norm\w*)(?: height)?(?: (?:for|of) (?:age(?: and (?:sex|gender))?|sex))?"
OF_DEVIATIONS = r"(?:standard deviations?|SDs?)(?:\s*\(SDs?\))?\s*(?:or more\s+)?"
DEVIATIONS = Rule(
    "limits.deviations", rf"{BETWEEN}\s*(?P<sign>{SIGNS})?\s*{VALUE}\s*{OF_DEVIATIONS}(?P<side>below|above)\s+{MEAN}",
    " at least 2 standard deviations below the mean", " at least 2 mg/dL", by="match",
)  # fmt: skip
"""How far from the mean a measure must be."""
AGAIN_IN_DEVIATIONS = Rule(
    "limits.again_in_deviations", rf"\s*,?\s+or\s+(?P<sign>{SIGNS})?\s*{VALUE}\s*{OF_DEVIATIONS}(?P<side>below|above)\s+{MEAN}",
    ", or at least 2 SD below the mean", ", or at least 2 mg/dL", by="match",
)  # fmt: skip
"""A limit of the measure just named, by its distance from the mean."""


def whole(name: str, pattern: str, example: str, counterexample: str) -> Rule:
    """Return how one unit may be written."""
    return Rule(f"limits.{name}", pattern, example, counterexample, by="fullmatch")


PLAIN_UNITS = (
    (whole("predicted", r"% predicted.*", "% predicted normal value", "% of normal"), "% predicted"),
    (whole("iu_dl", r"(?:international units?|IU).*(?:deciliter|dL).*", "IU per dL", "IU per mL"), "IU/dL"),
    (whole("iu_l", r"(?:international units?|IU)\s*(?:/|per)\s*L(?:iter)?", "international units/L", "IU/mL"), "IU/L"),
    (whole("iu_ml", r"(?:international units?|IU).*(?:milliliter|mL).*", "IU per mL", "IU per dL"), "IU/mL"),
    (whole("cells", r"(?:cells? ?(?:per |/)|per |/)(?:microliter|mcL|[µμu]L|mm\^?3)", "cells/mm3", "mm3"), "cells/uL"),
    (whole("giga", r"(?:[x×] ?)?10\^?9.*", "x 109/L", "x 103/uL"), "10^9/L"),
    (whole("kilo", r"(?:[x×] ?)?10\^?3.*", "x 103/uL", "x 109/L"), "10^3/uL"),
    (whole("per_hour_fallen", r"mm ?(?:/|per )h(?:ou)?r?", "mm/hr", "mm"), "mm/h"),
    (whole("a_day", r"g/(?:day|24 ?h(?:ou)?rs?)", "g/24 hours", "mg/day"), "g/day"),
    (whole("mg_a_day", r"mg/(?:day|24 ?h(?:ou)?rs?)", "mg/24 hours", "g/day"), "mg/day"),
    (whole("growth", r"cm/y(?:ea)?r", "cm/yr", "cm"), "cm/year"),
    (whole("field", r".*(?:hpf|field)", "eosinophils per high-power field", "hour"), "hpf"),
    (whole("per_hour", r".*h(?:ou)?r", "events per hour", "mm Hg"), "events/hour"),
    (whole("percentile", r".*percentile", "th percentile", "mm Hg"), "percentile"),
    (whole("mmhg", r"mm ?Hg", "mm Hg", "mm"), "mmHg"),
    (whole("minute", r"mL/min(?:ute)?", "mL/minute", "mL"), "mL/min"),
    (whole("bethesda", r"BU(?:/mL)?|Bethesda units?.*", "Bethesda units", "units"), "BU"),
    (whole("years", r"years?", "years", "days"), "year"),
    (whole("meters", r"met(?:er|re)s?", "metres", "cm"), "m"),
    (whole("seconds", r"seconds?", "seconds", "ms"), "s"),
    (whole("milliseconds", r"milliseconds?|ms(?:ec)?", "msec", "s"), "ms"),
    (whole("lower_limit", r".*(?:LLN|lower limits?.*)", "x LLN", "x ULN"), "LLN"),
    (whole("times", r".*(?:ULN|upper limits?.*)", "times the upper limit of normal", "times the lower limit"), "ULN"),
)  # fmt: skip


def plain_unit(written: str) -> str:
    """Return a unit as the schema writes it.

    >>> plain_unit("cells per microliter"), plain_unit("mg/dL"), plain_unit("x ULN")
    ('cells/uL', 'mg/dL', 'ULN')
    """
    return next((plain for pattern, plain in PLAIN_UNITS if pattern.fullmatch(written)), written)
