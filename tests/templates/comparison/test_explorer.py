"""The patient explorer: its script and the plain evaluator say the same of thousands of drawn patients, and the form works in a browser."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from browser import CHROMIUM, opened, run_script, saved
from reviews import policies

from payerdiff.compare.logic.judge import judge
from payerdiff.compare.logic.scope import for_own_patients
from payerdiff.compare.proofs.explorer_model import Explorer, Model, is_set_aside
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model import concepts
from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Atom, Criterion, Policy
from payerdiff.model.policy.caps import QUANTITY, WHOSE, by_whose
from payerdiff.templates.comparison.explorer_views import explorer_json
from payerdiff.templates.evidence import Evidence
from payerdiff.templates.rendering import load, render_comparison

PATIENTS = 2_000
OUTCOMES = ("tried", "failed", "intolerant", "contraindicated", "responded")


@cache
def model() -> Model:
    """Return the model of all of them."""
    numbers = [str(at) for at in range(len(policies()))]
    return Explorer(policies()).model(numbers, numbers)


def drawn(random: Random) -> dict[str, Any]:
    """Return a patient of whom some fields are known: numbers at and beside the limits, any of the values that criteria name."""
    told: dict[str, Any] = {"phase": random.choice(["initial", "renewal"])}
    for field in model()["fields"]:
        if random.random() < 0.3:
            continue
        options, path = field["options"], field["path"]
        value: object
        if field["kind"] == "number":
            value = float(random.choice(field["limits"] or [10]) + random.choice([-12, -1, -0.5, 0, 0.5, 1, 12]))
        elif field["kind"] == "state":
            value = random.choice([*options, "another state"])
        elif field["roles"]:
            for at, own in enumerate(field["roles"].values()):
                if not at or random.random() < 0.7:
                    told[own] = [o for o in options if random.random() < 0.3]
            continue
        elif field["kind"] == "therapy":
            value = [{"drug": o, "outcome": random.choice(OUTCOMES), "count": random.choice([1, 1, 2])} for o in options if random.random() < 0.3]  # fmt: skip
        else:
            value = [o for o in options if random.random() < 0.25]
        if len(path) == 1:
            told[path[0]] = value
        else:
            told.setdefault(path[0], {})[path[1]] = value
    return told


@cache
def asked(favour: bool, told: frozenset[str]) -> list[Policy]:
    """Return the policies as the page's choice has them, for requests that tell how they stand to some limits."""
    return [with_open(policy, favour, told) for policy in policies()]


