"""RVU Edge code pages: one HCPCS or CPT code with its names, category, billing rules and specialties.

A code reference, not a policy. Recognized by the product's name and the heading `RVU Information`.
"""

from payerdiff.normalize.layouts.sentences import SENTENCES
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="rvu_edge",
    signs=(r"\bRVU Edge\b", r"^RVU Information$", r"^Also known as:"),
    openings=(
        Opening(r"In Plain Language", "description"),
        Opening(r"Clinical Context", "background"),
        Opening(r"RVU Information", "guidelines"),
        Opening(r"Billing & Documentation", "codes"),
        Opening(r"Specialties", "log"),
        Opening(r"Frequently Asked Questions", "boilerplate"),
        Opening(r"Track This Code\b.*", "boilerplate"),
    ),
    layout=SENTENCES,
    payer_id="rvu_edge",
    payer="RVU Edge",
    sisters=r".",
    kind="code-reference",
)
