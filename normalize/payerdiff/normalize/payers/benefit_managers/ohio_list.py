"""Criteria of the Ohio Department of Medicaid's Unified Preferred Drug List, as its pharmacy benefit manager publishes them.

Recognised by the headings that each class of drugs has. A document holds one class, or all of them one after another; preferred_list.py
reads the classes. Tables of preferred and non-preferred drugs are kept as text.
"""

from payerdiff.normalize.layouts.drug_list import DRUG_LIST
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="ohio_list",
    signs=(r"^Length of Authorizations?\b", r"^All Authorizations?\b", r"^Non-?\s?Preferred Criteria\b", r"^Subsequent Authorization Criteria\b"),
    openings=(
        Opening(r"Formulary|Decision Trees", "header"),
        Opening(r".{3,120}\bAgents?: ?\S.{0,100}$", "policy", inclusive=True),
        Opening(r"Authorizations|Length of Authorizations|All Authorizations", "policy"),
        Opening(r"Links", "boilerplate"),
    ),
    layout=DRUG_LIST,
    payer_id="ohio_medicaid",
    payer="Ohio Department of Medicaid",
    sisters=r".",
    author="Gainwell Technologies",
    benefit="pharmacy",
    fields={"title": r"\A(?:---\n|\w+:.*\n)*([A-Z].+)$"},
)  # fmt: skip
