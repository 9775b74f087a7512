"""What the words of a command mean: files, or a subject of the library; and what becomes of documents that were not read."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from payerdiff import api
from payerdiff.app.output import note, say, wipe
from payerdiff.model.errors import PayerdiffError

if TYPE_CHECKING:
    from payerdiff.app.cli import Request, Side


class Warnings(logging.Handler):
    """Prints what a store warns of, a line each."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        wipe()
        say(record.getMessage())


def read_all(places: Sequence[Path] | None, reading: Side | None = None, *, store: bool = False) -> api.Library:
    """Read documents; what takes longer than a second shows which one is being read. With `store`, folders remember what was read in them."""
    warnings = logging.getLogger("payerdiff.store")
    if store and not warnings.handlers:
        warnings.addHandler(Warnings())
        warnings.propagate = False
    held = api.read_library(places, reading=reading, store=store, progress=note)
    wipe()
    return held


@dataclass(frozen=True, slots=True)
class ChosenPlans:
    """The plans that answers are weighted by."""

    plans: Sequence[api.Plan]
    by: api.PlanField | None
    limits: bool
    """True where only the policies of these plans are asked for."""

    def limit(self, held: api.Library) -> api.Library:
        """Return the policies that are asked for."""
        return api.only_plans(held, self.plans) if self.limits else held


PLAN_FIELDS: tuple[api.PlanField, ...] = ("payer", "plan", "line_of_business", "state", "formulary_owner", "pbm")


def plans_asked(path: Path | None, where: Sequence[str] | None, by: api.PlanField | None) -> ChosenPlans | None:
    """Return the plans that the options of a command ask for; None where they name no list. Raises what `read_plans` raises."""
    if path is None:
        if where or by:
            raise typer.BadParameter("needs a list of plans: give --plans FILE", param_hint="--plans-where/--plans-by")
        return None
    pairs: list[tuple[api.PlanField, str]] = []
    for words in where or ():
        name, _, value = words.partition("=")
        field = next((f for f in PLAN_FIELDS if f == name.strip().lower().replace(" ", "_").replace("-", "_")), None)
        if field is None or not value.strip():
            raise typer.BadParameter(f"write FIELD=VALUE with one of {', '.join(PLAN_FIELDS)}", param_hint="--plans-where")  # fmt: skip
        pairs.append((field, value.strip()))
    return ChosenPlans(api.read_plans(path, pairs), by, bool(pairs))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a comparison is limited to before it is built; an empty part limits nothing."""

    payers: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    phases: tuple[Request, ...] = ()
    as_of: date | None = None
    """The day on which the versions that are compared were in force."""
    plans: ChosenPlans | None = None


def held_for(
    subjects: Sequence[str], library: list[Path] | None, reading: Side | None, *, store: bool = False
) -> api.Library:
    """Return the library that the words of a command ask for: the files that they name, or the folders. Raises what kept all documents from being read."""
    held = read_all(files_named(subjects) or library, reading, store=store)
    if not held.policies and held.failures:
        raise_last(held.failures)
    for failure in held.failures:
        say(str(failure))
    return held


def side_by_side(
    subjects: Sequence[str],
    held: api.Library,
    strict: bool,
    choice: Chosen | None = None,
    library: list[Path] | None = None,
) -> api.Comparison:
    """Return the comparison that the words of a command ask for. Raises PayerdiffError `nothing-to-compare`.

    Of the versions that were in force on a day, if one is chosen: those policies of the subject that had none are named, each in a line.
    """
    choice = choice or Chosen()
    drug = None if files_named(subjects) else api.find_subject(subjects[0], held)
    if choice.as_of is not None:
        current = api.in_force(held, choice.as_of, library)
        for remark in current.remarks:
            if drug is None or drug.is_of(remark.policy):
                say(str(remark))
        held = current.library
    held = choice.plans.limit(held) if choice.plans else held
    result = api.compare(api.only_payers(held, choice.payers), drug=drug, as_of=choice.as_of)
    result = api.choose(result, indications=choice.indications, phases=choice.phases)
    result = api.with_history(result, held)
    result = api.with_plans(result, choice.plans.plans, choice.plans.by) if choice.plans else result
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
