"""Words on a layer that is switched off are not read, and quoted in a finding."""

from __future__ import annotations

import pytest
from laid.layers import layered, printed

from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_bytes


def read(defaults: str, mark: str = "20 0 R", top: float = 640) -> Document:
    """Return a page with a line on a layer; `defaults` say which layers are shown."""
    drawing = "\n".join(
        [printed(["1. Adults only", "2. Never pregnant"]), "/OC /M BDC", printed(["3. Old words"], top=top), "EMC"]
    )
    objects: dict[int, str | bytes | tuple[str, bytes]] = {
        20: "<< /Type /OCG /Name (old) >>",
        21: "<< /Type /OCMD /OCGs [20 0 R] /P /AllOn >>",
    }
    layers = f"/OCProperties << /OCGs [20 0 R] /D << {defaults} >> >>"
    resources = f"/Properties << /M {mark} >>"
    return read_bytes(layered(drawing, objects, catalog=layers, resources=resources), "layers.pdf")


@pytest.mark.parametrize("mark", ["20 0 R", "21 0 R"], ids=["layer", "group of layers"])
@pytest.mark.parametrize("defaults", ["/OFF [20 0 R]", "/BaseState /OFF", "/ON [] /OFF [20 0 R] /Order [20 0 R]"])
def test_words_of_a_layer_that_is_off_are_no_text_and_are_quoted(defaults: str, mark: str) -> None:
    document = read(defaults, mark)
    assert document.text == "1. Adults only\n2. Never pregnant\n"
    assert [(r.code, "3. Old words" in r.message) for r in document.remarks] == [("hidden-text", True)]


@pytest.mark.parametrize("defaults", ["/ON [20 0 R]", ""])
def test_words_of_a_layer_that_is_shown_are_read(defaults: str) -> None:
    document = read(defaults)
    assert document.text.endswith("3. Old words\n")
    assert not document.remarks


def test_old_words_on_a_hidden_layer_beneath_new_ones_leave_the_new_ones_alone() -> None:
    document = read("/OFF [20 0 R]", top=740 - 16)
    assert document.text == "1. Adults only\n2. Never pregnant\n"
    assert [r.code for r in document.remarks] == ["hidden-text"]


SEEN = printed(["1. Adults only", "2. Never pregnant"])
OTHER = printed(["3. Old words"], top=640)


@pytest.mark.parametrize(
    "drawing",
    [f"1 g\n{OTHER}", f".98 .98 .98 rg\n{OTHER}", f"0 0 0 0 k\n{OTHER}", OTHER.replace("BT", "BT 3 Tr")],
    ids=["white", "as good as white", "no ink", "invisible"],
)
def test_words_that_leave_no_ink_are_no_text_and_are_quoted(drawing: str) -> None:
    document = read_bytes(layered(f"{SEEN}\n{drawing}"), "pale.pdf")
    assert document.text == "1. Adults only\n2. Never pregnant\n"
    assert [(r.severity, r.code, "3. Old words" in r.message) for r in document.remarks] == [
        ("warning", "hidden-text", True)
    ]


@pytest.mark.parametrize(
    "drawing",
    [
        f"0 .2 .4 rg 60 630 300 25 re f 1 g\n{OTHER}",
        f".8 .9 1 rg 60 630 300 25 re f 1 g\n{OTHER}",
        f".8 g\n{OTHER}",
        f"0 g 72 640 6 8 re f 84 638 4 8 re f 99 640 20 2 re f\n{OTHER.replace('BT', 'BT 3 Tr')}",
    ],
    ids=["white on blue", "white on pale blue", "gray", "invisible over a picture of words"],
)
def test_pale_words_that_can_be_seen_are_read(drawing: str) -> None:
    document = read_bytes(layered(f"{SEEN}\n{drawing}"), "pale.pdf")
    assert document.text.endswith("3. Old words\n")
    assert not document.remarks
