"""How a run of a Word file looks: struck, bold, in color, or seen by nobody."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from payerdiff.ingest.document import Remark
from payerdiff.ingest.formats.word_package import W, value

COLOR = re.compile(r"[0-9A-Fa-f]{6}")
LINKS = frozenset({"0563C1", "0000FF", "0000EE", "954F72", "467886"})
OFF = frozenset({"0", "false", "off"})
SHOWN = 300
"""Characters of hidden words that a finding quotes."""


def is_on(run: etree._Element, *names: str) -> bool:
    """Return True if a run has one of some properties, and does not say that it has not."""
    found = [run.find(f"{W}rPr/{W}{name}") for name in names]
    return any(one is not None and one.get(f"{W}val") not in OFF for one in found)


def is_colored(run: etree._Element) -> bool:
    """Return True if a run is set in a color that is neither gray nor that of links."""
    shade = color_of(run)
    channels = [int(shade[at : at + 2], 16) for at in (0, 2, 4)] if COLOR.fullmatch(shade) else [0]
    return max(channels) - min(channels) > 38 and shade.upper() not in LINKS


def color_of(run: etree._Element) -> str:
    """Return the color that a run states, in six digits; "" where it states none."""
    color = run.find(f"{W}rPr/{W}color")
    return (color.get(f"{W}val") or "") if color is not None else ""


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a file by what they do to their words."""

    vanishing: frozenset[str] = frozenset()
    """Those that hide them."""
    shaded: frozenset[str] = frozenset()
    """Those that lay a color beneath them."""


def styles_in(root: etree._Element) -> Styles:
    """Return the styles of a file that hide their words or color what lies beneath."""
    return Styles(having(root, "rPr", "vanish"), having(root, "pPr", "shd") | having(root, "rPr", "shd"))


def having(root: etree._Element, kind: str, name: str) -> frozenset[str]:
    """Return the styles that have a property, by themselves or by the style that they are based on."""
    own: dict[str, bool | None] = {}
    bases: dict[str, str | None] = {}
    for style in root.iter(f"{W}style"):
        known = style.find(f"{W}{kind}/{W}{name}")
        own[style.get(f"{W}styleId") or ""] = None if known is None else known.get(f"{W}val") not in OFF
        bases[style.get(f"{W}styleId") or ""] = value(style, "basedOn")
    for style_id in own:
        chain: dict[str, None] = {}
        at: str | None = style_id
        while at in own and own[at] is None and at not in chain:
            chain[at] = None
            at = bases[at]
        for each in chain:
            own[each] = bool(own.get(at or ""))
    return frozenset(one for one, has in own.items() if has)


def is_unseen(run: etree._Element, styles: Styles) -> bool:
    """Return True if Word shows nobody the words of a run: they are hidden text, or white where nothing lies beneath them.

    In tables and boxes a style may color what lies beneath: white words are read there.
    """
    hides = run.find(f"{W}rPr/{W}vanish")
    if hides is not None:
        return hides.get(f"{W}val") not in OFF
    if styles.vanishing and named(run) & styles.vanishing:
        return True
    return color_of(run).upper() == "FFFFFF" and not has_ground(run, styles)


def named(run: etree._Element) -> set[str | None]:
    """Return the styles of a run and of its paragraph."""
    own = run.find(f"{W}rPr/{W}rStyle")
    paragraph = next(run.iterancestors(f"{W}p"), None)
    style = paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None
    return {one.get(f"{W}val") for one in (own, style) if one is not None}


def has_ground(run: etree._Element, styles: Styles) -> bool:
    """Return True if a color may lie beneath a run: its own, that of its paragraph, of a table, a text box or the page."""
    if any(run.find(f"{W}rPr/{W}{name}") is not None for name in ("shd", "highlight")) or named(run) & styles.shaded:
        return True
    around = list(run.iterancestors())
    return any(one.tag in GROUNDS or one.find(f"{W}pPr/{W}shd") is not None for one in around) or around[-1].find(f"{W}background") is not None  # fmt: skip


GROUNDS = frozenset({f"{W}tc", f"{W}txbxContent"})


def unseen(words: list[str]) -> Iterator[Remark]:
    """Yield a finding on words that Word shows nobody."""
    said = textwrap.shorten(" ".join("".join(words).split()), SHOWN, placeholder=" …")
    if said:
        yield Remark("warning", "hidden-text", f"Hidden in the document, and not read: “{said}”")
