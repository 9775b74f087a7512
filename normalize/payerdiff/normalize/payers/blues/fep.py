"""Blue Cross Blue Shield Federal Employee Program drug policies.

Recognised by the head `Original Policy Date` and the section `Prior-Approval Requirements`. Criteria are labeled lines
and introductions (`AND ONE of the following:`); terms stand under `Prior-Approval Limits`; the log names months.
"""

from payerdiff.normalize.layouts.labelled_lines import LABELLED_LINES
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="fep",
    signs=(r"Original Policy Date:", r"Prior\s*[-–]\s*Approval Requirements", r"\bFEP\b"),
    openings=(
        Opening(r"Description", "description"),
        Opening(r"Background|Regulatory Status|Related policies|Summary|Rationale", "background"),
        Opening(r"Policy", "boilerplate"),
        Opening(r".+ may be considered investigational for\b.+", "exclusion", inclusive=True),
        Opening(r"Prior\s*[-–]\s*Approval Requirements", "initial"),
        Opening(r"Prior\s*[-–]\s*Approval Renewal Requirements", "renewal"),
        Opening(r"Policy Guidelines|Pre\s*[-–]\s*PA Allowance", "boilerplate"),
        Opening(r"Prior\s*[-–]\s*Approval Limits", "authorization"),
        Opening(r"Prior\s*[-–]\s*Approval Renewal Limits", "authorization"),
        Opening(r"References", "references"),
        Opening(r"Policy History", "log"),
        Opening(r"Keywords", "boilerplate"),
        Opening(r"This policy was approved by\b", "boilerplate", inclusive=True),
    ),
    layout=LABELLED_LINES,
    payer_id="fep",
    payer="Blue Cross Blue Shield Federal Employee Program",
    sisters=r"Blue ?Cross|Blue ?Shield",
    fields={
        "title": r"^Subject:\s+(.+?)\s+Page:",
        "number": r"^\s*(\d\.\d{2}\.\d{2,3})\s*$",
        "dates.effective": r"Effective Date:\s+(\w+ \d{1,2}, \d{4})",
        "dates.original": r"Original Policy Date:\s+(\w+ \d{1,2}, \d{4})",
        "dates.last_review": r"^Last Review Date:\s+(\w+ \d{1,2}, \d{4})",
    },
)
