"""Which version was in force on a day; which documents are versions of one policy, and which are not."""

from __future__ import annotations

import random
from datetime import date, timedelta

from stores.lines import lying, version_of

from payerdiff.corpus.library import library_of
from payerdiff.corpus.policy_lines import Identity, lines_of
from payerdiff.corpus.versions.in_force import in_force
from payerdiff.corpus.versions.line import Held, changed, found_by, lines_in, named
from payerdiff.corpus.versions.renames import renames
from payerdiff.model.policy import Payer

DAY = date(2025, 1, 1)


def days(*numbers: int) -> list[date]:
    """Return days of 2025 and later by their number."""
    return [DAY + timedelta(days=number) for number in numbers]


def test_on_two_hundred_drawn_days_the_version_in_force_is_the_last_one_that_had_begun() -> None:
    draw = random.Random(19)
    for _ in range(20):
        begun = sorted(draw.sample(range(0, 1000, 3), draw.randint(1, 8)))
        policies = [version_of(day, str(day)) for day in days(*begun)]
        shuffled = draw.sample(policies, len(policies))
        (line,) = lines_in([lying(p) for p in shuffled])
        for number in draw.sample(range(-50, 1100), 10):
            expected = [p for p, first in zip(policies, begun, strict=True) if first <= number]
            version = line.on(DAY + timedelta(days=number))
            assert (version.held.policy if version else None) == (expected[-1] if expected else None)


def test_a_policy_that_is_no_longer_published_was_in_force_until_that_day() -> None:
    old, new = version_of(DAY, "a"), version_of(date(2025, 6, 1), "b")
    gone = date(2026, 2, 1)
    (line,) = lines_in([lying(old, DAY, 1, gone, 4), lying(new, DAY, 1, gone, 4)])
    assert line.withdrawn == gone
    assert line.on(date(2026, 1, 31)) is line.newest and line.on(gone) is None
    library = library_of([])
    assert "no longer published since 2026-02-01" in str(in_force(library, [line], gone).remarks[0])


def test_a_policy_without_dates_is_in_force_from_the_day_on_which_it_was_first_there() -> None:
    (line,) = lines_in([lying(version_of(None, "a"), date(2026, 3, 1), 1)])
    assert line.newest.basis == "first seen"
    assert line.on(date(2026, 3, 1)) is line.newest and line.on(date(2026, 2, 28)) is None
    told = str(in_force(library_of([]), [line], DAY).remarks[0])
    assert "not known to have been in force" in told
    (unknown,) = lines_in([lying(version_of(None, "a"))])
    assert unknown.newest.basis == "not stated" and unknown.on(date(2099, 1, 1)) is None


def test_a_document_that_took_anothers_place_is_the_newer_one_though_its_date_is_the_same() -> None:
    day = date(2026, 3, 9)
    old, new = lying(version_of(DAY, "a"), DAY, 1, day, 2), lying(version_of(DAY, "b"), day, 2)
    (line,) = lines_in([new, old])
    assert [v.held for v in line.versions] == [old, new]
    assert (line.newest.since, line.newest.basis) == (day, "first seen")
    assert line.on(date(2026, 3, 8)) is line.versions[0]


def test_a_document_of_an_unknown_payer_is_known_by_its_place() -> None:
    day, unknown = date(2026, 3, 9), Payer(id="x", name=None)
    old = Held(version_of(DAY, "a", payer=unknown), "a.pdf", DAY, 1, day, 2, library="/plans")
    new = Held(version_of(DAY, "b", payer=unknown), "a.pdf", day, 2, library="/plans")
    (line,) = lines_in([old, new])
    assert [v.held for v in line.versions] == [old, new]
    elsewhere = Held(new.policy, "a.pdf", day, 2, library="/others")
    assert len(lines_in([old, elsewhere])) == 2
    forgotten = [Held(one.policy, "a.pdf") for one in (old, new)]
    assert len(lines_in(forgotten)) == 2, "names alone say nothing"


NOTICE = "This page is kept by the plan for its members, and no word of it is a promise of payment.¹"


def test_a_document_whose_head_was_not_recognized_is_a_version_of_the_policy_whose_place_it_took() -> None:
    day, unknown = date(2026, 3, 9), Payer(id="x", name=None)
    known = version_of(DAY, "a", number="X.1")
    for told in ({"payer": unknown}, {"title": None}, {"payer": unknown, "number": None}, {"title": NOTICE}):
        other = version_of(DAY, "b", **({"number": "X.1"} | told))
        for first, then in ((known, other), (other, known)):
            old = Held(first, "a.pdf", DAY, 1, day, 2, library="/plans")
            new = Held(then, "a.pdf", day, 2, library="/plans")
            (line,) = lines_in([old, new])
            assert [v.held for v in line.versions] == [old, new]


def test_a_document_that_took_anothers_place_and_says_that_it_is_another_policy_is_none_of_its_versions() -> None:
    day, unknown = date(2026, 3, 9), Payer(id="x", name=None)
    old = Held(version_of(DAY, "a", number="X.1"), "a.pdf", DAY, 1, day, 2, library="/plans")
    for other in (
        {"payer": unknown, "title": "Another"},
        {"payer": unknown, "number": "Y.7"},
        {"title": NOTICE, "number": "Y.7"},
    ):
        new = Held(version_of(DAY, "b", **({"number": "X.1"} | other)), "a.pdf", day, 2, library="/plans")
        assert len(lines_in([old, new])) == 2


