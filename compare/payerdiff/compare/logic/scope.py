"""Which exclusions and general criteria of a policy speak of a request for one indication."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from payerdiff.compare.logic.diseases import prescriber_alone, same_disease
from payerdiff.compare.logic.formulas import values_of
from payerdiff.model import concepts
from payerdiff.model.meaning.parts import ends_of
from payerdiff.model.mention import DOSE_AMOUNT, NEW_TO_THERAPY
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Meaning, OpenPart, Policy, Span, meetable
from payerdiff.model.words import plain_words
from payerdiff.normalize import lexicon

LISTED = 2
"""Diseases alone that make a list of exclusions one of uses."""


def counting(policy: Policy, indication: str = "") -> tuple[CriteriaSet, ...]:
    """Return the exclusions that count against a request: all but those that only name what the criteria leave.

    Where it is asked for one indication, a list of uses that are not covered counts by the uses that are that indication.
    """
    found = (s for s in policy.exclusions if not s.names_the_rest)
    of_drug = (kept for s in found if (kept := without_tests(s)) is not None)
    if not indication:
        return tuple(map(of_own_patients, of_drug))
    own = (kept for s in of_drug if (kept := of_use(s, indication)) is not None)
    return tuple(of_own_patients(kept, indication) for s in own if (kept := beside_for(s, indication)) is not None)


def without_tests(criteria: CriteriaSet) -> CriteriaSet | None:
    """Return an exclusion without the tests that it refuses, None where nothing is left: who asks for the drug does not ask for them."""

    def left() -> Criterion:
        items = criteria.root.children
        kept = [item for item in items if not item.of_a_test]
        return criteria.root if len(kept) == len(items) else criteria.root.model_copy(update={"children": kept})

    root = criteria.root.once("without tests", left) if criteria.root.taken_op == "any" else criteria.root
    if root is criteria.root:
        return criteria
    return criteria.model_copy(update={"root": root}) if root.children else None


def for_own_patients(policy: Policy) -> Policy:
    """Return a policy in which what is said of the drugs beside, or of the treatment, for one disease binds its patients alone; refusals of tests are left out."""
    criteria = [of_own_patients(s) if s.phase == "universal" else as_begun(s) for s in beside_papers(policy.criteria)]
    against = [of_own_patients(kept) for s in policy.exclusions if (kept := without_tests(s)) is not None]
    return policy.model_copy(update={"criteria": criteria, "exclusions": against})


def beside_papers(sets: Sequence[CriteriaSet]) -> list[CriteriaSet]:
    """Return sets in which what is to be sent in for a use is asked beside each way to it, instead of being a way of its own."""
    papers = [s for s in sets if s.phase != "universal" and asks_papers_only(s)]

    def sent_for(own: CriteriaSet) -> list[Criterion]:
        return [s.root for s in papers if s.phase == own.phase and (set(s.diseases) & set(own.diseases) or not (s.diseases or own.diseases))]  # fmt: skip

    ways = [s for s in sets if s not in papers]
    lone = [s for s in papers if not any(s.root in sent_for(way) for way in ways)]
    asked = [(s, sent_for(s) if s in ways else []) for s in sets if s in ways or s in lone]
    return [s.model_copy(update={"root": Criterion(op="all", children=[*sent, s.root], span=s.root.span)}) if sent else s for s, sent in asked]  # fmt: skip


def of_own_patients(criteria: CriteriaSet, indication: str = "") -> CriteriaSet:
    """Return a general set, or an exclusion, in which such words depend on the disease; as it is where that of the request is known."""
    if lexicon.knows(concepts.of(concepts.DISEASE).tables, indication):
        return criteria
    against = criteria.phase == "exclusion"
    root = criteria.root.once(f"of its patients {against}", lambda: dependent(criteria.root, against=against))
    return criteria if root is criteria.root else criteria.model_copy(update={"root": root})


def dependent(node: Criterion, *, against: bool) -> Criterion:
    """Return a tree with such leaves beside the disease of their patients."""
    if node.children:
        turned = [node.taken_op == "none" or (node.taken_op == "if" and at == 0) for at, _ in enumerate(node.children)]
        kids = [dependent(child, against=against != turn) for child, turn in zip(node.children, turned, strict=True)]
        same = all(new is old for new, old in zip(kids, node.children, strict=True))
        return node if same else node.model_copy(update={"children": kids})
    named = patients_of(node, against=against)
    if not named or node.op != "leaf" or node.span is None:
        return node
    words = " or ".join(named)
    disease = Atom(concept=concepts.DISEASE, op="in", value=list(named), text=words, span=node.span)
    patients = Criterion(op="leaf", text=words, atoms=[disease], span=node.span)
    return Criterion(op="all" if against else "if", label=node.label, children=[patients, node], span=node.span)


def patients_of(leaf: Criterion, *, against: bool) -> list[str]:
    """Return the diseases whose patients alone a leaf speaks of, though none of its conditions asks for another: who has one beside the disease that the drug is for is none of them."""
    named = [] if leaf.children else leaf.refused_for if against else leaf.meant_for
    asked = diseases_of(leaf) if named else []
    return named if not asked or (against and set(named).issuperset(asked)) else []


def beside_for(criteria: CriteriaSet, indication: str) -> CriteriaSet | None:
    """Return an exclusion without the drugs beside the one asked for that are given for another disease, None where nothing is left."""
    items, known = criteria.root.children, lexicon.knows(concepts.of(concepts.DISEASE).tables, indication)
    if criteria.root.taken_op != "any" or not known:
        return criteria
    named = [patients_of(item, against=True) for item in items]
    kept = [item for item, of in zip(items, named, strict=True) if not of or any(same_disease(d, indication) for d in of)]  # fmt: skip
    if len(kept) == len(items):
        return criteria
    return criteria.model_copy(update={"root": criteria.root.model_copy(update={"children": kept})}) if kept else None


def of_use(criteria: CriteriaSet, indication: str) -> CriteriaSet | None:
    """Return an exclusion without the other uses that it lists, None where nothing is left; one that is no list of uses comes back whole.

    In a list of uses an item on another disease is one of them, whatever more it says (`acute`, `relapsed after …`), and so is one whose name is not known.
    """
    items = criteria.root.children
    named = criteria.root.once("concepts of items", lambda: [set() if is_unknown_use(item) else asked_of(item) for item in items])  # fmt: skip
    uses = sum(own == {concepts.DISEASE} for own in named)
    others = [bool(own) and concepts.DISEASE not in own for own in named]
    mixed = sum(bool(own) and own != {concepts.DISEASE} for own in named)
    if criteria.root.taken_op != "any" or uses < LISTED or uses <= mixed:
        return criteria
    kept = [item for item, other in zip(items, others, strict=True) if other or any(same_disease(d, indication) for d in diseases_of(item))]  # fmt: skip
    return criteria.model_copy(update={"root": criteria.root.model_copy(update={"children": kept})}) if kept else None


def is_unknown_use(item: Criterion) -> bool:
    """Return True if a leaf tells only the course or the background of something that words name which are not typed (`a deficiency after liver transplantation`)."""
    told = {atom.concept for atom in item.atoms}
    return bool(told) and item.partial and all(concepts.of(name).of_uses for name in told)


def asked_of(item: Criterion) -> set[str]:
    """Return the concepts that an item asks for; what only says more of a disease (`acute`, `steroid-dependent`) is part of it."""
    atoms = [atom for leaf in meetable(item) for atom in leaf.atoms]
    named = {atom.concept for atom in atoms}
    return named - {a.concept for a in atoms if is_course(a)} if concepts.DISEASE in named else named


def is_course(atom: Atom) -> bool:
    """Return True if a condition tells the course of a disease and asks for nothing else."""
    return concepts.of(atom.concept).qualifies == concepts.DISEASE and not atom.negated


def apart_from_doses(sets: Sequence[CriteriaSet]) -> list[CriteriaSet]:
    """Return the sets of a request without those that only say how the drug is given, where others of the same use remain: a dose alone approves nobody."""
    others = {(s.phase, (s.indication or "").lower()) for s in sets if not is_dosing(s)}
    return [s for s in sets if not is_dosing(s) or (s.phase, (s.indication or "").lower()) not in others]


def asks_papers_only(criteria: CriteriaSet) -> bool:
    """Return True if a set only says what is to be sent in: it is no way to approval, and stands beside those that are."""

    def only_papers() -> bool:
        places = list(criteria.leaf_places())
        return bool(places) and all(
            names_papers(place.node) or are_papers([end.node for end in ends_of(place)]) for place in places
        )

    return criteria.root.once("asks for documents only", only_papers)


def names_papers(leaf: Criterion) -> bool:
    """Return True if a leaf begins with the documents that it asks for (`Chart notes that show a response`): what stands behind is what they tell of."""
    papers = (a for a in leaf.atoms if concepts.of(a.concept).barrier == "document" and not a.negated)
    return leaf.span is not None and any(atom.span.start == leaf.span.start for atom in papers)


def are_papers(ends: Sequence[Criterion]) -> bool:
    """Return True if the ends of a leaf ask for documents; words beside them that are not evaluated are what the documents tell of."""
    return any(map(is_paper, ends)) and all(is_paper(end) for end in ends if end.atoms)


def is_paper(end: Criterion) -> bool:
    """Return True if the end of a leaf asks for documents and for nothing else that is known."""
    if end.atoms:
        return all(concepts.of(atom.concept).barrier == "document" for atom in end.atoms)
    return any(concepts.of(mention.concept).barrier == "document" for mention in end.mentions)


def as_begun(criteria: CriteriaSet) -> CriteriaSet:
    """Return a set for more of a drug in which how bad the disease is that it is given for is left open: it tells why treatment began, and who responds no longer has it so."""
    if criteria.phase != "renewal":
        return criteria
    root = criteria.root.once("as begun", lambda: leaf_by_leaf(criteria.root, begun))
    return criteria if root is criteria.root else criteria.model_copy(update={"root": root})


def leaf_by_leaf(node: Criterion, change: Callable[[Criterion], Criterion]) -> Criterion:
    """Return a tree with its leaves changed, and as it is where none changes."""
    if not node.children:
        return change(node)
    kids = [leaf_by_leaf(child, change) for child in node.children]
    same = all(new is old for new, old in zip(kids, node.children, strict=True))
    return node if same else node.model_copy(update={"children": kids})


def begun(node: Criterion) -> Criterion:
    """Return a leaf with such conditions open, each by its words."""
    told = {at for at, a in enumerate(node.atoms) if is_course(a) and set(values_of(a)) <= set(concepts.of(a.concept).at_start)}  # fmt: skip
    if not told or not diseases_of(node):
        return node
    whole = node.meaning or Meaning(op="all", of=list(range(len(node.atoms))))
    return node.model_copy(update={"meaning": opened(whole, told, node.atoms), "partial": True})


def opened(meaning: Meaning, told: Collection[int], atoms: Sequence[Atom]) -> Meaning:
    """Return a meaning in which some conditions are words of which nothing is known."""
    parts = [
        opened(part, told, atoms) if isinstance(part, Meaning) else OpenPart(unknown=atoms[part].text or str(atoms[part].value))
        if isinstance(part, int) and part in told else part
        for part in meaning.of
    ]  # fmt: skip
    return meaning.model_copy(update={"of": parts})


def as_titled(criteria: CriteriaSet) -> CriteriaSet:
    """Return a set in which the severity that its title names is a criterion, where no other asks for one: of who does not tell it nothing is known."""
    title = criteria.indication or ""
    values = criteria.grades
    if criteria.phase != "initial" or not values or criteria.span is None or asks_for_a_grade(criteria.root):
        return criteria
    graded = Criterion(op="leaf", text=title, atoms=[grade_of(title, values, criteria.span)], span=criteria.span)  # fmt: skip
    root = Criterion(op="all", children=[graded, criteria.root], span=criteria.root.span)
    return criteria.model_copy(update={"root": root})


def grade_of(title: str, values: list[str], span: Span) -> Atom:
    """Return the condition that a disease has one of some grades."""
    return Atom(concept=concepts.SETTING, op="in", value=list(values), text=title, span=span)


def asks_for_a_grade(root: Criterion) -> bool:
    """Return True if a criterion asks for the severity of a disease, or words that are not evaluated name one."""
    return any(is_graded(leaf) for leaf in meetable(root))


def is_graded(leaf: Criterion) -> bool:
    """Return True if a leaf asks for a severity; one that is typed and names it of something else (`no severe infection`) does not."""
    asked = {
        word
        for a in leaf.atoms
        if a.concept == concepts.SETTING and not a.negated
        for v in values_of(a)
        for word in v.split()
    }
    return bool(leaf.grades) and (leaf.partial or not leaf.atoms or not asked.isdisjoint(leaf.grades))


def is_dosing(criteria: CriteriaSet) -> bool:
    """Return True if every criterion of a set is an amount of the drug, or for whom one is."""

    def only_doses() -> bool:
        leaves = [leaf for leaf in meetable(criteria.root) if leaf.op == "leaf"]
        return bool(leaves) and all(is_dose(leaf) for leaf in leaves)

    return criteria.root.once("only says doses", only_doses)


def is_dose(leaf: Criterion) -> bool:
    """Return True if a leaf says how much of the drug is given, and asks for nothing but an age or a weight beside that."""
    known = {atom.concept for atom in leaf.atoms}
    named = any(m.concept == DOSE_AMOUNT for m in leaf.mentions) or any(concepts.of(c).ground == "dose" for c in known)
    return named and all(concepts.of(c).ground == "dose" or c in (concepts.AGE, "weight") for c in known)


def general(policy: Policy, indication: str) -> tuple[CriteriaSet, ...]:
    """Return the criteria for all indications, without those whose conditions name another disease: they speak of its use alone."""
    titles = titles_of(policy, indication)
    found = ((s, for_use(s.root, indication, titles)) for s in policy.criteria if s.phase == "universal")
    return tuple(
        of_own_patients(by_situation(s.model_copy(update={"root": root})), indication)
        for s, root in found
        if root.children or not s.root.children
    )


def titles_of(policy: Policy, indication: str) -> tuple[str, ...]:
    """Return what a policy itself calls an indication: the titles of its sets about it."""
    titled = (s for s in policy.criteria if s.indication and s.phase != "universal")
    return tuple(dict.fromkeys(s.indication or "" for s in titled if s.indication == indication or any(same_disease(d, indication) for d in s.diseases)))  # fmt: skip


def for_use(root: Criterion, indication: str, titles: Sequence[str] = ()) -> Criterion:
    """Return a tree of general criteria as it stands for one indication."""
    return about(by_indication(root, indication, titles), indication, titles)


def by_indication(root: Criterion, indication: str, titles: Sequence[str] = ()) -> Criterion:
    """Return a list that says something for one disease after the other (`Asthma: pulmonologist`) as it stands for one of them: with its own items alone.

    An item whose disease is not known is its own if the policy calls it so; where none is, such items stay: they may be. Any other tree comes back as it is.
    """
    items = root.children
    if len(items) < LISTED or not all(map(is_for_a_disease, items)):
        return root
    named = [(item, diseases_named(item)) for item in items]
    own = [without_condition(item) for item, names in named if any(same_disease(name, indication) for name in names)]
    own = own or [without_condition(item) for item, _ in named if is_called_so(item, [*titles, indication])]
    if not own and not lexicon.knows(concepts.of(concepts.DISEASE).tables, indication):
        return root
    rest = [item for item, names in named if not names]
    return root.model_copy(update={"op": "all", "read_as": None, "children": own or rest})


def is_for_a_disease(item: Criterion) -> bool:
    """Return True if a leaf asks something on one condition, and asks for no disease behind it."""
    meaning = item.meaning
    if item.children or meaning is None or meaning.op != "if" or len(meaning.of) != len(("condition", "asked")):
        return False
    first, asked = meaning.of
    told = isinstance(first, int) and item.atoms[first].concept == concepts.DISEASE
    return (
        (told or isinstance(first, OpenPart))
        and isinstance(asked, int)
        and item.atoms[asked].concept != concepts.DISEASE
    )


def is_called_so(item: Criterion, titles: Sequence[str]) -> bool:
    """Return True if a member of the list that a leaf's condition is, in words that no type carries, has all its words in a title."""
    first = item.meaning.of[0] if item.meaning else None
    named = first.unknown.split(",") if isinstance(first, OpenPart) else []
    words = [set(plain_words(name)) for name in named]
    return any(own and any(own.issubset(plain_words(title)) for title in titles) for own in words)


