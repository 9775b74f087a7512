"""Magellan Rx (now Prime Therapeutics) medical pharmacy policies, as Aspirus and EmblemHealth publish them.

Recognised by `Length of Authorization` and `Max Units (per dose and over time)`. Headings of indications are bold
lines with note marks; bullets go four levels deep (•, o, ▪, –), joined by `; AND` and `; OR` at the items' ends.
The health plan is named on the last page only, or not at all.
"""

from payerdiff.normalize.layouts.headed import HEADED
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="magellan",
    signs=(
        r"Length of Authorization",
        r"Max Units \(per dose and over time\)",
        r"Initial Approval Criteria",
        r"Renewal Criteria",
    ),
    openings=(
        Opening(r"Length of Authorization", "authorization"),
        Opening(r"Dosing Limits", "limits"),
        Opening(r"Initial Approval Criteria", "initial"),
        Opening(r"Renewal Criteria", "renewal"),
        Opening(r"Dosage/Administration", "dosage"),
        Opening(r"Billing Code/Availability Information", "codes"),
        Opening(r"References(?: \(STANDARD\))?", "references"),
        Opening(r"Appendix \d+\s*[–-]\s*Covered Diagnosis Codes", "codes"),
        Opening(r"Appendix \d+\s*[–-]\s*Centers for Medicare.*", "boilerplate"),
        Opening(r"Nondiscrimination.*", "boilerplate"),
    ),
    layout=HEADED,
    payer_id="magellan",
    payer_name=r"\b([A-Z][a-z]+(?: [A-Z][a-z]+)* Health Plan(?:, Inc\.)?|EmblemHealth)",
    author_name=r"\b(Magellan Rx Management|Prime Therapeutics Management(?:,? LLC)?)",
    benefit="medical",
    fields={
        "title": r"\A\s*((?:.+\n){0,7}?.*\(.+\))",
        "number": r"Document Number:\s*(\S+)",
        "dates.last_review": r"Last Review Date:\s*(\S+)",
        "dates.original": r"Date of Origin:\s*(\S+)",
    },
    furniture=(
        r"Publication of this policy on this website\b",
        r"information created in collaboration\b",
        r"reproduced or distributed without\b",
        r"©\s*20\d\d,? (?:Magellan|Prime)\b",
        r"Proprietary (?:& Confidential|Information\.)",
        r"Medical Necessity Criteria$",
        r"Page \d+$",
    ),
)
