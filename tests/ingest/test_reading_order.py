"""Same input, same bytes: whatever was read before in the process, in whatever order, and under any hash seed."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import pytest
from ground import real_files, sample_files
from readings import SHARE, digests

REAL = real_files(".pdf", ".html", ".docx", ".txt", ".md")
DRAWN = [p for p in real_files(".pdf") if crc32(p.name.encode()) % SHARE == 0]
MISSING = "the real documents do not lie beside this checkout"


def test_samples_say_the_same_in_either_order_and_alone() -> None:
    paths = sample_files()
    one_way, back = digests(paths, 1), digests(paths[::-1], 2)
    assert one_way == back
    for path in paths[:: len(paths) // 3]:
        assert digests([path], 3)[path] == one_way[path], path.name


@pytest.mark.skipif(not REAL, reason=MISSING)
@pytest.mark.parametrize("paths", [DRAWN, pytest.param(REAL, marks=pytest.mark.laws)], ids=["drawn", "all"])
def test_real_documents_say_the_same_in_either_order(paths: list[Path]) -> None:
    one_way, back = digests(paths, 1), digests(paths[::-1], 2)
    assert [p.name for p in paths if one_way[p] != back[p]] == []


@pytest.mark.laws
@pytest.mark.skipif(not REAL, reason=MISSING)
def test_real_documents_say_the_same_alone_and_behind_all_others() -> None:
    behind = digests(REAL, 1)
    assert [p.name for p in REAL if digests([p], 2)[p] != behind[p]] == []