def diseases_named(item: Criterion) -> list[str]:
    """Return the diseases that a leaf names, by conditions or in words."""
    return [*diseases_of(item), *(m.subject for m in item.mentions if m.concept == concepts.DISEASE and m.subject)]


def without_condition(item: Criterion) -> Criterion:
    """Return a leaf whose condition holds: only what it asks for then is left."""
    asked = item.meaning.of[1] if item.meaning else 0
    atom = item.atoms[asked if isinstance(asked, int) else 0]
    return item.model_copy(update={"atoms": [atom], "meaning": None, "partial": False})


def by_situation(criteria: CriteriaSet) -> CriteriaSet:
    """Return a set in which what is asked of patients new to a therapy alone depends on that: nobody else can fail it."""
    root = leaf_by_leaf(criteria.root, conditioned)
    return criteria if root is criteria.root else criteria.model_copy(update={"root": root})


def conditioned(node: Criterion) -> Criterion:
    """Return a leaf under its condition, in the payer's words."""
    words = next((m.text for m in node.mentions if m.concept == NEW_TO_THERAPY), None)
    if node.op != "leaf" or not node.atoms or words is None:
        return node
    condition = Criterion(op="leaf", text=words.strip(), label=node.label, span=node.span)
    return Criterion(op="if", label=node.label, span=node.span, children=[condition, node])


