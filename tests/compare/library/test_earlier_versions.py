"""What versions of compared policies changed: told where the library holds an earlier one, on the drug that is compared, and rebuilt from the documents."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import lxml.html
from readings import sample_library
from reviews import redline
from trees import POLICY

from payerdiff import api
from payerdiff.compare.changes.review import review
from payerdiff.compare.library.divergence import step_of
from payerdiff.compare.library.earlier_versions import with_history
from payerdiff.model.policy import Dates, Policy, to_json
from payerdiff.templates.rendering import render_comparison

DRUG = "blinatumomab"


def two_versions() -> tuple[Policy, Policy]:
    """Return an older and a newer version of one policy: both sides of the sample redline, the older one as a document of its own."""
    sides = redline()
    older = Dates(effective=date(2023, 1, 1), last_review=date(2023, 1, 1))
    source = sides.old.source.model_copy(update={"name": "old.pdf", "sha256": "0" * 64})
    return sides.old.model_copy(update={"dates": older, "revisions": [], "source": source}), sides.new


def test_a_compared_policy_has_what_its_versions_changed_and_the_page_draws_it_on_the_axis() -> None:
    old, new = two_versions()
    others = [p for p in sample_library().policies if p.source.sha256 != new.source.sha256]
    compared = api.compare([new, next(p for p in others if any(d.generic == DRUG for d in p.drugs))], drug=DRUG)
    assert with_history(compared, [new, *others]).history == []
    found = with_history(compared, [*others, new, old])
    ((one,), key) = (
        found.history,
        compared.keys[[p.source.sha256 for p in compared.policies].index(new.source.sha256)],
    )
    assert (one.policy, [e.name for e in one.earlier]) == (key, ["old.pdf"])
    (step,) = one.steps
    assert step == step_of(review(old.about(DRUG), new.about(DRUG))) and step.clinical > 0
    jsonschema.validate(json.loads(to_json(found)), api.schema("comparison"))
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(render_comparison(found))
    (turn,) = page.xpath("//section[@id='revisions']//ul[@class='turns']/li")
    words = " ".join(turn.text_content().split())
    assert str(step.dated) in words and f"{step.clinical} clinical change" in words
    assert not lxml.html.document_fromstring(render_comparison(compared)).xpath("//ul[@class='turns']")


def test_a_report_with_history_is_rebuilt_from_the_documents_of_all_versions(tmp_path: Path) -> None:
    for name, (age, day) in {"old": ("12", "01.05.24"), "new": ("18", "01.05.25")}.items():
        text = POLICY.format(criteria=f"1. Diagnosis of plaque psoriasis;\n2. Age {age} years or older.", initial="6 months", renewal="Positive response", number=7)  # fmt: skip
        dated = text.replace("It is the policy", f"Effective Date: {day}\nIt is the policy", 1)
        (tmp_path / f"{name}.txt").write_text(dated, encoding="utf-8")
    held = api.read_library([tmp_path])
    new = next(p for p in held.policies if p.source.name == "new.txt")
    found = api.with_history(api.compare([new], drug="guselkumab"), held)
    assert [step.old for one in found.history for step in one.steps] == ["old.txt"]
    (tmp_path / "report.html").write_text(api.render(found), encoding="utf-8")
    assert api.verify(tmp_path / "report.html", [tmp_path]).verdict == "same"
