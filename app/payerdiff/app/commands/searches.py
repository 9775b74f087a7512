"""The command that looks for words in criteria: find."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from payerdiff import api
from payerdiff.app.cli import JsonOption, LibraryOption, app
from payerdiff.app.commands.inputs import read_all
from payerdiff.app.commands.terminal import write_json
from payerdiff.model.errors import PayerdiffError


@app.command()
def find(
    words: Annotated[list[str], typer.Argument(help='What to look for: all words must occur; "words in quotes" one after the other.', metavar="WORDS")],
    library: LibraryOption = None,
    drug: Annotated[str | None, typer.Option(help="Only in policies on this drug (generic or brand name, or code).")] = None,
    most: Annotated[int, typer.Option(help="How many passages to show.", min=1)] = 20,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Find words in the criteria and terms of all policies, with the passage and its page.

    Other forms of a word count too (biologic, biologics). The folder needs its store (docs/library.md).
    """
    if not library:
        raise PayerdiffError("no-store", "find", "the sample documents have no store to search", "Give a folder with --library.")  # fmt: skip
    held = read_all(library, store=True)
    subject = api.find_subject(drug, held) if drug else None
    asked = " ".join(f'"{word}"' if " " in word else word for word in words)
    found = api.find(asked, held, library, drug=subject.generic if subject else None, most=most)
    if as_json:
        write_json([rows(one) for one in found])
        return
    for one in found:
        head = " · ".join(x for x in (one.payer or "payer not named", one.number, one.title) if x)
        sys.stdout.write(f"{head} ({one.document}, page {one.page}; {one.place})\n    {marked(one)}\n")
    unknown = f": no policy of this library is about {subject.title}" if subject and not held.about(subject) else ""
    more = ", the best ones; --most shows more" if len(found) == most else ""
    sys.stdout.write(f"{len(found)} {'passage' if len(found) == 1 else 'passages'}{more}{unknown}.\n")


def rows(one: api.FoundPassage) -> dict[str, object]:
    """Return a passage as plain data."""
    return {
        "document": one.document, "payer": one.payer, "number": one.number, "title": one.title, "drugs": list(one.drugs), "place": one.place,
        "page": one.page, "words": one.words, "marks": [list(mark) for mark in one.marks],
    }  # fmt: skip


def marked(one: api.FoundPassage) -> str:
    """Return the words of a passage in one line, what was found in brackets of a kind that no policy has; in a terminal it is bold."""
    before, after = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("⟦", "⟧")
    told, at = "", 0
    for start, end in one.marks:
        told += one.words[at:start] + before + one.words[start:end] + after
        at = end
    return " ".join((told + one.words[at:]).split())
