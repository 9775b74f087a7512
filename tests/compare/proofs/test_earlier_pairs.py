"""A payer's new version costs the pairs that it is one of: what is recalled of the others is what is proved of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product

import pytest
from texts.policy_pages import policy_of

from payerdiff.compare.proofs import relations as proofs
from payerdiff.compare.proofs.earlier_pairs import MANY
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.policy import Policy

PAYERS = MANY + 2


class Kept:
    """A memory that is asked for many things at once, and counts what it gives back."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, ...], bytes] = {}
        self.given = 0

    def recall(self, kind: str, parts: Sequence[str]) -> bytes | None:
        return self.held.get((kind, *parts))

    def remember(self, kind: str, parts: Sequence[str], body: bytes) -> None:
        self.held[kind, *parts] = body

    def recall_all(self, kind: str, parts: Sequence[Sequence[str]]) -> list[bytes | None]:
        found = [self.recall(kind, own) for own in parts]
        self.given += sum(body is not None for body in found)
        return found

    def remember_all(self, kind: str, results: Sequence[tuple[Sequence[str], bytes]]) -> None:
        for parts, body in results:
            self.remember(kind, parts, body)


@cache
def policy(name: str, age: int, steps: str) -> Policy:
    """Return a payer's policy on a drug."""
    text = f"# Alphamab Policy\n\nPayer: {name} Health Plan\n\nAlphamab is medically necessary for psoriasis when all of the following are met:\n\n- Age {age} years or older\n- Diagnosis of psoriasis\n- {steps}\n\nAlphamab is medically necessary for asthma when all of the following are met:\n\n- Age {age + 2} years or older\n- Diagnosis of asthma\n"
    return policy_of(text)


STEPS = ("Trial and failure of methotrexate", "Prescribed by a dermatologist", "BSA of at least 10%", "Sees the same doctor")  # fmt: skip


def payers() -> list[Policy]:
    """Return policies of more payers than one solver is asked about; some say the same."""
    drawn = list(product((6, 12, 18), STEPS))[:PAYERS]
    return [policy(f"{chr(65 + at)}crest", *said) for at, said in enumerate(drawn)]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return the pairs that are proved, as they are."""
    found: list[tuple[str, str]] = []
    relate: Callable[..., object] = proofs.relate

    def seen(matter: object, a: str, b: str, indication: str) -> object:
        found.append((a, b))
        return relate(matter, a, b, indication)

    monkeypatch.setattr(proofs, "relate", seen)
    return found


def test_with_and_without_what_is_kept_the_comparison_is_the_same_to_the_byte(counted: list[tuple[str, str]]) -> None:
    kept, own = Kept(), payers()
    cold = compare(own, "x", "alphamab").model_dump_json()
    assert compare(own, "x", "alphamab", kept).model_dump_json() == cold
    assert len(kept.held) == PAYERS * (PAYERS - 1) // 2
    counted.clear()
    assert compare(own, "x", "alphamab", kept).model_dump_json() == cold
    assert counted == []


@pytest.mark.parametrize("at", [0, 4, PAYERS - 1])
def test_a_new_version_costs_the_pairs_of_its_payer_alone(at: int, counted: list[tuple[str, str]]) -> None:
    kept, own = Kept(), payers()
    compare(own, "x", "alphamab", kept)
    own[at] = policy(f"{chr(65 + at)}crest", 3, "Trial and failure of acitretin")
    cold = compare(own, "x", "alphamab")
    counted.clear()
    kept.given = 0
    assert compare(own, "x", "alphamab", kept).model_dump_json() == cold.model_dump_json()
    assert counted and {pair for pair in counted if cold.keys[at] not in pair} == set()
    assert kept.given == (PAYERS - 1) * (PAYERS - 2) // 2


@pytest.mark.parametrize("change", ["payer named", "unread", "title", "payer gone", "payer new"])
def test_what_a_pair_rests_on_is_all_of_both_policies(change: str) -> None:
    kept, own = Kept(), payers()
    compare(own, "x", "alphamab", kept)
    one = own[1]
    if change == "payer gone":
        del own[1]
    elif change == "payer new":
        own.append(policy("Zcrest", 2, STEPS[1]))
    elif change == "unread":
        own[1] = one.model_copy(update={"ledger": one.ledger.model_copy(update={"unread": one.ledger.unread + 7})})
    elif change == "title":
        own[1] = one.model_copy(update={"source": one.source.model_copy(update={"name": "other.md"})})
    else:
        own[1] = one.model_copy(update={"payer": one.payer.model_copy(update={"name": "Acrest", "short_name": "Acrest"})})  # fmt: skip
    assert compare(own, "x", "alphamab", kept).model_dump_json() == compare(own, "x", "alphamab").model_dump_json()


@pytest.mark.parametrize("damage", [b"[]", b"{}", b"\x00"])
def test_relations_that_are_not_what_was_kept_are_proved_anew(damage: bytes) -> None:
    kept, own = Kept(), payers()
    cold = compare(own, "x", "alphamab", kept).model_dump_json()
    kept.held = dict.fromkeys(kept.held, damage)
    assert compare(own, "x", "alphamab", kept).model_dump_json() == cold
    assert set(kept.held.values()) != {damage}
