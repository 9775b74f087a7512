"""Harmless variants of a document's text: what publishing does to a policy whose criteria nobody touched.

Each kind turns lines of text into two versions that say the same, or gives None where the text offers no place for it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator

from payerdiff.ingest.document import Document

Versions = tuple[str, str]
Variant = Callable[[list[str]], Versions | None]

MARKED = re.compile(r"^(\s*)([-*•▪●◦o–]|\(?(?:[0-9]{1,2}|[A-Za-z]|[ivxIVX]{1,4})[.)])(\s+)(?=\S)")
BULLET = re.compile(r"^(\s*)([-*•▪●◦–])(\s+)(?=\S)")
NUMBERED = re.compile(r"^(\s*)([0-9]{1,2}|[a-zA-Z])\.(\s+)(?=\S)")
DATED = re.compile(r"\b(?:\d{1,2}/\d{1,2}/(?:19|20)\d\d|(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, (?:19|20)\d\d)")  # fmt: skip
HEAD = re.compile(r"\b(?:effective|review|revis|publish|updat)", re.IGNORECASE)
CITED = re.compile(r"^(\s*)(\d{1,2})([.)]\s+)(?=\S)")
SOURCES = re.compile(r"^\W*(?:[IVX]+\.|\d+\.)?\s*references?\W*$", re.IGNORECASE)
LOG = re.compile(r"^\W*(?:policy |revision |review |document )?(?:history|log)(?: log)?\W*$|^\W*revisions?\W*$", re.IGNORECASE)  # fmt: skip
LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "fi": "ﬁ", "fl": "ﬂ", "ff": "ﬀ"}
TABLE = re.compile(r"\||\t")


def lines_of(document: Document) -> list[str]:
    """Return a document's lines as text, set in by blanks; running heads and feet are left out, for they would stand amid the pages of a variant."""
    found: list[str] = []
    least = min((line.indent for line in document.lines), default=0.0)
    unit = 1.0 if document.lines and document.media_type.startswith("text/") and "html" not in document.media_type else 5.0  # fmt: skip
    for line in document.lines:
        if line.kind == "furniture":
            continue
        if line.gap > 0.6 or line.kind == "heading":
            found.append("")
        mark = f"{line.marker} " if line.marker else ""
        words = " | ".join(document.text[a:b] for a, b in line.cells) or document.text[line.start : line.end]
        found.append(" " * min(int((line.indent - least) / unit), 24) + mark + " ".join(words.split()))
    return found


def joined(lines: list[str]) -> str:
    """Return lines as one text."""
    return "\n".join(lines) + "\n"


def against(change: Callable[[list[str]], list[str] | None]) -> Variant:
    """Return a variant of which the old version is the text as it stands."""

    def both(lines: list[str]) -> Versions | None:
        new = change(lines)
        return None if new is None or new == lines else (joined(lines), joined(new))

    return both


def by_line(change: Callable[[str], str]) -> Variant:
    """Return a variant that alters each line of its own."""
    return against(lambda lines: [change(line) for line in lines])


def paragraphs(lines: list[str]) -> Iterator[str]:
    """Yield lines with those joined that only the width of the page parted."""
    held: str | None = None
    for line in lines:
        runs_on = held is not None and len(held.strip()) > 50 and re.search(r"[a-z,]$", held) and not TABLE.search(held)
        if held is not None and runs_on and re.match(r"\s*[a-z]{2}", line) and not MARKED.match(line) and not TABLE.search(line):  # fmt: skip
            held = f"{held} {line.strip()}"
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def wrapped(width: int) -> Variant:
    """Return a variant that is set at another width."""

    def change(lines: list[str]) -> list[str]:
        found: list[str] = []
        for line in paragraphs(lines):
            mark = MARKED.match(line)
            inset = " " * (len(mark.group(0)) if mark else len(line) - len(line.lstrip()))
            plain = TABLE.search(line) or not line.strip() or line.lstrip().startswith("#")
            found += [line] if plain else textwrap.wrap(line, width, subsequent_indent=inset, break_long_words=False, break_on_hyphens=False)  # fmt: skip
        return found

    return against(change)


def spaced(lines: list[str]) -> list[str]:
    """Return lines with a blank one behind each that ends a paragraph or an item."""
    found: list[str] = []
    whole = list(paragraphs(lines))
    for line in whole:
        found += [line] if TABLE.search(line) else [line, ""]
    return found


