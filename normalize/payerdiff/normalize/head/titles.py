"""The title of a document of no known template: what its label gives, else the line of its first page that most looks like one.

Size and weight of type, place, and drugs named speak for a line; the payer's name, the kind of document, dates and headings of sections
are none, and neither is navigation. Lines of the same type that follow belong to the title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from payerdiff.normalize import lexicon
from payerdiff.normalize.head.labels import OTHER
from payerdiff.normalize.head.payer_names import SIGNS, names_in
from payerdiff.normalize.head.printed import Cell, Row
from payerdiff.normalize.head.running_titles import is_typeless, opens_paragraph, running_title, wrapped
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.dates import DATE

WHOSE_TITLE = (
    r"bulletin|clinical|medical|drug|pharmacy|corporate|coverage|medication|payment|guideline|document|program"
)
DRUG_OR_CLASS = r"drugs?(?: ?/ ?| or )drug class(?:es)?"
OTHER_LABELS = r"subject|topic|policy|guideline|medications?|(?:corporate|clinical|medical|coverage|payment)\s+(?:medical\s+)?policy|manual section title"
LABEL = Rule(
    "titles.label",
    rf"^\W*(?:(?:(?:{WHOSE_TITLE})\s+)*(?:policy|guideline|document)?\s*(?:title|name|subject|topic)|{DRUG_OR_CLASS}|{OTHER_LABELS})(?P<sign>\s*[:|]\s*|\s*\.{{3,}}…?\s*|\s*…[.…\s]*|$)",
    "Policy Title: Asthma",
    "Asthma: mild",
)
UNSIGNED = Rule(
    "titles.unsigned",
    r"\W*(?:Subject|(?:Policy|Guideline|Bulletin) (?:Title|Name)) (?=[A-Z])",
    "Subject Asthma",
    "Subject to change",
    exact=True,
    by="match",
)
"""A label with its value behind it in one cell of a letterhead, with no sign between them."""
MATTERS = r"corporate|clinical|medical|payment|coverage|pharmacy|drug|benefit|um|utilization|management|lab|prior|authorization|approval|specialty|medication"
BUSINESS = r"reimbursement|step|therapy|medicare|part|b|necessity|review|quantity|limit|national|statement|commercial|advantage|individual|exchange|plans?"
KIND = rf"(?:(?:{MATTERS}|{BUSINESS}|appropriateness|community|and|&|/|of|services|office)\s*)"
NUMBERS = r"(?:phone|fax|tel|telephone|toll free)\b.*\d.*"
PAGES = r"page \d+.*|v\d[\d.]*|-+ ?page \d+ ?-+|\d[\d/.\- ]*|\w+ \| \d+|page number|.* page number|\(\d+.*|\d+ .*"
PLACES = r"[\w.-]+\.(?:com|org|net|gov)\b.*|\(?https?:.*|.*\b[a-z]{2} \d{5}(?:-\d{4})?"
RIGHTS = r".*\b(?:an independent licensee|all rights reserved|prohibited)\b.*|©.*|reproduction\b.*|.*\bassociation|disclaimer"
DOCUMENTS = r"polic(?:y|ies)|guidelines?|criteria|programs?|bulletins?|manual|determinations?|request forms?|procedures?|services|authorization|necessity"
AND_DOCUMENTS = (
    r"manual|bulletins?|statement|bulletin|&|and|/|procedures?|guidelines?|program|criteria|policy|number|detail"
)
KINDS = rf"{KIND}{{0,6}}(?:{DOCUMENTS})(?:\s*(?:{AND_DOCUMENTS}))*(?:\s*[:#]\s*\S*\d\S*)?"
LABELS = r"therapeutic class\b[^:]{0,20}:.*|(?:status|doc(?:ument)?|guideline|keywords?|section|number|reference)\b[^:]{0,20}[:#].*|version\b.*"
DATES = r"(?:last |current |next |original )?(?:effective|review|revis|updated?|approv|publish|issued)\w*\b.*"
ON_A_SITE = r"search:?|exclude:.*|share|print|menu|home|(?:search|reports|downloads|archive| )+|.*\b(?:skip to|toggle|log ?in|sign in|cookies?)\b.*"
NO_MATTER = r"printable version|(?:tracking|description) information|policy position|\(see .*|\w+, policy no.*"
NO_NAME = r".*\badvisory committee|.*\brevision history|.*\bpolicy manual|not applicable|none|n/a"
PARTS_OF_IT = r"commercial|medicaid|medicare(?: advantage)?|this (?:document|policy) .*|[ivx]+\. .*|(?:table of )?contents.*|generic name.*|notice"
WORDS_ALONE = (
    r".*\bcommittee|and|or|-?(?:and|or)-?|intent|purpose.*|documentation|preferred.*|appl(?:ies|icable).*|drugs?"
)
NO_TITLE = Rule(
    "titles.no_title",
    rf"^\W*(?:{PAGES}|{NUMBERS}|{PLACES}|{RIGHTS}|{KINDS}|{LABELS}|{DATES}|{ON_A_SITE}|(?:(?:{MATTERS})\s*){{2,6}}|{NO_MATTER}|{NO_NAME}|{PARTS_OF_IT}|{WORDS_ALONE})\W*$",
    "Medical Policy Bulletin",
    "Asthma",
)
"""Lines that name the kind of document, a page, a date or a place on a site, not the matter."""
AGENCY = Rule(
    "titles.agency",
    r"^\W*(?:(?:state|commonwealth) of|(?:department|bureau|division|office) (?:of|for))\b",
    "State of Ohio",
    "Statement",
)
"""Lines of an agency's letterhead."""
BULLET = Rule("titles.bullet", r"\W*[•▪◦●○☐☒✓]", "• Asthma", "Asthma", exact=True, by="match")
FIRST, WEB = 26, 140
"""Rows among which a title is looked for, and among which where the page begins with a site's navigation."""
LIST = 4
"""Rows with drugs from which on they are a list, not titles."""
SITE = 9
"""Bullets among the first rows from which on they are a site's navigation."""
LONGEST = 200
OPENED = Rule("titles.opened", r"(?:[-–/,&(:]|\b(?:and|or|of|for|the|in|with|to))\s*$", "Drugs for", "Drugs")


