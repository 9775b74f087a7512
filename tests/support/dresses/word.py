"""A carrier for Word: marks are typed, and items set in."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Sequence

from dresses.rows import Heads, Row, with_heads

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def as_word(rows: Sequence[Row], heads: Heads) -> tuple[str, bytes]:
    """Return a Word file whose marks are typed and whose items are set in."""
    body = []
    for row, head in with_heads(rows, heads):
        look, style = "", f'<w:ind w:left="{360 * (row.depth + 1)}"/>' if row.kind in ("item", "joint") else ""
        words = f"{row.mark} {row.words}" if row.mark else row.words
        if row.kind == "title" or (head and heads in ("tag", "large", "numbered tag")):
            style = f'<w:pStyle w:val="Heading{1 if head is None else row.depth + 2}"/>'
        elif head:
            look = ("<w:b/>" if head.bold else "") + ('<w:u w:val="single"/>' if head.underlined else "")
        shown = html.escape(head.words if head else words)
        body.append(f"<w:p><w:pPr>{style}</w:pPr><w:r><w:rPr>{look}</w:rPr><w:t>{shown}</w:t></w:r></w:p>")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{"".join(body)}</w:body></w:document>'
        )
    return "page.docx", held.getvalue()
