"""Carriers of plain text and Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from dresses.rows import Heads, Row, with_heads


def as_text(rows: Sequence[Row], heads: Heads) -> tuple[str, bytes]:
    """Return a plain text, wrapped, its lists set in."""
    lines: list[str] = []
    for row, head in with_heads(rows, heads):
        if head is not None or row.kind == "title":
            words = row.words  # a number alone would make a heading of plain text an item
            lines += ["", f"{words}:" if row.depth == 2 else words.upper(), ""]
            continue
        lines += [""] if row.kind in ("lead", "plain") and lines[-1] else []
        pad = "    " * row.depth if row.kind in ("item", "joint") else ""
        first = f"{pad}{row.mark} " if row.mark else pad
        lines += textwrap.wrap(row.words, 92, initial_indent=first, subsequent_indent=" " * len(first))
        lines += [""] if row.kind in ("plain", "lead") else []
    return "page.txt", "\n".join(lines).encode()


def as_markdown(rows: Sequence[Row], heads: Heads) -> tuple[str, bytes]:
    """Return a text in Markdown."""
    lines: list[str] = []
    for row, head in with_heads(rows, heads):
        if head is not None:
            shown = (
                f"{'#' * (row.depth + 2)} {head.words}"
                if heads in ("tag", "large", "numbered", "numbered tag")
                else f"**{head.words}**"
                if heads != "capitals"
                else head.words
            )
            lines += ["", shown, ""]
        elif row.kind == "title":
            lines += [f"# {row.words}", ""]
        else:
            lines += [""] if row.kind in ("lead", "plain") and lines[-1] else []
            pad = "    " * row.depth if row.kind in ("item", "joint") else ""
            lines += [
                f"{pad}{row.mark} {row.words}" if row.mark else pad + row.words,
                *([] if row.kind in ("item", "joint") else [""]),
            ]
    return "page.md", "\n".join(lines).encode()
