"""UnitedHealthcare pharmacy programs: prior authorization, step therapy and medical necessity.

Recognised by the head `UnitedHealthcare Pharmacy Clinical Pharmacy Programs` and its table (`Program Number`, `Program`).
Criteria are lettered by indication and numbered by phase; `-AND-` and `-OR-` stand on lines of their own; raised letters behind a
heading point to footnotes. The log is the table `Change Control`, its dates name months; the head gives the months of P&T approval.
"""

from payerdiff.normalize.layouts.by_phase import BY_PHASE
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="uhc",
    signs=(r"UnitedHealthcare Pharmacy", r"Clinical Pharmacy Programs", r"Program Number", r"Change Control"),
    openings=(
        Opening(r"Background", "background"),
        Opening(r"Coverage Criteria(?:\W?[a-z]\W?)?", "policy"),
        Opening(r"Table \d+:.*", "background"),
        Opening(r"Additional Clinical (?:Programs|Rules)", "boilerplate"),
        Opening(r"References?", "references"),
        Opening(r"Change Control", "log"),
    ),
    layout=BY_PHASE,
    payer_id="uhc",
    payer="UnitedHealthcare",
    benefit="pharmacy",
    fields={
        "number": r"Program Number\s+(20\d\d \w \d+-\d+)",
        "title": r"^\s*Medications?\s+(\S.+?)\s*$",
        "dates.effective": r"Effective Date\s+(\d{1,2}/\d{1,2}/\d{4})",
    },
    furniture=(r"©\s*20\d\d,? UnitedHealthcare",),
)
