"""A cap in a note is for the strength and the patients of the cap that bears the note's sign."""

from __future__ import annotations

import pytest
from texts.policy_pages import policy_of

PAGE = """# Drug Policy: Madeupra (madeupumab)

## Coverage Criteria

Madeupra is medically necessary when all of the following are met:

1. Diagnosis of asthma

## Quantity Limits

| Drug | Quantity Limit |
| --- | --- |
| Madeupra 100 mg pen{over} | 1 pen per 28 days{first} |
| Madeupra 300 mg syringe | 2 syringes per 28 days{second} |

{notes}
"""


def scopes(notes: str, first: str = "", second: str = "", over: str = "") -> dict[float, str | None]:
    """Return what the caps of a page are for, by their number of pieces."""
    found = policy_of(PAGE.format(notes=notes, first=first, second=second, over=over)).limits
    return {limit.value: limit.scope for limit in found}


@pytest.mark.parametrize(
    ("sign", "space"), [(sign, space) for sign in "@^#%+†‡" for space in ("", " ") if sign + space != "# "]
)
def test_a_cap_in_a_note_is_for_what_bears_its_sign(sign: str, space: str) -> None:
    note = f"{sign}{space}In the treatment of gout: May approve 7 syringes per 28 days."
    held = scopes(note, second=sign)
    assert held[7] == "Madeupra 300 mg syringe – In the treatment of gout"
    assert held[2] == "Madeupra 300 mg syringe"
    assert scopes(note, first=sign)[7] == "Madeupra 100 mg pen – In the treatment of gout"
    assert scopes(note)[7] == "In the treatment of gout"


def test_each_of_several_signs_leads_to_its_own_note() -> None:
    notes = "^In the treatment of gout: May approve 7 pens\nper 28 days.\n#For adults: May approve 9 pens per 28 days."
    held = scopes(notes, first="^#", over="^")
    assert held[7] == "Madeupra 100 mg pen – In the treatment of gout"
    assert held[9] == "Madeupra 100 mg pen – For adults"
    assert held[1] == "Madeupra 100 mg pen"
