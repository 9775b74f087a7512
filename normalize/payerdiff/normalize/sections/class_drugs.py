"""The drugs of a policy for a class: those that head its criteria, and those that its criteria ask to be requested."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from payerdiff.model.policy import Drug
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.drugs import each_once, known


def drugs_titled(titles: Iterable[str]) -> list[Drug]:
    """Return the drugs that the headings of criteria name, each once: of a policy that names none elsewhere.

    >>> [drug.generic for drug in drugs_titled(["2nd line: Ilumya (tildrakizumab)", "Infliximab-dyyb (Inflectra)"])]
    ['tildrakizumab', 'infliximab']
    """
    hits = (hit.canonical for title in titles for hit in lexicon.hits("drugs", title))
    return [known(generic) for generic in dict.fromkeys(hits)]


def with_titled(drugs: Sequence[Drug], title: str, heads: Sequence[str]) -> list[Drug]:
    """Return the drugs of a policy with those that the headings of its criteria name; as they are where its title names a drug, or but one heading does.

    >>> heads = ["Cosentyx (secukinumab)", "Taltz"]
    >>> [drug.generic for drug in with_titled([known("secukinumab")], "Biologics", heads)]
    ['secukinumab', 'ixekizumab']
    >>> [drug.generic for drug in with_titled([known("secukinumab")], "Cosentyx", heads)]
    ['secukinumab']
    """
    titled = drugs_titled(heads)
    if drugs and (lexicon.hits("drugs", title) or len(titled) < SEVERAL):
        return list(drugs)
    return each_once([*drugs, *titled])


SEVERAL = 2
"""Drugs at least that head criteria of a policy for a class."""
OF_PATIENTS = r"\b(?:who|with|patients?|members?|diagnos\w+)\b"
REQUEST = r"(?:the )?(?:request|requested (?:drug|product|agent|medication)) is (?:for )?"
REQUESTS = Rule(
    "class_drugs.requests",
    rf"{REQUEST}(?:(?:one|any|either) of (?:the following|these)\b|:)|for (?=[^:]{{12,900}}:)(?![^:]*{OF_PATIENTS})",
    "Request is for one of the following: Inventa, Otherna",
    "Request is for a patient of 12 years",
    by="match",
)
"""What opens a list of the products for which criteria are: `Request is for one of the following:`, `For Inventa, Otherna or Thirda:`."""
FEWEST = 3
"""Products that such a list names at least."""


def with_requested(drugs: Sequence[Drug], title: str, criteria: Iterable[str]) -> list[Drug]:
    """Return the drugs of a policy for a class with those for which its criteria are by lists of requested products; as they are where its title names a drug.

    >>> words = ["For Humira, Enbrel, or Cosentyx: age at least 18 years", "Failure of Humira, Enbrel and Taltz"]
    >>> [drug.generic for drug in with_requested([known("adalimumab")], "Biologics", words)]
    ['adalimumab', 'etanercept', 'secukinumab']
    """
    if lexicon.hits("drugs", title):
        return list(drugs)
    found = dict.fromkeys(name for words in criteria for name in requested_in(words))
    return each_once([*drugs, *map(known, found)])


def requested_in(words: str) -> list[str]:
    """Return the drugs of a list of requested products that words open with; nothing where they open otherwise, or name fewer than three.

    >>> requested_in("Request is for one of the following: Humira, Enbrel, Cosentyx"), requested_in("Failure of Humira, Enbrel and Taltz")
    (['adalimumab', 'etanercept', 'secukinumab'], [])
    """
    opens = REQUESTS.match(words)
    if opens is None:
        return []
    rest = words[opens.end() :]
    listed = rest.partition(":")[0] if opens[0].lower().startswith("for") else rest
    generics = list(dict.fromkeys(hit.canonical for hit in lexicon.hits("drugs", listed)))
    return generics if len(generics) >= FEWEST else []
