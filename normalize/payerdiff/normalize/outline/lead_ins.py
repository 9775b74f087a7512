"""What the words above a list say: an operator over its items, a condition of their own, or that none of them may hold."""

from __future__ import annotations

from dataclasses import dataclass

from payerdiff.model.policy import Op
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.outline.label_lists import ONE, TO, spelled_out
from payerdiff.normalize.outline.quantifiers import joint_of, quantifier_of
from payerdiff.normalize.outline.weight import is_filler, only_outcomes, weighty, without_outcomes
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import Unknown
from payerdiff.normalize.typing.grammar import parsed
from payerdiff.normalize.typing.leads import awaits_list, is_cue_alone

ONE_LABEL = rf"{ONE}(?:{TO}{ONE})?"
IS_MET = r"(?:\s+(?:is|are)\s+(?:met|true|satisfied|present))?"
NEXT_LABEL = rf"{IS_MET}(?:\s*,\s*(?:(?:and|or)\s+)?|\s+(?:and|or)\s+)(?:either\s+|both\s+)?{ONE_LABEL}\b"
ARE_MET = rf"(?:\s+(?:below|above))?{IS_MET}\s*:?\s*$"
LABELED = rf"(?:\bcriteri(?:a|on)|\beither|\bboth|\bof|\bmeets?|\bwhen|\bif)\s+({ONE_LABEL}(?:{NEXT_LABEL})+|{ONE}{TO}{ONE})(?={ARE_MET})"
"""Labels that close an introduction without brackets: `meets criteria i and ii:`."""
BRACKET = Rule(
    "lead_ins.bracket",
    rf"\((?:must meet\s+)?([^()]*)\)|\bmust meet (\w+ (?:or|and) \w+)\b|{LABELED}",
    "All of these (must meet a or b)",
    "All of these",
)
LABEL_WORD = Rule("lead_ins.label_word", r"[a-z]|[ivx]{1,5}|\d{1,2}", "iv", "four", exact=True, by="fullmatch")
CAPITAL = Rule("lead_ins.capital", r"[A-H]|[IVX]{1,4}", "B", "BMI", exact=True, by="fullmatch")
"""A label in capitals: in brackets it may be a type (`hemophilia (A or B)`), at the end of an introduction it is none."""
CLOSING = Rule(
    "lead_ins.closing",
    r"(?:\s*[;,.]?\s*\b(?:AND|OR)\b|\s*(?:[;,.]|(?<=\)))\s*\b(?:and|or)\b)?[\s;:,.*]*$",
    "Age at least 18; AND",
    "Age at least 18",
    exact=True,
)
POINTS = r"\b(?:refer|see)\b"
"""What points to another place: a denial before it does not reach what is listed behind it."""
DENIAL = r"(?:(?:is|are|was|were|will|has|have|had|must|should|do|does|did) not(?! limited)|not to|absence|none|no|without|free of)"
GOVERNS = r"(?:with|of|have|has|had|receiv\w+|tak\w+|us\w+|given|be|been|to|for|in|meet|exceed(?:ed)?|experienced)"
NONE_OF_THESE = (
    r"^(?:there (?:is|are) )?(?:absence of|no)\b[^.;:(]*(?:\(if|\binclud(?:es?|ing)|\bsuch as|,? defined as)\s*$"
)
REFUSES = Rule(
    "lead_ins.refuses",
    rf"\b{DENIAL}\b(?:(?!\b(?:and|but|who)\s+(?:also\s+)?(?:has|have|had|is|are|was|meets?|shows?)\b|,? and (?:an?|the|with)\b|{POINTS})[^.;:])*\b{GOVERNS}\s*$|{NONE_OF_THESE}",
    "is not receiving it in combination with",
    "is receiving it in combination with",
)
"""What refuses every item behind it: `is not receiving the drug in combination with` any of the following; `no contraindications (if`
any of the following `are present`; `absence of liver disease, defined as`."""
CEILING = Rule(
    "lead_ins.ceiling",
    r"\b(?:dos(?:es?|ages?|ing)|quantit(?:y|ies)|frequency)\b[^.;:]*\bexceed(?:ed)?\s*$",
    "The dose does not exceed",
    "Levels have not exceeded",
)
"""A ceiling of a dose refuses none of the doses behind it: each says how large the dose may be."""
REFUSES_LIST = Rule(
    "lead_ins.refuses_list",
    rf"\b{DENIAL} (?:(?!(?:and|or|but|who|when|as|by|that|which|unless)\b)\w+ ){{0,7}}?{GOVERNS}\s*$|{NONE_OF_THESE}",
    "Member does not have",
    "Member has asthma",
)
"""The same where no `any of` stands before the list: only close to it, in one clause."""
ENDS_IN_LIST = Rule(
    "lead_ins.ends_in_list", r"(?:\bthe following)?\s*:\s*$", "one of the following:", "one of the following"
)


