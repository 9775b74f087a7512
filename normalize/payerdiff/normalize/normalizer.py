"""Document → Policy (or CodeReference): the one door of this room."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.ingest.document import Document
from payerdiff.ingest.reading.reading import Block, Reading, ReadingName, reading_names
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.polarity import walk
from payerdiff.model.policy import (
    GENERIC,
    Approval,
    Code,
    CriteriaSet,
    Dosage,
    Drug,
    Limit,
    Policy,
    Reference,
    Revision,
    Source,
)  # fmt: skip
from payerdiff.normalize.books.books import book_of
from payerdiff.normalize.books.manuals import chapters_of, is_empty, part_of
from payerdiff.normalize.criteria.list_items import Result
from payerdiff.normalize.criteria.own_drug import without_own_refusal
from payerdiff.normalize.criteria.sentence_sets import universal_ones
from payerdiff.normalize.criteria.statements import read_scattered
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.families import adapter_for, adapters
from payerdiff.normalize.generic import generic_adapter, unmistakable, why_no_policy
from payerdiff.normalize.head.head import Head, read_head
from payerdiff.normalize.head.printed import printed_rows
from payerdiff.normalize.head.products import products_of
from payerdiff.normalize.layouts.sentences import SENTENCES
from payerdiff.normalize.log.dated_log import find_log
from payerdiff.normalize.log.inner_entries import with_inner_entries
from payerdiff.normalize.log.origins import dates_of
from payerdiff.normalize.log.revision_log import read_log
from payerdiff.normalize.log.tracked_changes import audit_marks, read_changes, source_span, with_change_states
from payerdiff.normalize.publication import published
from payerdiff.normalize.scope.preferences import with_statuses
from payerdiff.normalize.scope.refusals import with_refusals_apart
from payerdiff.normalize.scope.scoped import scoped
from payerdiff.normalize.scope.sections import heads_product
from payerdiff.normalize.scope.terms import approvals_in_place, by_product
from payerdiff.normalize.sections.class_drugs import drugs_titled, with_requested, with_titled
from payerdiff.normalize.sections.drugs import drugs_listed, drugs_of
from payerdiff.normalize.sections.headings import Section, split
from payerdiff.normalize.structure.blocks.roles import CRITERIAL
from payerdiff.normalize.structure.listed_uses import part_groups, part_joined_uses
from payerdiff.normalize.structure.losses import leave_askings_unread, note_losses
from payerdiff.normalize.structure.outline import told_of
from payerdiff.normalize.template_family import Adapter
from payerdiff.normalize.template_fields import benefit_of, drop_furniture, fields_of, payer_of
from payerdiff.normalize.terms.approvals import read_authorization
from payerdiff.normalize.terms.authorizations import each_once as each_length_once
from payerdiff.normalize.terms.authorizations import lengths_in
from payerdiff.normalize.terms.caps.quantities import courses_of, read_quantities
from payerdiff.normalize.terms.caps.rows import read_largest
from payerdiff.normalize.terms.caps.section_limits import capped_in, each_once, stated_in, unsaid, untimed
from payerdiff.normalize.terms.caps.signed_notes import with_bearers
from payerdiff.normalize.terms.code_page import read_code_page
from payerdiff.normalize.terms.codes import CODING, read_codes, read_scattered_codes
from payerdiff.normalize.terms.dosage import read_dosage
from payerdiff.normalize.terms.jurisdictions import read_jurisdictions
from payerdiff.normalize.terms.limits import limits_of_criteria, read_caps, read_courses
from payerdiff.normalize.terms.references import read_references
from payerdiff.normalize.typing.mentions import with_mentions

DOUBTFUL = ("header", "description", "background", "guidelines", "boilerplate")
"""Sections that may hold criteria where none were found elsewhere."""
CRITERIA = ("initial", "renewal", "universal", "exclusion", "policy")


def normalize(
    document: Document, reading: ReadingName | None = None, template: str | None = None
) -> Policy | CodeReference:
    """Return what a document says, in one schema.

    `reading` picks a side of tracked changes; by default the proposed one, or the text as published where there
    are none. Raises PayerdiffError: `not-a-policy`, `no-such-reading`, `no-such-template`, `two-templates`.
    """
    names = reading_names(document)
    if reading is not None and reading not in names:
        raise PayerdiffError(
            "no-such-reading",
            document.name,
            f"it has no reading “{reading}” ({'no tracked changes were found' if names == ('published',) else 'it shows tracked changes'})",
            f"Choose {' or '.join(names)}.",
        )
    view = Reading(document, reading or names[0])
    adapter = choose(view, template)
    source = source_of(view, adapter.slug)
    if adapter.kind == "code-reference":
        return read_code_page(view, adapter.openings, source)
    return published(read_policy(view, adapter, source))


def normalize_all(
    document: Document, reading: ReadingName | None = None, template: str | None = None
) -> list[Policy] | list[CodeReference]:
    """Return all policies that a document holds, with one source: a book holds many, any other document one.

    Where a template is named, or an adapter claims the document, it is read as one. Raises what `normalize` raises.
    """
    view = Reading(document, reading or reading_names(document)[0])
    if template is None and adapter_for(view) is None:
        source = source_of(view, GENERIC)
        held = book_of(view, source) or manual_of(view, source)
        if held:
            return [published(policy) for policy in held]
    one = normalize(document, reading, template)
    if isinstance(one, Policy):
        return [one]
    return [one]


def manual_of(view: Reading, source: Source) -> list[Policy]:
    """Return the policies of a manual, one a section that says anything; nothing where a document is no manual."""
    chapters = chapters_of(view, printed_rows(view))
    if not chapters:
        return []
    payer = read_head(Draft(view)).payer
    found: list[Policy] = []
    first = 0
    for at, chapter in enumerate(chapters):
        if is_empty(chapter) and at + 1 < len(chapters):
            continue  # its words go with the next section
        part = Reading(part_of(view, chapter, first), view.name)
        policy = read_policy(part, generic_adapter(), source, (first, chapter.end))
        found.append(policy.model_copy(update={"payer": payer, "number": chapter.number, "title": chapter.title}))
        first = chapter.end
    return found


def source_of(view: Reading, template: str) -> Source:
    """Return where a policy was read from."""
    document = view.document
    return Source(
        name=document.name,
        sha256=document.sha256,
        media_type=document.media_type,
        template=template,
        pages=document.pages,
        reading=view.name,
    )


def choose(view: Reading, template: str | None) -> Adapter:
    """Return the adapter for a document: the one named, the one that claims it, or the generic one."""
    if template is not None:
        known = {adapter.slug: adapter for adapter in (*adapters(), generic_adapter())}
        if template not in known:
            raise PayerdiffError(
                "no-such-template",
                view.document.name,
                f"there is no template “{template}”",
                f"Choose one of {', '.join(sorted(known))}.",
            )
        return known[template]
    adapter = adapter_for(view)
    if adapter is not None:
        return adapter
    refusal = why_no_policy(view)
    if refusal is not None:
        raise PayerdiffError("not-a-policy", view.document.name, *refusal)
    return generic_adapter()


def read_policy(view: Reading, adapter: Adapter, source: Source, part: tuple[int, int] | None = None) -> Policy:
    """Read a policy section by section; of a manual, the part that one of its policies takes up."""
    draft = Draft(view)
    for remark in view.document.remarks:
        place = source_span(view.document, remark.start, remark.end) if remark.end else None
        draft.note(remark.severity, remark.code, remark.message, place)
    if source.is_generic:
        draft.note(
            "info",
            "generic-reader",
            "No known template fits this document; it was read by headings, numbering and wording only.",
        )
    sections = adapter.divide(draft) if adapter.divide else split(draft, adapter.openings, others=unmistakable())
    drop_furniture(draft, adapter, sections)
    parts = Parts(draft, adapter, sections, scattered=source.is_generic)
    leave_askings_unread(draft, sections)
    if source.is_generic:
        note_losses(draft, parts.result.sets)
    products = product_heads(draft) if source.is_generic else []
    head = read_head(draft, products if len(drugs_titled(products)) > 1 else ()) if source.is_generic else None
    meta = {} if head else fields_of(draft, adapter, sections)
    title = (head.title if head else None) or meta.get("title") or ""
    drugs = told_drugs(draft, parts, sections, head, title, part, products)
    if source.is_generic:
        parts.codes += read_scattered_codes(draft, outside_log(draft, parts), parts.codes)
    generics = [drug.generic for drug in drugs]
    approvals = approvals_of(draft, parts, source, generics)
    exclusions = without_own_refusal(draft, parts.exclusions, drugs) if parts.criteria else parts.exclusions
    criteria, exclusions = scoped(draft, parts.criteria, exclusions, drugs, title)
    return Policy(
        payer=head.payer if head else payer_of(view, adapter, meta),
        number=head.number if head else meta.get("number"),
        title=title or None,
        benefit=head.benefit if head else benefit_of(meta, adapter),
        drugs=with_statuses(draft, drugs),
        dates=dates_of(meta, parts.revisions, head.dates if head else {}),
        source=source,
        criteria=criteria,
        approvals=approvals,
        limits=by_product(draft, limits_of(draft, parts, source, approvals), generics),
        exclusions=exclusions,
        codes=parts.codes,
        dosage=parts.dosage,
        jurisdictions=read_jurisdictions(draft, sections),
        references=parts.references,
        revisions=parts.revisions,
        changes=read_changes(view, sections, [*parts.criteria, *parts.exclusions]) if view.document.is_redlined else [],
        ledger=with_mentions(draft.ledger(*part) if part else draft.ledger()),
        findings=draft.findings,
    )


def told_drugs(
    draft: Draft,
    parts: Parts,
    sections: Sequence[Section],
    head: Head | None,
    title: str,
    part: tuple[int, int] | None,
    products: Sequence[str],
) -> list[Drug]:
    """Return the drugs that a policy is about: those that it lists, else those that its title, codes or text name, else those of its headings."""
    listed = parts.result.products
    drugs = drugs_listed(listed) if listed else products_of(head.rows, title) if head else []
    drugs = drugs or drugs_of(
        title, draft.reading.plain[slice(*(part or (None,)))], words_of(draft, sections), parts.codes
    )
    drugs = with_requested(drugs, title, (place.node.text for one in parts.criteria for place in walk(one.root)))
    return drugs if head is None else with_titled(drugs, title, products)


def product_heads(draft: Draft) -> list[str]:
    """Return the headings that are the names of products, with criteria below them."""
    told = told_of(draft)
    over = {head.at for one in told if one.role in CRITERIAL for head in one.facts.above}
    return [one.facts.words for one in told if one.is_head and one.facts.at in over and heads_product(one.facts)]


def approvals_of(draft: Draft, parts: Parts, source: Source, own: Sequence[str]) -> list[Approval]:
    """Return how long authorizations run, each for its product: of a document of no known template, wherever it says so."""
    if not source.is_generic:
        return by_product(draft, parts.result.approvals, own)
    placed = by_product(draft, lengths_in(draft, outside_log(draft, parts)), own)
    return approvals_in_place(draft, each_length_once(placed))


def limits_of(draft: Draft, parts: Parts, source: Source, approvals: Sequence[Approval]) -> list[Limit]:
    """Return the caps of a policy: of a document of no known template, wherever it states them, besides those of its criteria."""
    if not source.is_generic:
        return with_bearers(draft, parts.limits)
    stated = read_quantities(draft, outside_log(draft, parts))
    found = [*stated, *courses_of(approvals), *untimed(limits_of_criteria(parts.criteria), stated)]
    return with_bearers(draft, each_once(found))


def outside_log(draft: Draft, parts: Parts) -> list[Block]:
    """Return the blocks that no entry of the log covers: what it says of lengths and caps is history."""
    view = draft.reading
    logged = [(view.view(r.span.start), view.view(r.span.end)) for r in parts.revisions]
    return [b for b in view.blocks if not any(low < b.end and b.start < high for low, high in logged)]


def words_of(draft: Draft, sections: Sequence[Section]) -> str:
    """Return the words of the sections that hold criteria."""
    return "\n".join(draft.words(block) for section in sections if section.kind in CRITERIA for block in section.blocks)


class Parts:
    """The parts of a policy, read from its sections."""

    def __init__(self, draft: Draft, adapter: Adapter, sections: list[Section], scattered: bool) -> None:
        self.result = Result()
        self.codes: list[Code] = []
        self.limits: list[Limit] = []
        self.dosage: list[Dosage] = []
        self.references: list[Reference] = []
        log = Section("log")
        coded = ""
        for section in sections:
            coded = section.title if CODING.search(section.title) else coded if section.kind == "codes" else ""
            if section.kind in CRITERIA:
                layout = SENTENCES if section.kind == "universal" else adapter.layout
                layout.read(draft, section, self.result)
            elif section.kind == "authorization":
                self.result.approvals += read_authorization(draft, section, self.result.approvals)
            elif section.kind == "limits":
                self.limits += capped_in(draft, section)
            elif section.kind == "guidelines":
                self.limits += read_courses(draft, section)
            elif section.kind == "codes":
                known = {code.code for code in self.codes}
                self.codes += [c for c in read_codes(draft, section, above=coded) if c.code not in known]
            elif section.kind == "dosage":
                self.dosage += read_dosage(draft, section)
                self.limits += read_caps(draft, section)
            elif section.kind == "references":
                self.references += read_references(draft, section)
            elif section.kind == "log":
                log.blocks += section.blocks
        if not self.result.sets:
            self.look_everywhere(draft, sections, scattered)
        part_joined_uses(self.result)
        part_groups(self.result)
        entries = find_log(draft) if scattered else read_log(draft, log)
        self.revisions: list[Revision] = with_inner_entries(draft, entries)
        marks = draft.reading.document.marks
        sets: list[CriteriaSet] = [
            s.model_copy(update={"root": with_change_states(s.root, marks)})
            for s in with_refusals_apart(universal_ones(self.result))
        ]
        self.criteria = [s for s in sets if s.phase != "exclusion"]
        self.exclusions = [s for s in sets if s.phase == "exclusion"]
        self.limits += [*self.result.limits, *limits_of_criteria(self.criteria)]
        if not scattered:
            self.limits += unsaid(stated_in(draft, sections), self.limits)
        dosing = [block for section in sections if section.kind == "dosage" for block in section.blocks]
        self.limits += unsaid(read_largest(draft, dosing), self.limits)
        if draft.reading.document.is_redlined:
            audit_marks(draft, self.revisions)

    def look_everywhere(self, draft: Draft, sections: Sequence[Section], scattered: bool) -> None:
        """Read the sentences that lay down coverage, wherever they stand, and list the text around them as unread.

        Where no section of criteria was recognized, nothing tells a head or a description from criteria.
        """
        doubtful = [section for section in sections if section.kind in DOUBTFUL]
        for section in doubtful:
            draft.claim_blocks("unread", section.blocks)
            if scattered:
                read_scattered(draft, section, self.result)
        found = "sentences that state coverage were read where they stand, " if self.result.sets else ""
        draft.note(
            "warning",
            "no-criteria-found",
            f"No section with coverage criteria was recognized; {found}text that may contain criteria is listed as unread.",
        )
