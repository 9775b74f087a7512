"""What counts as a find: any exception but PayerdiffError, a broken law, and more than twenty seconds of work."""

from __future__ import annotations

import hashlib
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from unittest.mock import patch

from carriers import Carrier, tried

from payerdiff.ingest.scan import ocr

LONGEST = 20.0
"""Seconds of the processor's time that one input may take."""


class TooSlowError(BaseException):
    """An input takes too long; no `except Exception` on the way holds it up."""


@dataclass(frozen=True, slots=True)
class Find:
    """What went wrong, where in payerdiff, and the input that shows it."""

    fault: str
    place: str
    data: bytes
    trace: str

    @property
    def key(self) -> str:
        """Return a name that all inputs with this fault at this place share."""
        return hashlib.sha256(f"{self.fault} {self.place}".encode()).hexdigest()[:10]


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TooSlowError in what takes more than so many seconds of work."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooSlowError(f"takes more than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def find_in(carrier: Carrier, data: bytes, seconds: float = LONGEST) -> Find | bool:
    """Return what is wrong with how bytes are read; else True if they are read, False if they are refused. Scans are not recognized here."""
    try:
        with limited(seconds), patch.object(ocr, "is_installed", lambda: False):
            return tried(carrier, data)
    except (Exception, TooSlowError) as fault:
        steps = traceback.extract_tb(fault.__traceback__)
        own = [s for s in steps if "/payerdiff/" in s.filename] or steps
        place = f"{own[-1].filename.rpartition('/payerdiff/')[2]} {own[-1].name}"
        slow = isinstance(fault, TooSlowError)
        told = "".join(traceback.format_exception(fault))
        return Find(type(fault).__name__, "" if slow else place, data, told)
