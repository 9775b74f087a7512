"""Carriers for Word: marks are typed and items set in, or Word draws the marks, by its numbering or by a style of paragraphs."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator, Sequence

from dresses.rows import Head, Heads, Row, with_heads

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FORMS = {"1": "decimal", "a": "lowerLetter", "i": "lowerRoman", "A": "upperLetter", "I": "upperRoman"}
BULLETED = 900
"""The number of the first list that a style makes; those below count the lists of the text."""


def paragraph(words: str, properties: str = "", look: str = "") -> str:
    """Return a paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{look}</w:rPr><w:t>{html.escape(words)}</w:t></w:r></w:p>"


def heading(row: Row, head: Head | None, heads: Heads) -> str:
    """Return a heading: in a style of its own, or in a paragraph of its own look."""
    if head is None or heads in ("tag", "large", "numbered tag"):
        style = f'<w:pStyle w:val="Heading{1 if head is None else row.depth + 2}"/>'
        return paragraph(head.words if head else row.words, style)
    look = ("<w:b/>" if head.bold else "") + ('<w:u w:val="single"/>' if head.underlined else "")
    return paragraph(head.words, "", look)


def indent(depth: int) -> str:
    """Return how far a list is set in."""
    return f'<w:ind w:left="{360 * (depth + 1)}"/>'


def as_word(rows: Sequence[Row], heads: Heads) -> tuple[str, bytes]:
    """Return a Word file whose marks are typed and whose items are set in."""
    body = []
    for row, head in with_heads(rows, heads):
        if head is not None or row.kind == "title":
            body.append(heading(row, head, heads))
        else:
            words = f"{row.mark} {row.words}" if row.mark else row.words
            body.append(paragraph(words, indent(row.depth) if row.kind in ("item", "joint") else ""))
    return packed(body)


def as_word_lists(rows: Sequence[Row], heads: Heads, types: str | None) -> tuple[str, bytes]:
    """Return a Word file that draws the marks: numbers by its numbering, bullets by a style for each depth."""
    body, lists, within = [], 0, False
    for row, head in with_heads(rows, heads):
        if head is not None or row.kind == "title":
            body.append(heading(row, head, heads))
        elif row.kind == "item":
            lists += not within
            numbered = f'<w:numPr><w:ilvl w:val="{row.depth}"/><w:numId w:val="{lists}"/></w:numPr>'
            style = f'<w:pStyle w:val="ListBullet{row.depth + 1 if row.depth else ""}"/>'
            body.append(paragraph(row.words, numbered if types else style))
        else:
            body.append(paragraph(row.words, indent(row.depth) if row.kind == "joint" else ""))
        within = row.kind in ("item", "joint")
    return packed(body, numbering(types or "", lists), styles())


def numbering(types: str, lists: int) -> str:
    """Return the definitions of the lists: one for each list of the text, and one for each style."""
    counted = "".join(level(at, FORMS[form], f"%{at + 1}.") for at, form in enumerate(types))
    whole = [(at, counted) for at in range(1, lists + 1)]
    whole += [(BULLETED + depth, level(0, "bullet", "•", depth)) for depth in range(3)]
    abstract = "".join(f'<w:abstractNum w:abstractNumId="{at}">{levels}</w:abstractNum>' for at, levels in whole)
    return abstract + "".join(f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>' for at, _ in whole)


def level(at: int, form: str, text: str, depth: int | None = None) -> str:
    """Return one level of a list."""
    left = indent(at if depth is None else depth)
    return f'<w:lvl w:ilvl="{at}"><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/><w:pPr>{left}</w:pPr></w:lvl>'


def styles() -> str:
    """Return styles that make lists; the deepest has its list from a style that it is based on."""

    def parts() -> Iterator[str]:
        for depth, name in enumerate(("ListBullet", "ListBullet2", "Base")):
            listed = f'<w:pPr><w:numPr><w:numId w:val="{BULLETED + depth}"/></w:numPr></w:pPr>'
            yield f'<w:style w:styleId="{name}">{listed}</w:style>'
        yield '<w:style w:styleId="ListBullet3"><w:basedOn w:val="Base"/></w:style>'

    return "".join(parts())


def packed(body: Sequence[str], lists: str = "", named: str = "") -> tuple[str, bytes]:
    """Return a Word package."""
    held = io.BytesIO()
    parts = {"document": f"<w:body>{''.join(body)}</w:body>", "numbering": lists, "styles": named}
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            package.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{WORD}">{xml}</w:{name}>')
    return "page.docx", held.getvalue()
