"""What a rule makes of markers and genes: their states, copies and lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from payerdiff.model.policy import AtomOp
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.building.builders import Builder, comparison, condition
from payerdiff.normalize.typing.coordination import resolved, split
from payerdiff.normalize.typing.expression import Condition, Expression, Unknown, joined
from payerdiff.normalize.typing.tagging.tokens import Token, place_of, tokens_of

STATES = {
    "POSITIVE": "positive",
    "NEGATIVE": "negative",
    "UNAVAILABLE": "unavailable",
    "VARIANT": "positive",
    "LIKE": "like",
}


class Named(NamedTuple):
    """Markers in a list: their tokens, and the connectors between them."""

    markers: tuple[Token, ...]
    joints: tuple[str, ...]


def marker_list(tokens: list[Token]) -> Token | None:
    """Build a list of markers, whose state is said once for all."""
    parts, joints = split(tokens)
    by_name = ["alone" in lexicon.table("biomarkers").get(str(part[0].value), ()) for part in parts]
    if len(set(by_name)) > 1:  # `ER-positive, HER2-negative`: the state of the one is no state of the other
        return None
    if any(len(part) != 1 for part in parts) or len({part[0].value for part in parts}) < len(parts):
        return None
    words = tuple("slash" if j.word == "slash" else j.word for j in resolved(joints, "or"))
    if len({"or" if w == "slash" else w for w in words}) > 1:
        return None
    return Token("MARKS", *place_of(tokens), Named(tuple(part[0] for part in parts), words))


def named_in(tokens: Sequence[Token]) -> Named:
    """Return the marker or markers among tokens."""
    (token,) = tokens_of(tokens, "MARK", "GENE", "MARKS")
    return token.value if isinstance(token.value, Named) else Named((token,), ())


def states_of(tokens: Sequence[Token]) -> list[str]:
    """Return the states that tokens name; a mutation that is denied is none: `negative for a mutation`."""
    said = [t.words if t.tag == "METABOLIZER" else STATES[t.tag] for t in tokens if t.tag == "METABOLIZER" or t.tag in STATES]  # fmt: skip
    found = list(dict.fromkeys(said))
    if found == ["positive"] and any(BOTH_COPIES.match(t.text) for t in tokens_of(tokens, "VARIANT")):
        return ["homozygous"]
    if "negative" in found and "positive" in found and not tokens_of(tokens, "OR", "SLASH", "AND"):
        return ["negative"]
    return found


BOTH_COPIES = Rule(
    "markers.both_copies", r"homozygous(?: for)?\s*$", "homozygous for", "homozygous deletion of", by="match"
)
"""That both copies of a gene have what is named."""


def marker_state(tokens: list[Token]) -> Token:
    """Build the state of markers; alternatives of one marker (`MRD-negative or unavailable`) are one condition."""
    named = named_in(tokens)
    states = states_of(tokens)
    op: AtomOp = "in" if len(states) > 1 else "="
    value = tuple(states) if len(states) > 1 else states[0]
    members = [Condition("biomarker", op, value, *place_of(tokens), subject=str(m.value)) for m in named.markers]
    narrowed = [
        Unknown("", t.start, t.end)
        for t in tokens
        if t.tag in ("CHANGE", "U") or (value == "positive" and ZYGOSITY.search(t.text))
    ]
    return condition(tokens, joined("all", [under_list(members, named, states), *narrowed]))


def marker_absent(tokens: list[Token]) -> Token:
    """Build that a marker, or a change of it, was not found: `KRAS mutation is absent`."""
    at = next(i for i, t in enumerate(tokens) if t.tag in ("ABSENT", "NOT"))
    kept = [t for t in tokens[:at] if t.tag not in ("POSITIVE", "VARIANT")]
    return marker_state([*kept, Token("NEGATIVE", tokens[at].start, tokens[-1].end, "absent", "absent")])


ZYGOSITY = Rule(
    "markers.zygosity",
    r"\b(?:bi-?allelic|(?:homo|hetero)zyg\w+|both (?:copies|alleles))\b",
    "biallelic mutation",
    "pathogenic variant",
)
"""How many of a gene's copies are changed, which a state alone does not tell."""


