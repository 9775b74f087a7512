"""Statements below headings → sets of criteria, one for each phase and indication."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from payerdiff.model.policy import Approval, CriteriaSet, Criterion, Op, Phase
from payerdiff.normalize.criteria.list_items import Result, next_id, population_of
from payerdiff.normalize.criteria.patients.groups import by_group, exclude_by_disease
from payerdiff.normalize.criteria.sentence_sets import indication_of, together
from payerdiff.normalize.criteria.subjects import diseases_in, is_of_products
from payerdiff.normalize.criteria.tree import leaf_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.structure.blocks.demands import DEMAND, OTHERS
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.names import WORD, named_by, use_in
from payerdiff.normalize.structure.blocks.roles import CRITERIAL
from payerdiff.normalize.structure.context import Context, context_of, names_a_use, outright, title_of
from payerdiff.normalize.structure.listed_uses import part_uses
from payerdiff.normalize.structure.losses import EXEMPTS
from payerdiff.normalize.structure.out_of_place import RENEWED_IF
from payerdiff.normalize.structure.outline import Outlined, Told, tell
from payerdiff.normalize.structure.set_labels import cut_labels, phase_label, run_in, unlabeled, use_approved, use_label
from payerdiff.normalize.structure.statements.statements import Statement, statements_of
from payerdiff.normalize.structure.statements.trees import Built, built
from payerdiff.normalize.terms.approvals import PERIOD, read_approval

GRANTED = Rule("sets.granted", r"\b(?:approv(?:e|al|ed)|authori[sz](?:e|ed|ation|ations)|granted|issued|initial|re-?authori[sz]ation)\b[^.;]{0,30}?(?:\bfor|\bof|\bup to|:)\s", "Approve for 6 months", "Use for 6 months")  # fmt: skip


def read_structured(draft: Draft, section: Section, _phase: Phase, result: Result) -> None:
    """Read the sets of a section whose blocks are told apart by their roles."""
    told = section.told if isinstance(section, Outlined) else tell(draft, section.blocks)
    shared: list[str] = []
    runs = [list(run) for _, run in groupby(told, key=place_of)]
    at = 0
    while at < len(runs):
        end = at + 1
        if runs[at][0].is_head:
            claim_heads(draft, runs[at], result)
        else:
            end = as_one(draft, runs, at)
            blocks = [one for run in runs[at:end] for one in run]
            known = len(result.sets)
            read_group(draft, blocks, result, end < len(runs))
            if says_one_thing(blocks[0].facts.above):
                result.facets |= {
                    made.id for made in result.sets[known:] if made.phase == "initial" and not made.indication
                }
            if not any(speaks_for_itself(one) for one in blocks):
                shared += [made.id for made in result.sets[known:]]
        at = end
    if any(one.facts.names and one.role in CRITERIAL and one.is_head for one in told):
        name_universal(result, shared)
    part_uses(result)
    merge_universal(result)


FACETS = frozenset(["diagnosis", "diagnoses", "age", "ages", "prescriber", "prescribers", "prescribing", "specialty", "specialties"])  # fmt: skip


TO_SEND = Rule("sets.to_send", r"\b(?:submit|send|provide|include|attach)\b.{0,60}\b(?:documentation|documents|records|information)\b", "Please send the following documentation:", "Documentation of asthma")  # fmt: skip
"""A heading over what is to be sent in with every request."""


def says_one_thing(heads: Sequence[Facts]) -> bool:
    """Return True if the nearest heading says what is asked below it, and for no use: `Age restriction`, `Prescriber`."""
    head = heads[-1] if heads else None
    if head is not None and TO_SEND.search(head.words):
        return True
    if head is None or head.names or names_a_use(head):
        return False
    return not FACETS.isdisjoint(word.lower() for word in WORD.findall(head.words))


def claim_heads(draft: Draft, heads: Sequence[Told], result: Result) -> None:
    """File headings under criteria; one may say for how long a request is approved."""
    for one in heads:
        draft.claim("criteria", one.block.start, one.block.end)
        context = context_of(draft, [*one.facts.above, one.facts])
        add_approval(draft, draft.passage(one.block), context, result, one.role == "approval")


def speaks_for_itself(one: Told) -> bool:
    """Return True if a block lays down coverage by itself."""
    return "rules" in one.facts.cues or ("grants" in one.facts.cues and not one.facts.marked)


def as_one(draft: Draft, runs: Sequence[Sequence[Told]], at: int) -> int:
    """Return the index behind the runs that make one list: headings between them (`Age`, `Diagnoses`) say what the criteria are about and name no other use."""
    own = context_of(draft, runs[at][0].facts.above)
    end = at + 1
    while end + 1 < len(runs) and len(runs[end]) == 1 and not any(map(speaks_for_itself, [*runs[at], *runs[end + 1]])):
        head, other = runs[end][0], context_of(draft, runs[end + 1][0].facts.above)
        outer = own.heads[: len(own.heads)]
        general = head.facts.titled is None and not names_a_use(head.facts)
        if (
            not general
            or (other.phase, other.indication) != (own.phase, own.indication)
            or other.heads[: len(outer)] != outer
        ):
            break
        end += 2
    return end


def place_of(one: Told) -> tuple[int, ...]:
    """Return the headings that a block stands below; headings themselves stand together."""
    return () if one.is_head else (-1, *(head.at for head in one.facts.above))


def read_group(draft: Draft, told: Sequence[Told], result: Result, followed: bool) -> None:
    """Read the blocks below one heading; lines that are labelled with a phase stand for themselves."""
    context = context_of(draft, told[0].facts.above)
    label: tuple[Phase | None, str | None] = (None, None)
    parts: list[tuple[tuple[Phase | None, str | None], list[Told]]] = []
    for one in told:
        again = use_label(one.facts.words)
        use = again or use_approved(one.facts.words)
        named: Phase | None = "renewal" if again is not None else phase_label(one.facts.words)
        if named is None and DEMAND.search(one.facts.words) and (stands_aside(context) or is_of_others(one)):
            named = "universal"
        inner = one.facts.marked and parts and is_below(parts[-1][1], one)
        label = (named, use) if named or use else label if inner or label[0] == "universal" else (None, None)
        if not parts or parts[-1][0] != label:
            parts.append((label, []))
        parts[-1][1].append(one)
    for at, ((named, use), blocks) in enumerate(parts):
        own = (
            replace(context, phase="universal", indication=None)
            if named == "universal"
            else replace(context, phase=named or context.phase, indication=use or context.indication)
        )
        read_part(draft, blocks, own, result, followed or at + 1 < len(parts))


def add_condition(draft: Draft, passage: Passage, context: Context, result: Result) -> None:
    """Add what a line on lengths of approval asks for at renewal, as a set of its own."""
    found = RENEWED_IF.search(passage.text)
    if found is None:
        return
    asked = passage.cut(*found.span("asked"))
    leaf = leaf_of(draft, asked, None)
    draft.claim("criteria", asked.offsets[0], asked.offsets[-1] + 1)
    made = CriteriaSet(
        id=next_id(result, "renewal"),
        phase="renewal",
        indication=context.indication,
        population=population_of(context.indication),
        root=Criterion(op="all", children=[leaf], span=leaf.span),
        span=leaf.span,
    )
    result.sets.append(made)


def stands_aside(context: Context) -> bool:
    """Return True outside the criteria: what is asked there is asked of every request."""
    return not context.heads or (context.indication is None and context.heads[-1].role not in CRITERIAL)


def is_of_others(one: Told) -> bool:
    """Return True if what products that are not preferred require is said beside the criteria: it is asked besides them, and no way of its own."""
    beside = not one.facts.above or one.facts.above[-1].role not in CRITERIAL
    return beside and OTHERS.search(one.facts.words) is not None


def is_below(before: Sequence[Told], one: Told) -> bool:
    """Return True if an item stands below the labeled line before it: set in further, or in the list that the line leads over to."""
    first = before[0]
    leads = not first.facts.marked and first.facts.closes == "colon" and all(other.facts.marked for other in before[1:])
    return leads or one.block.indent > first.block.indent + 5


def read_part(draft: Draft, told: Sequence[Told], context: Context, result: Result, followed: bool) -> None:
    """Read the blocks of one heading and phase; a sentence that leads over to nothing is not understood."""
    stated = [one for at, one in enumerate(told) if one.role != "approval" or is_joined(told, at)]
    for one in told:
        if one.role == "approval" and one not in stated:
            add_condition(draft, draft.passage(one.block), context, result)
            draft.claim("metadata", one.block.start, one.block.end)
        if one.role == "approval" or "grants" in one.facts.cues:
            add_approval(draft, draft.passage(one.block), context, result, one.role == "approval")
    made: list[Built] = []
    statements = statements_of(draft, stated)
    for statement in statements:
        take_heading(statement, context)
        cut_labels(draft, statement)
        before = made[-1].phase if made and statement.back else context.phase
        tree = built(draft, statement, before, context.introduction, context.indication)
        made += [unlabeled(draft, tree)] if tree else []
        leads_on = statement.leads and (followed or statement is not statements[-1])
        if tree is None and not leads_on:
            draft.claim_blocks("unread", statement.heads)
    for phase, indication, parts in parted(made, context):
        add_set(draft, parts, phase, indication, result)
        if phase == "initial" and context.both:
            add_set(draft, parts, "renewal", indication, result)


def is_joined(told: Sequence[Told], at: int) -> bool:
    """Return True if an item is joined to the one before it by the `and` that closes that one: it is asked for like it."""
    one, before = told[at].facts, told[at - 1].facts if at else None
    return one.marked and before is not None and before.marked and before.closes == "and"


def take_heading(statement: Statement, context: Context) -> None:
    """Let a sentence begin with the heading above it where it goes on from there: its subject may be set in bold, on a line of its own."""
    head = context.heads[-1] if context.heads else None
    if head is not None and statement.heads and statement.small and statement.heads[0].start - head.block.end < 4:
        statement.heads.insert(0, head.block)


def add_approval(draft: Draft, passage: Passage, context: Context, result: Result, wanted: bool = False) -> None:
    """Add the approvals that words state: `wanted` where the block is known to state one, else only behind words that grant."""
    at = 0
    periods = list(PERIOD.finditer(passage.text))
    for period in periods:
        before = passage.text[at : period.start()]
        said = list(GRANTED.finditer(before))
        if not wanted and (not said or len(before) - said[-1].end() > 20):
            continue
        start = at if wanted else at + said[-1].start()
        named = next((phase for phase, pattern in outright() if pattern.search(before)), None)
        phase: Phase = named or ("initial" if context.phase in ("exclusion", "universal") else context.phase)
        end = len(passage.text) if wanted and len(periods) == 1 else period.end()
        found: Approval = read_approval(draft, passage.cut(start, end), phase, context.indication)
        if not any(
            (a.phase, a.indication, a.value, a.unit) == (found.phase, found.indication, found.value, found.unit)
            for a in result.approvals
        ):
            result.approvals.append(found)
        at = period.end()
        if not wanted:
            return


def parted(made: Sequence[Built], context: Context) -> Iterator[tuple[Phase, str | None, list[Built]]]:
    """Yield the statements that make one set: those of one phase, and of one indication where each names its own."""
    for phase in dict.fromkeys(one.phase for one in made):
        own = [one for one in made if one.phase == phase]
        if any(one.topic for one in own):
            for one in own:
                if one.grants:
                    yield phase, context.indication or topic_of(one), [one]
            own = [one for one in own if not one.grants]
            if not own:
                continue
        titles = [run_in(one.passage.text) if one.passage and one.listed else None for one in own]
        if len(own) > 1 and all(titles) and phase != "exclusion":
            for one, title in zip(own, titles, strict=True):
                yield phase, context.indication or title, [one]
            continue
        if phase == "exclusion" and context.phase != "exclusion":
            for one in own:
                yield (
                    phase,
                    indication_of(one.passage.text, one.introduction, one.listed, phase) if one.passage else None,
                    [one],
                )
        elif (context.indication and not is_title(context)) or len(own) == 1 or not all(one.grants for one in own):
            first = own[0]
            title = context.indication
            if len(own) == 1 and first.passage is not None:
                named = indication_of(first.passage.text, first.introduction, first.listed, phase)
                if title and named and is_of_products(named):
                    title = f"{named}: {title}"
                elif title is None:
                    title = None if named and (phase == "universal" or PAPERS.match(named)) else named
            yield phase, title, own
        else:
            for one in own:
                yield phase, use_of_statement(one, phase) or context.indication, [one]


def use_of_statement(one: Built, phase: Phase) -> str | None:
    """Return the use that a statement is for: a title that it begins with, else what its sentence names."""
    if one.passage is None:
        return None
    named = RUN_IN_USE.match(one.passage.text)
    if named is not None and named_by(named["use"]) == "disease":
        return title_of(named["use"])
    return indication_of(one.passage.text, one.introduction, one.listed, phase)


RUN_IN_USE = Rule("sets.run_in_use", r"(?P<use>[A-Z][^:–—.]{2,90}?)\s*(?::|\s[–—-]\s)\s*(?=[A-Z])", "Long QT syndrome – Testing is covered", "Testing is covered", exact=True, by="match")  # fmt: skip
"""A use before the sentence that is about it."""


def is_title(context: Context) -> bool:
    """Return True if the indication is what the document's own title names, and no heading among the criteria."""
    head = next((head for head in reversed(context.heads) if title_of(head.words) == context.indication), None)
    return head is not None and head.role == "head"


