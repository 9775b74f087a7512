"""What the rules of the headlines look at: the policies, the matrix without what is no requirement, access facts and easiest paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from payerdiff.compare.access.terms import CAPS, length_of
from payerdiff.compare.side_by_side.headlines import facts
from payerdiff.compare.side_by_side.held import standing
from payerdiff.compare.side_by_side.indications import OTHERS
from payerdiff.compare.side_by_side.matrix import asked_atoms
from payerdiff.model import concepts
from payerdiff.model.access.facts import AccessFacts, AccessKey
from payerdiff.model.access.wording import QUESTIONS, SILENCE, Answer, answer
from payerdiff.model.comparison import Cell, EasiestPath, Row
from payerdiff.model.phrasing import ALL_INDICATIONS, SEE_TEXT, length_in_months
from payerdiff.model.policy import Approval, Atom, CriteriaSet, Phase, Policy, meetable

UNREAD = 0.02
"""Share of unread characters above which nothing is said about what a policy does not state."""
IN_GRID: dict[str, AccessKey] = {
    **{one.name: cast(AccessKey, one.fact) for one in concepts.every() if one.fact},
    facts.LIMIT: "quantity_limit",
}
"""Questions of the matrix that the grid of access facts answers too, by a fact of theirs: the grid tells doses and quantities as one."""


class Compared:
    """What the rules look at."""

    def __init__(
        self, policies: Mapping[str, Policy], matrix: Sequence[Row], access: Sequence[AccessFacts] = (), easiest: Sequence[EasiestPath] = ()
    ) -> None:  # fmt: skip
        self.paths = {(path.policy, path.indication): path for path in easiest if path.phase == "initial"}
        """Each policy's easiest path of a new patient."""
        self.policies = policies
        self.access = {(facts.policy, facts.indication): facts for facts in access}
        self.matrix = [row.model_copy(update={"cells": [asking(cell) for cell in row.cells]}) for row in matrix]
        self.silent = {(row.id, cell.policy) for row in matrix for cell in row.cells if not cell.passages}
        """Rows of which a policy says nothing at all, not even what it excludes."""

    def uses(self) -> tuple[str, ...]:
        """Return the indications of which steps are counted: those of the grid and of the easiest paths, and those for which a policy names earlier therapy; beside a grid no group of several."""
        named = [row.indication for row in self.rows("prior_therapy", "initial")]
        held = [indication for _, indication in (*self.access, *self.paths)]
        left_out = (ALL_INDICATIONS, OTHERS) if self.access else ()
        return distinct([use for use in (*named, *held) if use and use not in left_out])

    def asks_for_steps(self, indication: str, key: str) -> bool | None:
        """Return True if a policy asks for earlier therapy of every new patient, as its access facts and its easiest path count; None where that is not decided."""
        told, path = self.access.get((key, indication)), self.paths.get((key, indication))
        if told is not None:
            return told.asks_for_steps
        rows = [row for row in self.rows("prior_therapy", "initial") if row.indication == indication]
        if (
            path is None
        ):  # nobody is known to be approved: what stands in a row without another way is all that is known
            return True if any(plainly_asks(row, key) for row in rows) else None if any(speaks(row, key) for row in rows) else False  # fmt: skip
        if path.steps:
            return True
        return None if path.undecided or any(asks_some(row, key) for row in rows) else False

    def ages(self, row: Row, cell: Cell) -> facts.AgeLimits:
        """Return the ages of a cell: those at which all ways together can be met, as the grid has them, with those of populations that the policy tells apart.

        Where the grid has none, an age beside which something else is enough is told with that.
        """
        limits, told = age_limits(cell), self.in_grid(concepts.AGE, cell.policy, row.indication)
        if told is None:
            return limits
        if told.decided and told.text not in SILENCE:
            return facts.AgeLimits(limits.by_population, (told.text,), unconditional=True)
        open_ = "age_min_years" in self.access[cell.policy, row.indication or ""].undecided
        return facts.AgeLimits((), (SEE_TEXT,), unconditional=False) if open_ or not limits.alternative else limits

    def speaks_of_age(self, row: Row, cell: Cell) -> bool:
        """Return True if a policy states an age in a row, or the grid tells one or sends its reader to the text."""
        told = self.in_grid(concepts.AGE, cell.policy, row.indication)
        return bool(cell.passages) or (told is not None and not (told.decided and told.text in SILENCE))

    def lengths(self, key: str, phase: Phase) -> facts.ApprovalLengths | None:
        """Return a policy's lengths of authorization as the cells of the grid have them; None where the grid does not tell of the policy."""
        name: AccessKey = "initial_months" if phase == "initial" else "renewal_months"
        asked = next(q for q in QUESTIONS if name in q.keys)
        told = {use: (answer(asked, one), one) for (policy, use), one in self.access.items() if policy == key}
        if not told:
            return None
        timed = sorted(
            (months, name in one.at_most) for _, one in told.values() if (months := getattr(one, name)) is not None
        )
        words = [cell.text for cell, one in told.values() if cell.decided and cell.text not in SILENCE and getattr(one, name) is None]  # fmt: skip
        own = [a for a in self.policies[key].approvals if a.phase == phase]
        ends = [in_own_unit(months, at_most, own) for months, at_most in timed]
        return facts.ApprovalLengths(
            shortest=ends[0] if ends else None,
            longest=ends[-1] if ends else None,
            words=words[0] if words else None,
            without=tuple(use for use, (cell, _) in told.items() if cell.decided and cell.text in SILENCE),
            open=tuple(use for use, (cell, _) in told.items() if not cell.decided),
            others=len(set(words)) > 1 or bool(words and ends),
        )

    def in_grid(self, question: str, key: str, indication: str | None) -> Answer | None:
        """Return what the grid answers for a policy to a question of the matrix, None where it has no such row or does not tell of the indication."""
        told, fact = self.access.get((key, indication or "")), IN_GRID.get(question)
        return None if told is None or fact is None else next(answer(q, told) for q in QUESTIONS if fact in q.keys)

    def is_known(self, key: str) -> bool:
        """Return True if a policy's silence means something: it was read by its own template, and hardly any of it is unread."""
        policy = self.policies[key]
        return not policy.source.is_generic and policy.ledger.unread <= UNREAD * policy.ledger.characters

    def is_open(self, key: str, fact: str) -> bool:
        """Return True if a fact of a policy is undecided for some indication: what is not told of it is no silence."""
        return any(fact in told.undecided for (policy, _), told in self.access.items() if policy == key)

    def answers(self, key: str, question: str) -> bool:
        """Return True if the grid answers a question for a policy, or sends its reader to the text: whatever rows of the matrix say, it is not silent."""
        told = (self.in_grid(question, policy, indication) for policy, indication in self.access if policy == key)
        stated = IN_GRID.get(question) == "quantity_limit" and any(x.kind in CAPS for x in self.policies[key].limits)
        return stated or any(one is not None and not (one.decided and one.text in (*SILENCE, "0")) for one in told)

    def rows(self, question: str, phase: str | None = None) -> list[Row]:
        """Return the rows of a question."""
        return [r for r in self.matrix if r.question == question and (phase is None or r.phase == phase)]

    def uses_without(self, key: str, phase: Phase) -> tuple[str, ...]:
        """Return the titles of a policy's indications for which no approval of a phase is stated, where others are told apart; nothing where one holds for all."""
        policy = self.policies[key]
        own = [a for a in policy.approvals if a.phase == phase]
        if any(a.indication is None or not a.diseases for a in own):  # a length told by stage may be one of any disease
            return ()
        named = {a.indication for a in own} | {disease for a in own for disease in a.diseases}
        uses = (
            s
            for s in policy.criteria
            if s.phase == phase and not s.catch_all and meetable(s.root) and not has_length(s, own)
        )
        left = (
            s
            for s in uses
            if s.indication not in named
            and not named & set(s.diseases)
            and not any(name.lower() in (s.indication or "").lower() for name in named if name)
        )
        return distinct([next(iter(s.diseases)) for s in left if s.diseases])

    def covers(self, key: str, indication: str | None) -> bool:
        """Return True if a policy has any criteria in the rows of an indication."""
        return any(speaks(r, key) for r in self.matrix if r.indication == indication)

    def atoms(self, key: str, concept: str, phase: str = "initial") -> list[Atom]:
        """Return the atoms of a concept in a policy's criteria of a phase, but for those that it refuses or only names as a condition."""
        return [
            a
            for s in self.policies[key].criteria
            if s.phase == phase
            for item in standing(s)
            if not (item.refused or item.place.is_condition)
            for a in asked_atoms(item.leaf, concept)
        ]


