"""FDA labels (Structured Product Labeling, XML from DailyMed).

Recognised by the line that the XML reader writes first. What the label indicates is read as criteria for initial use, one set a numbered
subsection; contraindications are exclusions. The rest of the label is text for the prescriber. A label is no payer: comparisons hold
policies against it.
"""

from payerdiff.normalize.layouts.label_sections import LABEL_SECTIONS
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="spl",
    signs=(r"^FDA label \(Structured Product Labeling\)$", r"^(?:1\.? )?INDICATIONS? (?:AND|&) USAGE$"),
    openings=(
        Opening(r"(?:1\.? )?INDICATIONS? (?:AND|&) USAGE", "initial"),
        Opening(r"(?:\d+\.? )?CONTRAINDICATIONS", "exclusion"),
        Opening(r"(?:WARNINGS?:|BOXED WARNING|HIGHLIGHTS|RECENT MAJOR CHANGES|SPL UNCLASSIFIED).*", "boilerplate"),
        Opening(r"(?:[2356789]|1\d)\.? [A-Z][A-Z ,&/()-]+", "boilerplate"),
        Opening(r"(?:DOSAGE|WARNINGS|PRECAUTIONS|ADVERSE|DRUG|USE IN|OVERDOSAGE|DESCRIPTION|CLINICAL|NONCLINICAL|HOW SUPPLIED|REFERENCES|PATIENT|PACKAGE|PRINCIPAL)\b[A-Z ,&/()-]*", "boilerplate"),
    ),
    layout=LABEL_SECTIONS,
    payer_id="fda_label",
    payer="FDA label",
    sisters=r".",
    author_name=r"(?m)^Labeler: (.+)$",
    fields={
        "title": r"^Product: (.+)$",
        "number": r"^Set id: (\S+)$",
        "dates.effective": r"^Effective time: (\S+)",
    },
)  # fmt: skip
