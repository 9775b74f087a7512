"""Every statement's way back: a numbered list of passages, each with policy, page and words."""

from __future__ import annotations

from dataclasses import dataclass, field

from payerdiff.normalize.schema import Span


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One passage of a source."""

    number: int
    policy: str
    place: str
    label: str | None
    quote: str

    @property
    def anchor(self) -> str:
        """The fragment that links lead to."""
        return f"e{self.number}"


@dataclass(slots=True)
class Evidence:
    """Hands out numbers: the same passage keeps its number."""

    exhibits: list[Exhibit] = field(default_factory=list)
    known: dict[tuple[str, int, int], Exhibit] = field(default_factory=dict)

    def cite(self, source: str, policy: str, span: Span, label: str | None = None, *, paged: bool = True) -> Exhibit:
        """Return the exhibit of a span; `source` tells readings apart (file names do not: two payers may share one)."""
        key = (source, span.start, span.end)
        if key not in self.known:
            place = f"page {span.page}" if paged else f"characters {span.start}–{span.end}"
            exhibit = Exhibit(len(self.exhibits) + 1, policy, place, label, " ".join(span.quote.split()))
            self.exhibits.append(exhibit)
            self.known[key] = exhibit
        return self.known[key]
