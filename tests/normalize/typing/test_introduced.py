"""What the words above a list say reaches its items: drawn words over drawn items, held against the meaning that they were put together from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from forms import tree
from hypothesis import given, settings
from hypothesis import strategies as st
from notation import told

from payerdiff.model.policy import Atom, Criterion, Meaning, OpenPart, leaves
from payerdiff.normalize.typing.leads import is_cue_alone

DRUGS = ("methotrexate", "leflunomide", "sulfasalazine")
WEEKS = 12
Facts = dict[str, dict[str, int]]
"""Of each drug the outcomes of a patient, with the weeks that it was taken."""
Answer = bool | None


@dataclass(frozen=True)
class Said:
    """Words, and what they mean: outcomes, a length in weeks, or an answer that is not known."""

    words: str
    outcomes: frozenset[str] = frozenset()
    weeks: int = 0
    kind: str = "none"


def said(words: str, *outcomes: str, weeks: int = 0, kind: str = "none") -> Said:
    """Return words and what they mean."""
    return Said(words, frozenset(outcomes), weeks, kind)


OPENINGS = ("", "Documentation is provided that the patient has had ", "Patient has had ")
OUTCOMES = (
    said("a trial and failure of", "failed"),
    said("an inadequate response to", "failed"),
    said("a documented failure or intolerance to", "failed", "intolerant"),
    said("failure, intolerance or contraindication to", "failed", "intolerant", "contraindicated"),
    said("a trial of", "failed", "tried", "intolerant"),
    said(f"an inadequate response to at least a {WEEKS} week trial of", "failed", weeks=WEEKS),
    said(f"a minimum duration of a {WEEKS}-week trial and failure of", "failed", weeks=WEEKS),
)
MANY = (
    said("one of", kind="1"),
    said("at least one (1) of", kind="1"),
    said("two of", kind="2"),
    said("drugs from two of", kind="2"),
    said("all of", kind="3"),
)
NOUNS = ("", " drugs", " conventional therapies")
TAILS = (
    said(""),
    said(f" for at least {WEEKS} weeks", weeks=WEEKS),
    said(f" (at least {WEEKS} weeks each)", weeks=WEEKS),
    said(", unless contraindicated", "contraindicated", kind="each"),
    said(" (unless contraindicated)", "contraindicated", kind="each"),
    said(", unless contraindicated or clinically significant adverse effects are experienced", "contraindicated", "intolerant", kind="each"),
    said(" or contraindication to all of them", "contraindicated", kind="whole"),
    said(", or has a contraindication to ALL of the following", "contraindicated", kind="whole"),
    said(", unless contraindicated to all of these", "contraindicated", kind="whole"),
    said(" and treatment failed to control the disease", "failed", kind="ended"),
    said(" at the highest tolerated dose", kind="narrows"),
    said(", unless the request is urgent", kind="widens"),
)  # fmt: skip


def of_atom(atom: Atom, facts: Facts) -> bool:
    """Return True if a patient meets a condition on prior therapy."""
    weeks = int((atom.duration or "0").split()[0])
    asked = set((atom.outcome or "").split(" or "))
    asked |= {"failed", "intolerant"} if "tried" in asked else set()
    names = atom.value if isinstance(atom.value, list) else [atom.value]
    return any(
        outcome in asked and (outcome not in ("failed", "tried") or lasted >= weeks)
        for name in names
        for outcome, lasted in facts[str(name)].items()
    )


def joined(op: str, k: int, parts: Sequence[Answer]) -> Answer:
    """Return what parts give under an operator, where some of them may not be known."""
    need = {"all": len(parts), "any": 1, "at_least": k}[op]
    sure, open_ = parts.count(True), parts.count(None)
    return True if sure >= need else None if sure + open_ >= need else False


def of_part(part: int | Meaning | OpenPart, leaf: Criterion, facts: Facts) -> Answer:
    """Return whether a part of a leaf holds."""
    if isinstance(part, int):
        return of_atom(leaf.atoms[part], facts)
    if isinstance(part, OpenPart):
        return None
    return joined(part.op, part.k or 1, [of_part(p, leaf, facts) for p in part.of])


def holds(node: Criterion, facts: Facts) -> Answer:
    """Return whether a patient meets a criterion."""
    if node.children:
        return joined(node.taken_op, node.k or 1, [holds(child, facts) for child in node.children])
    if not node.atoms:
        return None
    return of_part(node.meaning or Meaning(op="all", of=list(range(len(node.atoms)))), node, facts)


def intended(outcome: Said, many: Said, tail: Said, facts: Facts) -> Answer:
    """Return what the words were put together to ask."""
    kind = tail.kind
    asked = outcome.outcomes
    if tail.kind == "ended":
        kind = "" if "tried" in asked or asked == {"failed"} else "narrows"
        asked = asked if kind else tail.outcomes
    weeks = max(outcome.weeks, tail.weeks)
    met = [
        any(o in asked and (o not in ("failed", "tried") or lasted >= weeks) for o, lasted in facts[drug].items())
        for drug in DRUGS
    ]
    enough = sum(met) >= int(many.kind)
    if kind == "each":  # who cannot take one of several has the others left
        cannot = [bool(tail.outcomes & set(facts[drug])) for drug in DRUGS]
        return enough or all(done or out for done, out in zip(met, cannot, strict=True))
    whole = tail.kind == "whole" and all(tail.outcomes & set(facts[drug]) for drug in DRUGS)
    if kind == "narrows":
        return None if enough else False
    if kind == "widens":
        return True if enough else None
    return enough or whole


RESULTS = st.dictionaries(st.sampled_from(("failed", "tried", "intolerant", "contraindicated")), st.sampled_from((4, WEEKS)), max_size=2)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    opening=st.sampled_from(OPENINGS), outcome=st.sampled_from(OUTCOMES), many=st.sampled_from(MANY), noun=st.sampled_from(NOUNS),
    tail=st.sampled_from(TAILS), patients=st.lists(st.fixed_dictionaries(dict.fromkeys(DRUGS, RESULTS)), min_size=4, max_size=4),
)  # fmt: skip
def test_a_list_asks_what_the_words_above_it_and_its_items_say_together(
    opening: str, outcome: Said, many: Said, noun: str, tail: Said, patients: list[Facts]
) -> None:
    lead = f"{opening}{outcome.words} {many.words} the following{noun}{tail.words}:"
    items = "\n".join(f"{letter}. {drug.capitalize()};" for letter, drug in zip("abc", DRUGS, strict=True))
    root, _ = tree(f"1. Age 2 years or older;\n2. {lead}\n{items}")
    everyone = {drug: {"contraindicated": 0} for drug in DRUGS}
    for facts in (*patients, everyone):
        assert holds(root.children[-1], facts) is intended(outcome, many, tail, facts), (lead, facts)


FINDINGS = ("Dactylitis", "Diarrhea", "Morning stiffness", "Enthesitis", "Anemia", "Hemoglobin below 10 g/dL")


@pytest.mark.parametrize(
    "lead",
    [
        "Improvement in any of the following from baseline:",
        "Patient has had a reduction or stabilization from baseline of ONE of the following:",
        "Treatment led to improvement of at least one of the following:",
    ],
)
@pytest.mark.parametrize("item", FINDINGS)
def test_what_a_response_is_seen_in_is_no_finding_of_the_patient(lead: str, item: str) -> None:
    assert "diagnosis" not in told(item, lead)
    assert "lab_value" not in told(item, lead)
    assert told(item, lead).startswith(("response", "all[response", "any[response", '?"'))


@pytest.mark.parametrize(
    ("lead", "item", "meaning"),
    [
        ("Improvement in any of the following from baseline:", "Number of swollen joints", "response = positive"),
        (
            "Member responds, with improvement in at least one of the following:",
            "Stool frequency",
            "response = positive",
        ),
        ("Stabilization of any of the following:", "Forced vital capacity", "response = stable"),
        ("The drug is expected to lead to improvement in one of the following:", "Itch", '?"Itch"'),
        ("Improvement in any of the following:", "No new lesions", '?"No new lesions"'),
        ("No improvement in any of the following:", "Itch", '?"Itch"'),
    ],
)
def test_an_item_below_a_response_is_seen_in_is_that_response(lead: str, item: str, meaning: str) -> None:
    assert told(item, lead) == meaning


def test_how_much_better_an_item_must_be_stays_open() -> None:
    assert "?" in told("At least a 20% change in vital capacity", "Improvement in one of the following:")


@pytest.mark.parametrize(
    ("lead", "item", "meaning"),
    [
        ("Has received at least 3 consecutive months of combination therapy with both of the following:", "An inhaled corticosteroid",
         "all[prior_therapy = inhaled corticosteroid (tried, 3 month), ?\"\"]"),
        ("Treatment failure with one of the following for at least 8 weeks:", "Clindamycin in combination with rifampin",
         'all[prior_therapy = clindamycin (failed, 8 week), prior_therapy = rifampin (failed, 8 week), ?"in combination with"]'),
        ("Asthma that is inadequately controlled, as shown by one of the following:", "Two or more courses of systemic corticosteroids", None),
        ("Trial of one of the following for 12 weeks:", "Methotrexate for at least 6 weeks", "prior_therapy = methotrexate (tried, 6 week)"),
        ("Failure of one of the following at the highest dose, unless contraindicated:", "Methotrexate",
         'all[prior_therapy = methotrexate (failed), ?""]'),
        ("Has tried and failed, over at least 2 months each, two of the following:", "Beta blockers", "prior_therapy = beta blocker (failed, 2 month)"),
        ("Failure, defined as 8 weeks at a target dose, of at least two of these classes:", "Beta blockers", 'all[prior_therapy = beta blocker (failed, 8 week), ?""]'),
        ("Member has used both of the following for at least 3 months:", "Beta blockers", "prior_therapy = beta blocker (tried, 3 month)"),
        ("Response to treatment as shown by one of the following:", "Hemoglobin of at least 10 g/dL", "lab_value hemoglobin >= 10 g/dL"),
    ],
)  # fmt: skip
def test_outcome_length_and_exception_reach_the_items(lead: str, item: str, meaning: str | None) -> None:
    found = told(item, lead)
    assert ("failed" not in found) if meaning is None else found == meaning


def test_the_way_out_of_a_whole_list_is_quoted_where_the_page_says_it() -> None:
    root, _ = tree(
        "1. Age 2 years or older;\n2. Failure of one of the following or contraindication to all of them:\na. Methotrexate;\nb. A madeup remedy;"
    )
    left = leaves(root)[-1]
    assert left.text == "contraindication to all of them"
    assert left.span is not None
    assert next((atom.value, atom.outcome) for atom in left.atoms) == ("methotrexate", "contraindicated")
    assert root.children[-1].op == "any" and root.children[-1].text.startswith("Failure of one")


@pytest.mark.parametrize("first", ["phototherapy", "Taltz", "topical therapy", "at least one biologic"])
@pytest.mark.parametrize("joint", [" and ", " AND ", ", and ", " or "])
@pytest.mark.parametrize("count", ["one of the following:", "any TWO of the following:", "at least 1 of these:"])
def test_a_therapy_beside_the_items_of_a_list_is_no_word_that_only_leads_to_it(
    first: str, joint: str, count: str
) -> None:
    assert not is_cue_alone(f"Failure of {first}{joint}{count}")
    assert is_cue_alone(f"Failure of {count}")


@pytest.mark.parametrize("noun", ["topical therapies", "systemic agents", "biologics"])
@pytest.mark.parametrize("way_out", ["or contraindication to ALL of them:", "or a contraindication to all such drugs:"])
def test_the_noun_of_a_list_before_its_way_out_is_no_therapy_beside_it(noun: str, way_out: str) -> None:
    root, _ = tree(
        f"1. Age 2 years or older;\n2. A 4-week trial and failure of ONE of the following {noun} {way_out}\na. Methotrexate;\nb. A madeup remedy;"
    )
    asked = root.children[-1]
    assert asked.op == "any"
    assert not any(one.text.startswith("A 4-week trial") for one in leaves(asked))
