"""Carriers on the web: paragraphs, nested lists, tables and definition lists."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from dresses.rows import POLICY, REQUESTS, Head, Heads, Order, Row, with_heads


def tagged(row: Row, head: Head) -> str:
    """Return a heading of a web page."""
    words = html.escape(head.words)
    if head.underlined:
        words = f"<u>{words}</u>"
    return f"<p><strong>{words}</strong></p>" if head.bold or head.underlined else f"<p>{words}</p>"


def web_head(row: Row, head: Head, heads: Heads) -> str:
    """Return a heading of a web page: a heading's tag, or a paragraph of its own look."""
    return (
        f"<h{row.depth + 2}>{html.escape(head.words)}</h{row.depth + 2}>"
        if heads in ("tag", "large", "numbered tag")
        else tagged(row, head)
    )


def web_page(body: Sequence[str]) -> tuple[str, bytes]:
    """Return a web page."""
    return "page.html", (
        "<!doctype html><html><head><title>Inventa</title></head><body>" + "\n".join(body) + "</body></html>"
    ).encode()


def as_web_paragraphs(rows: Sequence[Row], heads: Heads) -> tuple[str, bytes]:
    """Return a web page of paragraphs, in which marks are typed and nothing is set in."""
    body = []
    for row, head in with_heads(rows, heads):
        words = html.escape(row.words)
        if head is not None:
            body.append(web_head(row, head, heads))
        elif row.kind == "title":
            body.append(f"<h1>{words}</h1>")
        else:
            body.append(f"<p>{row.mark} {words}</p>" if row.mark else f"<p>{words}</p>")
    return web_page(body)


TYPES = {"1. a. i.": "1ai", "A. 1. a.": "A1a", "I. A. 1.": "IA1"}
"""The marks that lists of a web page draw by themselves."""


def web_list(rows: Sequence[Row], types: str | None) -> str:
    """Return items as a nested list; a connector on a line of its own stands in the item before it."""
    out: list[str] = []
    open_items: list[int] = []
    for row in rows:
        while open_items and (open_items[-1] > row.depth or (row.kind == "item" and open_items[-1] == row.depth)):
            out.append("</li>")
            if open_items.pop() > row.depth or row.depth < 0:
                out.append("</ol>" if types else "</ul>")
        if row.kind == "joint":
            out.append(f"<p>{row.words}</p>")
            continue
        if row.depth == (open_items[-1] + 1 if open_items else 0) and not (out and out[-1] == "</li>"):
            out.append(f'<ol type="{types[row.depth]}">' if types else "<ul>")
        out.append(f"<li>{html.escape(row.words)}")
        open_items.append(row.depth)
    while open_items:
        open_items.pop()
        out += ["</li>", "</ol>" if types else "</ul>"]
    return "".join(out)


def web_terms(rows: Sequence[Row]) -> str:
    """Return items as nested definition lists: the number of an item is the term, its words and what stands below it the definition."""
    out: list[str] = []
    depth = -1
    for row in rows:
        if row.kind == "joint":
            out.append(f"<p>{row.words}</p>")
            continue
        out += ["<dl>"] if row.depth > depth else ["</dd></dl>"] * (depth - row.depth) + ["</dd>"]
        out.append(f"<dt>{row.mark}</dt>\n<dd>{html.escape(row.words)}")
        depth = row.depth
    return "".join([*out, *["</dd></dl>"] * (depth + 1)])


def blocks_of(rows: Sequence[Row], heads: Heads) -> Iterator[tuple[Row, Head | None, list[Row]]]:
    """Yield rows, the items and connectors of a list together behind an empty one."""
    held: list[Row] = []
    for row, head in with_heads(rows, heads):
        if row.kind in ("item", "joint"):
            held.append(row)
            continue
        if held:
            yield held[0], None, held
            held = []
        yield row, head, []


def as_web_lists(rows: Sequence[Row], heads: Heads, types: str | None) -> tuple[str, bytes]:
    """Return a web page with nested lists."""
    body = []
    for row, head, held in blocks_of(rows, heads):
        if held:
            body.append(web_list(held, types))
        elif head is not None:
            body.append(web_head(row, head, heads))
        else:
            body.append(f"<h1>{row.words}</h1>" if row.kind == "title" else f"<p>{html.escape(row.words)}</p>")
    return web_page(body)


def as_web_terms(rows: Sequence[Row], heads: Heads, _: str | None) -> tuple[str, bytes]:
    """Return a web page whose items are the terms and definitions of nested lists."""
    body = []
    for row, head, held in blocks_of(rows, heads):
        if held:
            body.append(web_terms(held))
        elif head is not None:
            body.append(web_head(row, head, heads))
        else:
            body.append(f"<h1>{row.words}</h1>" if row.kind == "title" else f"<p>{html.escape(row.words)}</p>")
    return web_page(body)


def as_web_table(rows: Sequence[Row], heads: Heads, types: str | None) -> tuple[str, bytes]:
    """Return a web page whose criteria stand in a table, beside the innermost heading."""
    body, label, cell, inside = [], "", list[str](), False
    for row, head, held in blocks_of(rows, heads):
        innermost = head is not None and row.words in INNER[heads_order(rows)]
        if head is not None and cell:
            body.append(f"<tr><td>{label}</td><td>{''.join(cell)}</td></tr>")
            cell = []
        if head is not None and inside and not innermost:
            body.append("</table>")
            inside = False
        if innermost:
            label = html.escape(row.words)
            body += [] if inside else ["<table>"]
            inside = True
        elif head is not None:
            body.append(web_head(row, head, heads))
        elif inside:
            cell.append(web_list(held, types) if held else f"<p>{html.escape(row.words)}</p>")
        else:
            body.append(f"<h1>{row.words}</h1>" if row.kind == "title" else f"<p>{html.escape(row.words)}</p>")
    return web_page(body)


def heads_order(rows: Sequence[Row]) -> Order:
    """Return in which order the headings of rows stand."""
    ranks = {row.words: row.depth for row in rows if row.kind == "head"}
    if REQUESTS["initial"] not in ranks:
        return "use alone"
    return "use over request" if ranks[REQUESTS["initial"]] == 2 else "request over use"


USES = frozenset(one.use for one in POLICY)
INNER: dict[Order, frozenset[str]] = {
    "use over request": frozenset(REQUESTS.values()), "request over use": USES, "use alone": USES,
}  # fmt: skip


def as_definitions(rows: Sequence[Row], heads: Heads, types: str | None) -> tuple[str, bytes]:
    """Return a web page whose innermost headings are the terms of definition lists."""
    body, inside = [], False
    for row, head, held in blocks_of(rows, heads):
        innermost = head is not None and row.words in INNER[heads_order(rows)]
        if head is not None and inside:
            body.append("</dd></dl>")
            inside = False
        if innermost:
            body.append(f"<dl><dt>{html.escape(row.words)}</dt><dd>")
            inside = True
        elif head is not None:
            body.append(web_head(row, head, heads))
        elif held:
            body.append(web_list(held, types))
        else:
            body.append(f"<h1>{row.words}</h1>" if row.kind == "title" else f"<p>{html.escape(row.words)}</p>")
    return web_page(body)
