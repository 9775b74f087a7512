"""Blue Cross and Blue Shield of Nebraska medical policies, printed from the policy site.

Recognised by the site's address in the running foot and the policy number `X.…`. Criteria stand under `Initial Evaluation` and
`Renewal Evaluation` (older ones: `… Review`, `Criteria for Approval`), each closed by its length of approval; dates stand in a box
between criteria and rationale.
"""

from payerdiff.normalize.layouts.headed import HEADED
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="bcbsne",
    signs=(r"medicalpolicy\.nebraskablue\.com", r"^[IVX]+\.\d+\b"),
    openings=(
        Opening(r"POLICY", "initial"),
        Opening(r"Target Agents?(?:\(s\))?(?::.{0,60})?", "header"),
        Opening(r".+\b(?:is|are) considered (?:experimental|investigational|not medically necessary)\b", "exclusion", inclusive=True),
        Opening(r"(?:Prior Authorization )?Criteria for (?:Initial )?Approval", "initial"),
        Opening(r"Initial (?:Evaluation|Review|Criteria|Authorization)", "initial"),
        Opening(r"(?:Renewal|Continuation|Continued) (?:Evaluation|Review|Criteria|Authorization)|Reauthorization", "renewal"),
        Opening(r"Renewal (?:of .{3,60}|Authorization) may be considered medically necessary\b", "renewal", inclusive=True),
        Opening(r"Dates", "header"),
        Opening(r"DESCRIPTION|(?:CLINICAL )?RATIONALE|BACKGROUND|OBJECTIVE", "background"),
        Opening(r"Safety", "background"),
        Opening(r"REFERENCES", "references"),
        Opening(r"REVISIONS", "log"),
        Opening(r"Quick Code Search|HAVE AN IDEA\?.*", "boilerplate"),
    ),
    layout=HEADED,
    payer_id="bcbsne",
    payer="Blue Cross and Blue Shield of Nebraska",
    fields={
        "number": r"^([IVX]+\.\d+)\b",
        "title": r"^[IVX]+\.\d+ (.+?)(?:\s*\(?(?:REQUIRES\b)?\s*(?:(?:PRE|PRIOR )AUTHORIZATION)?(?: REQUIRED)?\)?)?$",
        "dates.original": r"^Original Effective\s+(\d\d-\d\d-\d{4})",
        "dates.last_review": r"^Last Review\s+(\d\d-\d\d-\d{4})",
        "dates.next_review": r"^Next Review\s+(\d\d-\d\d-\d{4})",
    },
    furniture=(r"HAVE AN IDEA\?", r"Privacy Legal\b", r".{0,25}\bis an independent licensee\b"),
)  # fmt: skip