def marker_changes(tokens: list[Token]) -> Token | None:
    """Build the state of changes of one gene, each a marker of its own: `BRAF V600E or V600K mutation`; None where nothing tells a state."""
    genes = tokens_of(tokens, "MARK", "GENE")
    says_so = any(SAYS_SO.search(t.text) for t in tokens_of(tokens, "CHANGE"))
    states = states_of(tokens) or (["positive"] if says_so else [])
    parts, joints = split([t for t in tokens if t.tag in CHANGES])
    words = {joint.word for joint in resolved(joints, "or")}
    if (
        len(states) != 1
        or len(words) > 1
        or len({t.value for t in genes}) > 1
        or not all(tokens_of(p, "CHANGE") for p in parts)
    ):
        return None
    gene = str(genes[0].value)
    named = [f"{gene} {' '.join(t.text.strip() for t in tokens_of(part, 'CHANGE'))}" for part in parts]
    named = [TANDEM.sub("-", name) for name in named]
    found = [
        Condition("biomarker", "=", states[0], *place_of(tokens), subject=SPELLED.sub(r"\1", name)) for name in named
    ]
    return condition(tokens, joined("all" if "and" in words or states == ["negative"] else "any", found))


CHANGES = frozenset(("CHANGE", "COMMA", "OR", "AND", "SLASH"))
SAYS_SO = Rule("markers.says_so", r"deletion|insertion|skipping|duplication|del$", "exon 19 deletion", "exon 19")
"""How a change is named that is one by its name."""
TANDEM = Rule("markers.tandem", r" (?=ITD|TKD)", "FLT3 ITD", "FLT3 D835Y", exact=True)
SPELLED = Rule("markers.spelled", r"(deletion|insertion|duplication)s\b", "exon 19 deletions", "exon 19")


def under_list(members: Sequence[Expression], named: Named, states: Sequence[str]) -> Expression:
    """Return the states of several markers together; who is negative for A or B has neither."""
    if len(members) == 1:
        return members[0]
    either = "or" in named.joints or "slash" in named.joints
    return joined("any" if either and states != ["negative"] else "all", members)


def status_that_is_told(tokens: list[Token]) -> Token | None:
    """Leave open a state that must be told and not be of one kind: `BRCA mutation status`."""
    return Token("U", *place_of(tokens)) if tokens[-1].words == "status" else None


def marker_copies(tokens: list[Token]) -> Token | None:
    """Build how many copies of a gene there must be."""
    named = named_in(tokens)
    amounts = [t.number for t in tokens_of(tokens, "NUM")]
    if len(named.markers) > 1 or not any("cop" in t.words for t in tokens):
        return None
    gene = str(named.markers[0].value)

    def limit(op: AtomOp, value: float) -> Condition:
        return Condition("biomarker", op, value, *place_of(tokens), subject=gene, unit="copies")

    if amounts == [1] and comparison(tokens) == ">=":  # at least one copy is to have it
        return condition(tokens, Condition("biomarker", "=", "positive", *place_of(tokens), subject=gene))
    if len(amounts) == 1:
        return condition(tokens, limit(comparison(tokens) or "=", amounts[0]))
    if tokens_of(tokens, "OR"):
        return condition(tokens, joined("any", [limit("=", value) for value in amounts]))
    return condition(tokens, joined("all", (limit(">=", amounts[0]), limit("<=", amounts[1]))))


def marker_level(tokens: list[Token]) -> Token | None:
    """Build a limit of a marker's level in percent: `MRD of at least 0.1 %`, `PD-L1 expression ≥ 50 %`."""
    named, op = named_in(tokens), comparison(tokens)
    if op is None or len(named.markers) > 1:
        return None
    (amount,) = tokens_of(tokens, "NUM")
    scores = [t for t in tokens_of(tokens, "GENE_WORD") if SCORE.search(t.text)]
    if not scores and not tokens_of(tokens, "PERCENT"):
        return None
    unit = "%" if tokens_of(tokens, "PERCENT") else "CPS"
    return condition(tokens, Condition("biomarker", op, amount.number, *place_of(tokens), subject=str(named.markers[0].value), unit=unit))  # fmt: skip


SCORE = Rule("markers.score", r"\bcombined positive score|\bcps\b", "combined positive score", "expression")
"""The score that counts a marker on tumor cells and around them, which has no unit."""


def marker_alone(tokens: list[Token]) -> Token | None:
    """Build the state that a marker's name says by itself: `MSI-H`, `dMMR`."""
    stated: list[Expression] = []
    named = named_in(tokens)
    for marker in named.markers:
        entry = lexicon.table("biomarkers").get(str(marker.value), {})
        if "alone" not in entry:
            return None
        stated.append(Condition("biomarker", "=", str(entry["alone"]), marker.start, marker.end, subject=str(entry.get("of", marker.value))))  # fmt: skip
    return condition(tokens, under_list(stated, named, ()))


MARKERS: dict[str, Builder] = {
    f.__name__: f
    for f in (
        marker_changes,
        marker_list,
        marker_state,
        marker_absent,
        status_that_is_told,
        marker_copies,
        marker_level,
        marker_alone,
    )
}
"""The builders by the names under which the grammar calls them."""
