"""Anthem (Elevance Health) medical policies and clinical criteria.

Recognised by `Position Statement` or `Clinical Criteria` with the publisher's marks. Medical policies part what is medically necessary
from what is not by headings; clinical criteria open each set with `Initial requests for …` or `Continuation requests for …`. Items are
numbered A. 1. a. or I. A. 1.
"""

from payerdiff.normalize.layouts.for_and_against import FOR_AND_AGAINST
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="anthem",
    signs=(r"^(?:Position Statement|Clinical Criteria)$", r"\b(?:Anthem|Elevance|Carelon|Amerigroup|Wellpoint)\b|under a member.s medical benefit plan"),
    openings=(
        Opening(r"Table of Contents|Overview", "boilerplate"),
        Opening(r"Description(?:/Scope)?", "description"),
        Opening(r"Position Statement|Clinical Criteria|Clinical Indications", "policy"),
        Opening(r"Quantity Limits?", "limits"),
        Opening(r"Rationale|Background(?:/Overview)?|Discussion/General Information|Definitions", "background"),
        Opening(r"Coding", "codes"),
        Opening(r"References", "references"),
        Opening(r"Websites for Additional Information", "references"),
        Opening(r"Index", "boilerplate"),
        Opening(r"(?:Document|Criteria) (?:History|Update)(?: Information)?|History", "log"),
        Opening(r"Federal and State (?:law|laws)\b", "boilerplate", inclusive=True),
        Opening(r"Applicable to\b", "boilerplate", inclusive=True),
    ),
    layout=FOR_AND_AGAINST,
    payer_id="anthem",
    payer="Anthem",
    author="Elevance Health",
    fields={
        "number": r"(?:Document|Policy)\s*#:?\s*((?:[A-Z]+\.|CC-)\d+)",
        "title": r"^Subject:\s*(.+?)\s*$",
        "dates.effective": r"Effective Date:?\s*(\d\d?/\d\d?/\d{4})",
        "dates.published": r"Publish Date:?\s*(\d\d?/\d\d?/\d{4})",
        "benefit": r"reviewed for coverage under a member.s (medical) benefit plan",
        "dates.last_review": r"Last Review Date:?\s*(\d\d?/\d\d?/\d{4})",
    },
    furniture=(r"When a drug is being reviewed for coverage\b",),
)  # fmt: skip
