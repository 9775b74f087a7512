"""Who pays for what a document covers, and who wrote the criteria: candidates with scores, the best of each.

A name counts by where it stands (first lines, running heads and feet, copyright line, the sentence on the licensee) and by what is said
of it (its policy, its members, what it determines); domains and the file's own properties add to it. Cited papers and links to
other payers count for nothing. The name of the file is no evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from payerdiff.model.policy import Payer
from payerdiff.normalize.head.payer_names import (
    BLUES,
    NO_NAME,
    SIGNS,
    UNKNOWN,
    Known,
    agency_in,
    domain_pattern,
    known_payers,
    names_in,
)
from payerdiff.normalize.head.printed import Row
from payerdiff.normalize.rules import Rule

FIRST = 12
"""Rows of a first page that stand for a letterhead."""
COPYRIGHT = Rule(
    "payer.copyright", r"©|\bcopyright\b|\ball rights reserved\b|\bproprietary\b", "All rights reserved", "All members"
)
OTHERS_RIGHTS = Rule(
    "payer.others_rights",
    r"\b(?:american medical association|CPT|AMA|MCG|InterQual|Hayes|NCCN|Blue Cross and Blue Shield Association)\b",
    "american medical association",
    "Sample Plan",
    exact=True,
)
BELONGS_TO = r"policy of|members? of|refers? to|used by|developed by|on behalf of|services? (?:at|of)|contact|call|offered by|adopted by|authorized by|covered by"
SPOKEN_BY = r"plan is|accessed? (?:at|through)|by|coverage (?:by|under)|trade name|does business as|d/?b/?a|approved by(?: the)?|issued by"
SAYS_BEFORE = Rule(
    "payer.says_before", rf"(?:{BELONGS_TO}|{SPOKEN_BY})\s*(?:the )?$", "This is a policy of the ", "The policy"
)
DOES = r"will|has determined|has developed|may|does not|makes|considers|reserves|determines|approved"
OWNS = r"members?\b|plans?\b|policies|policy|medical polic|pharmacy|requires|clinical"
RUNS = r"encourages|covers|commercial|medicare|medicaid|provides|customer service|prior authorization|benefit"
SAYS_BEHIND = Rule("payer.says_behind", rf"^\W{{0,3}}(?:'s)?\s*(?:{DOES}|{OWNS}|{RUNS})", " has determined", " asthma")
TELLS = Rule(
    "payer.tells",
    r"©|copyright|licensee|trade name|\bpolicy of\b|has determined|\bmembers of\b|committee|\.com\b|\.org\b",
    "© 2026",
    "2026",
)
LICENSEE = Rule(
    "payer.licensee",
    r"^[^.]{0,60}\b(?:is|are)\b[^.]{0,30}\bindependent licensee",
    "Sample Plan is an independent licensee",
    "Sample Plan is a company",
)
CITED = Rule(
    "payer.cited",
    r"\b(?:et al\b|doi\b|pmid|accessed|retrieved|available (?:at|from)|J Med|\d{4};\s?\d+|N Engl|press release)|\bhttps?://",
    "Smith et al",
    "Smith",
)
NOT_FOR = Rule(
    "payer.not_for",
    r"\b(?:not apply to|not affiliated with|affiliates? of|subsidiar\w+ of|other than|such as|e\.g\.|related|except|refer to the)\s*[^.]{0,20}$",
    "does not apply to ",
    "applies to ",
)
MATERIAL = Rule("payer.material", r"\b(?P<id>[YHS]\d{4})_\w+", "Y0000_Sample", "Sample", exact=True)
CONTRACTS: Mapping[str, str] = {
    "Y0001": "aetna",
    "Y0040": "humana",
    "Y0066": "uhc",
    "Y0114": "anthem",
    "Y0036": "cigna",
    "Y0020": "wellcare",
}
"""Which organization signs Medicare material: the first sign of the marketing code that CMS asks for on every page."""
HEADED, RIGHTS, RUNNING, LICENSED, SAID, LINKED, OWNED, NAMED = 6.0, 5.0, 4.0, 7.0, 2.0, 1.5, 3.0, 0.6
ENOUGH, SLIGHT = 0.5, 2.5
CAP = 6.0
"""What saying a name again and again in one way adds at most."""


@dataclass(slots=True)
class Candidate:
    """A name and what speaks for it."""

    id: str
    name: str
    is_author: bool
    score: float = 0.0
    heads: bool = False
    """True where a letterhead, a running foot or a copyright line names it."""


class Candidates:
    """The names found so far; each way of naming adds up to a cap."""

    def __init__(self) -> None:
        self.found: dict[str, Candidate] = {}
        self.given: dict[tuple[str, str], float] = defaultdict(float)
        self.spoken_of: dict[str, Known] = {}
        """The states' programs that the document speaks of in passing."""

    def add(self, identity: str, name: str, is_author: bool, way: str, score: float) -> None:
        """Let something speak for a name."""
        held = self.found.setdefault(identity, Candidate(identity, name, is_author))
        room = max(0.0, (HEADED if way == "first" else CAP) - self.given[identity, way])
        gain = min(score, room)
        self.given[identity, way] += gain
        held.score += gain
        held.heads = held.heads or way in ("first", "rights", "running", "licensed")

    def best(self, *, author: bool) -> Candidate | None:
        """Return the best payer, or the best author."""
        own = [c for c in self.found.values() if c.is_author == author and c.score >= ENOUGH]
        best = max(own, key=lambda c: (c.score, len(c.name), c.name), default=None)
        if best is None:
            return None
        parts = [c for c in own if c.heads and c.name.startswith(f"{best.name} ") and 2 * c.score >= best.score]
        return max(parts, key=lambda c: (c.score, c.name), default=best)  # the plan of a company, where both are named


