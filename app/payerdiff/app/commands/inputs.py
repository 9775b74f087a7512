"""What the words of a command mean: files, a subject of the library, the two sides of a redline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, NamedTuple, NoReturn

import typer

from payerdiff.app.output import progress_over, say
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy

Side = Literal["published", "baseline", "proposed"]


class Choice(NamedTuple):
    """The policies that a command is about, their title, what could not be read, and the one drug where there is one."""

    policies: list[Policy]
    title: str
    failures: list[PayerdiffError]
    drug: str | None = None


def chosen(subjects: list[str], library: list[Path] | None, reading: Side | None) -> Choice:
    """Return the policies that the words of the command mean, the subject's title, and what could not be read."""
    paths = [Path(s) for s in subjects]
    if all(path.is_file() for path in paths):
        held = progress_over(paths, reading)
        first = held.policies[0].drugs if held.policies else []
        shared = [d for d in first if all(any(d.generic == o.generic for o in p.drugs) for p in held.policies)]
        if len(shared) == 1:
            drug = shared[0].generic
            return Choice([p.about(drug) for p in held.policies], held.merged(shared[0]).title, held.failures, drug)
        return Choice(held.policies, held.merged(shared[0]).title if shared else "Several drugs", held.failures)
    if len(subjects) > 1:
        missing = next(s for s, path in zip(subjects, paths, strict=True) if not path.is_file())
        raise PayerdiffError(
            "no-file", missing, "the file cannot be opened", "Give one subject, or several files that exist."
        )
    held = progress_over(documents(library), reading)
    subject = held.subject(subjects[0])
    if subject is None:
        raise PayerdiffError(
            "no-such-subject", subjects[0], "no drug, brand or code of that name is known, and no such file exists",
            "Give a drug, a code, or paths of documents; `payerdiff list` shows the library.",
        )  # fmt: skip
    return Choice(held.about(subject), subject.title, held.failures, subject.generic)


def held_at(policies: list[Policy], subjects: list[str], library: list[Path] | None) -> dict[str, Path]:
    """Return where the documents of policies lie, by their hashes."""
    from payerdiff.ingest.pdf.page_images import by_hash

    paths = [Path(s) for s in subjects]
    files = paths if all(path.is_file() for path in paths) else documents(library)
    return by_hash([p.source.sha256 for p in policies], files)


def documents(library: list[Path] | None) -> list[Path]:
    """Return the files of the library's folders."""
    from payerdiff.corpus.library import files_of, samples

    folders = library or [samples()]
    for folder in folders:
        if not folder.is_dir():
            raise PayerdiffError(
                "no-folder", str(folder), "the folder does not exist", "Check the path behind --library."
            )
    return files_of(folders)


def two_sides(old: Path, new: Path | None) -> tuple[Policy, Policy]:
    """Return the two versions: of two files, or of the two readings of one redline."""
    from payerdiff.corpus.library import read_document
    from payerdiff.ingest.reader import read_file

    first = read_file(old)
    if new is None and not first.is_redlined:
        raise PayerdiffError(
            "no-changes-shown",
            first.name,
            "one document was given and it shows no tracked changes",
            "Give the old and the new version.",
        )
    if new is None:
        sides = (read_document(old, first, "baseline"), read_document(old, first, "proposed"))
    else:
        sides = (read_document(old, first), read_document(new, read_file(new)))
    for side in sides:
        if not isinstance(side, Policy):
            raise PayerdiffError(
                "not-a-policy",
                side.source.name,
                "it is a page about a code, not a policy",
                "Give two versions of a policy.",
            )
    before, after = (side for side in sides if isinstance(side, Policy))
    return before, after


def policy_of(file: Path) -> Policy:
    """Return the policy in a file. Raises PayerdiffError `not-a-policy` for a page about a code."""
    from payerdiff.corpus.library import read_one

    found = read_one(file, None)
    if not isinstance(found, Policy):
        raise PayerdiffError("not-a-policy", found.source.name, "it is a page about a code, not a policy", "Give a policy.")  # fmt: skip
    return found


def raise_last(failures: list[PayerdiffError]) -> NoReturn:
    """Print all failures but the last, and raise that one: the command ends with it."""
    for failure in failures[:-1]:
        say(str(failure))
    raise failures[-1]


def refuse_findings(found: list[tuple[str, list]], strict: bool) -> None:  # type: ignore[type-arg]  # findings of any result
    """Stop on warnings where the user asked for it."""
    if not strict:
        return
    for name, findings in found:
        grave = [f for f in findings if f.severity != "info"]
        if grave:
            say(f"{name}: {grave[0].message} [{grave[0].code}] ({len(grave)} in all). Leave out --strict to go on.")
            raise typer.Exit(3)


def slug(title: str) -> str:
    """Return a file name for a title: its first word.

    >>> slug("Blincyto (blinatumomab, J9039)")
    'blincyto'
    """
    return re.sub(r"[^a-z0-9]+", "-", title.split("(")[0].lower()).strip("-") or "report"
