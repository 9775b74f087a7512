"""Sentara Health Plans' medical policies.

Recognised by the table of contents beside the box with `Coverage Policy` and the heading `Document History`. The line of business stands in the page's
corner; the section `Criteria` holds sentences for and against with bulleted lists; the log gives a word and its dates on a line each.
"""

from payerdiff.normalize.layouts.for_and_against import FOR_AND_AGAINST
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="sentara",
    signs=(r"\bTable of Content", r"^Document History:?$", r"\bCoverage Policy\b", r"^Special Notes:?"),
    openings=(
        Opening(r"Purpose", "description"),
        Opening(r"Description & Definitions", "description"),
        Opening(r"Criteria", "policy"),
        Opening(r"Coding", "codes"),
        Opening(r"Document History", "log"),
        Opening(r"References", "references"),
        Opening(r"Special Notes", "boilerplate"),
        Opening(r"Keywords", "boilerplate"),
    ),
    layout=FOR_AND_AGAINST,
    payer_id="sentara",
    payer="Sentara Health Plans",
    benefit="medical",
    fields={
        "number": r"\bCoverage Policy\s+(\w+ \d+\w*)",
        "title": r"^(.+)\n+\s*Table of Content",
        "dates.effective": r"\bEffective Date\s+([\d/]+)",
        "dates.next_review": r"\bNext Review Date\s+([\d/]+)",
    },
    furniture=(r"(?:Commercial|Medicaid|Medicare)$",),
)  # fmt: skip
