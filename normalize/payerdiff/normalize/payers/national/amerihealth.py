"""AmeriHealth Caritas clinical policies.

Recognised by `Clinical Policy ID: CCP.…` and `Coverage policy`. The coverage policy holds a statement with its list; `Limitations` lists
what is not covered.
"""

from payerdiff.normalize.layouts.for_and_against import FOR_AND_AGAINST
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="amerihealth",
    signs=(r"^Clinical Policy ID: CCP\.\d+", r"^Coverage policy$"),
    openings=(
        Opening(r"AmeriHealth Caritas .+ has developed clinical policies\b", "boilerplate", inclusive=True),
        Opening(r"Coverage policy", "policy"),
        Opening(r"Limitations", "exclusion"),
        Opening(r"Alternative covered services", "boilerplate"),
        Opening(r"For any determinations of medical necessity for medications\b", "boilerplate", inclusive=True),
        Opening(r"Background|Findings|Discussion", "background"),
        Opening(r"References", "references"),
        Opening(r"Policy updates", "log"),
    ),
    layout=FOR_AND_AGAINST,
    payer_id="amerihealth_caritas",
    payer_name=r"(AmeriHealth Caritas[^\n]{0,40}?)\s+has\s+developed",
    author="AmeriHealth Caritas",
    fields={
        "number": r"^Clinical Policy ID: (CCP\.\d+)",
        "title": r"^([^\n:]{4,90}(?:\n[^\n:]{3,60})?)\n+Clinical Policy ID:",
        "dates.last_review": r"^Recent review date: (\S+)",
        "dates.next_review": r"^Next review date: (\S+)",
    },
    furniture=(r"CCP\.\d+$",),
)
