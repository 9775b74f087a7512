"""Files that hold others are read as the one document that they hold, or refused by name."""

from __future__ import annotations

import hashlib
import io
import zipfile
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from laid.layers import layered, printed

from payerdiff.corpus.files import read_all
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy

POLICY = layered(printed(["Alphamab is covered for adults"]))
PAGE = "<html><body><p>Alphamab is covered for adults aged ≥ 18 – always</p></body></html>"


def zipped(**files: bytes) -> bytes:
    """Return an archive; two underscores in a name stand for a folder, one for the dot of its ending."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, data in files.items():
            package.writestr(name.replace("__", "/").replace("_", "."), data)
    return held.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        zipped(policy_pdf=POLICY),
        zipped(a__b__policy_PDF=POLICY, a__logo_png=b"\x89PNG", a__empty_txt=b""),
        zipped(inner_zip=zipped(policy_pdf=POLICY)),
        zipped(policy_pdf=POLICY, _DS_Store=b"x", _hidden__policy_pdf=POLICY),
    ],
    ids=["alone", "folders", "nested", "system files"],
)
def test_an_archive_is_the_document_that_it_holds(data: bytes) -> None:
    document = read_bytes(data, "policies.zip")
    assert document.text == "Alphamab is covered for adults\n"
    assert (document.name, document.sha256) == ("policies.zip", hashlib.sha256(data).hexdigest())


def test_an_archive_of_several_documents_is_refused_by_their_names() -> None:
    with pytest.raises(PayerdiffError, match=r"one\.pdf, two\.pdf") as caught:
        read_bytes(zipped(one_pdf=POLICY, two_pdf=POLICY), "policies.zip")
    assert caught.value.code == "several-documents"


def test_archives_within_archives_end() -> None:
    data = zipped(policy_pdf=POLICY)
    for _ in range(9):
        data = zipped(inner_zip=data)
    with pytest.raises(PayerdiffError):
        read_bytes(data, "deep.zip")


@pytest.mark.parametrize(("path", "what"), [("xl__workbook_xml", "workbook"), ("mimetype", "ODT")])
def test_packages_of_other_programs_are_refused_by_what_they_are(path: str, what: str) -> None:
    with pytest.raises(PayerdiffError, match=what):
        read_bytes(zipped(**{path: b"application/vnd.oasis.opendocument.text"}), "policy")


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("picture_first", [True, False])
def test_a_saved_page_is_the_page_in_its_own_encoding(charset: str, picture_first: bool) -> None:
    words = PAGE if charset != "cp1252" else PAGE.replace("≥ ", "")
    message = MIMEMultipart("related")
    parts = [MIMEText(words, "html", charset), MIMEImage(b"x", "png")]
    for part in reversed(parts) if picture_first else parts:
        message.attach(part)
    document = read_bytes(message.as_bytes(), "page.mhtml")
    assert document.text.endswith("– always\n")
    assert ("≥ 18" in document.text) == (charset != "cp1252")


def portfolio(cover: list[str], *names: str) -> bytes:
    """Return a PDF with a policy attached under each name."""
    files = " ".join(f"({name}) {20 + at} 0 R" for at, name in enumerate(names))
    objects: dict[int, str | bytes | tuple[str, bytes]] = {10: ("/Type /EmbeddedFile", POLICY)}
    for at, name in enumerate(names):
        objects[20 + at] = f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F 10 0 R >> >>"
    return layered(printed(cover), objects, catalog=f"/Names << /EmbeddedFiles << /Names [{files}] >> >>")


def test_a_portfolio_is_the_document_behind_its_cover() -> None:
    document = read_bytes(portfolio(["Open this portfolio in a reader"], "policy.pdf", "data.csv"), "portfolio.pdf")
    assert document.text == "Alphamab is covered for adults\n"


def test_files_attached_to_a_document_are_named() -> None:
    document = read_bytes(portfolio(["Alphamab is covered for adults"] * 40, "more.pdf"), "policy.pdf")
    assert [(r.code, "more.pdf" in r.message) for r in document.remarks] == [("part-unread", True)]
    assert document.text.count("Alphamab") == 40


ASKS = "<html><body><h1>{0}</h1><h2>Coverage criteria</h2><p>{0} is medically necessary when ALL of the following criteria are met:</p><ol><li>Diagnosis of gout<li>Member is 18 years of age or older</ol></body></html>"


def test_an_archive_of_several_policies_holds_each_of_them_and_says_what_it_holds_besides(tmp_path: Path) -> None:
    policies = [ASKS.format(drug).encode() for drug in ("Alphamab", "Betamab")]
    path = tmp_path / "policies.zip"
    path.write_bytes(zipped(a__one_html=policies[0], two_html=policies[1], cut_docx=b"PK\x03\x04", index_html=PAGE.encode()))  # fmt: skip
    found = [one for one in read_all(path, None) if isinstance(one, Policy)]
    assert [one.title for one in found] == ["Alphamab", "Betamab"]
    assert {one.source.sha256 for one in found} == {hashlib.sha256(path.read_bytes()).hexdigest()}
    assert [one.source.name for one in found] == ["policies.zip/one.html", "policies.zip/two.html"]
    said = [finding.message for finding in found[0].findings if finding.code == "part-unread"]
    assert len(said) == 2 and "cut.docx" in said[0] + said[1] and "index.html" in said[0] + said[1]


def test_one_document_beside_others_that_cannot_be_read_says_so() -> None:
    document = read_bytes(zipped(policy_pdf=POLICY, cut_docx=b"PK\x03\x04", empty_txt=b""), "policies.zip")
    assert [(remark.code, "cut.docx" in remark.message) for remark in document.remarks] == [("part-unread", True)]


def test_a_document_behind_many_other_files_is_found_and_too_many_documents_are_refused() -> None:
    others = {f"x{at}_png": b"x" for at in range(300)}
    assert read_bytes(zipped(**others, policy_pdf=POLICY), "policies.zip").text == "Alphamab is covered for adults\n"
    with pytest.raises(PayerdiffError) as caught:
        read_bytes(zipped(**{f"x{at}_txt": b"Adults" for at in range(201)}), "policies.zip")
    assert caught.value.code == "too-large"
