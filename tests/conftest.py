"""Options and fixtures of the tests: golden files, reproducible drawing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

import pytest
from ground import ROOT
from hypothesis import settings

settings.register_profile("payerdiff", deadline=None, derandomize=True)
settings.load_profile("payerdiff")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--accept`: rewrite the golden files."""
    parser.addoption("--accept", action="store_true", help="rewrite golden files")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, object], None]:
    """Compare a value with its golden file; a missing one is written and fails, `--accept` rewrites, CI refuses both."""

    def check(name: str, value: object) -> None:
        path = ROOT / "tests" / "golden" / f"{name}.json"
        text = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
        accept = request.config.getoption("--accept")
        if accept and os.environ.get("CI"):
            pytest.fail("golden files are not accepted in CI")
        if accept or (not path.exists() and not os.environ.get("CI")):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            if not accept:
                pytest.fail(f"{path.name} was missing and has been written: review it")
        assert path.read_text(encoding="utf-8") == text

    return check
