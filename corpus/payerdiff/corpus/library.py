"""A folder of documents as a library: read once, found by drug, brand or code.

The sample documents are the library of a fresh install; a folder of the user's own takes their place or is
added to them. A document that fails is kept as a failure with its reason and never stops the others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from payerdiff.corpus.apart import Read, readers
from payerdiff.corpus.apart_worker import Job, answer_to
from payerdiff.corpus.memory import Memory
from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Drug, Policy
from payerdiff.normalize import lexicon

SUFFIXES = frozenset(
    [
        ".html",
        ".htm",
        ".mht",
        ".mhtml",
        ".pdf",
        ".docx",
        ".doc",
        ".rtf",
        ".odt",
        ".ods",
        ".xlsx",
        ".xls",
        ".md",
        ".txt",
        ".xml",
        ".zip",
    ]
)
CODE = re.compile(r"^(?:[A-Z]\d{4}|\d{5}|\d{4}[A-Z])$")
BESIDE = re.compile(r"^README\.md$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a comparison is about: a drug with its brands and codes."""

    generic: str
    brands: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """`Blincyto (blinatumomab, J9039)`."""
        inner = ", ".join((self.generic, *self.codes)) if self.brands else ", ".join(self.codes)
        head = self.brands[0] if self.brands else self.generic
        return f"{head} ({inner})" if inner else head

    def is_of(self, policy: Policy) -> bool:
        """Return True if a policy is about the drug: it names it, or names no drug and has one of its codes."""
        if policy.drugs:
            return any(d.generic == self.generic for d in policy.drugs)
        return not {c.code for c in policy.codes}.isdisjoint(self.codes)


def order_of(policy: Policy) -> tuple[str, ...]:
    """Return what a policy is ordered by."""
    payer = policy.payer.name or policy.payer.author or "\uffff"
    return payer.casefold(), payer, policy.number or "", policy.title or "", policy.source.sha256, policy.source.reading


@dataclass(frozen=True, slots=True)
class Library:
    """Documents that were read, and those that could not be."""

    policies: tuple[Policy, ...] = ()
    references: tuple[CodeReference, ...] = ()
    failures: tuple[PayerdiffError, ...] = ()
    memory: Memory | None = None
    """Where results that rest on these documents are kept, if anywhere."""
    readings: frozenset[str] = frozenset()
    """The keys under which these documents are kept there."""

    def in_order(self) -> Library:
        """Return the library with its documents by payer, number, title and content: in whatever order they came, a comparison of them is the same."""
        policies = tuple(sorted(self.policies, key=order_of))
        return replace(
            self, policies=policies, references=tuple(sorted(self.references, key=lambda r: (r.code, r.source.sha256)))
        )

    def subject(self, words: str) -> Subject | None:
        """Return the drug that a generic name, a brand or a code stands for, or None.

        Codes come from the drug table and from the code pages of the library.
        """
        wanted = words.strip().lower()
        for reference in self.references:
            names = {reference.code.lower(), *(n.lower() for n in reference.also_known_as)}
            if wanted in names and reference.drugs:
                return self.merged(reference.drugs[0])
        for generic, entry in lexicon.table("drugs").items():
            names = {
                generic.lower(),
                *(b.lower() for b in entry.get("brands", ())),
                *(c.lower() for c in entry.get("hcpcs", ())),
            }
            if wanted in names:
                return self.merged(
                    Drug(generic=generic, brands=list(entry.get("brands", ())), hcpcs=list(entry.get("hcpcs", ())))
                )
        for policy in self.policies:
            for drug in policy.drugs:
                names = {drug.generic.lower(), *(b.lower() for b in drug.brands), *(c.lower() for c in drug.hcpcs)}
                if wanted in names:
                    return self.merged(drug)
        return None

    def merged(self, drug: Drug) -> Subject:
        """Return a drug with all codes that the library's code pages teach for it."""
        codes = list(drug.hcpcs)
        for reference in self.references:
            if any(d.generic == drug.generic for d in reference.drugs) and reference.code not in codes:
                codes.append(reference.code)
        return Subject(drug.generic, tuple(drug.brands), tuple(codes))

    def about(self, subject: Subject) -> list[Policy]:
        """Return the policies about a drug, in the library's order, as far as they speak of it."""
        return [p.about(subject.generic) for p in self.policies if subject.is_of(p)]


def files_of(folders: Iterable[Path]) -> list[Path]:
    """Return the documents below folders, by path; hidden files and the folder's README are left out."""
    found = []
    for folder in folders:
        found += sorted(
            path
            for path in folder.rglob("*")
            if path.is_file()
            and path.suffix.lower() in SUFFIXES
            and not BESIDE.search(path.name)
            and not path.name.startswith(".")
        )
    return found


def by_hash(wanted: Iterable[str], files: Iterable[Path]) -> dict[str, Path]:
    """Return where documents lie, by their hashes, whatever they are called."""
    missing, places = set(wanted), dict[str, Path]()
    for path in files:
        if not missing:
            break
        own = hashlib.sha256(path.read_bytes()).hexdigest()
        if own in missing:
            places[own] = path
            missing.discard(own)
    return places


def samples() -> Path:
    """Return the folder of the sample documents: in the wheel beside this file, in a checkout at `corpus/samples`."""
    packaged = Path(__file__).parent / "samples"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "samples"


def read_library(
    paths: Sequence[Path], reading: ReadingName | None = None, progress: Callable[[Path], None] | None = None
) -> Library:
    """Read documents into a library, each by a process of its own where there are several, so that none takes the others along.

    `progress` is called for each, in order. Raises what `adapters` raises: no document could be read then.
    """
    found = list(outcomes(paths, reading, progress, apart=len(paths) > 1))
    read = [one for held in found if not isinstance(held, PayerdiffError) for one in held]
    return library_of(read, [held for held in found if isinstance(held, PayerdiffError)])


def outcomes(
    paths: Sequence[Path], reading: ReadingName | None, progress: Callable[[Path], None] | None, *, apart: bool
) -> Iterator[Read | PayerdiffError]:
    """Yield what files hold, or why they could not be read, in order, as soon as it is there: read by processes of their own, or by this one.

    Raises what `adapters` raises.
    """
    from payerdiff.normalize.families import adapters  # loads every payer, for nobody who finds everything read

    adapters()
    if apart:
        yield from readers().each(paths, reading, progress)
        return
    for path in paths:
        if progress:
            progress(path)
        yield answer_to(Job(path, reading))


def library_of(
    read: Iterable[Policy | CodeReference],
    failures: Iterable[PayerdiffError] = (),
    memory: Memory | None = None,
    readings: Iterable[str] = (),
) -> Library:
    """Return a library of what was read, in its order."""
    held = tuple(read)
    return Library(
        tuple(x for x in held if isinstance(x, Policy)),
        tuple(x for x in held if isinstance(x, CodeReference)),
        tuple(failures),
        memory,
        frozenset(readings),
    )
