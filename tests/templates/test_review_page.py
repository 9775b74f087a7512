"""The annual review's page: links, marks of insertion and deletion, figures that agree with the data."""

from __future__ import annotations

from functools import cache

import lxml.html

from payerdiff.compare.review import review
from payerdiff.compare.review_schema import ChangeReview
from payerdiff.corpus.library import samples
from payerdiff.ingest.reader import read_file
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.schema import Policy
from payerdiff.templates.rendering import render_review


@cache
def result() -> ChangeReview:
    """Return the review of the sample redline."""
    document = read_file(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    old, new = normalize(document, "baseline"), normalize(document, "proposed")
    assert isinstance(old, Policy) and isinstance(new, Policy)
    return review(old, new)


@cache
def tree() -> lxml.html.HtmlElement:
    """Return the page parsed."""
    return lxml.html.document_fromstring(render_review(result()))


def test_every_link_leads_to_a_place_and_nothing_is_fetched() -> None:
    places = set(tree().xpath("//@id"))
    assert {link[1:] for link in tree().xpath("//a/@href")} <= places
    assert not tree().xpath("//script | //link | //img")


def test_the_register_holds_every_change_with_its_words() -> None:
    rows = tree().xpath("//table[contains(@class, 'reg')]//tr[@id]")
    assert [row.get("id") for row in rows] == sorted(
        (c.id for c in result().changes),
        key=lambda i: (next(c.kind != "clinical" for c in result().changes if c.id == i), i),
    )
    shown = " ".join(tree().text_content().split())
    assert (
        f"{len(result().changes)} changes, {sum(c.kind == 'clinical' for c in result().changes)} of them clinical"
        in shown
    )


def test_deleted_and_inserted_words_are_marked_by_more_than_colour() -> None:
    for change in result().changes:
        row = tree().get_element_by_id(change.id)
        gone = {w for d in row.xpath(".//del") for w in d.text_content().split()}
        come = {w for i in row.xpath(".//ins") for w in i.text_content().split()}
        assert {w for w in change.before.split() if w not in change.after.split()} <= gone
        assert {w for w in change.after.split() if w not in change.before.split()} <= come


def test_the_audit_counts_what_the_data_counts() -> None:
    columns = tree().xpath("//section[@id='audit']//div[@class='cols']/div")
    for column, status in zip(columns, ("disclosed", "undisclosed", "not_found"), strict=True):
        wanted = sum(d.status == status for d in result().disclosure)
        items = [li for li in column.xpath(".//li") if li.get("class") != "quiet"]
        assert len(items) == wanted
