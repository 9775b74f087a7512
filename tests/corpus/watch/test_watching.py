"""What is watched is asked politely, changes are put into the library, and neither a failure nor a killed run loses anything."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from command import run as command
from stores.kept import POLICY
from stores.web_server import Site, serving

from payerdiff import api
from payerdiff.corpus import fetch_worker
from payerdiff.corpus.watch import run as running
from payerdiff.corpus.watch.fetching import Fetcher, NotFetchedError

DAY = date(2026, 3, 1)
PAPER = b"%PDF-1.7 no more than a beginning"


@pytest.fixture
def site() -> Iterator[Site]:
    """Return a running web server."""
    with serving() as held:
        yield held


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Return the folder of a library."""
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


def here(address: str, allowed: Sequence[str], headers: Mapping[str, str], largest: int = 1_000_000) -> tuple[dict[str, str], bytes]:  # fmt: skip
    """Fetch in this process what another one fetches otherwise."""
    try:
        return fetch_worker.fetch(fetch_worker.Asked(address, allowed, largest, headers))
    except fetch_worker.RefusedError as told:
        return {"code": told.code, "reason": str(told), "status": str(told.status)}, b""


def fetcher(**other: Any) -> Fetcher:
    """Return what fetches from this computer without waiting."""
    given: dict[str, Any] = {"pause": 0, "allowed": ["127.0.0.1"], "ask": here}
    return Fetcher(**(given | other))


def look(plans: Path, day: date = DAY) -> list[tuple[tuple[str, ...], str | None]]:
    """Run over all sources, and return what changed and what failed at each."""
    return [(one.changed, one.failure) for one in api.run_watch(plans, today=day, fetcher=fetcher())]


def watched_files(plans: Path) -> dict[str, bytes]:
    """Return the documents that were put into the library, by name."""
    return {
        p.relative_to(plans).as_posix(): p.read_bytes() for p in sorted((plans / "watched").rglob("*")) if p.is_file()
    }


def test_a_page_is_fetched_once_and_again_only_when_it_changed(site: Site, plans: Path) -> None:
    site.pages["/a.html"] = POLICY.read_bytes()
    api.watch(f"{site.address}/a.html", plans, today=DAY)
    ((changed, failure),) = look(plans)
    assert failure is None and watched_files(plans) == {changed[0]: POLICY.read_bytes()}
    assert look(plans) == [((), None)]
    assert [status for path, status in site.asked if path == "/a.html"] == [200, 304]
    site.pages["/a.html"] = POLICY.read_bytes() + b"<!-- new -->"
    assert look(plans) == [(changed, None)]
    earlier = list((plans / ".payerdiff" / "earlier").iterdir())
    assert [p.read_bytes() for p in earlier] == [POLICY.read_bytes()], "the document that was replaced is kept"
    assert [p.name for p in api.find_documents([plans])] == [Path(changed[0]).name]


def test_what_robots_txt_does_not_allow_is_not_fetched(site: Site, plans: Path) -> None:
    site.pages |= {"/robots.txt": b"User-agent: *\nDisallow: /private/\n", "/private/a.html": b"x", "/b.html": POLICY.read_bytes()}  # fmt: skip
    for name in ("private/a.html", "b.html"):
        api.watch(f"{site.address}/{name}", plans, today=DAY)
    found = look(plans)
    assert [bool(changed) for changed, _ in found] == [True, False]
    assert found[1][1] == "robots.txt does not allow it"
    assert "/private/a.html" not in [path for path, _ in site.asked]


def test_a_host_whose_rules_cannot_be_read_is_not_asked(site: Site, plans: Path) -> None:
    site.pages |= {"/robots.txt": 503, "/a.html": POLICY.read_bytes()}
    api.watch(f"{site.address}/a.html", plans, today=DAY)
    assert look(plans)[0][1] == "robots.txt does not allow it"
    assert [path for path, _ in site.asked] == ["/robots.txt"]


def test_a_host_is_asked_once_in_a_while(site: Site) -> None:
    site.pages |= {"/robots.txt": b"User-agent: *\nCrawl-delay: 7\n", "/a.html": b"a", "/b.html": b"b"}
    waited: list[float] = []
    patient = fetcher(pause=2, wait=waited.append, clock=lambda: 100.0)
    patient.fetch(f"{site.address}/a.html")
    patient.fetch(f"{site.address}/b.html")
    assert waited == [7, 7]


def test_a_document_without_end_is_given_up(site: Site) -> None:
    site.pages["/a.pdf"] = b"x" * 200_000
    with pytest.raises(NotFetchedError, match="larger than"):
        fetcher(ask=partial(here, largest=100_000)).fetch(f"{site.address}/a.pdf")


