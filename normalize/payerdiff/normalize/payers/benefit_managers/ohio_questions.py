"""Question sets for electronic prior authorization of the Ohio Department of Medicaid's single pharmacy benefit manager.

Recognised by the tables' columns. One document holds several lists of questions on one class of drugs, each below its titles and products and closed by
its length of authorizations; question_sets.py turns each list into criteria.
"""

from payerdiff.normalize.layouts.question_sets import QUESTION_SETS
from payerdiff.normalize.sections.headings import Opening
from payerdiff.normalize.template_family import Adapter

ADAPTER = Adapter(
    slug="ohio_questions",
    signs=(r"\bCriteria Subtitle\b", r"\bDefault Next Question ID\b", r"\bGCNSeqNo\b"),
    openings=(Opening(r"Criteria Title", "policy"), Opening(r"Last Approved", "header")),
    layout=QUESTION_SETS,
    payer_id="ohio_medicaid",
    payer="Ohio Department of Medicaid",
    sisters=r".",
    author="Gainwell Technologies",
    benefit="pharmacy",
    fields={"title": r"\A(.+)$", "dates.last_review": r"Last Approved\s+(\d{1,2}/\d{1,2}/\d{4})"},
)