def paged(every: int, foot: str = "Northfield Health Plan Clinical Policy") -> Callable[[list[str]], list[str]]:
    """Return a text's lines on pages of so many lines, each with a foot."""

    def change(lines: list[str]) -> list[str]:
        found: list[str] = []
        pages = max(-(-len(lines) // every), 1)
        for at in range(pages):
            found += [*lines[at * every : (at + 1) * every], "", foot, f"Page {at + 1} of {pages}", "\f"]
        return found

    return change


def repaged(lines: list[str]) -> Versions | None:
    """Return a text on pages of two lengths."""
    return (joined(paged(44)(lines)), joined(paged(37)(lines))) if len(lines) > 90 else None


def unpaged(lines: list[str]) -> Versions | None:
    """Return a text on pages, and without."""
    return (joined(paged(40)(lines)), joined(lines)) if len(lines) > 90 else None


def footnoted(lines: list[str]) -> list[str]:
    """Return lines with small numbers that point to sources behind every seventh line that ends a sentence or an item."""
    ends = [at for at, line in enumerate(lines) if re.search(r"[a-z]{3}[.;]?$", line) and not TABLE.search(line)]
    marks = {at: "¹²³⁴⁵⁶⁷⁸⁹"[n % 9] for n, at in enumerate(ends[::7])}
    return [line + marks.get(at, "") for at, line in enumerate(lines)]


def curly(line: str) -> str:
    """Return a line with its quotes the other way: straight made curly, curly made straight."""
    if any(sign in line for sign in "“”’"):
        return line.replace("“", '"').replace("”", '"').replace("’", "'")
    return re.sub(r'"([^"]*)"', r"“\1”", line).replace("'", "’")


def unbroken(line: str) -> str:
    """Return a line with spaces and hyphens that do not break."""
    body = line.lstrip(" ")
    mark = MARKED.match(line)
    head = mark.group(0) if mark else line[: len(line) - len(body)]
    rest = line[len(head) :]
    return head + re.sub(r"(?<=\d) (?=[a-z])", "\u00a0", re.sub(r"(?<=[A-Za-z0-9])-(?=[A-Za-z0-9])", "\u2011", rest))


def ligated(line: str) -> str:
    """Return a line with ligatures."""
    return re.sub("ffi|ffl|fi|fl|ff", lambda m: LIGATURES[m.group(0)], line)


def rebulleted(line: str) -> str:
    """Return a line with another bullet."""
    return BULLET.sub(lambda m: f"{m.group(1)}{'▪' if m.group(2) != '▪' else '•'}{m.group(3)}", line)


def bracketed(line: str) -> str:
    """Return a line with `1)` for `1.`."""
    return NUMBERED.sub(r"\1\2)\3", line)


def capitals(line: str) -> str:
    """Return a heading in capitals; other lines as they are."""
    words = line.strip().lstrip("#").strip()
    short = 0 < len(words.split()) <= 6 and words[:1].isupper() and not re.search(r"[.,;:)\d|]", words)
    titled = short and all(w[:1].isupper() or w in ("of", "and", "for", "the", "to", "in", "or") for w in words.split())
    return line.upper() if (titled and not MARKED.match(line)) or line.startswith("#") else line


def redated(lines: list[str]) -> list[str] | None:
    """Return lines with another date in the head."""
    for at, line in enumerate(lines[:40]):
        if HEAD.search(line) and DATED.search(line):
            later = re.sub(r"(19|20)(\d\d)(?!\d)", lambda m: f"{int(m.group(0)) + 1}", line)
            return [*lines[:at], later, *lines[at + 1 :]]
    return None


def logged(lines: list[str]) -> list[str] | None:
    """Return lines with one more entry in the revision history: a review without changes."""
    top = next((at for at, line in enumerate(lines) if LOG.match(line)), None)
    entries = [] if top is None else [at for at in range(top + 1, len(lines)) if DATED.match(lines[at].strip(" |"))]
    if not entries:
        return None
    last = lines[entries[-1]]
    date = DATED.search(last)
    assert date is not None  # it was found so
    later = f"{date.group(0)[:-4]}2026"
    words = " | " if "|" in last else "  "
    row = f"{later}{words}Annual review"
    return [*lines[: entries[0]], f"| {row} |" if last.startswith("|") else row, *lines[entries[0] :]]


def recited(lines: list[str]) -> list[str] | None:
    """Return lines whose sources have other numbers: each one more, as where one was put ahead of them that stands elsewhere in the list."""
    top = next((at for at, line in enumerate(lines) if SOURCES.match(line)), None)
    if top is None:
        return None
    end = next((at for at in range(top + 1, len(lines)) if LOG.match(lines[at])), len(lines))
    more = [CITED.sub(lambda m: f"{m.group(1)}{int(m.group(2)) + 1}{m.group(3)}", line) for line in lines[top + 1 : end]]  # fmt: skip
    return [*lines[: top + 1], *more, *lines[end:]]


VARIANTS: dict[str, Variant] = {
    "wrapped at 60": wrapped(60), "wrapped at 75": wrapped(75), "wrapped at 95": wrapped(95), "wrapped at 130": wrapped(130),
    "blank lines between": against(spaced), "page breaks moved": repaged, "page breaks gone": unpaged,
    "footnote marks": against(footnoted), "other quotes": by_line(curly), "spaces and hyphens that do not break": by_line(unbroken),
    "ligatures": by_line(ligated), "other bullets": by_line(rebulleted), "brackets for stops": by_line(bracketed),
    "headings in capitals": by_line(capitals), "another date": against(redated), "one log entry more": against(logged),
    "sources renumbered": against(recited),
}  # fmt: skip


def with_attributes(page: str) -> str:
    """Return a web page whose elements have other attributes."""
    return re.sub(r"<(p|li|ul|ol|td|h[1-6])(?=[\s>])", r'<\1 data-block="7"', page)


def with_inline_tags(page: str) -> str:
    """Return a web page with tags around single words that set them otherwise."""
    return re.sub(r"(<(?:p|li|td)[^>]*>)(\w[\w ]*?)(?= )", r"\1<span>\2</span>", page)


PAGE_VARIANTS: dict[str, Callable[[str], str]] = {"attributes": with_attributes, "inline tags": with_inline_tags}