Group = tuple[str, tuple[str, ...]]
"""How some labels join, and the labels."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a parent's words say: its own condition, the operator over its items, the labels that it lists."""

    condition: Passage | None
    op: Op | None
    k: int | None
    labels: tuple[str, ...]
    weak: bool = False
    """True where the operator is `all` by no word for it: `the following criteria are met`."""
    groups: tuple[Group, ...] = ()
    """Labels in groups, where two words join them: `1 or 2, and 3`."""
    uses: bool = False
    """True where the words only name uses: nobody is asked to have all of them."""
    refused: bool = False
    """True where each item is refused by itself, as are the kinds of it below."""


def introduce(passage: Passage) -> Introduction:
    """Return what the words of a parent say about themselves and about the items below.

    >>> text = "Relapsed or refractory B-ALL (i and ii):"
    >>> found = introduce(Passage(text, tuple(range(len(text)))))
    >>> found.condition.text, found.op, found.labels
    ('Relapsed or refractory B-ALL', 'all', ('i', 'ii'))
    """
    text = passage.text
    op, k, at = quantifier_of(text)
    before = text[:at] if op else ENDS_IN_LIST.sub("", text)
    refuses = REFUSES.search(before) if op == "any" else op is None and REFUSES_LIST.search(before)
    if refuses and not CEILING.search(before):
        return Introduction(None, "none", None, ())
    if op is None and (SUBJECTS.search(text) or MAY_INCLUDE.search(text)):
        return Introduction(None, "any", None, ())
    listed = listed_labels(text)
    labels: tuple[str, ...] = ()
    groups = grouping_of(text)
    if listed:
        labels, word, start = listed
        if groups:
            op = "all" if any(inner == "any" for inner, members in groups if len(members) > 1) else "any"
        if op is None and word:
            op = "any" if word == "or" else "all"
        at = min(at, start)
    weak = op == "all" and not EVERY.search(text[at:])
    if op and (stage := AT_A_STAGE.match(text[:at])):
        return Introduction(passage.cut(*stage.span("words")), op, k, labels, weak, groups)
    body = body_of(text, at)
    start = text.find(body) if body else 0
    if (
        not weighty(body)
        or only_outcomes(body)
        or (op and ONLY_LENGTH.fullmatch(body))
        or only_names_the_list(text, body)
    ):
        every = (rule.search(text, at) for rule in (SAID_OF_ALL, OF_WHOM, MET_BY, FOR_ONLY))
        said = next(filter(None, every), None) if op else None
        return Introduction(passage.cut(*said.span("words")) if said else None, op, k, labels, weak, groups)
    own = without_outcomes(body)
    if own != body and awaits_list(text):
        return Introduction(passage.cut(start, start + len(own)), op, k, labels, weak, groups)
    one_statement = op is not None and not NEXT_CLAUSE.match(text, start + len(body))
    shown = EVIDENCED.search(text[:at])
    dangles = DANGLES.search(text[:at]) and not shown and not DIAGNOSED_WITH.search(text[:at])
    whole = one_statement and (dangles or runs_into_list(text[at:]))
    end = len(ENDS_IN_A_COLON.sub("", text)) if whole else start + len(body)
    return Introduction(passage.cut(start, end), op, k, labels, weak, groups)


def body_of(text: str, at: int) -> str:
    """Return what an introduction says before the place where its list is spoken of, without words that only lead over to it."""
    body = text[:at]
    if at == len(text):
        closing = CLOSING.search(body)
        body = ENDS_IN_WHEN.sub("", body[: closing.start()] if closing else body)
    else:
        body = without_filler(after_statement(body))
    return after_statement(body)


def only_names_the_list(text: str, body: str) -> bool:
    """Return True if an introduction's words say what its items stand for, or nothing: `Given in combination with one of the following:`."""
    said = parsed(body)
    beside = joint_of(text) is not None and said is not None and not isinstance(said, Unknown)
    if beside or RELATIVE.match(text):
        return False
    return is_cue_alone(text) or said is None or (isinstance(said, Unknown) and names_a_measure(said.words))