def in_own_unit(months: float, at_most: bool, stated: Sequence[Approval]) -> facts.Length:
    """Return a length in months in the unit in which the policy states it, whole years in months."""
    same = next((a for a in stated if length_of(a.value, a.unit) == months), None)
    value, unit = length_in_months(same.value or 0, same.unit or "") if same else (months, "month")
    return facts.Length(value, unit, at_most)


def has_length(criteria: CriteriaSet, approvals: Sequence[Approval]) -> bool:
    """Return True if a length stands in the words of a set, by whatever name it was read."""
    span = criteria.span
    return span is not None and any(span.start <= a.span.start < span.end for a in approvals)


def asking(cell: Cell) -> Cell:
    """Return a cell with what it asks for alone: what it excludes, or only names as a condition, is no requirement to be said of it."""
    return cell.model_copy(
        update={"passages": [p for p in cell.passages if not (p.refused or p.condition or p.joined == "none")]}
    )


def speaks(row: Row, key: str) -> bool:
    """Return True if a policy says something in a row."""
    return any(cell.policy == key and cell.passages for cell in row.cells)


def asks(row: Row, key: str) -> bool:
    """Return True if a policy says in a row something that it asks for whatever else is met."""
    return any(cell.policy == key and any(p.joined is None for p in cell.passages) for cell in row.cells)


