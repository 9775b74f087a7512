"""The steps of the least demanding path as facts, as far as words that are not evaluated cannot change them; and the draft in which facts are put down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from payerdiff.compare.access.demands import Demand, ends_below
from payerdiff.compare.access.ends import End
from payerdiff.compare.access.evidence import evidence_of, quoted
from payerdiff.compare.access.paths import Walker, Way, joined, pruned, told_path
from payerdiff.compare.access.request import Criteria, Request, is_for_all
from payerdiff.compare.access.standing import NAMES, PREFERRED, standing, values_of
from payerdiff.compare.access.steps import KINDS, Step, counted, products_of
from payerdiff.compare.access.terms import Term
from payerdiff.model.access.facts import AccessEvidence, AccessKey
from payerdiff.model.mention import AFTER_ANOTHER, OF_REQUESTS, Mention
from payerdiff.model.words import plain_words
from payerdiff.normalize import lexicon

STEPS: tuple[AccessKey, ...] = ("generic_steps", "brand_steps", "phototherapy_required", "trial_weeks", "preferred_products")  # fmt: skip


CONVENTIONAL: tuple[AccessKey, ...] = ("generic_steps", "phototherapy_required", "trial_weeks")


PERIODS: tuple[AccessKey, ...] = ("initial_months", "renewal_months")
"""The facts that may be stated without a number of months (`three doses`, `lifetime`): the words are what is said then."""


@dataclass(slots=True)
class Draft:
    """The facts as they are found."""

    values: dict[AccessKey, object] = field(default_factory=dict)
    undecided: set[AccessKey] = field(default_factory=set)
    evidence: dict[AccessKey, AccessEvidence] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    told: dict[str, object] = field(default_factory=dict)
    """What says more of a fact."""
    branded: tuple[Step, ...] = ()
    """The branded steps of the least demanding path."""
    unconcerned: set[AccessKey] = field(default_factory=set)
    """What no words that are unread can concern."""
    capped: list[AccessKey] = field(default_factory=list)
    """The lengths that are the longest that may be granted."""

    def decide(self, key: AccessKey, value: object, words: AccessEvidence | None = None) -> None:
        """Keep a fact with its words; nothing, none and no need no words."""
        self.values[key] = value
        if words is not None and (value or key in PERIODS):
            self.evidence[key] = words

    def take(self, key: AccessKey, term: Term) -> None:
        """Keep a term of the authorization."""
        if term.note:
            self.notes.append(term.note)
        if term.decided:
            self.decide(key, term.value, quoted(term.span))
            if term.at_most:
                self.capped.append(key)
            return
        self.undecided.add(key)
        words = quoted(term.span)
        if words is not None:
            self.evidence[key] = words

    def ask(self, key: AccessKey, asked: Demand) -> None:
        """Keep whether something is asked."""
        words = evidence_of(*asked.found[0]) if asked.found else None
        if asked.asked is not None:
            self.decide(key, asked.asked, words)
            return
        self.undecided.add(key)
        if words is not None:
            self.evidence[key] = words


def waives_after_another(mentions: Sequence[Mention]) -> bool:
    """Return True if words waive a conventional step only for patients who have had a branded therapy; a path without such a therapy does not take that way."""
    waived = [m.subject for m in mentions if m.concept == "waived"]
    after = waived.count(AFTER_ANOTHER)
    branded = any(m.concept in NAMES and lexicon.step_kind(m.subject or "") == "branded" for m in mentions)
    return branded and 0 < after >= len(waived) - after


def is_waived(branded: Sequence[Step], waiver: Sequence[Mention]) -> bool:
    """Return True if a branded step of the path can be passed by a therapy after which a waiver spares conventional ones."""
    spared = [m.subject or "" for m in waiver if m.concept in NAMES and lexicon.step_kind(m.subject or "") == "branded"]
    return any(says(step, name) for step in branded for name in spared)


def says(step: Step, therapy: str) -> bool:
    """Return True if all that passes a step is a therapy: by what is named, or by the words for what is preferred (`two preferred biologics`)."""
    written = step.atom.written if step.atom is not None else None
    words = set(plain_words(written)) if isinstance(written, str) else set()
    return any(lexicon.is_step_member(v, therapy) for v in step.values) or set(plain_words(therapy)) <= words


def spare_conventional(draft: Draft) -> None:
    """Leave out the conventional steps of a path whose branded ones spare them."""
    draft.undecided -= set(CONVENTIONAL)
    weeks = max((step.weeks for step in draft.branded), default=0.0)
    spared: dict[AccessKey, object] = {"generic_steps": 0, "phototherapy_required": False, "trial_weeks": weeks or None}
    draft.values |= spared
    for key in spared:
        draft.evidence.pop(key, None)
    draft.told.pop("generic_steps_without_phototherapy", None)
    draft.told["path"] = told_path(Way(draft.branded), [])


def ways_of(criteria: Criteria, request: Request) -> list[Way]:
    """Return the ways to approval.

    They are open where it is not clear how sets of one disease stand to each other, or whether a set that only names the drug is meant for the disease too,
    and where that would change what they cost.
    """
    walker = Walker(request)
    own = [walker.through(s.root) for s in criteria.uses]
    general = [walker.through(s.root) for s in criteria.general]
    every_disease = [ways for s, ways in zip(criteria.general, general, strict=True) if is_for_all(s)]
    either = [pruned(way for ways in own for way in ways)] if own else []
    found = joined([*either, *general])
    others = [joined([*either, *every_disease])] if own else []
    if criteria.unclear:
        others.append(joined([*own, *general]))
    least = [way.cost for way in found[:1]]
    if all([way.cost for way in other[:1]] == least for other in others):
        return found
    return [replace(way, open=KINDS) for ways in (found, *others) for way in ways]


def add_steps(draft: Draft, criteria: Criteria, request: Request) -> None:
    """Add the steps of the least demanding path, as far as words that are not evaluated cannot change them."""
    ways = ways_of(criteria, request)
    least = min((way.cost for way in ways), default=None)
    sure = next((way for way in ways if not way.open and way.cost[:2] == least[:2]), None) if least else None
    draft.told["steps_at_least"] = min((sum(step.count for step in way.steps) for way in ways), default=0)
    beside = OpenWords.of(criteria, request)
    add_branded(draft, ways, request)
    draft.branded = tuple(step for way in ways[:1] for step in way.steps if step.kind == "branded")
    add_phototherapy(draft, ways)
    beside.leave_unconcerned(draft, ways)
    if sure is None or counted(sure.steps, ""):
        add_length(draft, ways, beside)
        add_conventional(draft, ways)
        draft.told["path"] = [step for way in ways[:1] for step in told_path(way, ways)]
        return
    draft.told["path"] = told_path(sure, ways)
    add_count(draft, "generic_steps", "conventional", sure)
    dark = [way for way in ways if way.cost[0] == sure.cost[0] and not (counted(way.steps, "light") or way.open)]
    if dark and counted(sure.steps, "light") and counted(sure.steps, "conventional"):
        draft.told["generic_steps_without_phototherapy"] = min(counted(way.steps, "conventional") for way in dark)
    longest = max(sure.steps, key=lambda step: step.weeks, default=None)
    weeks = longest.weeks if longest else 0
    draft.decide("trial_weeks", weeks or None, words_of(longest))


@dataclass(frozen=True, slots=True)
class OpenWords:
    """What the words of criteria name that may ask for a step and were not evaluated: a fact that they cannot concern is not deferred by them."""

    light: bool
    """They may ask for phototherapy."""
    products: bool
    """They name a branded therapy, what is preferred, or products that are requested."""
    times: bool
    """They name a length of time."""

    @classmethod
    def of(cls, criteria: Criteria, request: Request) -> OpenWords:
        """Return what the open words of criteria name, and the words of no criterion that stand among them."""
        ends = [end for s in criteria.every for end in ends_below(s.root)]
        passages = [end.leaf.mentions for end in ends if is_open(end, request)] + list(request.unread())
        named = [m for mentions in passages for m in mentions]
        return cls(
            lexicon.may_take_light(request.indication) or any(names_kind(m, "light") for m in named),
            request.prefers_by_use or bool(request.preferred) or any(m.concept in OF_REQUESTS or names_kind(m, "branded") for m in named) or any(asks_preferred(end) for end in ends),
            any(m.concept == "duration" for m in named),
        )  # fmt: skip

    def leave_unconcerned(self, draft: Draft, ways: Sequence[Way]) -> None:
        """Decide what the open words cannot concern: that no phototherapy is asked, and that no product is preferred, where no way names any."""
        steps = [step for way in ways for step in way.steps]
        if not self.light and not any(step.is_light for step in steps):
            draft.undecided.discard("phototherapy_required")
            draft.unconcerned.add("phototherapy_required")
            draft.decide("phototherapy_required", False)
        if not self.products and not any(names_products(step) for step in steps):
            draft.undecided.discard("preferred_products")
            draft.unconcerned.add("preferred_products")
            draft.decide("preferred_products", [])


def is_open(end: End, request: Request) -> bool:
    """Return True if an end of a leaf may ask for a step that is not evaluated, or for a therapy of no known kind."""
    found = standing(end, request)
    return found.answer == "open" or any(not step.kind for way in found.ways for step in way)


def names_kind(mention: Mention, kind: str) -> bool:
    """Return True if words name a therapy of a kind, or one of which no table knows the kind."""
    return mention.concept in NAMES and lexicon.step_kind(mention.subject or "") in (kind, "")


def asks_preferred(end: End) -> bool:
    """Return True if an end of a leaf speaks of what is preferred, evaluated or not."""
    asked = [str(value) for atom in end.node.atoms for value in values_of(atom)]
    return PREFERRED in (*asked, *(m.subject for m in end.leaf.mentions))


def names_products(step: Step) -> bool:
    """Return True if a step names a product, or what is preferred; a class names none."""
    return PREFERRED in step.values or (step.kind in ("branded", "") and any(True for _ in products_of(step)))


def add_length(draft: Draft, ways: Sequence[Way], beside: OpenWords) -> None:
    """Add the longest trial where all ways ask for the same, and the open words name no length; where none is stated, theirs may stand elsewhere."""
    longest = [max(way.steps, key=lambda step: step.weeks, default=None) for way in ways]
    weeks = {step.weeks if step else 0.0 for step in longest}
    if len(weeks) != 1 or beside.times or not max(weeks):
        draft.undecided.add("trial_weeks")
        return
    draft.decide("trial_weeks", max(weeks), words_of(longest[0]))


def add_conventional(draft: Draft, ways: Sequence[Way]) -> None:
    """Add how many conventional steps all ways take alike, whichever is the least demanding one; undecided where they differ."""
    counts = {counted(way.steps, "conventional") for way in ways}
    if len(counts) == 1 and not any("conventional" in way.open or counted(way.steps, "") for way in ways):
        add_count(draft, "generic_steps", "conventional", ways[0])
    else:
        draft.undecided.add("generic_steps")


def add_branded(draft: Draft, ways: Sequence[Way], request: Request) -> None:
    """Add how many branded steps the least demanding path takes, and which products they are."""
    sure = next((way for way in ways if "branded" not in way.open and not counted(way.steps, "")), None)
    if sure is None or min(way.cost[0] for way in ways) < sure.cost[0]:
        draft.undecided |= {"brand_steps", "preferred_products"}
        return
    add_count(draft, "brand_steps", "branded", sure)
    alike = [way for way in ways if way.cost[:2] == sure.cost[:2] and "branded" not in way.open]
    branded = [step for way in alike for step in way.steps if step.kind == "branded"]
    named = {name for step in branded for name in products_of(step)}
    if any(PREFERRED in step.values for step in branded):
        if request.prefers_by_use:
            draft.undecided.add("preferred_products")
            return
        named |= {name for drug in request.policy.drugs for name in drug.listed_as("preferred")}
    products = sorted(named, key=str.lower)
    draft.decide("preferred_products", products, words_of(branded[0]) if branded else None)


def add_count(draft: Draft, key: AccessKey, kind: str, way: Way) -> None:
    """Add how many steps of one kind a way takes."""
    first = next((step for step in way.steps if step.kind == kind), None)
    draft.decide(key, counted(way.steps, kind), words_of(first))


def add_phototherapy(draft: Draft, ways: Sequence[Way]) -> None:
    """Add whether no way goes without phototherapy."""
    light = [next((step for step in way.steps if step.is_light), None) for way in ways]
    sure = [step for step, way in zip(light, ways, strict=True) if "light" not in way.open]
    if any(step is None for step in sure):
        draft.decide("phototherapy_required", False)
    elif light and all(step is not None for step in light):
        draft.decide("phototherapy_required", True, words_of(light[0]))
    else:
        draft.undecided.add("phototherapy_required")


def words_of(step: Step | None) -> AccessEvidence | None:
    """Return the words of a step."""
    return evidence_of(step.leaf, step.atom) if step else None
