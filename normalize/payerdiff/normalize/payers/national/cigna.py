"""Cigna drug coverage policies and national formulary prior authorization policies.

Recognised by `INSTRUCTIONS FOR USE` with the company's name and the word `Approve` in the criteria. Indications are numbered, phases lettered
A) B), items i. a) (1); `Conditions Not Covered` lists what is refused.
"""

from payerdiff.normalize.layouts.approve_blocks import APPROVE_BLOCKS
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="cigna",
    signs=(r"\bCigna\b", r"^INSTRUCTIONS FOR USE$", r"\. Approve for (?:the duration|\d)"),
    openings=(
        Opening(r"INSTRUCTIONS FOR USE", "boilerplate"),
        Opening(r"OVERVIEW|Background|Guidelines|Clinical Efficacy|Safety|Dosing Information", "background"),
        Opening(r"CIGNA NATIONAL FORMULARY COVERAGE", "boilerplate"),
        Opening(r"POLICY STATEMENT|Coverage Policy|Medical Necessity Criteria", "boilerplate"),
        Opening(r"FDA.Approved Indications?|Other Uses with Supportive Evidence", "initial"),
        Opening(r"Conditions Not (?:Covered|Recommended for Approval)", "exclusion"),
        Opening(r"Coding(?: Information|/Billing Information)?", "codes"),
        Opening(r"REFERENCES", "references"),
        Opening(r"HISTORY|Revision Details|History/Updates", "log"),
        Opening(r"APPENDIX(?: [A-Z\d])?", "background"),
        Opening(r"[“\"]?Cigna Companies[”\"]? refers to\b", "boilerplate", inclusive=True),
    ),
    layout=APPROVE_BLOCKS,
    payer_id="cigna",
    payer="Cigna",
    fields={
        "number": r"Coverage Policy Number[.…\s]*(IP\d+|\d{4})",
        "title": r"(?:^POLICY:\s*|Policy Title[.…\s]*)(.+?)(?:\s+Prior Authorization Policy.*)?\s*$",
        "dates.effective": r"Effective Date[.…\s]*(\d\d?/\d\d?/\d{4})",
        "benefit": r"recommended for (prescription) benefit coverage",
        "dates.last_review": r"REVIEW DATE:\s*(\d\d?/\d\d?/\d{4})",
    },
)