@cache
def section_heading() -> re.Pattern[str]:
    """Return the expression of a line that opens a section of a policy, so does not name it."""
    patterns = (pattern for kind in lexicon.table("headings").values() for pattern in kind)
    return re.compile(rf"\W*(?:[ivx]+\. )?(?:{'|'.join(patterns)})\W*", re.IGNORECASE)


NAMES_OF_KINDS = Rule(
    "titles.names_of_kinds", rf"\b{KIND}|polic(?:y|ies)|guidelines?|inc\b\.?|health\b|\W", "Policy", "Asthma"
)


def is_no_title(words: str) -> bool:
    """Return True if a line names the payer, the kind of document, a page or a section."""
    if NO_TITLE.match(words) or section_heading().fullmatch(words) or OTHER.match(words):
        return True
    if AGENCY.match(words):
        return True
    named = sum(end - start for _, start, end in names_in(words.translate(SIGNS)))
    rest = NAMES_OF_KINDS.sub("", words)
    return named > 0.55 * len(words) or (named > 0 and len(rest) < named + 4)


def title_of(rows: Sequence[Row], filed: str = "", parts: Sequence[str] = ()) -> str | None:
    """Return a document's title, or None where no line of its first page is one.

    `filed` is the title that the file itself carries: a line that it repeats looks more like one. `parts` are the names of its parts, which none of them is.
    """
    rows = [row for row in rows if not any(is_part(row.text.strip(), part) for part in parts)]
    first = [row for row in rows[:WEB] if row.page <= 1]
    near = [row for row in rows[:WEB] if row.page <= 2]
    if rows and is_typeless(first):
        running = labeled_title(first[:FIRST]) or running_title(first[:FIRST]) or labeled_title(near)
        if running and not is_no_title(running):
            return tidied(running)
    return tidied(labeled_title(first[:FIRST]) or likeliest(first, near, filed.lower()))


