"""What policies require before they approve a drug: step therapy and the other access facts, one object per policy, drug and indication."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from payerdiff.api.comparisons import find_subject
from payerdiff.compare.access.table import Asked, Products
from payerdiff.compare.access.table import access as facts_of
from payerdiff.compare.side_by_side.indications import align, initial_indications
from payerdiff.compare.side_by_side.label import is_label
from payerdiff.compare.side_by_side.payer_names import names_of
from payerdiff.corpus.library import Library, Subject, library_of
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.policy import Policy
from payerdiff.normalize import lexicon
from payerdiff.normalize.disease_names import diseases
from payerdiff.templates.carriers.csv_tables import guarded


def access(
    documents: Library | Iterable[Policy | CodeReference],
    *,
    drug: str | None = None,
    indication: str | None = None,
    every: bool = False,
) -> list[AccessFacts]:
    """Return what each policy asks of a new adult patient on the least demanding path to approval.

    `drug` is a generic name, a brand or a billing code; if none is given, each drug of the policies is told apart. `indication` is a disease; if none is
    given, each that a policy has initial criteria for. A fact that is named in `undecided` rests on words that were not evaluated. FDA labels are left out,
    and policies that name no drug too, unless `every` document is meant to be about it.
    Raises PayerdiffError `no-such-subject`.

    >>> from payerdiff import api
    >>> facts = access([api.read_policy(api.samples() / "bcbsnc" / "blinatumomab.html")], indication="B-ALL")
    >>> facts[0].document, facts[0].drug, facts[0].indication
    ('blinatumomab.html', 'blinatumomab', 'B-ALL')
    """
    held = documents if isinstance(documents, Library) else library_of(documents)
    policies = [p for p in held.policies if not is_label(p)]
    keys, _ = names_of(policies)
    found: list[AccessFacts] = []
    products = Products()
    for subject in subjects_of(held, policies, drug):
        product = drug if drug and drug.lower() in names(subject) else subject.generic
        own = dict(speaking_of(policies, keys, subject, every=every))
        wanted = (
            [canonical(indication)] if indication else initial_indications(align(list(own.values()), list(own)), own)
        )
        facts = [noted(f, own[f.policy]) for f in facts_of(own, Asked(subject.generic, product, names(subject)), wanted, products)]  # fmt: skip
        found += answering(facts, own) if indication else [f for f in facts if f.is_addressed]
    return found


def answering(facts: Sequence[AccessFacts], policies: Mapping[str, Policy]) -> list[AccessFacts]:
    """Return facts without those of a policy that has no criteria for the disease, where another one of the same document has: a book of policies answers by that one."""
    addressed = {policies[f.policy].source.sha256 for f in facts if f.is_addressed}
    return [f for f in facts if f.is_addressed or policies[f.policy].source.sha256 not in addressed]


def noted(facts: AccessFacts, policy: Policy) -> AccessFacts:
    """Return facts with a note for each criterion of the policy that was corrected by hand: they may rest on it."""
    return facts.model_copy(update={"notes": [*facts.notes, *policy.corrections]}) if policy.corrections else facts


def subjects_of(held: Library, policies: Iterable[Policy], drug: str | None) -> list[Subject]:
    """Return the drugs that are asked for: the one that is named, or each of the policies'."""
    if drug is not None:
        return [find_subject(drug, held)]
    own = {d.generic: held.merged(d) for p in policies for d in p.drugs}
    return list(own.values())


def names(subject: Subject) -> frozenset[str]:
    """Return all names of a drug in lower case."""
    return frozenset(name.lower() for name in (subject.generic, *subject.brands))


def speaking_of(
    policies: Sequence[Policy], keys: Sequence[str], subject: Subject, *, every: bool
) -> Iterator[tuple[str, Policy]]:
    """Yield the policies about a drug, by key; with `every`, those too that name no drug at all, unless another one of the same document names it."""
    named = {p.source.sha256 for p in policies if any(d.generic == subject.generic for d in p.drugs)}
    for key, policy in zip(keys, policies, strict=True):
        every_own = every and policy.source.sha256 not in named
        coded = not policy.drugs and (every_own or set(subject.codes) & {c.code for c in policy.codes})
        if coded or any(d.generic == subject.generic for d in policy.drugs):
            yield key, policy


def canonical(indication: str) -> str:
    """Return a disease by the name that criteria call it by.

    >>> canonical("Psoriasis"), canonical("moon sickness")
    ('plaque psoriasis', 'moon sickness')
    """
    hits = [*lexicon.hits("diagnoses", indication), *diseases(indication)]
    return hits[0].canonical if hits else indication.lower()


def access_json(facts: Iterable[AccessFacts]) -> str:
    """Return facts as a list of JSON objects.

    >>> access_json([])
    '[]\\n'
    """
    return json.dumps([f.model_dump(mode="json") for f in facts], indent=2, ensure_ascii=False) + "\n"


def access_csv(facts: Iterable[AccessFacts]) -> str:
    """Return facts as CSV, a line each: values, then for each fact the words and the page that it rests on; what is undecided says so.

    >>> access_csv([]).split(",")[:3]
    ['document', 'drug', 'indication']
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    keys = [k for k in AccessFacts.model_fields if k not in ("undecided", "evidence", "notes", "policy", "path")]
    told = [k for k in keys if k not in ("document", "drug", "indication")]
    writer.writerow([*keys, "notes", *(f"{key} {part}" for key in told for part in ("words", "page"))])
    for one in facts:
        values = one.model_dump(mode="json")
        cells = ["undecided" if key in one.undecided else cell(values[key]) for key in keys]
        proofs = ((p.words, p.page) if p else ("", "") for p in (one.evidence.get(key) for key in told))  # type: ignore[call-overload]
        writer.writerow([*cells, guarded("; ".join(one.notes)), *(cell(x) for pair in proofs for x in pair)])
    return out.getvalue()


def cell(value: object) -> str | int | float:
    """Return a value as a cell: lists joined, nothing as nothing, yes and no in words."""
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, list):
        return guarded("; ".join(map(str, value)))
    if isinstance(value, dict):
        return guarded("; ".join(f"{name}: {count}" for name, count in value.items()))
    return guarded(str(value))