RELATIVE = Rule("lead_ins.relative", r"(?:patients?|members?|individuals?|beneficiar(?:y|ies)|recipients?|those) (?:who|whose)\b[^:]*\bmust\b", "Patients who cannot take a statin must meet", "Patients must meet", by="match")  # fmt: skip
"""An introduction that says of which patients it asks for what follows."""


def names_a_measure(words: str) -> bool:
    """Return True if words only name what is measured: `Body mass index` asks for nothing before its limits.

    >>> names_a_measure("body mass index"), names_a_measure("elevated body mass index")
    (True, False)
    """
    return any((hit.start, hit.end) == (0, len(words)) for hit in lexicon.hits("labs", words))


COVERED_THINGS = "procedures?|services?|indications?|tests?|uses|diagnoses|products?|devices?|settings"
ARE_COVERED = r"\b[^:;]*\b(?:medically necessary|medical necessity|covered|approved|authorized)\b"
CASES = "circumstances|situations|instances|reasons|examples"
SUBJECTS = Rule(
    "lead_ins.subjects",
    rf"\b(?:following (?:[\w-]+ (?:and )?){{0,3}}(?:{COVERED_THINGS}){ARE_COVERED}|(?:under|in|for|by) the following (?:{CASES})\b)[^:;]*:?\s*$",
    "The following procedures are medically necessary when criteria are met:",
    "The following procedures must be done first:",
)
"""A list of what is covered, or of cases in which it is: each item stands for itself."""
MAY_INCLUDE = Rule(
    "lead_ins.may_include",
    r"\b(?:may|can) include(?: (?:any|some) of)?(?: the following)?(?:,? but (?:is|are) not limited to)?(?:\s*\([^()]*\))?\W*$",
    "Basic hearing services may include (see the benefit document):",
    "Documentation must include:",
)
"""Words above a list of what is offered: any item of it may be what is asked for."""
DANGLES = Rule("lead_ins.dangles", r"\b(?:with|by|to|in|on|at|from|as|than|is|are)\s*$", "shown by", "shown by tests")
"""A statement that the list completes: cut off there it would be no sentence."""
DIAGNOSED_WITH = Rule("lead_ins.diagnosed_with", r"\bdiagnos(?:is|ed)\b(?: of| with)? [^,;:]*\w (?:with|and)\s*$", "Diagnosis of asthma with", "treated with")  # fmt: skip
"""A diagnosis is whole without the list of what else it comes with."""
NEXT_CLAUSE = Rule("lead_ins.next_clause", r"\s*(?:[,;(]|and\b|or\b)", ", and one of these", "one of these", by="match")
ENDS_IN_A_COLON = Rule("lead_ins.ends_in_a_colon", r"[\s:]*$", " :", "a", by="fullmatch")
ENDS_IN_WHEN = Rule("lead_ins.ends_in_when", r"\s+(?:when|if|where|provided)\s*$", "members under 40 when", "members")
NOTED = Rule("lead_ins.noted", r"\[[\d,\s–-]+\]", "of the following [1-3]:", "of the following:")
"""Numbers of references."""
SHOWN = r"(?:evidenced|demonstrated|shown|documented|indicated|determined|measured|confirmed|supported)"
EVIDENCED = Rule(
    "lead_ins.evidenced",
    rf"[,;]?\s*\bas {SHOWN} by\s*$|[,;]\s*(?:and )?{SHOWN} by\s*$",
    "positive response as evidenced by",
    "as evidenced by improvement",
)
"""How a statement leads over to the list of what shows it."""
LISTED = Rule("lead_ins.listed", r"^.*?\bfollowing\b", "One of the following drugs", "One of these drugs", by="match")


def runs_into_list(words: str) -> bool:
    """Return True if a statement goes on behind the operator over its list: `one of the following biallelic variants`.

    >>> runs_into_list("ONE of the following biallelic variants:"), runs_into_list("all of the following criteria (a and b):")
    (True, False)
    """
    return weighty(NOTED.sub(" ", BRACKET.sub(" ", LISTED.sub("", words))))


