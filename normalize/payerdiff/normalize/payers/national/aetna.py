"""Aetna clinical policy bulletins, web pages (and prints of them).

Recognised by `Clinical Policy Bulletins` and the heading `Policy`. Below `Medical Necessity` and `Experimental, Investigational, or
Unproven` each item of the outer list is a statement with its own list; `Continuation of Therapy` opens renewals. Code tables group codes by
whether they are covered if the criteria are met.
"""

from payerdiff.normalize.layouts.for_and_against import FOR_AND_AGAINST
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="aetna",
    signs=(r"Clinical Policy Bulletins?", r"^Number:\W*\d?\W*\d{4}", r"\bAetna\b"),
    openings=(
        Opening(r"Table Of Contents", "boilerplate"),
        Opening(r"Policy", "policy"),
        Opening(r"Scope of Policy", "description"),
        Opening(
            r"(?:Criteria for Initial Approval|Initial Approval Criteria|Medical Necessity|Medically Necessary)",
            "policy",
        ),
        Opening(r"(?:Continuation of Therapy|Criteria for Continuation.*|Continuation Criteria)", "renewal"),
        Opening(r"Prescriber Specialties|Exclusions?", "universal"),
        Opening(r"(?:Experimental|Investigational|Not Medically Necessary|Cosmetic)\b.*", "exclusion"),
        Opening(r"Related (?:Policies|CMS Coverage Guidance).*|Policy Limitations and Exclusions", "boilerplate"),
        Opening(r"Dos(?:age|ing)(?: and| Recommendations).*|Dosing Recommendations", "dosage"),
        Opening(r"(?:Table:|Applicable )?.*\b(?:CPT|HCPCS|ICD-10) Codes\b.*", "codes"),
        Opening(r"Background|Appendix|Glossary of Terms", "background"),
        Opening(r"References|The above policy is based on the following references:?", "references"),
        Opening(r"Policy History|Review History", "log"),
    ),
    layout=FOR_AND_AGAINST,
    payer_id="aetna",
    payer="Aetna",
    benefit="medical",
    fields={
        "number": r"^Number:\W*\d?\W*(\d{4})\b",
        "lines_of_business": r"\bproducts for (commercial) medical plans\b",
        "title": r"\A(?:-->\s*)?(.+?)\s*$",
        "dates.effective": r"Effective:\s*(\d\d?/\d\d?/\d{4})",
        "dates.last_review": r"Last Review:?\s*(\d\d?/\d\d?/\d{4})",
        "dates.next_review": r"Next Review:?\s*(\d\d?/\d\d?/\d{4})",
    },
)