def plainly_asks(row: Row, key: str) -> bool:
    """Return True if a policy asks in a row for something typed, to which there is no alternative."""
    passages = (p for cell in row.cells if cell.policy == key for p in cell.passages)
    return any(p.typed and p.joined is None and not (p.alternative or p.only_if) for p in passages)


def asks_some(row: Row, key: str) -> bool:
    """Return True if a policy asks in a row for something of some requests alone (`if the request is for …`): that is neither asked of all nor of none."""
    return any(cell.policy == key and any(p.only_if and p.joined is None for p in cell.passages) for cell in row.cells)


def ids(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the names of rows."""
    return tuple(row.id for row in rows)


def age_limits(cell: Cell) -> facts.AgeLimits:
    """Return the ages that a cell states: those of populations, else those of all patients, else those of some."""
    firm = [p for p in cell.passages if not (p.only_if or p.joined or p.alternative)]
    apart = dict.fromkeys((p.population, p.summary) for p in firm if p.population)
    of_all = [p for p in firm if not p.of_some]
    return facts.AgeLimits(
        by_population=tuple((population, words) for population, words in apart if population),
        limits=distinct([p.summary for p in of_all or cell.passages]),
        unconditional=bool(firm),
        alternative=not firm and all(p.joined or p.alternative for p in cell.passages),
    )


def values(atoms: Sequence[Atom]) -> list[str]:
    """Return all values of atoms, flat."""
    return [str(v) for a in atoms for v in (a.value if isinstance(a.value, list) else [a.value]) if v is not None]


def distinct(words: Sequence[str]) -> tuple[str, ...]:
    """Return words, each once."""
    return tuple(dict.fromkeys(words))
