"""Plain text and Markdown → Document.

`Document.text` is the file's text, ligatures and unbroken spaces in plain letters; markup characters (`~~`, `**`, `<u>`) stay in it and
are covered by `markup` marks. `~~words~~` and `<del>` are deletions, `<u>`, `<ins>` insertions, all
`transcribed`: somebody's program wrote them from a page image, and it can be wrong about which is which.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from payerdiff.ingest.document import Document, Line, Mark, MarkKind, Remark
from payerdiff.ingest.formats.lost_lines import LONGEST, broken_lines
from payerdiff.ingest.reading.furniture import label_furniture, shape_of
from payerdiff.ingest.reading.marker import marker_of
from payerdiff.ingest.signs import plainly
from payerdiff.model.errors import PayerdiffError

STRUCK = re.compile(r"~~(.+?)~~", re.DOTALL)
TAGGED = re.compile(r"<(u|ins|del|s|strike)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
STRONG = re.compile(r"(\*{2,})(?=\S)(.+?)(?<=\S)(\*{2,})")
WHOLLY_STRONG = re.compile(r"\*\*(?=[^\s*])[^*]+(?<=[^\s*])\*\*:?")
"""A line of Markdown set in bold as a whole."""
EMPHASIS = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])")
LINK = re.compile(r"\[([^\]\n]+)\]\((#[^)\n]*|https?:[^)\n]*)\)")
HEADING = re.compile(r"^(#{1,6})\s+")
PIPE_ROW = re.compile(r"^\s*\|.*\|\s*$|^[^|\n]+(?:\s\|\s[^|\n]*)+\|?\s*$")
TAB_ROW = re.compile(r"\t")
NUMBERED_PAGE = re.compile(r"^[^\n|]*\bpage:? \d{1,3} of \d{1,3}[ \t]*$\n", re.MULTILINE | re.IGNORECASE)
RAISED = re.compile(r"(?<=\S)[ \t]*\n[ \t]*[®™℠]+(?:\n(?=[ \t]*[\w(\[,;:./)\]–-]))?")
"""A trade mark that an extraction gives a line of its own, as it is raised above its name; a blank behind it ends the line, else the sentence goes on."""
MARKDOWN = re.compile(r"~~\S|^#{1,6} |\*\*\S|<u>|\]\(#|\]\(http", re.MULTILINE)


def read_text(data: bytes, name: str) -> Document:
    """Return the document that a text or Markdown file holds.

    Raises PayerdiffError `not-text` where the bytes are no text in UTF-8, UTF-16 or Windows-1252.
    """
    text = plainly(decode(data, name))
    marks: list[Mark] = []
    if MARKDOWN.search(text):
        marks = markdown_marks(text)
    lines, lost = lines_of(text, marks)
    pages = lines[-1].page if lines else 1
    remarks = []
    if lost:
        remarks.append(
            Remark(
                "warning",
                "bullets-lost",
                f"{lost} list items lost their bullets in extraction; their level is inferred from wording and connectors.",
            )
        )
    if any(end - start > LONGEST for start, end in printed_lines(text)):
        remarks.append(Remark("warning", "lines-lost", LINES_LOST))
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/markdown" if marks else "text/plain",
        text=text,
        lines=without_running_lines(lines, text, pages),
        pages=pages,
        marks=tuple(sorted(marks, key=lambda m: (m.start, m.end))),
        remarks=tuple(remarks),
    )


LINES_LOST = "The line breaks of this text were lost; sentences and titles tell where lines end, items without a mark between them are read as one."


def printed_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines of a text as they stand in the file."""
    for match in re.finditer(r"[^\n\f]+", text):
        yield match.span()


def pages_of(text: str) -> list[int]:
    """Return where each page begins: at form feeds, else behind the lines that number pages; a text without either is one page."""
    breaks = [m.end() for m in re.finditer(r"\f", text)] or [m.end() for m in NUMBERED_PAGE.finditer(text)]
    return [0, *breaks] if len(breaks) > 1 else [0]