def test_a_host_that_is_not_on_the_public_web_is_asked_only_where_it_is_allowed_by_name(site: Site) -> None:
    site.pages["/a.html"] = b"a"
    with pytest.raises(NotFetchedError, match="not on the public web"):
        Fetcher(pause=0).fetch(f"{site.address}/a.html")
    assert site.asked == []
    assert Fetcher(pause=0, allowed=["127.0.0.1"]).fetch(f"{site.address}/a.html").content == b"a"


def test_a_failed_fetch_is_told_with_its_age_and_deletes_nothing(site: Site, plans: Path) -> None:
    site.pages["/a.html"] = POLICY.read_bytes()
    api.watch(f"{site.address}/a.html", plans, today=DAY)
    look(plans)
    before = watched_files(plans)
    site.pages["/a.html"] = 500
    for day in (date(2026, 3, 5), date(2026, 3, 9)):
        assert look(plans, day) == [((), "the server answered with status 500")]
    (source,) = api.watched(plans)
    assert (source.failing, source.checked) == (date(2026, 3, 5), DAY)
    assert watched_files(plans) == before
    site.pages["/a.html"] = POLICY.read_bytes()
    look(plans, date(2026, 3, 10))
    (source,) = api.watched(plans)
    assert (source.failing, source.checked) == (None, date(2026, 3, 10))


def test_a_digest_says_how_old_its_sources_are_and_which_failed(site: Site, plans: Path) -> None:
    site.pages |= {"/a.html": POLICY.read_bytes(), "/b.html": POLICY.read_bytes() + b"<!-- another -->"}
    for name in ("a", "b"):
        api.watch(f"{site.address}/{name}.html", plans, today=DAY)
    look(plans)
    site.pages["/a.html"] = 500
    look(plans, date(2026, 3, 5))
    api.watch(f"{site.address}/c.html", plans, today=date(2026, 3, 6))
    library = api.read_library([plans], store=True)
    found = api.digest(library, DAY, date(2026, 3, 9), [plans])
    assert [(one.reached, one.failing) for one in found.scope.sources] == [(DAY, date(2026, 3, 5)), (date(2026, 3, 5), None), (None, None)]  # fmt: skip
    files = api.digest_files(found, library, [plans])
    page, mail = (files[f"digest.{kind}"].decode() for kind in ("html", "eml"))
    said = "3 watched sources, the one that was not reached for longest on 2026-03-01; 1 could not be reached; 1 not looked at yet."
    assert said in page and f"Not reached since 2026-03-05: {site.address}/a.html" in page
    assert "1 could not be reached" in mail.replace("=\n", "")
    told = api.ask("What changed since 2026-03-04?", library, [plans], today=date(2026, 3, 9)).statements
    assert [s.document for s in told] == ["2 documents", f"{site.address}/a.html"] and "not known" in told[1].says
    assert told[0].says == "nothing changed in what was read"
    assert api.digest(api.read_library([plans]), DAY, DAY, [plans]).scope.sources == [], (
        "what was read without a store knows none"
    )


def test_a_page_whose_policy_is_behind_its_one_link_to_a_pdf_is_followed_once(site: Site, plans: Path) -> None:
    site.pages |= {"/list.html": b'<p>Our policy</p><a href="/a.pdf">Download</a><a href="/home">Home</a>', "/a.pdf": PAPER}  # fmt: skip
    api.watch(f"{site.address}/list.html", plans, today=DAY)
    ((changed, failure),) = look(plans)
    assert failure is None and changed[0].endswith(".pdf") and watched_files(plans)[changed[0]] == PAPER
    assert look(plans) == [((), None)]
    assert [path for path, _ in site.asked if path != "/robots.txt"] == ["/list.html", "/a.pdf", "/list.html", "/a.pdf"]
    assert site.asked[-1] == ("/a.pdf", 304)


def test_a_page_that_links_to_the_next_version_under_another_name_gives_that_one(site: Site, plans: Path) -> None:
    page, newer = b'<p>Our policy</p><a href="%s">Download</a>', PAPER + b", and the next year's"
    site.pages |= {"/list.html": page % b"/2025.pdf", "/2025.pdf": PAPER, "/2026.pdf": newer}
    api.watch(f"{site.address}/list.html", plans, today=DAY)
    ((changed, _),) = look(plans)
    site.pages["/list.html"] = page % b"/2026.pdf"
    assert look(plans) == [(changed, None)], "it takes the place of the one before"
    assert watched_files(plans) == {changed[0]: newer}
    (source,) = api.watched(plans)
    assert source.followed == f"{site.address}/2026.pdf"
    assert look(plans) == [((), None)]


