"""Who loses and who gains: every example patient of a review is told once, by the words of the data."""

from __future__ import annotations

import lxml.html
from reviews import redline

from payerdiff.model.review import PathWitness, ReviewVerdict
from payerdiff.templates.rendering import render_review
from payerdiff.templates.review.patient_pairs import PatientView, pairs_view
from payerdiff.templates.words import PHASES


def witnesses() -> list[tuple[bool, ReviewVerdict, PathWitness]]:
    """Return who loses (True) and who gains, with the verdict."""
    pairs = ((v, loses, v.witness_lost if loses else v.witness_gained) for v in redline().verdicts for loses in (True, False))  # fmt: skip
    return [(loses, verdict, witness) for verdict, loses, witness in pairs if witness is not None]


def everybody() -> list[PatientView]:
    """Return all patients of the view."""
    view = pairs_view(redline(), set())
    assert view is not None
    return [*view.first, *view.others]


def test_every_patient_is_told_once_with_one_of_each_kind_at_the_head() -> None:
    view = pairs_view(redline(), set())
    assert view is not None
    wanted = sorted((loses, v.indication or "", PHASES[v.phase].lower(), w.fails or "") for loses, v, w in witnesses())
    told = sorted((one.loses, one.indication, one.phase, one.fails) for one in everybody())
    assert wanted == told and len(told) > 2
    assert [one.loses for one in view.first] == [True, False]


def test_a_patient_has_the_words_of_the_data_each_under_one_label() -> None:
    words = {(loses, v.indication, tuple(sorted(w.words))) for loses, v, w in witnesses()}
    for one in everybody():
        told = [word for _, part in one.facts for word in part.split(", ")]
        assert (one.loses, one.indication, tuple(sorted(told))) in words
        assert len({label for label, _ in one.facts}) == len(one.facts)
    labelled = {label: part for one in everybody() for label, part in one.facts}
    assert labelled["Age"].endswith("old") and labelled["Regimen"].startswith("with ")


def test_both_patients_at_the_head_are_told_by_the_same_labels_in_one_order() -> None:
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(render_review(redline()))
    lists = page.xpath("//details[@id='patients']//dl[@class='pat']")
    labels = [[dt.text_content() for dt in one.xpath("./dt")] for one in lists]
    assert len(lists) == 2
    assert [x for x in labels[0] if "changes" not in x] == [x for x in labels[1] if "changes" not in x]
    texts = [" ".join(one.text_content().split()) for one in lists]
    assert all("Meets criteria" in text and "Does not meet criteria" in text for text in texts)


def test_changes_beside_a_patient_go_the_patients_way_and_say_whether_they_are_disclosed() -> None:
    held = {c.id: c for c in redline().changes}
    seen = set()
    for one in everybody():
        ways = {held[name].direction for name in one.changes}
        assert not one.changes or ways & {"tightened" if one.loses else "loosened", "both", "unknown"}
        told = sum(bool(held[name].log) for name in one.changes)
        seen.add(one.told)
        assert (one.told == "disclosed") == (told == len(one.changes) > 0)
        assert (one.told == "not disclosed") == (not told and bool(one.changes))
    assert len(seen) > 1


def test_a_review_in_which_nobody_loses_or_gains_has_no_pairs() -> None:
    bare = [v.model_copy(update={"witness_lost": None, "witness_gained": None}) for v in redline().verdicts]
    assert pairs_view(redline().model_copy(update={"verdicts": bare}), set()) is None