def without_running_lines(lines: tuple[Line, ...], text: str, pages: int) -> tuple[Line, ...]:
    """Return the lines with those labeled that run at the edges of pages; what stands amid a page too is text wherever it stands."""
    if pages < 2:
        return lines
    labeled = label_furniture(lines, text, pages)
    amid = Counter(shape_of(line, text) for line in labeled if line.kind != "furniture")
    edge = Counter(shape_of(line, text) for line in labeled if line.kind == "furniture")
    stays = {shape for shape, count in amid.items() if count > 1 or edge[shape] < OFTEN}
    return tuple(was if shape_of(was, text) in stays else line for was, line in zip(lines, labeled, strict=True))


OFTEN = 4
"""Pages at whose edge a line runs that may stand amid one page too: the title of the document, which each page repeats."""


def decode(data: bytes, name: str) -> str:
    """Return the text, by byte order mark, then UTF-8, then Windows-1252."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if b"\x00" in data:
            raise PayerdiffError(
                "not-text",
                name,
                "the file is neither text nor a supported format",
                "Use HTML, PDF, DOCX, Markdown or plain text.",
            ) from None
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise PayerdiffError(
            "not-text",
            name,
            "the file is neither text nor a supported format",
            "Use HTML, PDF, DOCX, Markdown or plain text.",
        )
    return text


def markdown_marks(text: str) -> list[Mark]:
    """Return marks for markup characters, deletions and insertions of a Markdown text."""
    marks: list[Mark] = []

    def wrap(match: re.Match[str], inner: int, kind: MarkKind | None) -> None:
        low, high = match.span(inner)
        marks.append(Mark(match.start(), low, "markup"))
        marks.append(Mark(high, match.end(), "markup"))
        if kind:
            marks.append(Mark(low, high, kind, "transcribed"))

    has_struck = STRUCK.search(text) is not None
    for match in STRUCK.finditer(text):
        wrap(match, 1, "deleted")
    for match in TAGGED.finditer(text):
        tag = match.group(1).lower()
        change: MarkKind | None = "deleted" if tag in ("del", "s", "strike") else "inserted"
        wrap(match, 2, change if tag != "u" or has_struck else None)
    for match in BREAK.finditer(text):
        marks.append(Mark(match.start(), match.end(), "markup"))
    for match in LINK.finditer(text):
        wrap(match, 1, None)
    offset = 0
    for line in text.splitlines(keepends=True):
        heading = HEADING.match(line)
        if heading:
            marks.append(Mark(offset, offset + heading.end(), "markup"))
        marks += emphasis_marks(line, offset)
        offset += len(line)
    return marks


def emphasis_marks(line: str, offset: int) -> list[Mark]:
    """Return the asterisks of one line that only set words bold or italic.

    A single star before a footnote stays: `**Must be …*` is an italic `*Must be …`.
    """
    body = line.strip()
    low = offset + line.find(body)
    if re.fullmatch(r"\*\*[^*].*[^*]\*", body):
        return [Mark(low, low + 1, "markup"), Mark(low + len(body) - 1, low + len(body), "markup")]
    marks = []
    for match in STRONG.finditer(line):
        marks.append(Mark(offset + match.start(1), offset + match.end(1), "markup"))
        marks.append(Mark(offset + match.start(3), offset + match.end(3), "markup"))
    if not marks:
        for match in EMPHASIS.finditer(line):
            marks.append(Mark(offset + match.start(), offset + match.start() + 1, "markup"))
            marks.append(Mark(offset + match.end() - 1, offset + match.end(), "markup"))
    return marks


def lines_of(text: str, marks: list[Mark]) -> tuple[tuple[Line, ...], int]:
    """Return the lines of a text and how many list items seem to have lost their bullet.

    A lost bullet leaves one blank at the head of its line, where no other line of the file is set in.
    """
    headings = {m.start for m in marks if m.kind == "markup"}
    found: list[Line] = []
    offset = 0
    pages = pages_of(text)
    blank_before = 0
    for printed in re.split(r"(?<=\n)|(?<=\f)", RAISED.sub(lambda found: found.group().replace("\n", " "), text)):
        body = printed.strip()
        if body:
            low = offset + printed.find(body)
            indent = len(printed[: printed.find(body)].replace("\f", "").replace("\t", "    "))
            heading = HEADING.match(body) if low in headings else None
            line = Line(
                low,
                low + len(body),
                bisect_right(pages, low),
                float(indent),
                kind="heading" if heading else "text",
                level=len(heading.group(1)) if heading else 0,
                bold=low in headings and WHOLLY_STRONG.fullmatch(body) is not None,
                gap=1.0 if blank_before else 0.0,
            )
            if len(body) <= LONGEST and (TAB_ROW.search(body) or (PIPE_ROW.match(body) and "|" in body)):
                line = replace(line, kind="row", cells=cells_of(body, low))
            parts = broken_lines(text, line.start, line.end) if line.kind == "text" else []
            found += [line] if len(parts) < 2 else [replace(line, start=a, end=b, gap=1.0) for a, b in parts]
            blank_before = 0
        else:
            blank_before += 1
        offset += len(printed)
    return with_lost_bullets(text, found)


LEAST_LOST = 8
"""More items than these seem to have lost their bullets before it is said of a text."""


def with_lost_bullets(text: str, found: list[Line]) -> tuple[tuple[Line, ...], int]:
    """Return lines with those as items that have lost their bullet, and how many these are."""
    set_in = [line for line in found if line.indent]
    ones = [line for line in set_in if line.indent <= 2 and line.kind == "text"]
    lost = len(ones) > 0.9 * len(set_in) and LEAST_LOST < len(ones) < 0.6 * len(found)
    bare = {line.start for line in ones if opens_an_item(text[line.start])} if lost else joined_items(text, found)
    return tuple(replace(line, marker="", kind="item") if line.start in bare else line for line in found), len(bare)


def opens_an_item(first: str) -> bool:
    """Return True if a line's first character may open an item; a small letter goes on with the line before, whatever the extraction put between."""
    return first.isalnum() and not first.islower()


