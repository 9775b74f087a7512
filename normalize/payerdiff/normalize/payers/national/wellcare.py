"""WellCare Health Plans' claims and payment policies.

Recognised by `Claims and Payment Policy:` in the box of the first page and the heading `Position Statement`. They say how services are billed and paid;
what they say on coverage stands as sentences, some with a list, below the position statement.
"""

from payerdiff.normalize.layouts.for_and_against import FOR_AND_AGAINST
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="wellcare",
    signs=(r"\bClaims and Payment Policy:", r"^Position Statement$", r"\bWellCare\b"),
    openings=(
        Opening(
            r"Background|Definitions?|Additional Information|MUE Criteria|Documentation Requirements", "background"
        ),
        Opening(r"Position Statement|Covered Services|Non-?Covered Services|Criteria for .+", "policy"),
        Opening(r"Coding (?:&|and) Billing|Modifiers", "codes"),
        Opening(r"References", "references"),
        Opening(r"Important Information About This Document", "boilerplate"),
        Opening(r"Rules,? Resources? and Tools?|.*Disclaimer.*", "boilerplate"),
        Opening(r"(?:Policy )?History|.*\bHistory (?:and|&) Revisions", "log"),
    ),
    layout=FOR_AND_AGAINST,
    payer_id="wellcare",
    payer="WellCare Health Plans",
    fields={
        "number": r"\bPolicy Number:\s*(CPP ?- ?\d+)",
        "title": r"\bClaims and Payment Policy:\s*(?:(?:KY )?Medicaid(?: \(KY\))?\s+)?([\s\S]{3,90}?)\s*(?:Exclusions:)?\s*(?:Policy Number:)",
        "dates.original": r"\bOriginal Effective Date:\s*([\d/]+)",
        "lines_of_business": r"\bApplicable To:\s*((?:\W*(?:\w+ )?(?:Medicare|Medicaid|Medicare Advantage)(?: \(KY\))?\s)+)",
    },
)
