"""Workbooks, OpenDocument, RTF and old Word files are read as what they show, or refused by a name that says what to install."""

from __future__ import annotations

import io
import shutil
import subprocess
import threading
import zipfile
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import xlsxwriter

from payerdiff.ingest.document import Document
from payerdiff.ingest.formats.office import conversion
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

HEAD = ["Sampletinib (sampletamab)", "Policy Number: SX-11", "Coverage Criteria", "Sampletinib is medically necessary when ALL of the following criteria are met:"]  # fmt: skip
ASKED = ["Diagnosis of gout", "Member is 18 years of age or older", "Trial and failure of allopurinol for at least 3 months"]  # fmt: skip
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
installed = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def odt(more: str = "") -> bytes:
    """Return an OpenDocument text with a numbered list, and more behind it."""
    items = "".join(f"<text:list-item><text:p>{one}</text:p></text:list-item>" for one in ASKED)
    style = '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-suffix="." style:num-format="1"/></text:list-style>'
    body = "".join(f"<text:p>{one}</text:p>" for one in HEAD)
    content = (
        f'<office:document-content xmlns:office="{OPEN}:office:1.0" xmlns:text="{OPEN}:text:1.0" xmlns:style="{OPEN}:style:1.0" xmlns:draw="{OPEN}:drawing:1.0" xmlns:svg="{OPEN}:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
        f'<office:automatic-styles>{style}</office:automatic-styles><office:body><office:text>{body}<text:list text:style-name="L">{items}</text:list>'
        f"{more}</office:text></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    manifest = f'<manifest:manifest xmlns:manifest="{OPEN}:manifest:1.0">{entry.format("/", kind)}{entry.format("content.xml", "text/xml")}</manifest:manifest>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return held.getvalue()


def rtf() -> bytes:
    """Return an RTF file with numbers that are written."""
    lines = [*HEAD, *(f"{at}. {one}" for at, one in enumerate(ASKED, 1))]
    return (r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\f0 " + "".join(rf"{line}\par " for line in lines) + "}").encode()


def old_word(folder: Path) -> bytes:
    """Return a file of an old Word program."""
    (folder / "policy.rtf").write_bytes(rtf())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(folder), str(folder / "policy.rtf")], check=True, capture_output=True)  # fmt: skip
    return (folder / "policy.doc").read_bytes()


def asked(document: Document) -> list[str]:
    """Return the criteria of a policy."""
    policy = normalize(document)
    assert isinstance(policy, Policy)
    return [leaf.text for one in policy.criteria for leaf in leaves(one.root)]


@installed
@pytest.mark.parametrize("kind", ["odt", "rtf", "doc"])
def test_office_files_are_read_through_libreoffice_and_say_so(kind: str, tmp_path: Path) -> None:
    data = odt() if kind == "odt" else rtf() if kind == "rtf" else old_word(tmp_path)
    document = read_bytes(data, f"policy.{kind}")
    assert asked(document) == ASKED
    assert [remark.code for remark in document.remarks] == ["converted"]


@installed
def test_what_a_document_links_to_is_neither_asked_for_nor_taken_in(tmp_path: Path) -> None:
    asked_for: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked_for.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    (tmp_path / "secret.txt").write_text("hunter2\n")
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        picture = f'<draw:image xlink:href="http://127.0.0.1:{server.server_port}/p.png" xlink:type="simple" xlink:actuate="onLoad"/>'
        frame = f'<text:p><draw:frame svg:width="3cm" svg:height="3cm">{picture}</draw:frame></text:p>'
        source = f'<text:section-source xlink:href="{(tmp_path / "secret.txt").as_uri()}" xlink:type="simple"/>'
        document = read_bytes(odt(f'{frame}<text:section text:name="S">{source}</text:section>'), "policy.odt")
        server.shutdown()
    assert not asked_for
    assert asked(document) == ASKED and "hunter2" not in document.text