def payer_of(rows: Sequence[Row], properties: Mapping[str, str], lines: list[str]) -> Payer | None:
    """Return who pays and who wrote the criteria, or None where nobody is named."""
    candidates = gather(rows, properties)
    payer, author = candidates.best(author=False), candidates.best(author=True)
    if payer is None and len(candidates.spoken_of) == 1:
        (state,) = (
            candidates.spoken_of.values()
        )  # the only program that the document speaks of; a vendor may administer it
        return Payer(id=state.id, name=state.name, lines_of_business=lines, author=author.name if author else None)
    if payer is None or (author and author.heads and not payer.heads and payer.score < SLIGHT):
        payer, author = (author, None) if author else (payer, None)
    if payer is None:
        return None
    written = author.name if author and author.heads else None
    return Payer(id=payer.id, name=payer.name, lines_of_business=lines, author=written)


def plan_named(rows: Sequence[Row], properties: Mapping[str, str]) -> Payer | None:
    """Return the plan that a letterhead, a running foot or a copyright line names, for templates that many plans use; None where none does."""
    best = gather(rows, properties).best(author=False)
    return Payer(id=best.id, name=best.name) if best and best.heads else None


def plans_in_head(rows: Sequence[Row], properties: Mapping[str, str]) -> list[str]:
    """Return the names of the plans that a letterhead, a running foot or a copyright line names, where the best candidate is among them; else nothing."""
    candidates = gather(rows, properties)
    best = candidates.best(author=False)
    if best is None or not best.heads:
        return []
    return [held.name for held in candidates.found.values() if held.heads and not held.is_author]


ACCESSED = Rule("payer.accessed", r"accessed|retrieved", "Accessed May 1", "May 1")
BETWEEN_WORDS = Rule("payer.between_words", r"\W+", "a b", "ab", exact=True)


def gather(rows: Sequence[Row], properties: Mapping[str, str]) -> Candidates:
    """Return the candidates of a document."""
    found = Candidates()
    letterhead = " ".join([*(row.text for row in rows[:FIRST]), *properties.values()])
    agency = agency_in(letterhead)
    if agency:
        found.add(agency.id, agency.name, False, "first", HEADED)
    text = [row.text.translate(SIGNS) for row in rows]
    for at in telling(rows):
        row = rows[at]
        lines = f"{text[at]} {text[at + 1]}" if at + 1 < len(rows) else text[at]
        for known, start, end in names_in(lines):
            if start <= len(text[at]):
                weigh(found, known, row, at, lines, start, end, text[at - 1] if at else "")
        for domain in domain_pattern()[0].finditer(text[at]):
            known = domain_pattern()[1][domain[0].lower()]
            if not known.is_public and not ACCESSED.search(text[at]):
                found.add(known.id, known.name, known.is_author, "linked", LINKED)
        for material in MATERIAL.finditer(text[at]):
            known_id = CONTRACTS.get(material["id"])
            for known in known_payers():
                if known.id == known_id:
                    found.add(known.id, known.name, known.is_author, "running", RUNNING)
        if row.furniture or at < FIRST or COPYRIGHT.search(lines) or "licensee" in lines or "trade name" in lines:
            for name, way in unknown_in(text[at], row, at):
                found.add(BETWEEN_WORDS.sub("_", name.lower()).strip("_"), name, False, way, 2.5)
    for value in properties.values():
        for known, _, _ in names_in(value):
            found.add(known.id, known.name, known.is_author, "owned", OWNED)
    return found


