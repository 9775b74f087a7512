"""Policies of several payers → Comparison: what each requires, side by side, and where they differ."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from payerdiff.api.documents import Progress, read_library
from payerdiff.corpus.library import Library, Subject, library_of
from payerdiff.corpus.memory import Memory, contents, recalled
from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.comparison import Comparison
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Drug, Phase, Policy

SEVERAL = "Several drugs"


def choose(comparison: Comparison, *, indications: Sequence[str] = (), phases: Sequence[Phase] = ()) -> Comparison:
    """Limit a comparison to some indications, by name or a part of it, and to `initial` or `renewal` requests.

    Everything in it is what the whole comparison says of them. Raises PayerdiffError `no-such-indication`.

    >>> from payerdiff import api
    >>> whole = api.compare_subject("J9039", [api.samples() / "bcbsnc", api.samples() / "centene"])
    >>> choose(whole, phases=["renewal"]).chosen.phases, len(choose(whole, indications=["all"]).matrix) <= len(whole.matrix)
    (['renewal'], True)
    """
    if not indications and not phases:
        return comparison
    from payerdiff.compare.side_by_side.choice import chosen

    return chosen(comparison, indications, phases)


def only_payers(library: Library, payers: Sequence[str]) -> Library:
    """Return a library with the policies of some payers, by name or a part of it, and all labels and code pages; the whole where none is named.

    Raises PayerdiffError `no-such-payer`.

    >>> from payerdiff import api
    >>> held = api.read_library([api.samples() / "bcbsnc", api.samples() / "centene"])
    >>> [policy.payer.id for policy in only_payers(held, ["carolina"]).policies]
    ['bcbsnc']
    """
    if not payers:
        return library
    found: list[Policy] = []
    for word in payers:
        own = [p for p in library.policies if not p.is_label and is_called(p, word)]
        if not own:
            known = ", ".join(sorted({p.payer.name or p.payer.id for p in library.policies if not p.is_label}))
            raise PayerdiffError("no-such-payer", word, "no payer among the documents is called so", f"Choose from: {known}.")  # fmt: skip
        found += own
    kept = tuple(p for p in library.policies if p.is_label or any(p is one for one in found))
    return replace(library, policies=kept)


def is_called(policy: Policy, word: str) -> bool:
    """Return True if a word is a payer's name, or a part of it."""
    names = (policy.payer.name, policy.payer.short_name, policy.payer.id)
    return any(word.casefold() in name.casefold() for name in names if name)


def compare(
    documents: Library | Iterable[Policy | CodeReference],
    *,
    drug: str | Subject | None = None,
    as_of: date | None = None,
) -> Comparison:
    """Compare policies: aligned indications, the criteria comparison, headlines, and example patients that show how each pair of payers compares.

    `drug` is a generic name, a brand or a billing code, or what `find_subject` returned: policies that are not about it are left out, the others are limited to it. If none
    is given, policies that share exactly one drug are compared on that, and all others as a whole. Code pages say which drug a
    code means; an FDA label among the documents is not a payer: the policies are compared with it. `as_of` is the day on which the policies were in force, where
    they were chosen by one (`in_force`): the title says so.
    Raises PayerdiffError: `no-such-subject`, `nothing-to-compare`.

    >>> from payerdiff import api
    >>> files = [api.samples() / "bcbsnc" / "blinatumomab.html", api.samples() / "magellan" / "aspirus-blincyto.pdf"]
    >>> comparison = compare([api.read_policy(file) for file in files], drug="Blincyto")
    >>> comparison.drug, len(comparison.policies), comparison.relations[0].relation
    ('blinatumomab', 2, 'depends')
    """
    held = (documents if isinstance(documents, Library) else library_of(documents)).in_order()
    day = f", as of {as_of}" if as_of else ""
    if drug is not None:
        subject = find_subject(drug, held) if isinstance(drug, str) else drug
        return side_by_side(held.about(subject), subject.title + day, subject.generic, held.memory)
    shared = shared_drugs(held.policies)
    title = (held.merged(shared[0]).title if shared else SEVERAL) + day
    if len(shared) != 1:
        return side_by_side(held.policies, title, None, held.memory)
    generic = shared[0].generic
    return side_by_side([p.about(generic) for p in held.policies], title, generic, held.memory)