ONE_OF_A_KIND = r"complications?|conditions?|symptoms?|contraindications?|causes?|reasons?|comorbidit\w+|diagnos[ei]s"
INSTANCES = Rule(
    "lead_ins.instances",
    rf"\b(?:{ONE_OF_A_KIND})\b[^.;:]{{0,60}},? (?:including(?:,? but not limited to)?|such as|e\.g\.,?)\W*$",
    "a complication of the surgery, including:",
    "an evaluation including:",
)
"""A sentence that leads over to instances of one thing: any of them is one."""
DUTY = r"(?P<then>(?:must|are required to|is required to|should first)\b[^:]*[^:\s])"
ASKED_OF_SOME = Rule(
    "lead_ins.asked_of_some",
    rf"^(?:patients?|members?|individuals?|those)\b[^.:]*\b(?:any|one|all) of the following,? {DUTY}",
    "Members who have any of the following must try Otherna first:",
    "Members must meet all of the following:",
)
"""A sentence that asks something of those who meet its list."""
EVERY = Rule("lead_ins.every", r"\b(?:all|both|each|every)\b", "meets all of these", "meets these")
SAID_OF_ALL = Rule("lead_ins.said_of_all", r"\bfollowing (?P<words>(?:[\w-]+ ){0,4}(?:that|which|who) (?:are|is|have|has)\b[^:]*[^:\s])", "the following disorders that are CD20-positive:", "the following disorders:")  # fmt: skip
"""What an introduction says of every item behind `the following`: `oncologic disorders that are CD20-positive`."""
OF_WHOM = Rule("lead_ins.of_whom", r"\bfollowing (?:[\w-]+ ){0,3}(?P<words>(?:in|for) (?:an? )?(?:adult|child|children|infant|patient|member|individual|person|female|male)s?\b[^:]*\d[^:]*[^:\s])", "the following arrhythmias in an adult ≥ 18 years of age:", "the following drugs for adults:")  # fmt: skip
"""What an introduction says of the patient behind `the following`, with a limit: `any of the following arrhythmias in adults of 18 years or older`."""
PEOPLE = r"(?:adult|child|children|infant|adolescent|patient|member|individual|person|female|male|women|men)s?"
MET_BY = Rule(
    "lead_ins.met_by",
    rf"\bfollowing (?:[\w-]+ ){{0,3}}met (?:for (?:approval|coverage|authorization) )?(?P<words>(?:in|by|for) (?:an? |all )?(?:[\w-]+ ){{0,2}}{PEOPLE} (?:with|who|of|aged|under|over)\b[^:]*[^:\s])",
    "All of the following must be met for approval in children with asthma:",
    "All of the following must be met by the prescriber:",
)
"""By which patients the list behind `the following` must be met."""
STAGES = r"initiating|starting|beginning|continuing|receiving|taking|on|established on|stable on|new to"
AT_A_STAGE = Rule("lead_ins.at_a_stage", rf"(?P<words>(?:the )?(?:patient|member|individual|beneficiary|recipient)s? (?:is|are|was|has been) (?:not |currently |already |newly )*(?:{STAGES}) [^,;:]{{3,60}}),? and\s*$", "The patient is initiating therapy and ", "The patient is evaluated and ", by="match")  # fmt: skip
"""At which stage of a treatment a patient is, before what is asked for then."""
FOR_ONLY = Rule("lead_ins.for_only", r"\bfollowing (?P<words>for (?:[\w'’()+-]+ ){1,8}only)\b", "one of the following for large cell lymphoma ONLY:", "the following for large cell lymphoma:")  # fmt: skip
"""For whom alone an introduction asks for its list."""
ONLY_LENGTH = Rule("lead_ins.only_length", r"(?:for )?(?:at least |a minimum of |minimum |up to )?\d+[\s-]*(?:days?|weeks?|months?|years?)(?: each)?(?: of)?[\s,:]*", "At least 3 months of", "At least 3 months of asthma", by="fullmatch")  # fmt: skip
"""A length alone: how long each item below it lasted, and no condition."""
LABELS = Rule("lead_ins.labels", r"[^\s,;]+", "a, b or c", ";", exact=True)


def listed_labels(text: str) -> tuple[tuple[str, ...], str | None, int] | None:
    """Return the labels that an introduction lists, the word that joins them, and where the list begins.

    >>> listed_labels("Requested as treatment for (a, b, or c):")
    (('a', 'b', 'c'), 'or', 27)
    >>> listed_labels("Has severe disease and meets criteria i and ii:"), listed_labels("Documentation of either a OR b below:")
    ((('i', 'ii'), 'and', 29), (('a', 'b'), 'or', 17))
    """
    for match in BRACKET.finditer(text):
        said = spelled_out(match.group(match.lastindex or 1) or "")
        words = [w.lower() if w.lower() in JOINTS else w for w in LABELS.findall(said)]
        labels = tuple(w for w in words if w not in JOINTS)
        at_end = match.lastindex == LAST
        if len(labels) > 1 and all(LABEL_WORD.fullmatch(w) or (at_end and CAPITAL.fullmatch(w)) for w in labels):
            joints = [w for w in words if w in ("and", "or")]
            return labels, joints[-1] if joints else None, match.start()
    return None