def about(node: Criterion, indication: str, titles: Sequence[str] = ()) -> Criterion:
    """Return a tree of general criteria as they stand for one indication."""
    node = by_indication(node, indication, titles)
    if node.taken_op == "any":
        return of_matter(node, indication)
    if node.taken_op != "all" or not node.children:
        return node
    kept = [about(child, indication, titles) for child in node.children if not is_of_another(child, indication)]
    return node.model_copy(update={"children": kept})


def of_matter(node: Criterion, indication: str) -> Criterion:
    """Return a choice whose every branch asks for a disease beside more with the branches for an indication alone: what else a patient has opens none.

    One without a branch for it comes back as it is. A disease beside nothing but a prescriber is the case in which he is meant, and no diagnosis.
    """
    branches, known = node.children, lexicon.knows(concepts.of(concepts.DISEASE).tables, indication)
    if not known or not all(
        branch.taken_op == "all" and branch.children and diseases_of(branch) for branch in branches
    ):
        return node
    own = [branch for branch in branches if any(same_disease(disease, indication) for disease in diseases_of(branch))]
    kept = [prescriber_alone(branch) for branch in own]
    if not own or kept == branches:
        return node
    return kept[0] if len(kept) == 1 else node.model_copy(update={"children": kept})


def is_of_another(leaf: Criterion, indication: str) -> bool:
    """Return True if a leaf's conditions, or the drugs beside the one asked for that it speaks of, are for a disease, and not that of an indication."""
    named = [] if leaf.children else diseases_of(leaf) or leaf.meant_for
    known = lexicon.knows(concepts.of(concepts.DISEASE).tables, indication)
    return known and bool(named) and not any(same_disease(disease, indication) for disease in named)


def diseases_of(node: Criterion) -> list[str]:
    """Return the diseases that the conditions of a leaf, or of those below a group, name."""
    return [
        value
        for leaf in meetable(node)
        for atom in leaf.atoms
        if atom.concept == concepts.DISEASE
        for value in values_of(atom)
    ]
