"""FDA labels: what the XML shows is the text, in order; nothing is fetched or resolved."""

from __future__ import annotations

import pytest

from payerdiff.corpus.library import samples
from payerdiff.ingest.reader import read_bytes, read_file
from payerdiff.model.errors import PayerdiffError

LABEL = """<?xml version="1.0"?>
{doctype}<document xmlns="urn:hl7-org:v3"><title>A label</title><effectiveTime value="20240131"/>
<component><structuredBody><component><section><code code="34067-9"/><title>1 INDICATIONS &amp; USAGE</title>
<text>{text}</text></section></component></structuredBody></component></document>"""


def label(text: str, doctype: str = "") -> bytes:
    """Return a label with one section."""
    return LABEL.format(text=text, doctype=doctype).encode()


def test_the_head_of_a_label_stands_in_lines_of_its_own() -> None:
    document = read_file(samples() / "spl" / "blincyto.xml")
    lines = document.text.split("\n")
    assert lines[0] == "FDA label (Structured Product Labeling)"
    assert {"Labeler: Amgen Inc", "Product: BLINCYTO (blinatumomab)", "Effective time: 2024-06-14"} <= set(lines)
    assert "\n1.1 MRD-positive B-cell precursor ALL\n" in document.text


def test_paragraphs_lists_and_rows_keep_their_order_and_kind() -> None:
    text = """<paragraph>For <content styleCode="bold">adults</content> with<sub>2</sub> of:</paragraph>
    <list listType="ordered" styleCode="LittleAlpha"><item>first</item><item>second<list listType="unordered"><item>inner</item></list></item></list>
    <table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"""
    document = read_bytes(label(text), "l.xml")
    shown = [(x.kind, x.marker, document.text[x.start : x.end].strip()) for x in document.lines][-5:]
    assert shown == [
        ("text", None, "For adults with2 of:"),
        ("item", "a.", "first"),
        ("item", "b.", "second"),
        ("item", "•", "inner"),
        ("row", None, "a\tb"),
    ]


def test_a_sign_that_an_item_brings_is_its_marker_and_the_summary_stands_last() -> None:
    text = "<list><item><caption>§</caption>noted</item></list>"
    excerpt = (
        "</text><excerpt><highlight><text><paragraph>In short: adults.</paragraph></text></highlight></excerpt><text>"
    )
    document = read_bytes(label(text + excerpt), "l.xml")
    assert ("item", "§") in [(x.kind, x.marker) for x in document.lines]
    assert document.text.strip().endswith("HIGHLIGHTS OF PRESCRIBING INFORMATION\nIn short: adults.")


def test_an_entity_is_not_resolved_and_nothing_is_fetched() -> None:
    doctype = '<!DOCTYPE document [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "boom">]>'
    document = read_bytes(label("<paragraph>a &x; b &y; c</paragraph>", doctype), "l.xml")
    assert "root:" not in document.text and "boom" not in document.text


def test_broken_xml_is_refused() -> None:
    with pytest.raises(PayerdiffError) as refusal:
        read_bytes(label("<paragraph>")[:-20], "l.xml")
    assert refusal.value.code == "damaged"
