"""The names that a document itself teaches: abbreviations that it spells out, brands that it pairs with a drug, and the drug that it is about."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from payerdiff.normalize.sections.drugs import names_taught, own_names
from payerdiff.normalize.typing.tagging.glossary import Glossary, glossary_of


@lru_cache(maxsize=256)
def names_of(text: str) -> Glossary:
    """Return the names that a document's text teaches, for the typing of its criteria.

    >>> names_of("Madeupra (madeupumab) is given for gout (GT).").names
    (('Madeupra', 'THER', 'madeupumab'), ('madeupumab', 'THER', 'madeupumab'))
    """
    taught = glossary_of(text)
    drugs = [(name, "THER", drug) for name, drug in names_taught(text)]
    return replace(taught, own=own_names(text), names=(*taught.names, *drugs))