def compare_subject(
    subject: str,
    library: Library | Iterable[str | os.PathLike[str]] | None = None,
    *,
    reading: ReadingName | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare what a library says on a drug: a generic name, a brand, or a billing code.

    `library` is one that `read_library` returned, or the folders and files to read; the sample documents if none is given. Of places, a document that
    cannot be read is raised, as a comparison without it would be silent about it: to go on without, read the library first and see its `failures`.
    Raises PayerdiffError: `no-such-subject`, `nothing-to-compare`, `no-folder`, or what kept a document from being read.

    >>> from payerdiff import api
    >>> places = [api.samples() / "bcbsnc", api.samples() / "magellan"]
    >>> comparison = compare_subject("J9039", places)
    >>> comparison.subject, comparison.keys
    ('Blincyto (blinatumomab, J9039)', ['aspirus_health_plan', 'bcbsnc'])
    """
    if isinstance(library, Library):
        return compare(library, drug=subject)
    held = read_library(library, reading=reading, progress=progress)
    if held.failures:
        raise held.failures[0]
    return compare(held, drug=subject)


def find_subject(words: str, library: Library | None = None) -> Subject:
    """Return the drug that a generic name, a brand or a code stands for, with its brands and codes.

    Codes come from the drug table and from the pages about codes in the library. Raises PayerdiffError `no-such-subject`.

    >>> find_subject("blincyto").title
    'Blincyto (blinatumomab, J9039)'
    """
    found = (library or Library()).subject(words)
    if found is None:
        raise PayerdiffError(
            "no-such-subject", words, "no drug, brand or code with that name is known",
            "Give a drug, a brand or a code; `payerdiff list` shows what the library holds.",
        )  # fmt: skip
    return found


def subjects(library: Library) -> tuple[tuple[Subject, int], ...]:
    """Return the drugs of a library, each with the number of its policies, the most widely covered first. FDA labels are not counted.

    >>> from payerdiff import api
    >>> held = api.read_library([api.samples() / "bcbsnc", api.samples() / "magellan"])
    >>> [(subject.generic, count) for subject, count in subjects(held)]
    [('blinatumomab', 2)]
    """
    found: dict[str, Subject] = {}
    for policy in library.policies:
        for drug in policy.drugs:
            found.setdefault(drug.generic, library.merged(drug))
    counted = [(subject, sum(not p.is_label for p in library.about(subject))) for subject in found.values()]
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0].generic)))


def choices(library: Library, subject: Subject) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a comparison on a drug can be limited to: the payers by name, and the indications as the policies call them, in their order.

    >>> from payerdiff import api
    >>> held = api.read_library([api.samples() / "bcbsnc", api.samples() / "magellan"])
    >>> payers, indications = choices(held, find_subject("blinatumomab", held))
    >>> payers, len(indications) > 0
    (('Aspirus Health Plan, Inc.', 'Blue Cross and Blue Shield of North Carolina'), True)
    """
    held = [policy for policy in library.about(subject) if not policy.is_label]
    named = sorted({policy.payer.name or policy.payer.id for policy in held})
    uses = [
        s.indication for policy in held for s in policy.criteria if s.phase in ("initial", "renewal") and s.indication
    ]
    return tuple(named), tuple(dict.fromkeys(use for use in uses if use != "all"))


def shared_drugs(policies: Iterable[Policy]) -> list[Drug]:
    """Return the drugs of the first policy that all others are about too."""
    first, *others = [p.drugs for p in policies] or [[]]
    return [d for d in first if all(any(d.generic == o.generic for o in drugs) for drugs in others)]


def side_by_side(policies: Iterable[Policy], title: str, drug: str | None, memory: Memory | None = None) -> Comparison:
    """Return the comparison of policies that are narrowed already, from memory where it is known. Raises PayerdiffError `nothing-to-compare`."""
    chosen = list(policies)
    if not chosen:
        raise PayerdiffError(
            "nothing-to-compare", title, "no policy about it was read", "Add documents about it, or give files."
        )

    def rests_on() -> list[str]:
        return [title, drug or "", *contents(chosen)]

    def made() -> Comparison:
        from payerdiff.compare.side_by_side.comparison import (
            compare as set_side_by_side,  # all that compares, which a known one does not need
        )

        return set_side_by_side(chosen, title, drug, memory)

    return recalled(memory, "comparison", rests_on, Comparison, made)