PAPERS = Rule("sets.papers", r"(?:chart notes|(?:clinical |medical )?(?:records?|documentation))\b", "Documentation of response", "Response", by="match")  # fmt: skip
"""How a sentence begins that says what is to be shown, and names no use."""


def topic_of(one: Built) -> str | None:
    """Return what a statement in a list of topics is about: its title, or the use that its sentence names."""
    if one.passage is None:
        return None
    if one.topic:
        return use_in(one.passage.text) or title_of(one.passage.text)
    return indication_of(one.passage.text, one.introduction, one.listed, one.phase)


def add_set(draft: Draft, parts: Sequence[Built], phase: Phase, indication: str | None, result: Result) -> None:
    """Add one set of statements."""
    start, end = parts[0].start, parts[-1].end
    if phase != "exclusion" and indication is None and all(waives(part) for part in parts):
        draft.claim("unread", start, end)
        return
    root = parts[0].root if len(parts) == 1 else joined(draft, parts, phase)
    if root.op in ("leaf", "never") or (phase == "exclusion" and root.op == "all"):
        root = (
            root.model_copy(update={"op": "any"})
            if root.children
            else Criterion(op="any" if phase == "exclusion" else "all", children=[root], span=root.span)
        )
    first = parts[0].introduction.condition
    result.sets.append(
        CriteriaSet(
            id=next_id(result, phase),
            phase=phase,
            indication=indication,
            population=population_of(indication) or (population_of(first.text) if first else None),
            root=root,
            span=draft.span(start, end),
        )
    )