LAST = 3
"""The group of labels that close an introduction."""


def grouping_of(text: str) -> tuple[Group, ...]:
    """Return labels that an introduction joins by two words, in groups by its commas: how each joins, and its labels; nothing elsewhere.

    >>> grouping_of("Meets either 1 or 2, and 3:"), grouping_of("Meets 1 and 2:")
    ((('any', ('1', '2')), ('all', ('3',))), ())
    """
    match = next((m for m in BRACKET.finditer(text) if m.lastindex == LAST), None)
    said = spelled_out(match.group(LAST)) if match else ""
    parts = pieces(said) if match else []
    outer = {(m["joint"] or m["second"]).lower() for m in PARTS.finditer(said)}
    groups: list[Group] = []
    for part in parts:
        words = [w.lower() for w in LABELS.findall(part)]
        inner = set(words) & {"and", "or"}
        if len(inner) > 1:
            return ()
        labels = tuple(w for w in words if w not in JOINTS)
        groups.append(("any" if inner == {"or"} else "all", labels))
    mixed = len(outer) == 1 and any(len(labels) > 1 and (op == "any") == (outer == {"and"}) for op, labels in groups)
    return tuple(groups) if mixed else ()


def pieces(said: str) -> list[str]:
    """Return words on labels in the parts that an outer word joins."""
    cuts = [found.span() for found in PARTS.finditer(said)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(said)]
    return [said[start:end] for start, end in zip(starts, ends, strict=True)]


PARTS = Rule(
    "lead_ins.parts",
    r"(?:,\s*(?P<joint>and|or)\s+(?:either\s+|both\s+)?|\s+(?P<second>and|or)\s+(?:either|both)\s+)",
    "1 or 2, and 3",
    "1, 2 and 3",
)
JOINTS = ("and", "or", "either", "both")
IT_IS = r"\b(?:(?:is|are|may be|will be)\s+(?:if\s+)?(?:considered\s+|renewed for\s+)?|meets?\s+the\s+definition\s+of\s+(?=medical))"
PAYER_CONSIDERS = r"\bconsiders?\s+(?P<service>.*?)\b(?:as )?"
ELIGIBLE = r"eligible (?:for coverage(?: of)?|under (?:the|this|their|your) (?:\w+ )?plan)"
COVERED = rf"{ELIGIBLE}|medically necessary(?:\s+and appropriate)?|medical necessity|covered|approved|authori[sz]ed|continued|renewed|extended"
STATEMENT = Rule(
    "lead_ins.statement",
    rf"^.*?(?:{IT_IS}|{PAYER_CONSIDERS})(?:proven (?:and|or) )?(?:{COVERED})(?:\s+(?:for|when|if|based on))?\b\s*",
    "Madeupra may be considered medically necessary for",
    "Madeupra treats asthma",
    by="match",
)


def after_statement(body: str) -> str:
    """Return what follows `X may be considered medically necessary for`: the condition itself.

    Where a payer `considers` a service necessary that is no drug, and names no disease, the service's name stays: one policy may speak of many tests.
    """
    said = STATEMENT.match(body)
    if said is None:
        return body
    rest = body[said.end() :]
    named = said["service"] is not None and not lexicon.hits("drugs", said["service"])
    return body if named and not WHO.match(rest) and not lexicon.hits("diagnoses", rest) else rest


WHO = Rule("lead_ins.who", r"(?:an? )?(?:members?|patients?|individuals?|persons?|adults?|children|child|adolescents?|infants?)\b", "members of 18 years", "severe asthma", by="match")  # fmt: skip
"""What follows a statement where it goes on with who is covered."""


def without_filler(body: str) -> str:
    """Return an introduction's words up to the last one that says something about the patient."""
    body = body.rstrip(" ,;:([*")
    while body:
        head, _, last = body.rpartition(" ")
        if is_filler(last.strip(" ,;:()[]*")) and not (head and last == "A"):  # `hemophilia A` is no article
            body = head.rstrip(" ,;:([*")
        else:
            break
    return body