NUMBERED = 6
"""Characters of the longest number before the name of a part."""


def is_part(words: str, part: str) -> bool:
    """Return True if a line is the name of a part, with or without its number: `A. Inventa`."""
    return words.endswith(part) and len(words) <= len(part) + NUMBERED


OPENS_NAME = Rule("titles.opens_name", r"[A-Za-z*][\w*®™'’-]*(?:\W|$)", "Brandname", "12", exact=True, by="match")
DIGIT = Rule("titles.digit", r"\d", "12", "ab", exact=True)


def labeled_title(rows: Sequence[Row]) -> str | None:
    """Return the title that a label names: behind it, right of it or below it, with the lines that it goes on in."""
    for at, row in enumerate(rows):
        for place, cell in enumerate(row.cells):
            unsigned = UNSIGNED.match(cell.text)
            if unsigned and not is_no_title(cell.text[unsigned.end() :]):
                return cell.text[unsigned.end() :]
            match = LABEL.match(cell.text)
            if not match:
                continue
            value = cell.text[match.end() :].strip()
            source = cell
            if not value and place + 1 < len(row.cells):
                source, value = row.cells[place + 1], row.cells[place + 1].text
            elif not value and (below := line_below(rows, at, match[0])) is not None:
                return below
            bare = not match["sign"].strip()
            if "•" in value:
                continue
            if (bare and (source is cell or DIGIT.search(value))) or not OPENS_NAME.match(value) or is_code(value):
                continue
            other = OTHER.search(value)
            value = value[: other.start()].strip() if other else value
            if len(value) < 3 or COLUMN.fullmatch(value) or (is_no_title(value) and not lexicon.treatments(value)):
                continue
            return " ".join([value, *continued(rows, at, source, value)]) if not other else value
    return None


OF_ITS_OWN = Rule("titles.of_its_own", r"\b(?:title|subject|topic|drug class(?:es)?)\W*$", "Drug/Drug Class", "Policy")
"""A label that stands on a line of its own above its value."""
SAYS = Rule("titles.says", r"[.;:]\s*$|\b(?:is|are|must|may|will)\b", "It is approved", "Asthma Agents")


def line_below(rows: Sequence[Row], at: int, label: str) -> str | None:
    """Return the line below a label that has a line of its own, where that line may be a title."""
    alone = len(rows[at].cells) == 1 and at + 1 < len(rows) and len(rows[at + 1].cells) == 1
    if not alone or not OF_ITS_OWN.search(label):
        return None
    value = rows[at + 1].cells[0].text.strip()
    named = OPENS_NAME.match(value) and len(value) < LONGEST and not LABEL.match(value) and not SAYS.search(value)
    return value if named and not is_no_title(value) and not COLUMN.fullmatch(value) else None


COLUMN = Rule("titles.column", r"(?:drug|brand|generic|policy|product|guideline|dosage)? ?(?:status|names?|numbers?|category|strengths?|tier|codes?|form)", "Drug Status", "Asthma", by="fullmatch")  # fmt: skip
"""The head of the next column of a table, which is no label's value."""
CODED = Rule(
    "titles.coded", r"(?![A-Z]{2,5}-?\d{1,2}\b[ -][A-Za-z])\S*\d", "J9999", "PCSK9 Inhibitors", exact=True, by="match"
)


def is_code(words: str) -> bool:
    """Return True if a value opens with a number of the payer's instead of words."""
    return CODED.match(words) is not None


