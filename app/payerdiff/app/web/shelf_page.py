"""The shelf → what the local page shows of it: documents, drugs, versions that can be reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from payerdiff import api
from payerdiff.app.web.document_page import by
from payerdiff.app.web.shelf import Entry, Shelf
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.policy import Policy, leaves
from payerdiff.templates.shelf.shelf_views import DocumentRow, ShelfView, SubjectRow, VersionPair


def view_of(shelf: Shelf, workspace: api.Workspace | None = None, problems: list[str] | None = None) -> ShelfView:
    """Return what the page shows, with what people did where it is a workspace."""
    entries = shelf.held()
    rows = tuple(replace(row_of(e), removable=workspace is None or workspace.took(e.path)) for e in entries)
    done = sum(row.state in ("read", "failed") for row in rows)  # what is read from now on stands in no row
    library = shelf.library()
    record = workspace.record() if workspace else api.Record()
    versions = [
        (f"{e.id}.{reading}", f"{e.path.name}{'' if reading == 'published' else f', {reading}'}")
        for e in sorted(entries, key=lambda e: not e.is_redline)
        for reading in sorted(e.readings)
        if isinstance(e.readings[reading], Policy)
    ]
    return ShelfView(
        documents=rows,
        subjects=tuple(SubjectRow(s.generic, s.title, count, *api.choices(library, s)) for s, count in api.subjects(library)),
        versions=tuple(versions),
        steps=tuple(with_standing(step, entries, record) for step in steps_of(entries)) if workspace else steps_of(entries),
        busy=shelf.busy or done < len(rows),
        prints=api.find_browser() is not None,
        done=done,
        problems=tuple(problems or ()),
        workspace=str(workspace.folder) if workspace else "",
        decisions=get_args(api.Decision) if workspace else (),
    )  # fmt: skip


def with_standing(step: VersionPair, entries: Sequence[Entry], record: api.Record) -> VersionPair:
    """Return a new version with who has its review and what was decided on it."""
    known = {f"{e.id}.{side}": p for e in entries for side, p in e.readings.items() if isinstance(p, Policy)}
    held = record.standing(
        *(f"{known[mark].source.sha256} {known[mark].source.reading}" for mark in (step.old, step.new))
    )
    assigned = f"assigned to {held.assigned.action.value}" if held.assigned else ""
    decided = (
        f"{held.decided.action.value} ({by(held.decided)}){f': {held.decided.action.text}' if held.decided.action.text else ''}"
        if held.decided
        else ""
    )
    return replace(step, assigned=assigned, decided=decided)


def steps_of(entries: Sequence[Entry]) -> tuple[VersionPair, ...]:
    """Return what can be reviewed at a click: both sides of a redline, and documents of which one is the other's newer version."""
    found = [
        VersionPair(
            f"{e.id}.baseline", f"{e.id}.proposed", named(e.readings["proposed"]), e.path.name, "its tracked changes"
        )
        for e in entries
        if e.is_redline and "proposed" in e.readings
    ]
    held = {(p.source.name, p.source.sha256): e for e in entries if isinstance(p := e.taken, Policy)}
    for old, new in api.newer_versions(e.taken for e in held.values() if isinstance(e.taken, Policy)):
        before, after = (held[p.source.name, p.source.sha256] for p in (old, new))
        found.append(
            VersionPair(
                f"{before.id}.{old.source.reading}",
                f"{after.id}.{new.source.reading}",
                named(new),
                after.path.name,
                f"compared with {before.path.name}",
            )
        )
    return tuple(found)


def named(policy: Policy | CodeReference) -> str:
    """Return what a policy is called on the page."""
    return (
        policy.code
        if isinstance(policy, CodeReference)
        else f"{policy.payer.name or 'payer not named'}: {policy.title or 'no title'}"
    )


def row_of(entry: Entry) -> DocumentRow:
    """Return a document's row."""
    found = entry.taken
    row = DocumentRow(
        id=entry.id, file=entry.path.name, state=entry.state, message=str(entry.failure or ""), redline=entry.is_redline
    )
    if isinstance(found, CodeReference):
        return replace(row, name="Billing code page", title=found.code, drugs=", ".join(d.generic for d in found.drugs))
    if found is None:
        return row
    policies = [found, *(one for one in entry.more if isinstance(one, Policy))]
    held = [leaf for policy in policies for s in policy.criteria for leaf in leaves(s.root)]
    drugs = [d.generic for policy in policies for d in policy.drugs]
    title = found.title or "no title"
    return replace(
        row, name=found.payer.name or "payer not named", title=title if len(policies) == 1 else f"{len(policies)} policies", place=found.number or "",
        drugs=", ".join(drugs[:4]) + (" and others" if len(drugs) > 4 else ""),
        review=str(found.dates.last_review or ""), typed=f"{sum(bool(x.atoms) for x in held)} of {len(held)} criteria evaluated automatically",
        doubts=sum(f.severity != "info" for policy in policies for f in policy.findings),
    )  # fmt: skip
