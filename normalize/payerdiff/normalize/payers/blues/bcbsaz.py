"""Blue Cross Blue Shield of Arizona evidence-based criteria.

Recognised by the running head `EVIDENCE-BASED CRITERIA` and the plan's name. Each set opens with a sentence at an arrow (`Criteria for initial
therapy: … when ALL of the following criteria are met:`), numbered items below it, bullets below those; approval durations close it. A
document on several drugs sets each under its name.
"""

from payerdiff.normalize.layouts.sentences import SENTENCES
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="bcbsaz",
    signs=(r"EVIDENCE-BASED CRITERIA", r"\bBCBSAZ\b", r"Criteria for (?:initial )?therapy"),
    openings=(
        Opening(r"Criteria", "header"),
        Opening(r"Refer to FDA website\b", "header", inclusive=True),
        Opening(r"Criteria for (?:initial )?therapy\b", "initial", inclusive=True),
        Opening(r"Criteria for (?:continuation|renewal)\b", "renewal", inclusive=True),
        Opening(r".+ for all other (?:indications|uses) not previously listed\b", "exclusion", inclusive=True),
        Opening(r"These indications include\b", "exclusion", inclusive=True),
        Opening(r"The safety and effectiveness of repeat\b", "boilerplate", inclusive=True),
        Opening(r"Approval Conditions|Attestations? for .+|Physician Agreement", "boilerplate"),
        Opening(r"Description|Definitions|Background|Summary", "background"),
        Opening(r"History: Date: Activity", "log"),
        Opening(r"Coding", "codes"),
        Opening(r"Resources|References", "references"),
        Opening(r"Non-?Discrimination Statement", "boilerplate"),
        Opening(r"Multi-?Language Interpreter Services", "boilerplate"),
    ),
    layout=SENTENCES,
    payer_id="bcbsaz",
    payer="Blue Cross Blue Shield of Arizona",
    fields={
        "title": r"ARCHIVE DATE:[^\n]*\n+([\s\S]{5,200}?)\n+Non-Discrimination",
        "number": r"^(O\d+(?:\.\d+)?)\.docx\b",
        "dates.original": r"ORIGINAL EFFECTIVE DATE:\s*(\d\d/\d\d/\d\d)",
        "dates.effective": r"CURRENT EFFECTIVE DATE:\s*(\d\d/\d\d/\d\d)",
        "dates.last_review": r"LAST REVIEW DATE:\s*(\d\d/\d\d/\d\d)",
    },
)