def continued(rows: Sequence[Row], at: int, cell: Cell, value: str) -> list[str]:
    """Return the lines in which a title goes on: in its column, in its type, with nothing that opens something else."""
    end = wrapped(rows, at, is_no_title) if rows[at].size == 0 else None
    if end is not None:
        return [end]
    found: list[str] = []
    for row in rows[at + 1 : at + 4]:
        below = [c for c in row.cells if c.stands_below(cell)]
        left = cell.left if cell.left is not None else 0.0
        same = len(below) == 1 and abs((below[0].left if below[0].left is not None else 0.0) - left) < 6
        wide = OPENED.search(found[-1] if found else value) is not None
        text = below[0].text if below else ""
        typed = row.bold == rows[at].bold and abs(row.size - rows[at].size) < 0.6
        if not text or not typed or is_no_title(text) or ":" in text[:40] or DATE.search(text) or not (same or wide):
            break
        if not wide and (cell.left is None or not rows[at].bold):
            break
        found.append(text)
    return found


FILED = 3.0
"""What it adds to a line's weight that the file's own title repeats it."""


LEADS = Rule("titles.leads", r"\b(?:following|criteria|when|if)\b[^:]*:\s*$", "is medically necessary for the following indications:", "Indications:")  # fmt: skip
"""A sentence that leads over to a list: what stands below it is no title."""
RELATED = Rule("titles.related", r"\W*(?:related|see also|associated)\b.{0,40}\b(?:polic(?:y|ies)|guidelines?|documents?)\W*$", "Related Policies:", "Related Policies: Asthma", by="match")  # fmt: skip
"""A label above the names of other documents."""
BELOW = 2.0


