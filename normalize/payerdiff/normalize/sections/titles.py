"""The title of a document of no known template: where it is labelled, by the size of its type, else its first line that is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule, either

TITLE_OF = r"(?:policy |document |medical policy )?(?:title|name|subject)\s*[:.]"
KIND_OF = r"(?:(?:corporate|clinical|medical|coverage) )+policy"
KIND_NAMED = rf"{KIND_OF}\s*[:|]"
LABELLED = Rule(
    "titles.labelled",
    rf"^\W*{either(TITLE_OF, KIND_NAMED)}\s*(?P<title>(?!\S*\d)\S.{{3,140}}?)\s*$",
    "Policy Title: Madeupra for asthma",
    "Policy number: 12",
)
PAGE_OR_ADDRESS = r"page \d+.*|-+ ?page \d+ ?-+|\d[\d/.\- ]*|[\w.-]+\.(?:com|org|net|gov)\b.*|\(?https?:.*|\w+ \| \d+"
PLAN_NAME = r"blue cross|blue shield|health ?plans?|(?:united ?)?healthcare|inc\.?|an independent licensee"
PLAN = rf"(?:[\w®™,&' -]*\b)?(?:{PLAN_NAME})\b[\w®™,&' -]*"
PAPER_KIND = (
    r"corporate|clinical|medical|payment|coverage|pharmacy|drug|benefit|um|utilization management|lab management"
)
POLICY_NAME = r"(?:polic(?:y|ies)|guidelines?|criteria)(?: manual| bulletins?| statement)?"
PAPER = rf"(?:[\w®™&-]+ ){{0,4}}?(?:(?:{PAPER_KIND}) ?){{1,4}}{POLICY_NAME}"
LINE_OF_BUSINESS = r"commercial|medicaid|medicare(?: advantage)?"
ABOUT_PAPER = r"this (?:document|policy) .*|page number|coverage policy number.*|\(\d+.*"
FIELD_OF_HEAD = rf"(?:status|doc(?:ument)?|policy|guideline)\b[^:]{{0,20}}[:#].*|{KIND_OF}(?: number)?\s*[:|].*"
RIGHTS = r"©.*|reproduction\b.*|.*\b(?:all rights reserved|prohibited)"
NUMBERED_OR_POSTAL = r"[ivx]+\. .*|.*\b[a-z]{2} \d{5}(?:-\d{4})?|\d+ .*"
OF_THE_SITE = r"search:?|exclude:.*|share|print|menu|home"
DATED_LINE = r"effective.*|last review.*|next review.*|policy number.*"
OF_PAPER = either(PAPER, ABOUT_PAPER, FIELD_OF_HEAD, RIGHTS, DATED_LINE)
OF_PLAN_OR_PAGE = either(PAGE_OR_ADDRESS, PLAN, LINE_OF_BUSINESS, NUMBERED_OR_POSTAL, OF_THE_SITE)
NO_TITLE = Rule(
    "titles.no_title",
    rf"^\W*{either(OF_PLAN_OR_PAGE, OF_PAPER)}\W*$",
    "Corporate Medical Policy",
    "Madeupra for asthma",
    by="match",
)
"""Lines at a document's head that name the payer, the kind of document or a page, not its matter."""
FIRST_BLOCKS = 30
LARGER = 1.15


@cache
def section_heading() -> re.Pattern[str]:
    """Return the expression of a line that opens a section of a policy, so does not name it."""
    patterns = (pattern for kind in lexicon.table("headings").values() for pattern in kind)
    return re.compile(rf"\W*(?:[ivx]+\. )?(?:{'|'.join(patterns)})\W*", re.IGNORECASE)


def is_no_title(words: str) -> bool:
    """Tell whether a line names the payer, the kind of document, a page or a section."""
    return bool(NO_TITLE.match(words) or section_heading().fullmatch(words))


def lines_at_head(draft: Draft) -> Iterator[tuple[str, float, bool]]:
    """Yield the first lines of a document with the size of their type and whether they are bold; table cells each for themselves."""
    for block in draft.reading.blocks[:FIRST_BLOCKS]:
        if block.kind in ("furniture", "balloon", "item") or block.page > 2:
            continue
        cells = block.cells or ((block.body, block.end),)
        for low, high in cells:
            words = draft.reading.words(low, high)
            if words:
                yield words, block.size or 0.0, block.bold or block.kind == "heading"


def generic_title(draft: Draft) -> str | None:
    """Return a document's title, or None where no line at its head is one."""
    lines = list(lines_at_head(draft))
    for words, _, _ in lines:
        labelled = LABELLED.match(words)
        if labelled:
            return labelled["title"]
    whole = [(words, size, bold) for words, size, bold in lines if not is_no_title(words)]
    short = [line for line in whole if 3 < len(line[0]) <= 150 and not line[0].endswith((".", ":", ";"))]
    sizes = sorted(size for words, size, _ in lines for _ in range(len(words)))
    body = sizes[len(sizes) // 2] if sizes else 0.0
    largest = max((size for _, size, _ in short), default=0.0)
    if largest > LARGER * body > 0:
        runs = groupby(whole, key=lambda line: line[1] == largest)
        title = next(" ".join(words for words, _, _ in run) for at_size, run in runs if at_size)
        return title if len(title) <= 200 else None
    bold = next((words for words, _, heavy in short if heavy), None)
    return bold or next((words for words, _, _ in short), None)
