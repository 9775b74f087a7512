"""What the comparison report shows, in order: plain values that the templates print as they are."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from payerdiff.templates.comparison.access_views import AccessView
from payerdiff.templates.comparison.ladder_views import LadderView
from payerdiff.templates.comparison.overview_views import OverviewView
from payerdiff.templates.comparison.own_policies import OwnPairView
from payerdiff.templates.comparison.payer_views import CountsView, PayerView
from payerdiff.templates.comparison.relation_views import MatterView, ParityView, PathView
from payerdiff.templates.comparison.term_figures import AmountFigure, ApprovalFigure
from payerdiff.templates.evidence import Exhibit
from payerdiff.templates.log_figure import Timeline
from payerdiff.templates.page_parts import HeadlineView, RevisionView


@dataclass(frozen=True, slots=True)
class SourceView:
    """One row of the sources table."""

    key: str
    name: str
    payer: str
    author: str | None
    number: str
    title: str
    effective: str
    reviewed: str
    reading: str
    template: str
    file: str
    pages: int
    sha: str


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A payer's words with their exhibit."""

    text: str
    label: str | None
    exhibit: Exhibit
    typed: bool


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell of the matrix."""

    name: str
    summary: str | None
    quotes: tuple[QuoteView, ...]
    addressed: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the matrix."""

    id: str
    key: str
    question: str
    divergent: bool
    silence: bool
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """Rows of one indication and phase."""

    title: str
    phase: str
    phase_title: str
    indication: str
    rows: tuple[RowView, ...]

    @property
    def alike(self) -> bool:
        """True where no row of the group differs."""
        return not any(row.divergent for row in self.rows)


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer to a question and who gives it; no summary where it is silence, of payers with criteria for the matter or without any."""

    summary: str | None
    names: tuple[str, ...]
    addressed: bool


@dataclass(frozen=True, slots=True)
class AnswersView:
    """The answers to one question, the most frequent first."""

    id: str
    title: str
    question: str
    groups: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True)
class NodeView:
    """A node of a criteria tree."""

    label: str | None
    op: str
    text: str
    typed: str
    exhibit: Exhibit | None
    note: str | None
    children: tuple[NodeView, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class SetView:
    """One criteria set of a policy."""

    title: str
    phase: str
    node: NodeView


@dataclass(frozen=True, slots=True)
class ColumnView:
    """The trees of one policy."""

    name: str
    sets: tuple[SetView, ...]


@dataclass(frozen=True, slots=True)
class CodeView:
    """One code and who lists it."""

    system: str
    code: str
    description: str
    listed: tuple[Exhibit | None, ...]
    refused: tuple[bool, ...]
    """Of each policy, whether it lists the code as one that it does not cover."""

    @property
    def by(self) -> tuple[tuple[Exhibit, bool], ...]:
        """Who lists the code, each with whether as not covered."""
        return tuple((x, refused) for x, refused in zip(self.listed, self.refused, strict=True) if x is not None)

    @property
    def count(self) -> int:
        """Number of policies that list the code."""
        return sum(x is not None for x in self.listed)


@dataclass(frozen=True, slots=True)
class LedgerView:
    """Where a policy's characters went."""

    name: str
    total: int
    counts: tuple[int, ...]
    shares: tuple[float, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding with its passage."""

    severity: str
    code: str
    message: str
    exhibit: Exhibit | None


@dataclass(frozen=True, slots=True)
class NotesView:
    """What a reader must know of one policy: findings, open criteria, unread text."""

    key: str
    name: str
    findings: tuple[FindingView, ...]
    open: tuple[QuoteView, ...]
    typed: int
    leaves: int
    unread: int
    unread_texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermView:
    """One approval or limit in words."""

    name: str
    what: str
    where: str
    exhibit: Exhibit


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything on the page."""

    subject: str
    question: str
    """What the page answers."""
    limited_to: str
    """To which indications and phases the page is limited; empty where it is not."""
    standfirst: str
    payers: tuple[PayerView, ...]
    crowd_said: str
    """What many payers come to, in a line; empty where each has its row."""
    head: CountsView
    """How many payers and policies they are."""
    warnings: tuple[HeadlineView, ...]
    """What must be known of how documents were read before the first answer."""
    names: tuple[str, ...]
    crowd: bool
    """True where there are more payers than a table has columns for: answers are grouped then, and name who gives them."""
    sources: tuple[SourceView, ...]
    headlines: tuple[HeadlineView, ...]
    matters: tuple[MatterView, ...]
    unasked: tuple[str, ...]
    """Who has no criteria for which indications and phases."""
    unordered: str
    """For how many indications and phases no order of payers is known, as a sentence."""
    examples: tuple[tuple[MatterView, ...], tuple[MatterView, ...]]
    """The example patients that the page shows at once, and those that it folds."""
    paths: tuple[PathView, ...]
    parity: ParityView | None
    access: AccessView | None
    overview: OverviewView | None
    """All indications on one screen, where there are several and the payers have a column each."""
    own: tuple[OwnPairView, ...]
    """Payers with several policies, by benefit or line of business."""
    ladders: tuple[LadderView, ...]
    groups: tuple[GroupView, ...]
    answers: tuple[AnswersView, ...]
    trees: tuple[ColumnView, ...]
    approvals: ApprovalFigure | None
    amounts: tuple[AmountFigure, ...]
    limits: tuple[TermView, ...]
    codes: tuple[CodeView, ...]
    timeline: Timeline | None
    logs: tuple[tuple[str, tuple[RevisionView, ...]], ...]
    ledgers: tuple[LedgerView, ...]
    notes: tuple[NotesView, ...]
    general: tuple[str, ...]
    assumed: tuple[str, ...]
    """What example patients assume."""
    exhibits: tuple[Exhibit, ...]
    divergent: int
    silent: int
    rows: int
    explorer: Markup
    requests: tuple[tuple[str, str], ...]
    """The kinds of request that the patient form offers, with their words."""
    starts: tuple[str, ...]
    pictures: dict[int, str]
    """Passages as their pages show them, by exhibit: `data:` addresses."""