def with_open(policy: Policy, favour: bool, told: frozenset[str]) -> Policy:
    """Return a policy whose open criteria all speak for the request, or all against it: what the page's choice means, said in trees."""

    def turned(node: Criterion, met: bool) -> Criterion:
        if node.op == "leaf" and node.meaning:
            return turned(parts_of(node), met)
        if node.op == "leaf":
            says = not node.atoms or node.partial or any(a.duration for a in node.atoms)
            if says and not met:
                return node.model_copy(update={"op": "never"})
            if not node.atoms:
                return node.model_copy(update={"op": "all"})
            return node.model_copy(update={"partial": False, "atoms": [bare(a) for a in node.atoms]})
        return node.model_copy(
            update={
                "children": [
                    turned(c, met != (node.taken_op == "none" or (node.taken_op == "if" and not at)))
                    for at, c in enumerate(node.children)
                ]
            }
        )

    def bare(atom: Atom) -> Atom:
        return atom.model_copy(update={"duration": None})

    limits = [s for whose, s in by_whose(policy.limits) if whose in told]
    policy = for_own_patients(policy)
    policy = policy.model_copy(update={"criteria": [*policy.criteria, *limits], "limits": []})
    against = [s for s in policy.exclusions if not s.names_the_rest]
    stated = [s for s in policy.criteria if not is_set_aside(s)]
    sets = {
        name: [s.model_copy(update={"root": turned(s.root, met)}) for s in own]
        for name, own, met in (("criteria", stated, favour), ("exclusions", against, not favour))
    }
    return policy.model_copy(update=sets)


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("open_as", ["free", "met", "unmet"])
def test_script_and_evaluator_say_the_same_of_thousands_of_patients(open_as: str, tmp_path: Path) -> None:
    random = Random(open_as)
    people = [drawn(random) for _ in range(PATIENTS if open_as == "free" else PATIENTS // 4)]
    script = f"""{load("explorer.js")}
    const model = {json.dumps(model())}, people = {json.dumps(people)}, once = (xs) => [...new Set(xs.map((x) => x.text))];
    const told = people.map((p) => model.policies.map((policy) => {{ const r = judge(policy, p, "{open_as}"); return [r.ruling, once(r.failing), once(r.unknown)]; }}));"""
    found = run_script(script, "told", tmp_path)
    seen = set()
    for at, told in enumerate(people):
        patient = Patient.model_validate(told)
        whose = frozenset(w for w in WHOSE if patient.values(concepts.of(QUANTITY), w) is not None)
        own = policies() if open_as == "free" else asked(open_as == "met", whose)
        for policy, (ruling, failing, unknown) in zip(own, found[at], strict=True):
            expected = judge(policy, patient)
            assert ruling == expected.ruling, (policy.source.name, told)
            seen.add(ruling)
            if open_as == "free":
                assert unknown == expected.open
                assert ruling != "refuse" or failing == expected.deciding
    assert seen >= {"approve", "refuse"} and (open_as != "free" or seen >= {"depends", "not_evaluated"})


@cache
def page() -> str:
    """Return the report on the sample policies on blinatumomab."""
    own = [p for p in policies() if any(d.generic == "blinatumomab" for d in p.drugs)]
    return render_comparison(compare(own, "Blincyto"))


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_the_form_starts_from_a_patient_of_the_report_and_follows_each_answer(tmp_path: Path) -> None:
    probe = """
    const rows = () => [...document.querySelectorAll("#out tr")].map((tr) => [tr.cells[0].textContent, tr.cells[1].textContent.slice(2)]);
    const form = document.querySelector("#px form"), first = rows();
    const ages = [...form.querySelectorAll("input[type=number]")], before = ages[0].value;
    form.elements.start.value = ""; ages[0].value = "0.01"; form.dispatchEvent(new Event("input", {bubbles: true}));
    const newborn = rows();
    const hidden = document.getElementById("px").hidden;
    const links = [...document.querySelectorAll("#out a")].every((a) => document.getElementById(a.getAttribute("href").slice(1)));
    const told = {first, newborn, hidden, links, before};"""
    html = page().replace("</body>", f"<script>{probe}\ndocument.title = JSON.stringify(told)</script></body>")
    found = run_script("", "JSON.parse(document.title)", tmp_path, page=html)
    assert found["hidden"] is False and found["links"] is True and found["before"] == "0"
    said = {re.sub(r"\d+ criteri(?:on|a)", "n", verdict) for _, verdict in found["first"]}
    assert "does not meet criteria" in said and said <= {
        "meets criteria",
        "does not meet criteria",
        "not evaluated (n)",
    }
    assert dict(found["newborn"])["Louisiana"] == "does not meet criteria"


def test_the_model_within_the_page_holds_no_tag_that_could_end_it() -> None:
    inner = re.findall(r'<script type="application/json" id="model">(.*?)</script>', page(), re.DOTALL)
    assert len(inner) == 1 and "<" not in inner[0]
    assert json.loads(inner[0])["policies"][0]["sets"]


def test_the_questions_that_decide_most_differences_lead_the_form() -> None:
    own = [p for p in policies() if any(d.generic == "blinatumomab" for d in p.drugs)]
    compared = compare(own, "Blincyto")
    held = json.loads(explorer_json(compared, Evidence()))
    fields, policy = held["fields"], {p["key"]: p for p in held["policies"]}
    assert fields[0]["concept"] == "diagnosis"
    counts = [field["decides"] for field in fields[1:]]
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[-1] == 0

    def asks(node: Any, text: str, path: list[str]) -> bool:
        kids = node.get("kids", [])
        return any(asks(kid, text, path) for kid in kids) or (node.get("text") == text and any(a["at"] == path for a in node.get("atoms", [])))  # fmt: skip

    reasons = [r for relation in compared.relations[::2] for r in relation.reasons]
    for field in fields:
        turned = [r for r in reasons if any(asks(s["root"], text.removeprefix("not: "), field["path"]) for text in r.criteria for s in policy[r.policy]["sets"])]  # fmt: skip
        assert field["decides"] == len(turned)
    assert 1 < held["leading"] <= 8 and held["leading"] == min(8, 1 + sum(count > 0 for count in counts))


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [1440, 390])
def test_the_other_questions_are_folded_and_answer_all_the_same(width: int, tmp_path: Path) -> None:
    with opened(saved(page(), tmp_path), width) as (tab, told):
        tab.locator("#try > summary").click()
        leading = tab.evaluate("JSON.parse(document.getElementById('model').textContent).leading")
        every = tab.evaluate("JSON.parse(document.getElementById('model').textContent).fields.length")
        fold = tab.locator("#less > summary")
        assert fold.inner_text() == f"{every - leading} more questions" and every > leading
        assert tab.locator("#less .more > *:visible").count() == 0
        fold.click()
        assert tab.locator("#less .more > *").count() == every - leading
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert told == []
