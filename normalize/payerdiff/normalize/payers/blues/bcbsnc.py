"""Blue Cross and Blue Shield of North Carolina corporate medical policies, HTML.

Recognised by `When … is covered` and the payer's short name. The catch-all clause by FDA label or compendia stands
as a second rule below the first. The log's entries open with m/d/yy and name notification and effective dates.
"""

from payerdiff.normalize.layouts.sentences import SENTENCES
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="bcbsnc",
    signs=(r"\bBCBSNC\b", r"^When .+ is covered$", r"Policy Implementation/Update Information"),
    openings=(
        Opening(r"Description of Procedure or Service", "description"),
        Opening(r"\**Note:.+", "boilerplate", inclusive=True),
        Opening(r"Policy", "boilerplate"),
        Opening(r"Benefits Application", "boilerplate"),
        Opening(r"When .+ is covered", "initial"),
        Opening(r"When .+ is not covered", "exclusion"),
        Opening(r"Policy Guidelines", "guidelines"),
        Opening(r"Billing/Coding/Physician Documentation Information", "codes"),
        Opening(r"Scientific Background and Reference Sources", "references"),
        Opening(r"Policy Implementation/Update Information", "log"),
        Opening(r"Disclosures?", "boilerplate"),
        Opening(r"Medical policy is not an authorization\b.*", "boilerplate", inclusive=True),
    ),
    layout=SENTENCES,
    payer_id="bcbsnc",
    payer="Blue Cross and Blue Shield of North Carolina",
    fields={"title": r"\A\s*(.+?)\s*$"},
)