NEAR = 160
"""Characters around a name that tell how it is meant."""
EDGE = 160
"""Rows at a document's head and end that are all read; between them, what runs on every page is read once."""


def telling(rows: Sequence[Row]) -> Iterator[int]:
    """Yield the rows in which payers name themselves: those of head and end, each running line twice, and sentences on rights and licences."""
    seen: dict[str, int] = defaultdict(int)
    for at, row in enumerate(rows):
        edge = at < EDGE or at >= len(rows) - EDGE
        if row.furniture:
            seen[row.text] += 1
            if seen[row.text] > 2:
                continue
        elif not edge and not TELLS.search(row.text):
            continue
        yield at


def weigh(found: Candidates, known: Known, row: Row, at: int, lines: str, start: int, end: int, above: str) -> None:
    """Add what one naming of a known payer tells."""
    near = lines[max(0, start - NEAR) : end + NEAR]
    before, behind = f"{above[-NEAR:]} {lines[max(0, start - NEAR) : start]}", lines[end : end + NEAR]
    whole = end - start > 0.5 * len(row.text)

    def add(way: str, score: float) -> None:
        found.add(known.id, known.name, known.is_author, way, score)

    if LICENSEE.match(behind):
        add("licensed", LICENSED)
        return
    if CITED.search(near) or NOT_FOR.search(before):
        return
    if is_passing(known, row, (start, end), before, at):
        if known.id.endswith("_medicaid"):
            found.spoken_of[known.id] = known
        return
    if at < FIRST and not row.furniture:
        add("first", HEADED if whole else HEADED / 2)
    if COPYRIGHT.search(near) and not OTHERS_RIGHTS.search(near):
        add("rights", RIGHTS)
    elif row.furniture:
        add("running", RUNNING / 2)
    if SAYS_BEHIND.match(behind) or SAYS_BEFORE.search(before):
        add("said", SAID)
    add("named", NAMED)


APPROVED_BY = Rule("payer.approved_by", r"(?:approved|issued|adopted) by (?:the )?$", "approved by the ", "approved ")


def is_passing(known: Known, row: Row, place: tuple[int, int], before: str, at: int) -> bool:
    """Return True if a public program is only spoken of, as every policy speaks of Medicare."""
    start, end = place
    if not known.is_public or (at < EDGE and end - start > 0.7 * len(row.text)) or row.furniture:
        return False
    opens = start <= 2 and at < FIRST
    return not opens and not APPROVED_BY.search(before)


SET_TO = Rule("payer.set_to", r"(?:=|[☐☑☒✓])\W*$", "Performance = ", "Policy of ")
"""Words before a value of a form or of a benefit's design: `Performance = Yes`."""
LABEL_ON = Rule("payer.label_on", r"\s+[A-Z]\w+\s*:", " Reform: N/A", ", Inc.: policies", exact=True, by="match")
"""Where a label goes on, of which what looked like a name was the beginning."""


def unknown_in(text: str, row: Row, at: int) -> Iterator[tuple[str, str]]:
    """Yield names that look like a health plan's and stand where payers name themselves, and the way."""
    way = "running" if row.furniture else "rights" if COPYRIGHT.search(text) else "first"
    if CITED.search(text):
        return
    taken = [(start, end) for _, start, end in names_in(text)]
    for pattern in (BLUES, UNKNOWN):
        for match in pattern.finditer(text):
            name = match[0].strip()
            if any(low < match.end() and match.start() < high for low, high in taken):
                continue
            if SET_TO.search(text[: match.start()]) or LABEL_ON.match(text[match.end() :]):
                continue
            if not NO_NAME.search(name) and len(name.split()) > 1:
                yield name, way
