"""For whom a policy is: lines of business and the benefit, from labels, check boxes and the kind of document that its head names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from payerdiff.normalize.head.labels import OTHER
from payerdiff.normalize.head.printed import Cell, Row
from payerdiff.normalize.rules import Rule

Benefit = Literal["medical", "pharmacy"]
TICKED = Rule("business.ticked", r"^\s*(?:[☒☑✓✔■]|\[[xX]\])\s*", "☒ Commercial", "☐ Commercial", exact=True, by="match")
BOX = Rule("business.box", r"^\s*(?:[☐☒☑✓✔■□]|\[[xX ]?\])\s*", "☐ Commercial", "Commercial", exact=True, by="match")
BOXES = Rule("business.boxes", r"(?=[☐☒☑□])", "☒ Commercial", "Commercial", exact=True)
LINE_OF_BUSINESS = r"(?:applicable )?lines?(?:\(s\))?(?: of|\(s\) of) business(?: policy)?(?: applies to)?"
OTHER_LABELS = r"impacted products?|appl(?:ies|icable) to|product lines?|plan types?|lob|this (?:policy|program|guideline) applies to"
LINES = Rule(
    "business.lines",
    rf"^\W*(?:{LINE_OF_BUSINESS}|{OTHER_LABELS})\s*:?\s*",
    "Applicable lines of business: HMO",
    "Effective date: May 1",
)
MARKETS = r"all(?: lines of business| products)?|commercial|medicare(?: advantage)?|medicaid|marketplace|health insurance marketplace|exchange"
KINDS_OF_PLAN = r"HMO|PPO|POS|EPO|QUEST|self-funded|fully[- ]insured|individual|small group|large group"
PROGRAMS = r"CHIP|ACA|HIM|MAPD|part [BD]|PDP|dual|tricare|qualified health plans?|federal employee program"
NAMES = Rule("business.names", rf"\b(?:{MARKETS}|{KINDS_OF_PLAN}|{PROGRAMS})\b", "Medicaid", "Members")
"""Words that a line of business has in it."""
PROSE = Rule(
    "business.prose",
    r"\b(?:members?|criteria|should|the plan|requests?|documents?|must|purposes)\b",
    "members must",
    "Commercial",
)
BENEFIT = Rule(
    "business.benefit",
    r"^\W*(?:applicable )?benefits?(?:\(s\))?(?: type)?\s*:?\s*(?P<value>.*)$",
    "Benefit: Medical",
    "Medical",
)
SAID: tuple[tuple[Benefit, str], ...] = (
    ("medical", r"\bmedical benefit\b|\bpart b\b|\bmedical drug\b|\bmedical (?:coverage )?(?:policy|guideline)"),
    ("pharmacy", r"\b(?:pharmacy|prescription(?: drug)?) (?:benefit|policy|drug policy|clinical)|\bpart d\b|\bpharmacy (?:\w+ ){0,3}(?:polic|guideline|program|criteria|prior authorization)"),
)  # fmt: skip
POINTS = Rule("business.points", r"\b(?:refer to|see|separate)\b", "Refer to the formulary", "Covered by the plan")
"""What a line says that points to another policy: the benefit that it names is that one's."""
TITLED = Rule(
    "business.titled",
    r"(?P<line>medicare(?: part [bd]| advantage)?|medicaid|commercial)\s*[:–—-]\s*\S",
    "Medicare Part B: Inventa",
    "Medicare covers Inventa",
    by="match",
)
"""A title that opens with the line of business that the policy is for."""
BANNER = Rule(
    "business.banner",
    rf"\W*\w+[®™]\s+(?P<line>{MARKETS})\W*$",
    "SampleCare® Commercial",
    "SampleCare® covers commercial plans",
    by="match",
)
"""A banner of the payer's mark and the market that the policy is for."""
KIND = Rule(
    "business.kind",
    r"\W*(?P<benefit>medical|pharmacy) benefit (?:\w+ )?(?:policy|guideline|criteria)\W*$",
    "Medical Benefit Drug Policy",
    "See the pharmacy benefit policy",
    by="match",
)
"""A row of the head that says what kind of document it is, and nothing else."""
HEAD, BELOW, TITLE_ROWS = 60, 8, 6


def lines_of_business(rows: Sequence[Row]) -> tuple[list[str], list[Cell]]:
    """Return the lines of business that the head names or ticks, and the cells that say so."""
    for at, row in enumerate(rows[:HEAD]):
        for place, cell in enumerate(row.cells):
            match = LINES.match(cell.text)
            if not match:
                continue
            named, cells = list_below(rows, at, place, match.end())
            if named:
                return named, [cell, *cells]
    boxed = boxed_plans(rows[:HEAD])
    if boxed[0]:
        return boxed
    titled = (TITLED.match(row.text) for row in rows[:TITLE_ROWS] if not row.furniture)
    banners = (BANNER.match(cell.text) for row in rows[:TITLE_ROWS] for cell in row.cells)
    return next(([found["line"]] for found in (*titled, *banners) if found), []), []


