"""The names that a document itself uses for what a condition names: `cimzia` for certolizumab pegol, `PsO` where it spells that out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from payerdiff.normalize import disease_names, lexicon
from payerdiff.normalize.lexicon import Hit
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import Condition
from payerdiff.normalize.typing.tagging.glossary import Glossary, is_short

NAMED: dict[str, Callable[[str], list[Hit]]] = {
    "diagnosis": disease_names.diseases,
    "prior_therapy": lexicon.treatments,
    "regimen": lexicon.treatments,
    "prescriber": lexicon.specialists,
}
"""The concepts whose values are names of a vocabulary, and how the names are found in words."""


BRAND_BEFORE = Rule("written.brand_before", r"\b[A-Z][\w-]+ ?[®™]?\s*\(\s*$", "Brandname® (", "Brandname", exact=True)
"""A brand before the bracket in which a condition's drug is named: `Spevigo (spesolimab)`."""


def written_names(condition: Condition, text: str, glossary: Glossary) -> str | list[str | int | float | bool] | None:
    """Return the document's names for a condition's values, in lower case and singular; None where they are the vocabulary's.

    A disease that the document gives an abbreviation goes by it. `text` are the words of the leaf.
    """
    if condition.concept == "documentation":
        return papers_in(text[condition.start : condition.end]) or proof_of(text, condition.start)
    if condition.concept not in NAMED or condition.value == "single_agent":
        return None
    brand = BRAND_BEFORE.search(text[: condition.start])
    words = text[brand.start() if brand else condition.start : condition.end]
    found = [
        *spoken(condition.concept, words),
        *((str(t.value), words[t.start : t.end]) for t in glossary.tokens(words)),
    ]
    names = [name_of(str(value), condition.concept, found, glossary) for value in condition.values]
    if [name.lower() for name in names] == [str(value).lower() for value in condition.values]:
        return None
    return [*names] if isinstance(condition.value, tuple) else names[0]


RECORDS = (
    r"(?:medical|clinical) records?|(?:chart|progress|office|clinic|clinical) notes?|letter of medical necessity|treatment plan",
    r"(?:(?:prescription|pharmacy|medical) )?claims? (?:history|records?)|(?:prescription|pharmacy) (?:history|records?)",
)
REPORTS = r"(?:lab(?:oratory)?|(?:genetic )?test|pathology|imaging) (?:results?|values?|reports?)"
PAPERS = Rule("written.papers", rf"{'|'.join(RECORDS)}|{REPORTS}", "chart notes", "documentation")


EXAMPLES = Rule("written.examples", r"\((?:e\.g\.|such as|i\.e\.|for example)[^)]*\)", "(e.g., chart notes)", "(MTX)")
"""Papers that are named as examples, which need not be those that are sent in."""


def papers_in(words: str) -> str | list[str | int | float | bool] | None:
    """Return the papers that must be sent in, by their names; None where none is named."""
    named = EXAMPLES.sub(" ", words)
    said = (" ".join(match.group().lower().split()) for match in PAPERS.finditer(named))
    found = list(dict.fromkeys(f"{name}s" if name.endswith(("record", "note")) else name for name in said))
    return (found[0] if len(found) == 1 else [*found]) if found else None


def proof_of(text: str, end: int) -> str | None:
    """Return what `documentation required` behind a criterion is to prove; None where nothing stands before it.

    >>> proof_of("Has tried methotrexate [documentation required]", 23), proof_of("Documentation required", 0)
    ('prior therapy', None)
    """
    before = text[:end]
    return "prior therapy" if lexicon.treatments(before) else "diagnosis" if disease_names.diseases(before) else None


def spoken(concept: str, words: str) -> Iterator[tuple[str, str]]:
    """Yield what words name: the vocabulary's name, and the words for it."""
    for hit in NAMED[concept](words):
        yield hit.canonical, words[hit.start : hit.end]


def name_of(value: str, concept: str, found: list[tuple[str, str]], glossary: Glossary) -> str:
    """Return the document's name for a value: its abbreviation for a disease, else the words; the vocabulary's where that is an abbreviation."""
    if is_short(value):
        return value
    short = glossary.short_of(value) if concept == "diagnosis" else None
    said = short or next((words for name, words in found if name == value), value)
    if short or said == value or (is_short(said) and concept != "diagnosis"):
        return short or value
    if is_short(said):
        return said
    return bare(singular(" ".join(said.lower().replace("’", "'").split())), value, concept)


KIND_OF_THING = Rule(
    "written.kind_of_thing",
    r" (?:agent|drug|product|medication|treatment|therapy)$",
    "conventional therapy",
    "conventional",
    exact=True,
)
"""What stands behind the name of a class and says nothing: `biologic agent`."""


def bare(name: str, value: str, concept: str) -> str:
    """Return a name without its idle last word, where what is left names the same."""
    short = KIND_OF_THING.sub("", name)
    return short if short != name and [hit.canonical for hit in NAMED[concept](short)] == [value] else name


def singular(name: str) -> str:
    """Return a name without the plural of its last word.

    >>> singular("tnf inhibitors"), singular("topical therapies"), singular("tacrolimus"), singular("crohn's")
    ('tnf inhibitor', 'topical therapy', 'tacrolimus', "crohn's")
    """
    if name.endswith("ies") and len(name) > 5:
        return f"{name[:-3]}y"
    plural = name.endswith("s") and not name.endswith(("ss", "us", "is", "'s", "’s", "ens", "as", "betes", "erpes"))
    return name[:-1] if plural and len(name) > 4 else name
