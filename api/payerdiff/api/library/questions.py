"""A question in words → its answer from a library, with the payers' words: a closed set of questions, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

from payerdiff.api.comparisons import compare
from payerdiff.api.library.digests import digest
from payerdiff.api.library.versions import Places, folders
from payerdiff.api.requirements import access
from payerdiff.compare.library.answers import Answer, Statement, Words, coverage, newest_about, requirements
from payerdiff.compare.library.digest_items import Item, WatchedSource
from payerdiff.compare.library.question_forms import Question, no_question, parsed
from payerdiff.compare.side_by_side.payer_names import short_name
from payerdiff.corpus.library import Library, Subject, library_of
from payerdiff.corpus.versions.remembered import lines_of_library
from payerdiff.model.access.facts import AccessFacts, AccessKey
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.phrasing import counted
from payerdiff.model.policy import Policy

STEPS: tuple[AccessKey, AccessKey] = ("generic_steps", "brand_steps")
FEW = 3
"""Documents that are named; more are counted."""


def ask(question: str, library: Library, places: Places | None = None, *, today: date) -> Answer:
    """Return the answer to a question: who covers a drug, what a payer requires for it, how two payers differ on it, what changed since a day or in a period, who
    requires step therapy.

    A question that is none of these, or that names a drug, payer, disease or date that is not known, is refused with the nearest that can be answered. `places` are the
    folders that the library was read from, `today` is the day that a question is asked on. Raises PayerdiffError: `no-such-question`, `store-unusable`.

    >>> from datetime import date
    >>> from payerdiff import api
    >>> answer = ask("Who covers Blincyto?", api.read_library([api.samples() / "bcbsnc"]), today=date(2026, 1, 1))
    >>> answer.understood, [one.payer for one in answer.statements]
    ('Which payers cover Blincyto (blinatumomab, J9039)', ['BCBS North Carolina'])
    """
    asked = meant(question, library, places, today)
    if asked.kind == "changes":
        said = changes(asked, library, places, today)
    elif asked.drug is None:
        raise no_question(question, "it names no drug")
    else:
        said = of_drug(asked, asked.drug, library)
    return said.model_copy(update={"statements": [*said.statements, *unread(library)]})


def of_drug(asked: Question, drug: Subject, library: Library) -> Answer:
    """Return what policies on a drug answer."""
    if asked.kind in ("coverage", "steps"):
        return coverage_or_steps(asked, drug, library)
    if asked.kind == "requirements":
        own = newest_about(asked.payers[0], drug)
        said = [one for p in own for one in requirements(p, asked.indication)]
        return Answer(
            kind="requirements",
            understood=f"What {name(asked, 0)} requires for {drug.title}{of(asked)}",
            statements=said,
        )
    return differences(asked, drug)


def unread(library: Library) -> Iterator[Statement]:
    """Yield that documents could not be read: what they say is not known, so that silence is no answer."""
    names = [failure.document for failure in library.failures]
    if names:
        more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
        yield Statement(payer="not read", document=", ".join(names[:FEW]) + more, says="what it says on this is not known" if len(names) == 1 else "what they say on this is not known")  # fmt: skip


def meant(question: str, library: Library, places: Places | None, today: date) -> Question:
    """Return what a question asks. One on changes may name what is no longer published: that it went is what changed."""
    try:
        return parsed(question, library, today)
    except PayerdiffError:
        lines = lines_of_library(library, folders(library, places))
        published = library_of(version.held.policy for line in lines for version in line.versions)
        with suppress(PayerdiffError):  # the first one names what is there now
            if (asked := parsed(question, published, today)).kind == "changes":
                return asked
        raise


def of(asked: Question) -> str:
    """Return the disease of a question, in words."""
    return f" for {asked.indication}" if asked.indication else ""


def name(asked: Question, at: int) -> str:
    """Return the name of a payer of a question."""
    return asked.payers[at][0].payer.name or ""


def coverage_or_steps(asked: Question, drug: Subject, library: Library) -> Answer:
    """Return who covers a drug, or who requires step therapy for it: all payers, or the one that is named."""
    own = newest_about(asked.payers[0] if asked.payers else library.policies, drug)
    who = name(asked, 0) if asked.payers else ""
    if asked.kind == "coverage":
        said = [coverage(p, asked.indication) for p in own]
        understood = f"{f'Whether {who} covers' if who else 'Which payers cover'} {drug.title}{of(asked)}"
    else:
        said = steps(own, drug, asked.indication)
        understood = f"{f'Whether {who} requires' if who else 'Which payers require'} step therapy for {drug.title}{of(asked)}"  # fmt: skip
    return Answer(kind=asked.kind, understood=understood, statements=said if own or not who else [without_policy(who)])


def without_policy(payer: str) -> Statement:
    """Return that a payer has no policy on a drug."""
    return Statement(payer=payer, document="", says="has no policy on it in the library")


def steps(own: Sequence[Policy], drug: Subject, indication: str | None) -> list[Statement]:
    """Return who requires step therapy: a count of none is told as such only where it is decided."""
    facts = access(library_of(own), drug=drug.generic, indication=indication) if own else []
    policies = {p.source.name: p for p in own}
    told = [step_statement(f, policies[f.document]) for f in facts]
    held = {f.document for f in facts}
    return told + [undetermined(p) for p in own if p.source.name not in held]


def undetermined(policy: Policy) -> Statement:
    """Return that nothing is known of a policy's steps; that it is not named would be read as that it has none."""
    why = "its criteria name no disease" if policy.criteria else "it has no criteria that were read"
    return Statement(payer=short_name(policy), document=policy.source.name, says=f"not determined: {why}", sure=False)


