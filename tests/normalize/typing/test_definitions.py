"""What a leaf or the words above a list define: the definition is asked for, the word for it is not."""

from __future__ import annotations

import pytest
from forms import tree

from payerdiff.model.policy import Criterion, leaves
from payerdiff.normalize.typing.conditions import typed

LINKS = ("defined as", "as defined by", "demonstrated by", "as evidenced by", ", confirmed by")
LIMITS = (
    ("a blood eosinophil count of at least 150 cells/µL", ("eosinophils", ">=", 150)),
    ("a baseline (pre-madeupra treatment) peripheral blood eosinophil level ≥ 300 cells/µL", ("eosinophils", ">=", 300)),
    ("post-bronchodilator FEV1/FVC ratio < 0.7", ("FEV1/FVC", "<", 0.7)),
    ("forced expiratory volume (FEV1) / forced vital capacity (FVC) ratio less than 0.70", ("FEV1/FVC", "<", 0.7)),
    ("FEV1 of 45% predicted or less", ("FEV1", "<=", 45)),
)  # fmt: skip


def told(words: str) -> list[tuple[str, object]]:
    """Return the conditions of a leaf by concept, each with its value, or a limit with its measure and sign."""
    found = typed(words).conditions
    return [(c.concept, (c.subject, c.op, c.value) if c.concept == "lab_value" else c.value) for c in found]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize(("limit", "value"), LIMITS)
def test_a_definition_by_limits_takes_the_place_of_the_word_for_it(link: str, limit: str, value: object) -> None:
    disease = f"Severe asthma {link} {limit}".replace(" ,", ",")
    assert told(disease) == [("diagnosis", "asthma"), ("lab_value", value)]
    assert told(f"Patient has an uncontrolled condition {link} {limit}") == [("lab_value", value)]
    assert not typed(disease).partial


@pytest.mark.parametrize(
    "words",
    [
        "Severe asthma defined by the oddest sound of a lung",
        "No severe asthma defined as FEV1 below 45%",
        "Severe asthma or relapsed gout, defined as FEV1 below 45%",
    ],
)
def test_what_is_no_limit_or_may_be_turned_round_stays_open_beside_its_word(words: str) -> None:
    found = typed(words)
    assert "severe" in [v for c in found.conditions for v in c.values]
    assert found.partial


@pytest.mark.parametrize(
    "link", ["as defined by", "defined by", "as demonstrated by", "demonstrated by", "as shown by"]
)
@pytest.mark.parametrize("of", ["one of the following", "both of the following (a and b)", "the following"])
def test_words_above_the_list_that_defines_them_are_no_condition_beside_it(link: str, of: str) -> None:
    def below(lead: str) -> list[Criterion]:
        root, _ = tree(f"1. Diagnosis of gout;\n2. {lead} {link} {of}:\na. FEV1 below 60%;\nb. Age ≥ 18 years;")
        return leaves(root.children[1])

    def values(lead: str) -> list[object]:
        return [atom.value for leaf in below(lead) for atom in leaf.atoms]

    assert values("Classification of asthma as uncontrolled or inadequately controlled") == ["asthma", 60, 18]
    assert values("Severe COPD") == ["COPD", 60, 18]
    assert [leaf.label for leaf in below("Patient has severe disease")] == ["I.A.2.a", "I.A.2.b"]


def test_words_above_a_list_that_defines_nothing_stay_a_condition() -> None:
    root, _ = tree(
        "1. Diagnosis of gout;\n2. Severe asthma, and one of the following:\na. FEV1 below 60%;\nb. Age ≥ 18;"
    )
    assert [atom.value for leaf in leaves(root.children[1]) for atom in leaf.atoms] == ["severe", "asthma", 60, 18]


@pytest.mark.parametrize("between", ["/", " / ", " to ", "-to-"])
def test_a_ratio_of_two_measures_is_one_measure(between: str) -> None:
    assert told(f"ALT{between}AST ratio above 2") == [("lab_value", ("ALT/AST", ">", 2))]
    assert len(told("ALT/AST above 2")) == 2
