"""Centene clinical policies, as its health plans publish them (Louisiana Healthcare Connections, Envolve).

Recognised by the table `Reviews, Revisions, and Approvals` and the head `Clinical Policy:`. Criteria are
numbered I.A.4.b.i; `(must meet all)` and `(a, b, or c)` give the operators. The plan names itself in
`It is the policy of …`. Some versions are published with visible tracked changes.
"""

from payerdiff.normalize.layouts.lettered import LETTERED
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="centene",
    signs=(r"^Clinical Policy:", r"Reviews, Revisions, and Approvals", r"Initial Approval Criteria"),
    openings=(
        Opening(r"Description", "description"),
        Opening(r"FDA Approved Indications?(?:\(s\))?", "description"),
        Opening(r"Policy/Criteria", "universal"),
        Opening(r"Initial Approval Criteria", "initial"),
        Opening(r"Continued (?:Therapy|Approval)(?: Criteria)?", "renewal"),
        Opening(r"Diagnoses/Indications for which coverage is NOT authorized", "exclusion"),
        Opening(r"Appendices/General Information", "boilerplate"),
        Opening(r"Dosage and Administration", "dosage"),
        Opening(r"Product Availability", "boilerplate"),
        Opening(r"References", "references"),
        Opening(r"Coding Implications", "codes"),
        Opening(r"HCPCS(?:/CPT)? Codes?", "codes"),
        Opening(r"Reviews, Revisions, and Approvals", "log"),
        Opening(r"Revision Log", "header"),
        Opening(r"Important Reminder", "boilerplate"),
    ),
    layout=LETTERED,
    payer_id="centene",
    payer_name=r"It is the policy of (?:health plans affiliated with )?(.+?)[®™]?\s+that\b",
    author="Centene Corporation",
    fields={
        "title": r"^Clinical Policy:\s*(.+?)\s*$",
        "number": r"^Reference Number:\s*(\S+)",
        "dates.effective": r"^Effective Date:\s*(\S+)",
        "dates.last_review": r"^Last Review Date:\s*(\d[\d./]*)",
        "lines_of_business": r"^Line of Business:\s*(.+?)\s*$",
        "benefit": r"this policy is for (medical|pharmacy) benefit",
    },
    furniture=(r"CLINICAL POLICY$", r"Revision Log$"),
)
