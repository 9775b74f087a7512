"""What the words around a condition say of it: for which disease other drugs are meant, examples in brackets, what of a label is meant, grades.

Published once, as fields of leaves, conditions and sets: comparisons read no words for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from payerdiff.model import concepts
from payerdiff.model.mention import Mention
from payerdiff.model.policy import Atom, Criterion
from payerdiff.model.policy.criteria import LabelPart
from payerdiff.normalize import disease_names, exclusive, lexicon
from payerdiff.normalize.lexicon import Hit
from payerdiff.normalize.rules import Rule, either

GIVEN = r"us(?:ed?|ing)|tak(?:en?|ing)|given|receiv(?:ed?|ing)|administered|combin(?:ed|ation)|along|together|co-?administ(?:ered|ration)"
FEW_WORDS = r"(?:\s+[\w/-]+,?){0,6}?"
NO_PATIENT = r"(?<!patients )(?<!members )(?<!individuals )(?<!persons )(?<!adults )(?<!children )(?<!diagnosed )"
BESIDE = Rule(
    "around_conditions.beside",
    rf"\b(?:{GIVEN})\b{FEW_WORDS}\s+{NO_PATIENT}\bwith\b|\b(?:concomitant|concurrent|simultaneous)",
    example="not used with another biologic",
    counterexample="given to members with severe pain",
)
"""What speaks of drugs beside the one asked for."""
FOR_USE = Rule(
    "around_conditions.for_use",
    r"\bfor\b[^.;:]*$",
    example="with other biologics for the treatment of ",
    counterexample="with other biologics; in ",
)
"""What stands before the disease for which they are given."""
OF_TREATMENT = Rule(
    "around_conditions.of_treatment",
    r"\b(?:for|in) (?:the )?(?:treatment|management|prevention|prophylaxis) of(?!.*\b(?:other than|except|besides)\b)[^.;:]*$",
    example="its injection into the spine for the treatment of ",
    counterexample="for the treatment of diseases other than ",
)
"""What stands before the disease of which the treatment is refused."""
LACKING = r"(?:without|no|not|absence|lack|if|when|unless|where)"
OF_A_TEST = Rule(
    "around_conditions.of_a_test",
    rf"(?:(?!\b{LACKING}\b)[^.;:,])*\b(?:tests?|testing|assays?)\b[^.;:,]*\b(?:for|of|to|on|with|against)\b[^.;:,]*",
    example="considers antibody testing of no proved use for ",
    counterexample="without testing for antibodies ",
    by="fullmatch",
)
"""What stands before the drug where a refusal is one of a test: one that is refused for want of a test is of the drug."""
AGENTS = Rule(
    "around_conditions.agents",
    r"\s*(?:\([^)]*\)\s*)?(?:agents?|drugs?|medications?|therap(?:y|ies)|treatments?|products?)\b",
    example=" (MS) agents",
    counterexample=" of any agents",
    by="match",
)
"""What stands behind a disease that names them (`multiple sclerosis (MS) agents`)."""
LETTERS = Rule(
    "around_conditions.letters",
    "[A-Za-z][A-Za-z-]*[A-Z]",
    example="RA",
    counterexample="asthma",
    exact=True,
)
EXAMPLES_BEGIN = r"e\.\s?g\.|such as|for example|including|i\.\s?e\."
WITHIN = r"(?:[^()\[\]]|\([^()\[\]]*\)|\[[^()\[\]]*\])*"
"""What stands in a bracket, with the brackets within it."""
EXAMPLES = Rule(
    "around_conditions.examples",
    r"\s*[(\[]\s*" + either(EXAMPLES_BEGIN) + WITHIN + r"[)\]]",
    example=" (e.g., follicular lymphoma)",
    counterexample=" (moderate)",
    by="match",
)
"""A bracket that says which diseases a wider name stands for."""
EVERY = Rule(
    "around_conditions.every",
    r"\b(?:all|each|every)\b[^.;:,()]{0,40}$",
    example="contraindication to all of the following ",
    counterexample="contraindication to one of all kinds, and to a ",
)
"""What stands before a class of which no single one is enough."""
OF_DOSE = Rule(
    "around_conditions.of_dose",
    r"\bdos(?:es?|ing|age)\b|\bquantity\b",
    example="within the labeled dosing",
    counterexample="of a labeled age",
)
OF_AGE = Rule(
    "around_conditions.of_age",
    r"\bage\b",
    example="of a labeled age",
    counterexample="within the labeled dosage",
)
OF_USE = Rule(
    "around_conditions.of_use",
    r"\bindicat|\buses?\b|\bdiagnos|\bconditions?\b|\boff-?label\b|\bapproved for\b",
    example="an FDA-approved indication",
    counterexample="the labeled dose",
)
USES = r"(?:indications?|uses?|diagnos[ei]s|conditions?)\b"
MEASURING = r"\b(?:by|per|based\s+(?:up)?on)\s+"
KNOWN = r"(?:(?:the|its|their|this|that|each|every|an?)\s+)?(?:requested|given|specific|specified|covered|stated|treated)|the|its|their|this|that|each|every"
OF_LABEL = r"(?:FDA[- ]?(?:approved|labell?ed)\s+)?"
PRESUMED_USE = Rule(
    "around_conditions.presumed_use",
    rf"{MEASURING}{USES}|(?:\b(?:for|to)\s+|{MEASURING})(?:{KNOWN})\s+{OF_LABEL}{USES}|\bfor\s+use\b",
    example="dosing for the requested indication",
    counterexample="dosing for an FDA-approved indication",
)
"""A use by which something is measured (`the labeled dose for the indication`), where none is asked for."""
GRADE = Rule(
    "around_conditions.grade",
    r"\b(mild|moderate|severe)(?:ly)?\b",
    example="Moderate to severe plaque psoriasis",
    counterexample="Plaque psoriasis",
)
"""The grades of a disease, as titles and criteria name them."""


STRENGTH = (
    r"(?:super|ultra|very|highest|high|higher|moderate|medium|mid|mild|low|lower|lowest|maximal(?:ly)?|maximum|optimal)"
)
AMOUNT = r"(?:dos(?:es?|ed|ages?)|potency|potent|strength|intensity)"
ROUTE = r"(?:inhaled|nebulized|topical|oral|intravenous|IV|subcutaneous|injectable|intramuscular|intranasal|ophthalmic|rectal|systemic|intrathecal)"
HOW_GIVEN = Rule(
    "around_conditions.given",
    rf"\b(?P<given>(?:{STRENGTH}-?(?:,? (?:and |or |to )?|-(?:to-)?))*{STRENGTH}[ -]{AMOUNT}(?: {ROUTE})?|{ROUTE})\s+$",
    example="failure of high dose ",
    counterexample="failure of the highest ",
)
"""How a therapy is given, before its name: its dose, strength or route."""
OF_THERAPIES = ("prior_therapy", "regimen")
TAKEN = ("=", "in", "with", "without")
"""Operators of conditions on a class that each of its examples fulfills, or breaks, too."""


def with_surroundings(leaf: Criterion) -> Criterion:
    """Return a leaf that has its mentions with all that its words say around its conditions."""
    alone = len(leaf.atoms) == 1
    atoms = [said_around(atom, leaf, leaf.text if alone else atom.text) for atom in leaf.atoms]
    told = {"meant_for": meant_for(leaf.text), "refused_for": refused_for(leaf.text), "grades": grades_in(leaf.text)}
    return leaf.model_copy(update={"atoms": atoms, **told, "of_a_test": is_of_a_test(leaf)})


def said_around(atom: Atom, leaf: Criterion, words: str) -> Atom:
    """Return a condition with what the words around it say of it: the examples of its disease, or what is held to the label."""
    if atom.concept == concepts.DISEASE or names_a_class(atom):
        told = {"examples": examples_of(atom, leaf.text, leaf.mentions), "given": given_as(atom, leaf.text)}
        return atom.model_copy(update=told)
    refers = atom.concept == concepts.SUPPORT and atom.value == "fda_label"
    return atom.model_copy(update={"label_part": of_a_label(words)}) if refers else atom


def names_a_class(atom: Atom) -> bool:
    """Return True if a condition asks for any one therapy of a class, or for none of it."""
    is_therapy = atom.concept in OF_THERAPIES and isinstance(atom.value, str) and atom.count is None
    return is_therapy and not exclusive.is_drug(str(atom.value))


def given_as(atom: Atom, text: str) -> str | None:
    """Return how a therapy must have been given, by the words right before its name; None where they say nothing of it."""
    at = text.find(atom.text) if atom.concept == "prior_therapy" and atom.text else -1
    before = HOW_GIVEN.search(text[:at]) if at > 0 else None
    return " ".join(before["given"].lower().split()) if before else None


def examples_of(atom: Atom, text: str, mentions: Iterable[Mention]) -> list[str]:
    """Return the diseases, or the drugs, that a bracket right behind a condition names as examples of its own."""
    kind, taken = ("drug", TAKEN) if atom.concept in OF_THERAPIES else (concepts.DISEASE, ("=", "in"))
    at = text.find(atom.text) if atom.text and atom.op in taken else -1
    at = -1 if at >= 0 and kind == "drug" and EVERY.search(text[:at]) else at
    bracket = examples_behind(text, at + len(atom.text)) if at >= 0 else ()
    named = (m.subject for m in mentions if m.concept == kind and m.start in bracket)
    return list(dict.fromkeys(name for name in named if name))


def meant_for(text: str) -> list[str]:
    """Return the diseases for which drugs are given that a text names beside the one asked for: it speaks of their patients alone.

    >>> meant_for("Will not be used with other biologics for the treatment of RA"), meant_for("Not used with another biologic in asthma")
    (['rheumatoid arthritis'], [])
    """
    beside = BESIDE.search(text)
    found = (hit for hit in diseases_in(text) if hit.start > beside.end()) if beside else ()
    own = [hit.canonical for hit in found if FOR_USE.search(text[: hit.start]) or AGENTS.match(text, hit.end)]
    return list(dict.fromkeys(own))


def refused_for(text: str) -> list[str]:
    """Return the diseases of which a refusal names the treatment, or that of the drugs beside the one asked for: it binds their patients alone.

    >>> refused_for("Injection into the spine for the treatment of RA is unproven"), refused_for("Treatment of no disease but RA")
    (['rheumatoid arthritis'], [])
    """
    beside = meant_for(text)
    found = diseases_in(text) if not beside and " of " in text else []
    return beside or list(dict.fromkeys(hit.canonical for hit in found if OF_TREATMENT.search(text[: hit.start])))


def is_of_a_test(leaf: Criterion) -> bool:
    """Return True if what is refused would be a test: no condition carries a drug, and the words name a test before the first one."""
    named = [m.start for m in leaf.mentions if m.concept == "drug"]
    return bool(named) and not leaf.atoms and OF_A_TEST.fullmatch(leaf.text[: min(named)]) is not None


def diseases_in(text: str) -> list[Hit]:
    """Return the diseases that a text names, those that are known by their letters alone among them."""
    letters = lexicon.table("abbreviations")["diseases"]
    short = [Hit(letters[m.group()], *m.span()) for m in LETTERS.finditer(text) if m.group() in letters]
    return [*named_in_full(text), *short]


def named_in_full(text: str) -> Iterator[Hit]:
    """Yield the diseases that a text names in words."""
    yield from lexicon.hits("diagnoses", text)
    yield from disease_names.diseases(text)


def examples_behind(text: str, end: int) -> range:
    """Return where the bracket stands that gives examples of the name that ends at a character; empty where there is none.

    >>> examples_behind("Has lymphoma (e.g., follicular)", 12), examples_behind("Has lymphoma (relapsed)", 12)
    (range(12, 31), range(12, 12))
    """
    bracket = EXAMPLES.match(text, end)
    return range(*bracket.span()) if bracket else range(end, end)


def of_a_label(text: str) -> LabelPart:
    """Return what words that refer to a label hold to it: how much is given, to whom, or (unless they say so) for what.

    >>> of_a_label("Within FDA-labeled dosing"), of_a_label("Of an FDA-labeled age"), of_a_label("An FDA-labeled indication and dose")
    ('dose', 'age', 'use')
    >>> of_a_label("FDA-labeled dosing for the requested indication"), of_a_label("The dose is for an FDA-labeled indication")
    ('dose', 'use')
    """
    held = PRESUMED_USE.sub(" ", text)
    if OF_USE.search(held):
        return "use"
    if OF_DOSE.search(held):
        return "dose"
    return "age" if OF_AGE.search(held) else "use"


def grades_in(text: str) -> list[str]:
    """Return the grades of a disease that a title or a leaf names, and not those that are part of its name.

    >>> grades_in("Moderate to severe plaque psoriasis"), grades_in("Plaque psoriasis")
    (['moderate', 'severe'], [])
    """
    graded = list(GRADE.finditer(text))
    names = list(named_in_full(text)) if graded else []
    found = [m for m in graded if not any(hit.start <= m.start() < hit.end for hit in names)]
    return list(dict.fromkeys(m.group(1).lower() for m in found))
