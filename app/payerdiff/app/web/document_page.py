"""A document on the shelf, with what people said of it → its page; the log and what was found → theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from payerdiff import api
from payerdiff.app.web.shelf import Entry
from payerdiff.model.concepts import REGISTER
from payerdiff.model.meaning.parts import is_open
from payerdiff.model.meaning.wording import say_leaf
from payerdiff.model.phrasing import say_approval, say_limits
from payerdiff.model.policy import AtomOp, Criterion, Policy
from payerdiff.templates.shelf.document_views import (
    ActionRow,
    CriteriaView,
    DocumentView,
    HitView,
    LogView,
    NoteView,
    PlaceView,
    PolicyView,
    StatementView,
    TermView,
)
from payerdiff.templates.words import ALL, OPS, PHASES

WHATS = {"upload": "uploaded", "remove": "removed", "note": "noted", "withdraw": "withdrew a note", "confirm": "confirmed", "correct": "corrected", "assign": "assigned the review", "decide": "decided the review"}  # fmt: skip
READ_RIGHT = "read correctly"


def policies_of(entry: Entry) -> list[Policy]:
    """Return the policies of a document, as comparisons take them."""
    return [one for one in (entry.taken, *entry.more) if isinstance(one, Policy)]


def document_view(entry: Entry, record: api.Record) -> DocumentView:
    """Return a document's page."""
    found = policies_of(entry)
    sha = found[0].source.sha256 if found else ""
    own = record.notes(sha)
    confirmed = record.confirmations(sha)
    return DocumentView(
        id=entry.id,
        file=entry.path.name,
        policies=tuple(Drawing(p, at, own, confirmed).view() for at, p in enumerate(found)),
        notes=tuple(note_view(one) for one in own if one.action.place is None),
        concepts=tuple((name, concept.title) for name, concept in sorted(REGISTER.items(), key=lambda pair: pair[1].title)),
        ops=get_args(AtomOp),
    )  # fmt: skip


class Drawing:
    """One policy of a document as its page shows it; `at` is the policy's place in the document."""

    def __init__(self, policy: Policy, at: int, own: Sequence[api.Logged], confirmed: dict[str, api.Logged]) -> None:
        self.policy, self.at, self.own, self.confirmed = policy, at, own, confirmed

    def view(self) -> PolicyView:
        """Return the policy."""
        p = self.policy
        head = (
            ("Payer", p.payer.name or "not named"), ("Line of business", ", ".join(p.payer.lines_of_business) or "not stated"), ("Number", p.number or "not stated"),
            ("Drugs", ", ".join(d.generic for d in p.drugs) or "none named"), ("Effective date", str(p.dates.effective or "not stated")), ("Last review", str(p.dates.last_review or "not stated")),
        )  # fmt: skip
        sets = (*p.criteria, *p.exclusions)
        return PolicyView(
            at=self.at,
            title=p.title or p.source.name,
            head=head,
            sets=tuple(
                CriteriaView(s.indication or ALL, PHASES[s.phase], self.place(s.root, f"{at}")) for at, s in enumerate(sets)
            ),
            terms=self.terms(),
            findings=tuple((f.severity, f.message) for f in p.findings),
        )  # fmt: skip

    def place(self, node: Criterion, number: str) -> PlaceView:
        """Return a criterion with all below it."""
        key = f"{self.at}/{number}"
        joined = f"at least {node.k} of these" if node.op == "at_least" else OPS[node.op]
        state = "" if node.children else "not evaluated" if not node.atoms else "evaluated in part" if is_open(node) else "evaluated"  # fmt: skip
        one = self.confirmed.get(key)
        return PlaceView(
            number=key, label=node.label or "", text=joined if node.children else node.text, is_list=bool(node.children), op=node.op, typed=say_leaf(node), state=state,
            page=node.span.page if node.span else None,
            corrected="; ".join(self.policy.corrections_at(node.span)),
            confirmed=f"{READ_RIGHT}: {by(one)}" if one else "", notes=self.notes(key),
            children=tuple(self.place(child, f"{number}.{at}") for at, child in enumerate(node.children)),
        )  # fmt: skip

    def terms(self) -> tuple[TermView, ...]:
        """Return the approvals and limits."""
        p = self.policy
        held = [(f"approval {at}", f"{PHASES[a.phase]}{f', {a.indication}' if a.indication else ''}: {say_approval(a)}", a.text, a.span.page) for at, a in enumerate(p.approvals)]  # fmt: skip
        held += [
            (f"limit {at}", f"{told}{f', {x.scope}' if x.scope else ''}", x.text, x.span.page)
            for at, (x, told) in enumerate(zip(p.limits, say_limits(p.limits), strict=True))
        ]
        return tuple(
            TermView(f"{self.at}/{key}", text, words, page, self.notes(f"{self.at}/{key}"))
            for key, text, words, page in held
        )

    def notes(self, key: str) -> tuple[NoteView, ...]:
        """Return the notes on a place."""
        return tuple(note_view(one) for one in self.own if one.action.place == key)


def note_view(one: api.Logged) -> NoteView:
    """Return a note."""
    return NoteView(one.line, one.action.text or "", by(one))


def by(one: api.Logged) -> str:
    """Return who did something and on which day."""
    return f"{one.action.who}, {one.action.at:%Y-%m-%d}"


def log_view(record: api.Record) -> LogView:
    """Return the log, the newest action first."""
    rows = (
        ActionRow(
            f"{one.action.at:%Y-%m-%d %H:%M}",
            one.action.who,
            WHATS[one.action.what],
            ": ".join(filter(None, (one.action.name, one.action.words))),
            ". ".join(filter(None, (one.action.value if one.action.what != "withdraw" else f"note {one.action.value}", one.action.text))),
        )
        for one in reversed(record.actions)
    )  # fmt: skip
    return LogView(tuple(rows), tuple(record.odd))


def hit_view(one: api.FoundPassage) -> HitView:
    """Return a passage that was found."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end in one.marks:
        parts += [(one.words[at:start], False), (one.words[start:end], True)]
        at = end
    parts.append((one.words[at:], False))
    name = f"{one.payer or 'payer not named'}: {one.title or one.document}"
    return HitView(name, f"{one.place}, page {one.page}", one.document, tuple(part for part in parts if part[0]))


def statement_views(answer: api.Answer) -> tuple[StatementView, ...]:
    """Return the statements of an answer, each with its first words."""
    found = []
    for one in answer.statements:
        first = one.passages[0] if one.passages else None
        told = f"{one.says}{'' if one.sure else ' (words that were not evaluated could change it)'}"
        found.append(StatementView(one.payer, one.document, told, *((first.words, first.page) if first else ("", None))))  # fmt: skip
    return tuple(found)