@pytest.mark.parametrize("data", [odt(), rtf()], ids=["odt", "rtf"])
def test_without_libreoffice_they_are_refused_by_what_to_install(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(PayerdiffError, match="LibreOffice is not installed") as caught:
        read_bytes(data, "policy")
    assert caught.value.code == "unsupported" and "Install LibreOffice" in caught.value.way_out


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_a_conversion_that_hangs_is_ended_with_all_that_it_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "soffice"
    slow.write_text(f"#!/bin/sh\n(sleep 3; touch {tmp_path}/late) &\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(slow))
    monkeypatch.setattr(conversion, "SECONDS", 1)
    with pytest.raises(PayerdiffError) as caught:
        read_bytes(rtf(), "policy.rtf")
    assert caught.value.code == "took-too-long"
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(["sleep", "9"], timeout=3, check=False)
    assert not (tmp_path / "late").exists()


def test_an_old_office_file_that_is_no_text_and_one_with_a_password_are_refused() -> None:
    for stream, code in (("PowerPoint Document", "unsupported"), ("EncryptedPackage", "encrypted")):
        with pytest.raises(PayerdiffError) as caught:
            read_bytes(conversion.OLE + b"\x00" * 600 + conversion.written(stream), "old")
        assert caught.value.code == code


def book(fill: object = None) -> bytes:
    """Return a workbook whose sheet `fill` writes."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as workbook:
        fill(workbook)  # type: ignore[operator]  # a function of this file
    return held.getvalue()


def test_a_workbook_with_a_line_a_row_is_read_as_text() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        for at, line in enumerate([*HEAD, *(f"{n}. {one}" for n, one in enumerate(ASKED, 1))]):
            sheet.write(at, 1, line)

    assert asked(read_bytes(book(fill), "policy.xlsx")) == ASKED


def test_lines_within_a_cell_are_lines() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("Gout")
        for at, line in enumerate([*HEAD, "\n".join(f"{n}. {one}" for n, one in enumerate(ASKED, 1))]):
            sheet.write(2 * at, 0, line)

    assert asked(read_bytes(book(fill), "policy.xlsx")) == ASKED


def test_rows_of_a_workbook_keep_their_columns_dates_and_numbers() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        dated, share = workbook.add_format({"num_format": "mm/dd/yyyy"}), workbook.add_format({"num_format": "0%"})
        sheet.write_row(0, 0, ["Drug", "Limit", "From"])
        sheet.write_row(1, 0, ["Sampletinib", 30])
        sheet.write_datetime(1, 2, date(2031, 4, 5), dated)
        sheet.write(2, 2, 0.25, share)
        sheet.write(2, 0, "Othertinib")

    document = read_bytes(book(fill), "limits.xlsx")
    assert [[document.text[a:b] for a, b in line.cells] for line in document.lines] == [
        ["Drug", "Limit", "From"],
        ["Sampletinib", "30", "04/05/2031"],
        ["Othertinib", "", "25%"],
    ]


def test_what_a_workbook_hides_is_a_finding_and_struck_words_are_deleted() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet, old = workbook.add_worksheet(), workbook.add_worksheet()
        struck = workbook.add_format({"font_strikeout": True})
        for at, words in enumerate(["Adults only", "Old row", "Gone", "Kept"]):
            sheet.write(at, 0, words, struck if words == "Gone" else None)
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.write_comment(0, 0, "Lower this to 12")
        old.write(0, 0, "Old sheet")
        old.hide()

    document = read_bytes(book(fill), "policy.xlsx")
    assert document.text == "Adults only\nGone\nKept\n"
    assert [(document.text[m.start : m.end], m.kind) for m in document.marks] == [("Gone", "deleted")]
    said = {remark.code: remark.message for remark in document.remarks}
    assert "Old row | Old sheet" in said["hidden-text"] and "Lower this to 12" in said["comment"]