@pytest.mark.parametrize("now", [b"<p>Moved</p>", b'<a href="/b.pdf">1</a><a href="/c.pdf">2</a>'])
def test_a_page_that_links_to_its_document_no_more_is_told_and_deletes_nothing(site: Site, plans: Path, now: bytes) -> None:  # fmt: skip
    site.pages |= {"/list.html": b'<p>Our policy</p><a href="/a.pdf">Download</a>', "/a.pdf": PAPER}
    api.watch(f"{site.address}/list.html", plans, today=DAY)
    look(plans)
    before = watched_files(plans)
    site.pages["/list.html"] = now
    ((changed, failure),) = look(plans)
    assert not changed and failure and "no longer links to" in failure and watched_files(plans) == before


def test_a_page_with_a_policy_or_with_two_papers_is_taken_as_it_is(site: Site, plans: Path) -> None:
    site.pages |= {"/p.html": POLICY.read_bytes().replace(b"</body>", b'<a href="/a.pdf">PDF</a></body>'), "/q.html": b'<a href="/a.pdf">1</a><a href="/b.pdf">2</a>', "/a.pdf": PAPER}  # fmt: skip
    for name in ("p.html", "q.html"):
        api.watch(f"{site.address}/{name}", plans, today=DAY)
    look(plans)
    assert [Path(name).suffix for name in watched_files(plans)] == [".html", ".html"]


def test_a_run_that_dies_between_file_and_store_is_only_repeated(site: Site, plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    site.pages["/a.html"] = POLICY.read_bytes()
    api.watch(f"{site.address}/a.html", plans, today=DAY)

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as once:
        once.setattr(running, "note", dies)
        with pytest.raises(KeyboardInterrupt):
            look(plans)
    before = watched_files(plans)
    assert list(before.values()) == [POLICY.read_bytes()]
    assert look(plans) == [((), None)]
    assert watched_files(plans) == before
    assert not (plans / ".payerdiff" / "earlier").exists()


def test_a_folder_is_watched_by_content(plans: Path, tmp_path: Path) -> None:
    other = tmp_path / "inbox"
    other.mkdir()
    (other / "a.html").write_bytes(b"one")
    api.watch(str(other), plans, today=DAY)
    assert look(plans) == [(("watched/inbox/a.html",), None)]
    assert look(plans) == [((), None)]
    (other / "a.html").write_bytes(b"two")
    (other / "b.html").write_bytes(b"three")
    assert look(plans) == [(("watched/inbox/a.html", "watched/inbox/b.html"), None)]
    other.rename(tmp_path / "away")
    assert look(plans) == [((), "the folder is not there")]
    assert watched_files(plans)["watched/inbox/a.html"] == b"two"


def test_the_command_adds_runs_reads_and_lists(site: Site, plans: Path, tmp_path: Path) -> None:
    site.pages["/a.html"] = POLICY.read_bytes()
    (tmp_path / "list.txt").write_text(f"# ours\n{site.address}/a.html\n{site.address}/gone.html\n", encoding="utf-8")
    words = ("--library", str(plans))
    assert command("watch", "add", "list.txt", *words, folder=tmp_path).stdout.count(site.address) == 2
    assert "not looked at yet" in command("watch", "list", *words, folder=tmp_path).stdout
    assert site.asked == []
    api.run_watch(plans, today=DAY, fetcher=fetcher())
    ended = command("watch", "remove", f"{site.address}/gone.html", *words, folder=tmp_path)
    assert ended.returncode == 0
    assert "reached on 2026-03-01" in command("watch", "list", *words, folder=tmp_path).stdout
    rows = json.loads(command("list", "--json", *words, folder=tmp_path).stdout)
    assert [row["kind"] for row in rows] == ["policy"]
    assert "[no-address]" in command("watch", "add", "nothing", *words, folder=tmp_path).stderr


@pytest.mark.parametrize("named", [0, 1, 2])
def test_no_version_is_lost_where_the_process_that_names_files_dies_between_two_of_them(
    named: int, plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, earlier = plans / "watched" / "a.html", plans / ".payerdiff" / "earlier"
    running.put(plans, target, b"old")

    def dies(files: Mapping[Path, bytes], mode: int) -> None:
        for path, content in list(files.items())[:named]:  # files get their names in this order
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    monkeypatch.setattr(running, "write_set", dies)
    running.put(plans, target, b"new")
    left = [p.read_bytes() for place in (target.parent, earlier) if place.is_dir() for p in place.iterdir()]
    assert b"old" in left and (b"new" in left) == (named == 2)
