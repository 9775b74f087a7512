"""HCSC medical policies (Blue Cross and Blue Shield of Illinois, Texas, New Mexico, Oklahoma, Montana).

Recognised by the table `Policy Number` / `Policy Effective Date` and the heading `Legislative Mandates`. The section `Coverage` holds
sentences for and against, each with its list; `Initial Therapy` and `Continuation Therapy` may part it.
"""

from payerdiff.normalize.layouts.for_and_against import FOR_AND_AGAINST
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="hcsc",
    signs=(r"^Policy Number\s", r"^Legislative Mandates$", r"\bHCSC\b"),
    openings=(
        Opening(r"Disclaimer|Legislative Mandates", "boilerplate"),
        Opening(r"Coverage", "policy"),
        Opening(r"Policy Guidelines", "guidelines"),
        Opening(r"Description", "description"),
        Opening(r"Rationale|Background|Regulatory Status", "background"),
        Opening(r"Coding", "codes"),
        Opening(r"Centers for Medicare and Medicaid Services.*", "boilerplate"),
        Opening(r"References", "references"),
        Opening(r"Policy History(?:/Revision)?.*", "log"),
    ),
    layout=FOR_AND_AGAINST,
    payer_id="hcsc",
    payer="Health Care Service Corporation (HCSC)",
    sisters=r"Blue ?Cross|Blue ?Shield",
    benefit="medical",
    fields={
        "number": r"^Policy Number\s+(\S+)",
        "dates.effective": r"^Policy Effective Date\s+(\d\d/\d\d/\d{4})",
        "title": r"^Policy Effective Date\s+\S+\s*\n+(?:Policy End Date\s+\S+\s*\n+)?(.+)$",
    },
)