PARAGRAPH = 200
"""Characters of a line from which on a text is not wrapped: each of its lines is a paragraph or an item."""
JOINED = re.compile(r";\s*(?:and|or|AND|OR)?\s*$")
"""How an item ends that another follows."""


def joined_items(text: str, found: list[Line]) -> set[int]:
    """Return where items begin in a text of whole paragraphs whose marks are gone: lines that a semicolon joins to the next, and that next one."""
    plain = [line for line in found if line.kind == "text"]
    if not any(line.end - line.start >= PARAGRAPH for line in plain):
        return set()
    bare = joined_below(text, plain)
    more: set[int] = set()
    for line, below in pairwise(plain):
        words = text[line.start : line.end]
        if JOINED.search(words) and words[:1].isalnum() and marker_of(words)[0] is None:
            more |= {line.start}
            after = text[below.start : below.end]
            if after[:1].isalnum() and marker_of(after)[0] is None and below.start - line.end < NEAR:
                more |= {below.start}
    return bare | (more if len(more | bare) > LEAST_LOST else set())


LINKED = re.compile(r"(?:[;,]|\s)\s*(?:and|or|AND|OR)\s*[,;]?\s*$")
"""How a line ends that `and` or `or` joins to the next."""


def joined_below(text: str, plain: list[Line]) -> set[int]:
    """Return where items begin below a line that ends in a colon: lines without a mark, each joined to the next by `and` or `or`, and the last of them."""
    found: set[int] = set()
    run: list[int] = []
    led = linked = False
    for line in plain:
        words = text[line.start : line.end]
        unmarked = words[:1].isalnum() and marker_of(words)[0] is None and not words.endswith(":")
        if (led or linked) and unmarked:
            run.append(line.start)
            linked, led = LINKED.search(words) is not None, False
        else:
            linked, led = False, words.endswith(":")
            run = []
        if len(run) > 1 and not linked:
            found |= set(run)
            run = []
    return found


NEAR = 4
"""Characters between two lines that follow each other."""


def cells_of(body: str, low: int) -> tuple[tuple[int, int], ...]:
    """Return the ranges of a row's cells, parted by tabs or bars."""
    separator = "\t" if "\t" in body else "|"
    cells = []
    at = 0
    for piece in body.split(separator):
        words = piece.strip()
        start = low + at + (piece.find(words) if words else 0)
        cells.append((start, start + len(words)))
        at += len(piece) + 1
    if separator == "|" and cells and cells[0][0] == cells[0][1]:
        cells = cells[1:]
    while cells and separator == "|" and cells[-1][0] == cells[-1][1] and body.endswith("|"):
        cells = cells[:-1]
        break
    return tuple(cells)
