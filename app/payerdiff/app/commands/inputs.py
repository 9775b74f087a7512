"""What the words of a command mean: files, or a subject of the library; and what becomes of documents that were not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from payerdiff import api
from payerdiff.app.output import note, say, wipe
from payerdiff.model.errors import PayerdiffError

if TYPE_CHECKING:
    from payerdiff.app.cli import Request, Side


def read_all(places: Sequence[Path] | None, reading: Side | None = None) -> api.Library:
    """Read documents; what takes longer than a second shows which one is being read."""
    held = api.read_library(places, reading=reading, progress=note)
    wipe()
    return held


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a comparison is limited to before it is built; an empty part limits nothing."""

    payers: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    phases: tuple[Request, ...] = ()


def side_by_side(subjects: Sequence[str], library: list[Path] | None, reading: Side | None, strict: bool, choice: Chosen | None = None) -> api.Comparison:  # fmt: skip
    """Return the comparison that the words of a command ask for. Raises PayerdiffError `nothing-to-compare`, or what kept all documents from being read."""
    choice = choice or Chosen()
    files = files_named(subjects)
    held = read_all(files or library, reading)
    if not held.policies and held.failures:
        raise_last(held.failures)
    for failure in held.failures:
        say(str(failure))
    held = api.only_payers(held, choice.payers)
    result = api.compare(held) if files else api.compare_subject(subjects[0], held)
    result = api.choose(result, indications=choice.indications, phases=choice.phases)
    refuse_findings([(p.source.name, p.findings) for p in (*result.policies, *result.labels)], strict)
    return result


def files_named(subjects: Sequence[str]) -> list[Path] | None:
    """Return the files that the words of a command name, None where they name a subject.

    Raises PayerdiffError `no-file` where one of several words, or one that looks like a path, names no file.
    """
    paths = [Path(s) for s in subjects]
    missing = [path for path in paths if not path.is_file()]
    if not missing:
        return paths
    if len(paths) > 1 or paths[0].name != subjects[0] or paths[0].suffix.lower() in api.ACCEPTED:
        raise PayerdiffError(
            "no-file", str(missing[0]), "the file cannot be opened", "Give one subject, or several files that exist."
        )
    return None


def raise_last(failures: Sequence[PayerdiffError]) -> NoReturn:
    """Print all failures but the last, and raise that one: the command ends with it."""
    for failure in failures[:-1]:
        say(str(failure))
    raise failures[-1]


def refuse_findings(found: Iterable[tuple[str, Sequence[api.Finding]]], strict: bool) -> None:
    """Stop on warnings where the user asked for it."""
    if not strict:
        return
    for name, findings in found:
        grave = [f for f in findings if f.severity != "info"]
        if grave:
            say(f"{name}: {grave[0].message} [{grave[0].code}] ({len(grave)} in all). Omit --strict to continue.")
            raise typer.Exit(3)