def step_statement(facts: AccessFacts, policy: Policy) -> Statement:
    """Return the steps of one policy and disease."""
    notes = [note for note in facts.notes if note not in policy.corrections]
    counts = [getattr(facts, key) for key in STEPS]
    open_ones = [key for key in STEPS if key in facts.undecided]
    told = [f"{count} {kind}" for count, kind in zip(counts, ("conventional", "branded"), strict=True) if count]
    says = "not determined: " + "; ".join(notes or ["words that were not evaluated decide it"]) if open_ones else ("requires steps: " + " and ".join(told) if told else "requires no step therapy on the least demanding path")  # fmt: skip
    held = [facts.evidence[key] for key in STEPS if key in facts.evidence]
    passages = list(dict.fromkeys((e.words, e.page) for e in held))
    return Statement(
        payer=short_name(policy), document=facts.document, says=f"{facts.indication}: {says}", sure=not open_ones, passages=[Words(words=w, page=p) for w, p in passages],
    )  # fmt: skip


def differences(asked: Question, drug: Subject) -> Answer:
    """Return the questions on which two payers' policies differ, each with both answers."""
    sides = [newest_about(policies, drug) for policies in asked.payers]
    understood = f"How {name(asked, 0)} and {name(asked, 1)} differ on {drug.title}"
    if not all(sides):
        missing = [name(asked, at) for at, side in enumerate(sides) if not side]
        return Answer(kind="differences", understood=understood, statements=[without_policy(one) for one in missing])
    result = compare([p for side in sides for p in side], drug=drug)
    names = dict(zip(result.keys, result.names, strict=True))
    documents: dict[str, Policy] = dict(zip(result.keys, result.policies, strict=True))
    said = [
        Statement(
            payer=names[cell.policy], document=documents[cell.policy].source.name, says=f"{row.dimension}: {cell.summary or ('not stated' if cell.addressed else 'not addressed')}",
            passages=[Words(words=p.quote, page=p.span.page) for p in cell.passages],
        )
        for row in result.matrix if row.divergent or row.silence for cell in row.cells
    ]  # fmt: skip
    return Answer(kind="differences", understood=understood, statements=said)


def changes(asked: Question, library: Library, places: Places | None, today: date) -> Answer:
    """Return what changed since a day or in a period, of a drug or a payer if one is named."""
    since, until = asked.since or today, asked.until or today
    found = digest(library, since, until, places)
    payer = name(asked, 0) if asked.payers else None
    chosen = [
        i for i in found.items if (asked.drug is None or asked.drug.generic in i.drugs) and payer in (None, i.payer)
    ]
    failing = [one for one in found.scope.sources if one.failing]
    nothing = Statement(payer="library", document=counted(found.scope.documents, "document"), says="nothing changed in what was read")  # fmt: skip
    where = f"{' for ' + asked.drug.title if asked.drug else ''}{' at ' + payer if payer else ''}"
    return Answer(
        kind="changes",
        understood=f"What changed{where} from {since} to {until}",
        statements=[
            *(s for i in chosen for s in told(i)),
            *([nothing] if failing and not chosen else []),
            *map(unreached, failing),
        ],
    )


def unreached(source: WatchedSource) -> Statement:
    """Return that a watched source fails: what it published since is not known, so that nothing else said is no answer."""
    says = f"not reached since {source.failing} ({source.failure}): what it published since then is not known"
    return Statement(payer="watched source", document=source.address, says=says)


def told(item: Item) -> Iterator[Statement]:
    """Yield what happened to one policy."""
    kind = "clinical" if item.clinical else "editorial"
    headline = f": {item.note.step.headline}" if item.note and item.note.step.headline else ""
    title = " ".join(x for x in (item.number, item.title) if x)
    yield Statement(
        payer=item.payer, document=item.document, says=f"{title}, {item.event} ({kind}), {item.day}{headline}"
    )
