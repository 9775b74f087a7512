"""Errors that stop a document: going on would state something false."""

from __future__ import annotations


class PayerdiffError(Exception):
    """Say in one line which document failed, why, and what to do.

    `code` is a stable word for the kind of failure (`not-a-policy`, `damaged`, …); each has its entry in
    docs/errors.md. Only the command line catches this.
    """

    def __init__(self, code: str, document: str, found: str, way_out: str) -> None:
        self.code = code
        self.document = document
        self.found = found
        self.way_out = way_out
        super().__init__(f"{document}: {found} [{code}]. {way_out}")

    def __reduce__(self) -> tuple[type[PayerdiffError], tuple[str, str, str, str]]:
        """Let an error pass between processes."""
        return PayerdiffError, (self.code, self.document, self.found, self.way_out)