def test_a_title_that_lost_words_for_the_kind_of_document_is_the_same_policys_at_the_same_place_alone() -> None:
    day = date(2026, 3, 9)
    old = Held(
        version_of(DAY, "a", title="Drug X Prior Authorization Policy"), "x.md", DAY, 1, day, 2, library="/plans"
    )
    new = Held(version_of(DAY, "b", title="Drug X Prior Authorization"), "x.md", day, 2, library="/plans")
    (line,) = lines_in([new, old])
    assert [v.held for v in line.versions] == [old, new]
    moved = Held(new.policy, "y.md", day, 2, library="/plans")
    other = Held(version_of(DAY, "b", title="Drug Y Prior Authorization"), "x.md", day, 2, library="/plans")
    numbered = Held(version_of(DAY, "b", title="Drug X", number="7"), "x.md", day, 2, library="/plans")
    first = Held(version_of(DAY, "a", title="Drug X Policy", number="6"), "x.md", DAY, 1, day, 2, library="/plans")
    bare = Held(version_of(DAY, "b", title="Policy"), "x.md", day, 2, library="/plans")
    assert [len(lines_in(pair)) for pair in ([old, moved], [old, other], [first, numbered], [old, bare])] == [
        2,
        2,
        2,
        2,
    ]


def test_what_took_a_documents_place_is_not_older_whatever_date_was_read_in_it() -> None:
    day = date(2026, 3, 9)
    for other in (date(2019, 1, 1), None):
        old = Held(version_of(DAY, "a"), "a.pdf", DAY, 1, day, 2, library="/plans")
        new = Held(version_of(other, "b"), "a.pdf", day, 2, library="/plans")
        (line,) = lines_in([new, old])
        assert [v.held for v in line.versions] == [old, new]
        assert (line.newest.since, line.newest.basis, line.versions[0].until) == (day, "first seen", day)


def test_two_documents_of_one_date_side_by_side_are_no_versions_of_each_other() -> None:
    lines = lines_in([lying(version_of(DAY, "a"), DAY, 1), lying(version_of(DAY, "b"), DAY, 1)])
    assert [len(line.versions) for line in lines] == [1, 1]
    assert len({line.key for line in lines}) == 2


def test_a_copy_is_no_version() -> None:
    one = version_of(DAY, "a")
    other = one.model_copy(update={"source": one.source.model_copy(update={"name": "copy.html", "sha256": "c" * 64})})
    (line,) = lines_in([lying(one, DAY, 1, date(2026, 1, 1), 2), lying(other, DAY, 1)])
    assert len(line.versions) == 1 and len(line.newest.copies) == 1
    assert line.withdrawn is None, "a copy of it is still there"


def test_what_changed_is_told_by_the_four_parts() -> None:
    line = lines_in([lying(version_of(DAY, "a")), lying(version_of(date(2026, 1, 1), "b"))])[0]
    assert changed(*line.versions) == ["criteria", "dates and revision history"]


def test_numbers_that_contradict_each_other_keep_policies_apart() -> None:
    def known(number: str) -> Identity:
        return Identity("plan", "title", "", number)

    assert lines_of(["x", "", "x"], known) == [["x", "", "x"]]
    assert lines_of(["x", "", "y"], known) == [["x"], ["y"], [""]]


def test_a_renamed_policy_is_proposed_with_its_reason_and_joined_by_a_person_alone() -> None:
    old = lying(version_of(DAY, "a", number="X.1"))
    new = lying(version_of(date(2026, 1, 1), "b", number="X.1", title="Another title"))
    lines = lines_in([old, new])
    assert len(lines) == 2
    (one,) = renames(lines)
    assert (one.old.newest.held, one.new.newest.held, one.reason) == (old, new, "same number, other title")
    (joined,) = lines_in([old, new], [(one.old.key, one.new.key)])
    assert [v.held for v in joined.versions] == [old, new]
    assert renames([joined]) == []


def test_lines_joined_one_after_the_other_are_one_whatever_the_order_of_the_pairs() -> None:
    held = [lying(version_of(day, str(day), title=f"Title {day}")) for day in days(1, 2, 3)]
    a, b, c = named(held)
    for pairs in ([(a, b), (b, c)], [(b, c), (a, b)]):
        assert [len(line.versions) for line in lines_in(held, pairs)] == [3]
    assert [len(line.versions) for line in lines_in(held, [(a, "0" * 64)])] == [1, 1, 1]


def test_of_another_payer_nothing_is_proposed() -> None:
    other = version_of(date(2026, 1, 1), "b", number="X.1", title="Z", payer=Payer(id="other", name="Other"))
    assert renames(lines_in([lying(version_of(DAY, "a", number="X.1")), lying(other)])) == []


def test_a_policy_is_found_by_number_document_drug_and_words_of_its_title() -> None:
    lines = lines_in([lying(version_of(DAY, "a", number="X.1", title="Blincyto for leukemia")), lying(version_of(DAY, "b", title="Another"))])  # fmt: skip
    wanted = next(line for line in lines if line.newest.held.policy.number == "X.1")
    for words in ("x.1", "for leukemia", "BLINCYTO for leukemia"):
        assert found_by(lines, words) == [wanted]
    assert len(found_by(lines, "blinatumomab")) == 2
    assert found_by(lines, "nothing of that name") == []