def likeliest(rows: Sequence[Row], near: Sequence[Row], filed: str) -> str | None:
    """Return the line of a first page that most looks like its title, with the lines of its type that follow; behind a site's navigation, one near it."""
    head = rows[:FIRST]
    sizes = sorted(row.size for row in rows for _ in row.text)
    body = sizes[len(sizes) // 2] if sizes else 0.0
    drugs = [at for at, row in enumerate(head) if lexicon.treatments(row.text)]
    listed = len(drugs) >= LIST and drugs[-1] - drugs[0] < 2 * len(drugs) and head[drugs[0]].size <= body * 1.15
    led = next((at for at, row in enumerate(head) if LEADS.search(row.text) or RELATED.match(row.text)), len(head))
    runs = {at for at in range(len(head)) if head[at].size == 0 and opens_paragraph(head, at)}
    scores = [
        (weight(row, at, body, listed) + FILED * (len(row.text) > 8 and row.text.lower() in filed) - BELOW * ((at > led) + (at in runs)), -at, at)
        for at, row in enumerate(head)
    ]  # fmt: skip
    best = max(scores, default=None)
    bullets = [at for at, row in enumerate(head) if BULLET.match(row.text)]
    site = len(bullets) > SITE and (best is None or bullets[0] < best[2])
    if best is None or best[0] < 0 or site:
        far = [(weight(row, 0, body, False), -at, at) for at, row in enumerate(near) if lexicon.treatments(row.text)]
        best = max((one for one in far if one[0] > 2), default=None if site else best)
        rows = near
    if best is None or best[0] < 0:
        return None
    return joined(rows, best[2])


WORD = Rule("titles.word", r"[A-Za-z]{4}", "Drug", "12", exact=True)
SENTENCE = Rule(
    "titles.sentence",
    r"\b(?:is|are|may|will|the following|must|has|have|members?)\b",
    "is covered",
    "Asthma",
    exact=True,
)
SMALL = Rule("titles.small", r"\W*[a-z]|[•▪◦●○☐☒✓-]", "asthma", "Asthma", exact=True, by="match")
GENERIC = Rule("titles.generic", r"\([a-z-]{6,}\)", "Brandname (genericol)", "Brandname (XR)", exact=True)


LEVELS = {1: 3.5, 2: 2.5, 3: 1.5}
"""What the level of a heading adds, where the format states it."""


def weight(row: Row, at: int, body: float, listed: bool) -> float:
    """Return how much a line looks like a title; below zero it is none."""
    words = row.text
    if not 3 < len(words) <= 170 or is_no_title(words) or not WORD.search(words):
        return -9.0
    score = 2.0 - 0.08 * at
    score += LEVELS.get(row.level, 0.0)
    score += 3.0 * (row.size > 1.5 * body > 0) + 1.5 * (row.size > 1.12 * body > 0) + 1.0 * row.bold
    score += 0.0 if listed else 2.0 * bool(lexicon.treatments(words)) + 0.6 * bool(GENERIC.search(words))
    score -= (
        2.5 * words.endswith((".", ";", ",")) + 1.0 * words.endswith(":") + 2.0 * bool(DATE.search(row.cells[0].text))
    )
    score -= 2.0 * bool(SMALL.match(words)) + 2.0 * (len(words) > 125) + 2.0 * is_code(OWN_NUMBER.sub("", words))
    score -= 1.5 * bool(SENTENCE.search(words))
    return score


def joined(rows: Sequence[Row], at: int) -> str:
    """Return a title's line with those of its type around it that go on with it."""
    row = rows[at]
    low = high = at
    while low > 0 and goes_with(rows[low - 1], row) and at - low < 3:
        low -= 1
    while high + 1 < len(rows) and goes_with(rows[high + 1], row) and high - at < 5:
        high += 1
    end = wrapped(rows, at, is_no_title) if low == high and row.size == 0 else None
    if end is not None:
        return f"{row.text} {end}"
    words = " ".join(rows[i].text for i in range(low, high + 1))
    return words if len(words) <= LONGEST else row.text


SUBTITLE = Rule(
    "titles.subtitle", r"\([a-z][\w ,/-]+\)$|for [a-z]+ \w+", "(intravenous)", "Intravenous", exact=True, by="match"
)
LABELED = Rule("titles.labeled", r"[A-Z][\w &/]{2,30}:\s", "Revised: May", "Asthma", exact=True, by="match")


def goes_with(other: Row, row: Row) -> bool:
    """Return True if a line beside a title's is one with it."""
    words = other.text
    alike = other.bold == row.bold and abs(other.size - row.size) < 0.3 and row.size > 0
    subtitle = SUBTITLE.match(words) is not None
    label = LABELED.match(words) is not None
    return (alike or subtitle) and not label and not is_no_title(words) and not words.endswith((".", ":")) and not DATE.search(words) and not OTHER.search(words)  # fmt: skip


TRAILING = Rule(
    "titles.trailing",
    r"\s*(?:(?<=\s)[A-Z]{2,4}\d{3,5}$|\bpage:? ?\d+ of \d+|\(?rev\b.*|(?:P ?& ?T|review|revision|effective|approval) date\b.*|[|•]\s*$).*$",
    "Asthma Page 1 of 2",
    "Asthma",
)


BEFORE_NAME = Rule(
    "titles.before_name",
    rf"^{KIND}{{1,6}}(?:{DOCUMENTS})(?:\s*(?:{AND_DOCUMENTS}))*\s*(?:[:#]\s*(?=\S*\d)[\w.-]+[\s:–-]+|\|\s*)(?=[A-Z])",
    "Medical Policy: AB-0001 Asthma",
    "Medical Policy: Asthma",
)
"""The kind of document and its number, on one line with its name."""


OWN_NUMBER = Rule(
    "titles.own_number",
    r"^(?:[A-Z]{2,4}[ _.-])+(?=[\d.]*\d{2})[\d.]+\s+(?=[A-Z])",
    "ABC 2.04.141 Asthma",
    "PCSK9 Asthma",
    exact=True,
)
"""A document's number before its name."""


def tidied(words: str | None) -> str | None:
    """Return a title without what runs on behind it: a page, a date, a further label."""
    if not words:
        return None
    label = LABEL.match(words)
    words = words[label.end() :] if label and label["sign"].strip() and label.end() < len(words) else words
    other = OTHER.search(words, 4)
    words = words[: other.start()] if other else words
    words = OWN_NUMBER.sub("", words)
    words = BEFORE_NAME.sub("", TRAILING.sub("", words))
    return " ".join(words.replace("*", "").split()).strip(" -–|:;") or None
