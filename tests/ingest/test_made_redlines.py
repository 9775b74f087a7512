"""Redlines made to order: tracked DOCX files drawn by Hypothesis, turned into PDF by LibreOffice, read back.

Nested lists, tables, page breaks, whole items that came or went, changes that run over a page's end: the baseline must be the
author's old text and the proposed reading the new one, character for character.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from paper import Paper

from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_file
from payerdiff.ingest.reading.joining import join_words
from payerdiff.ingest.reading.reading import Reading, ReadingName

COUNT = 36
WORDS = ("age", "of", "18", "years", "or", "older;", "relapsed", "disease,", "(adults", "only)", "with", "imatinib", "not", "≥", "28", "mcg/day", "and", "Ph-positive", "B-ALL", "MRD")  # fmt: skip
Part = tuple[str, ...]

word = st.sampled_from(WORDS)
run = st.tuples(st.sampled_from(("", "", "-", "+")), st.lists(word, min_size=1, max_size=6).map(" ".join))
sentence = st.lists(run, min_size=1, max_size=5)
item = st.tuples(st.just("item"), st.integers(0, 3), st.sampled_from(("", "", "", "-", "+")), sentence)
paragraph = st.tuples(st.just("paragraph"), sentence)
table = st.tuples(st.just("table"), st.lists(st.tuples(sentence, sentence), min_size=1, max_size=3))
page_break = st.tuples(st.just("break"))
long_one = st.tuples(st.just("long"), st.sampled_from(("-", "+")), st.integers(500, 900))
document = st.lists(st.one_of(item, item, paragraph, paragraph, table, page_break, long_one), min_size=2, max_size=14)


def marked(runs: list[tuple[str, str]]) -> str:
    """Return a sentence with its marks; it begins with a word that stays, as a number or a name would."""
    return "So " + " ".join(f"{{{sign}{text}{sign}}}" if sign else text for sign, text in runs)


def written(parts: list[tuple], running: bool) -> Paper:  # type: ignore[type-arg]  # as the strategies draw them
    """Return the drawn document."""
    paper = Paper()
    if running:
        paper.running(["CLINICAL POLICY", "Drug under test"], "Made for a test; no payer's policy.")
    paper.para("A policy made for a test")
    for at, part in enumerate(parts):
        kind, *rest = part
        if kind == "item":
            depth, whole, runs = rest
            text = f"{{{whole}{' '.join(words for _, words in runs)}{whole}}}" if whole else marked(runs)
            paper.item(f"{at + 1}.", text, depth)
        elif kind == "paragraph":
            paper.para(marked(rest[0]))
        elif kind == "table":
            paper.table([[marked(left), marked(right)] for left, right in rest[0]], [220, 220], bold_head=False)
        elif kind == "break":
            paper.docx.add_page_break()  # type: ignore[no-untyped-call]  # python-docx ships no types
        else:
            sign, count = rest
            chosen = random.Random(count + at)
            text = " ".join(chosen.choice(WORDS) for _ in range(count))
            paper.para(f"Here {{{sign}{text}{sign}}} ends")
    return paper


def drawn() -> list[list[tuple]]:  # type: ignore[type-arg]  # as the strategies draw them
    """Return the documents that Hypothesis draws, always the same ones."""
    found: list[list[tuple]] = []  # type: ignore[type-arg]

    @settings(max_examples=COUNT, phases=[Phase.generate], database=None, derandomize=True, suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(document)
    def collect(parts: list[tuple]) -> None:  # type: ignore[type-arg]
        found.append(parts)

    collect()
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Paper, Path]]:
    """Return the papers with their PDFs."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("redlines")
    papers = []
    for at, parts in enumerate(drawn()):
        long = any(part[0] == "long" for part in parts)  # over a page: running heads are known by their return
        paper = written(parts, long and at % 2 == 0)
        paper.save(folder / f"made{at:02d}.docx")
        papers.append((paper, folder / f"made{at:02d}.pdf"))
    command = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir", str(folder)]  # fmt: skip
    files = [str(path.with_suffix(".docx")) for _, path in papers]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=600, env={**os.environ, "HOME": str(folder)})  # fmt: skip
    return papers


def words_of(document: Document, name: ReadingName) -> str:
    """Return all words of a reading but its page furniture; a word that a page's end cut is put together."""
    reading = Reading(document, name)
    parts = []
    for block in reading.blocks:
        if block.kind not in ("furniture", "balloon"):
            parts += [reading.words(*cell) for cell in block.cells or ((block.start, block.end),)]
    return join_words("\n".join(parts))


@pytest.mark.parametrize("side", ["old", "new"])
def test_the_readings_of_made_redlines_are_the_authors_two_texts(
    made: list[tuple[Paper, Path]], side: Literal["old", "new"]
) -> None:
    changed = 0
    for paper, path in made:
        redline = read_file(path)
        wanted = " ".join(" ".join(paper.old if side == "old" else paper.new).split())
        name: ReadingName = "published" if not redline.is_redlined else "baseline" if side == "old" else "proposed"
        changed += redline.is_redlined
        assert words_of(redline, name) == wanted, path.name
        assert redline.is_redlined == (paper.changes > 0), path.name
    assert changed >= 30


def test_the_made_redlines_hold_what_redlines_are_hard_for(made: list[tuple[Paper, Path]]) -> None:
    parts = [part for parts in drawn() for part in parts]
    kinds = {part[0] for part in parts}
    assert kinds == {"item", "paragraph", "table", "break", "long"}
    assert {part[2] for part in parts if part[0] == "item"} == {"", "-", "+"}
    assert sum(read_file(path).pages > 1 for _, path in made) >= 10