def waives(part: Built) -> bool:
    """Return True for a sentence that only says from which therapy some patients are free: whoever is, has not met any criteria by that."""
    said = [part.root] if part.root.op == "leaf" else part.root.children
    return all(one.op == "leaf" and EXEMPTS.search(one.text) for one in said)


PROVEN = Rule("sets.proven", r"\b(?:is|are) (?:considered )?proven\b(?![^.:]*\bmedically necessary\b)", "Madeupra is proven for", "is proven and medically necessary for")  # fmt: skip
NECESSARY = Rule("sets.necessary", r"\b(?:is|are) (?:considered )?medically necessary\b", "is medically necessary for", "is proven for")  # fmt: skip
"""Two verdicts of one payer on one use, each with criteria of its own: a use must be both."""


def says(part: Built, verdict: Rule) -> bool:
    """Return True if the sentence of a statement gives a verdict."""
    return part.passage is not None and verdict.search(part.passage.text) is not None


def joined(draft: Draft, parts: Sequence[Built], phase: Phase) -> Criterion:
    """Return the tree of several statements: those that grant are alternatives, all others are required together; what is proven must be necessary too."""
    span = draft.span(parts[0].start, parts[-1].end)
    proven = [part for part in parts if part.grants and says(part, PROVEN)]
    needed = [part for part in parts if part.grants and says(part, NECESSARY)]
    uses = {tuple(diseases_in(part.passage.text)) for part in parts if part.passage}
    if proven and needed and len(proven) + len(needed) == len(parts) and len(uses) == 1:
        sides = [own[0].root if len(own) == 1 else joined(draft, own, phase) for own in (proven, needed)]
        return Criterion(op="all", children=sides, span=span)
    grants = [part.root for part in parts if part.grants]
    others = [part.root for part in parts if not part.grants]
    op: Op = "any" if phase == "exclusion" or [p.joint for p in parts[:-1]].count("or") == len(parts) - 1 else "all"
    if op == "any" or not others:
        return Criterion(op="any", children=[part.root for part in parts], span=span)
    if len(grants) < 2:
        return Criterion(op="all", children=by_group([part.root for part in parts], exclude_by_disease), span=span)
    return Criterion(op="all", children=[*others, Criterion(op="any", children=grants, span=grants[0].span)], span=span)


def name_universal(result: Result, shared: Sequence[str]) -> None:
    """Let criteria that stand below no indication hold for all, where headings beside them name one."""
    for at, one in enumerate(result.sets):
        if one.id in shared and one.phase == "initial" and one.indication is None:
            result.sets[at] = one.model_copy(update={"phase": "universal", "id": next_id(result, "universal")})


def merge_universal(result: Result) -> None:
    """Put the sets that hold for all indications into one: all of them are required."""
    sets = [one for one in result.sets if one.phase == "universal"]
    if len(sets) < 2:
        return
    whole = together(*sets)
    result.sets = [
        whole if one is sets[0] else one for one in result.sets if one.phase != "universal" or one is sets[0]
    ]
