"""A drawn part of what `make fuzz` looks for: mutants of every carrier are read within the laws, or refused by reason."""

from __future__ import annotations

from random import Random

import packing
import pytest
from carriers import CARRIERS
from ground import sample_files
from mutants import mutant
from watching import Find, find_in

from payerdiff.ingest.reader import read_bytes

DRAWN = {"pdf": 30, "review": 16, "word": 40, "text": 40, "patient": 60, "assertions": 40, "corrections": 60}
"""Mutants of a carrier; of the others fifty."""


@pytest.mark.parametrize("name", CARRIERS)
def test_mutants_are_read_within_the_laws_or_refused_by_reason(name: str) -> None:
    carrier, draw, read = CARRIERS[name], Random(name), 0
    seeds = carrier.seeds()
    for _ in range(DRAWN.get(name, 50)):
        made = mutant(draw.choice(seeds), draw, carrier.words)[: carrier.longest]
        found = find_in(carrier, made)
        assert not isinstance(found, Find), f"{found.trace}\n{made!r}"
        read += found
    assert read, "every mutant is refused: nothing was tried"


@pytest.mark.parametrize("name", CARRIERS)
def test_every_seed_of_a_carrier_is_no_find_and_half_of_them_are_read(name: str) -> None:
    carrier = CARRIERS[name]
    found = [find_in(carrier, seed) for seed in carrier.seeds()]
    assert not [f.trace for f in found if isinstance(f, Find)]
    assert 2 * sum(map(bool, found)) >= len(found)


@pytest.mark.parametrize("path", [p for p in sample_files() if p.suffix in (".pdf", ".docx")], ids=lambda p: p.name)
def test_what_is_opened_and_packed_again_says_the_same(path) -> None:  # type: ignore[no-untyped-def]  # a path
    data = path.read_bytes()
    again = (
        packing.pdf_of(packing.opened_pdf(data))
        if path.suffix == ".pdf"
        else packing.word_of(packing.opened_word(data))
    )
    assert again != data
    assert read_bytes(again, path.name).text == read_bytes(data, path.name).text


def test_a_fault_and_an_endless_loop_are_finds() -> None:
    def endless(_: bytes) -> None:
        while True:
            pass

    carrier = CARRIERS["text"]
    slow = find_in(type(carrier)((), list, endless), b"", seconds=0.05)
    broken = find_in(type(carrier)((), list, lambda data: data[9]), b"")  # a fault on purpose
    assert isinstance(slow, Find) and slow.fault == "TooSlowError"
    assert isinstance(broken, Find) and broken.fault == "IndexError" and broken.key != slow.key