def list_below(rows: Sequence[Row], at: int, place: int, end: int) -> tuple[list[str], list[Cell]]:
    """Return what a label of lines of business has behind it or below it."""
    cell = rows[at].cells[place]
    rest = cell.text[end:]
    behind = [rest, *(other.text for other in rows[at].cells[place + 1 :] if not OTHER.match(other.text))]
    other = OTHER.search(rest)
    said = rest[: other.start()] if other else rest
    if said.strip() and not BOX.match(said) and not PROSE.search(said):
        return named_in(said), []
    beside = [c for c in rows[at].cells[place + 1 :] if not OTHER.match(c.text) and not BOX.search(c.text)]
    if not said.strip() and beside and not PROSE.search(beside[0].text):
        named = named_in(beside[0].text)
        if named:
            return named, beside[:1]
    if any(BOX.search(text) for text in behind):
        ticked = list(ticked_in(behind))
        if ticked:
            return ticked, []
    found: list[str] = []
    cells: list[Cell] = []
    for row in rows[at + 1 : at + 1 + BELOW]:
        boxed = [c for c in row.cells if BOX.search(c.text)]
        below = [c for c in row.cells if c.stands_below(cell)]
        if boxed:
            found += ticked_in(c.text for c in boxed)
            cells += boxed
        elif found or cells or not below:
            break
        else:
            named = named_in(below[0].text) if not PROSE.search(below[0].text) else []
            return named, below[:1] if named else []
    return found, cells


def boxed_plans(rows: Sequence[Row]) -> tuple[list[str], list[Cell]]:
    """Return the ticked ones of a head's boxes for plans, and the cells of all, whatever stands above them."""
    run: list[Cell] = []
    for row in rows:
        boxes = [cell for cell in row.cells if BOX.search(cell.text)]
        if boxes:
            run += boxes
            continue
        if len(run) > 1 and any(NAMES.search(cell.text) for cell in run):
            break
        run = []
    if len(run) < 2 or not any(NAMES.search(cell.text) for cell in run) or any(PROSE.search(c.text) for c in run):
        return [], []
    ticked = list(ticked_in(cell.text for cell in run))
    return (ticked, run) if ticked else ([], [])


TELEPHONE = Rule("business.telephone", r"[;:–-]\s*(?:fax|phone)\b", "Medicaid – Fax 1", "Medicaid – HMO")


def ticked_in(texts: Iterator[str] | list[str]) -> Iterator[str]:
    """Yield the ticked ones of boxes with words."""
    for text in texts:
        for part in BOXES.split(text):
            if TICKED.match(part):
                words = TELEPHONE.split(TICKED.sub("", part))[0]
                yield words.strip(" ;,")


BETWEEN = Rule("business.between", r"[;,/]|\band\b", "HMO, PPO", "HMO", exact=True)


def named_in(text: str) -> list[str]:
    """Return the lines of business of a list.

    >>> named_in("HMO; PPO; QUEST"), named_in("see the table below")
    (['HMO', 'PPO', 'QUEST'], [])
    """
    parts = [part.strip(" .") for part in BETWEEN.split(text) if part.strip(" .")]
    return parts if len(text) < 160 and any(NAMES.search(part) for part in parts) else []


def benefit_of(rows: Sequence[Row]) -> Benefit | None:
    """Return the benefit that the head names: by its label, a ticked box, or the kind of policy; None where it names both or none."""
    for at, row in enumerate(rows[:HEAD]):
        match = BENEFIT.match(row.text)
        if match:
            texts = [row.text, *(r.text for r in rows[at + 1 : at + 4] if BOX.search(r.text))]
            ticked = list(ticked_in(texts)) or ([match["value"]] if not BOX.search(match["value"]) else [])
            named = {
                n for n in ("medical", "pharmacy") for t in ticked if re.match(rf"{n}\b", t.strip(), re.IGNORECASE)
            }
            if len(named) == 1:
                return "medical" if "medical" in named else "pharmacy"
    kinds = {
        match["benefit"].lower() for row in rows[:TITLE_ROWS] for cell in row.cells if (match := KIND.match(cell.text))
    }
    if len(kinds) == 1:
        return "medical" if "medical" in kinds else "pharmacy"
    head = " ".join(row.text for row in rows[:25] if not POINTS.search(row.text))
    said: list[Benefit] = [name for name, pattern in SAID if re.search(pattern, head, re.IGNORECASE)]
    return said[0] if len(said) == 1 else None
