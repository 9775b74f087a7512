"""The history of a policy as a person reads it in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from payerdiff.api import LineHistory, VersionEntry, VersionStep
from payerdiff.templates.words import WAYS


def show_history(line: LineHistory) -> None:
    """Print the versions of a policy, the oldest first, and the policies that it may continue."""
    console = Console(soft_wrap=True)
    head = " · ".join(x for x in (line.payer or "payer not named", line.number, line.title) if x)
    console.print(f"[bold]{escape(head)}[/bold]")
    for version in line.versions:
        console.print(escape(f"  {span(version)}: {document(version)}"))
        if version.step is not None:
            console.print(escape(f"    changed: {', '.join(version.changed)}"))
            console.print(escape(f"    review: {verdict(version.step)}"))
    if line.withdrawn:
        console.print(f"No longer published since {line.withdrawn}.")
    for one in line.proposals:
        other = " ".join(x for x in (one.number, one.title) if x)
        hint = f'; confirm with --continues "{one.document}"' if one.relation == "continues" else ""
        console.print(escape(f"Perhaps {one.relation} {other} ({one.document}): {one.reason}{hint}."))


def span(version: VersionEntry) -> str:
    """Return the days on which a version was in force, and what the first of them rests on."""
    if version.since is None:
        return "not stated"
    until = f" until {version.until}" if version.until else ""
    return f"since {version.since}{until} ({version.basis})"


def document(version: VersionEntry) -> str:
    """Return where a version lies, or lay."""
    told = [version.document, *(f"copy: {copy}" for copy in version.copies)]
    if version.gone:
        told.append(f"removed {version.gone}" + (", read by an earlier version of payerdiff" if version.stale else ""))
    return "; ".join(told)


def verdict(step: VersionStep) -> str:
    """Return what the review of a version found: directions, clinical changes, and those that the revision history does not disclose."""
    directions = ", ".join(f"{count} {WAYS[name]}" for name, count in step.directions.items() if name != "equivalent")
    counts = f"{step.changes} changes, {step.clinical} clinical, {step.untold} of these not disclosed"
    return "; ".join(x for x in (directions, counts, step.headline) if x)
