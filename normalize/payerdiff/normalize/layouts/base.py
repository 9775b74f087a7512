"""What a layout is: how the criteria sections of a template turn into sets.

A layout is an object in a file of its own, and an adapter names it. Layouts know nothing of each other: what several need stands in
`criteria/` or `outline/`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from payerdiff.model.policy import Phase
from payerdiff.normalize.criteria.list_items import Result
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.sections.headings import Section

Read = Callable[[Draft, Section, Phase, Result], None]
"""Reads one section into the result; the phase is the one that the section's heading names, `initial` where it names none."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a template lays out its criteria; `refusals` reads what is not covered where that is laid out differently."""

    criteria: Read
    refusals: Read | None = None

    def read(self, draft: Draft, section: Section, result: Result) -> None:
        """Read one criteria section into the result."""
        phase = phase_of(section)
        reader = self.refusals if phase == "exclusion" and self.refusals is not None else self.criteria
        reader(draft, section, phase, result)


def phase_of(section: Section) -> Phase:
    """Return the phase that a section's heading names, `initial` where it names none."""
    return section.kind if section.kind in ("initial", "renewal", "universal", "exclusion") else "initial"
