"""Blue Cross & Blue Shield of Mississippi medical policies, printer-friendly pages.

Recognised by the policy number `L.5.01.…` and the heading or sentence on the code list. Headings may be lost when the
page is extracted: sentences then open the sections. The log is a list of `mm/dd/yyyy: …` back to 2014.
"""

from payerdiff.normalize.layouts.sentences import SENTENCES
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="bcbsms",
    signs=(r"^L\.\d\.\d\d\.\d{3}$", r"medically necessary", r"list of procedure codes|Code Reference"),
    openings=(
        Opening(r"Policy Number", "header"),
        Opening(r"Description|Policy Description", "description"),
        Opening(r"Policy", "policy"),
        Opening(r"Policy Exceptions?", "boilerplate"),
        Opening(r"State Health Plan.*Participants", "boilerplate"),
        Opening(r"Policy Guidelines?", "boilerplate"),
        Opening(r"Policy History", "log"),
        Opening(r"Sources?", "references"),
        Opening(r"Code Reference", "codes"),
        Opening(r"\d{2}/\d{2}/\d{4}:", "log", inclusive=True),
        Opening(r"Please perform a formulary drug search\b", "boilerplate", inclusive=True),
        Opening(r"The use of samples\b", "universal", inclusive=True),
        Opening(r".+\bmay be considered medically necessary when\b", "initial", inclusive=True),
        Opening(
            r"Services related to (?:the )?(?:delivery|administration)\b.*\bnot medically necessary\b",
            "exclusion",
            inclusive=True,
        ),
        Opening(r"The coverage guidelines\b|Medically necessary is defined\b", "boilerplate", inclusive=True),
        Opening(r".+\bis indicated for the following\b", "description", inclusive=True),
        Opening(r".+ prescribing information\b", "references", inclusive=True),
        Opening(
            r"This (?:may not be|is not) a (?:comprehensive|complete) list of procedure codes\b",
            "codes",
            inclusive=True,
        ),
    ),
    layout=SENTENCES,
    payer_id="bcbsms",
    payer="Blue Cross & Blue Shield of Mississippi",
    fields={
        "number": r"^(L\.\d\.\d\d\.\d{3})$",
        "title": r"^L\.\d\.\d\d\.\d{3}\s*\n(.+)$",
    },
    furniture=(r"Printer Friendly Version$", r"CPT copyright\b"),
)
