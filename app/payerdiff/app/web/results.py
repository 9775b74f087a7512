"""What was made for the local page: made once at a time or two, kept while it is among the latest, given as often as asked."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from payerdiff.model.errors import PayerdiffError

AT_ONCE = 2
"""Comparisons, reviews and portfolios made at once."""
WAITING = 20
"""How many may wait for their turn."""
KEPT = 256 * 1024 * 1024
"""Bytes of results that are kept."""


class Made(NamedTuple):
    """A result: its bytes, the name of its file and what it is kept as; no kind where it is a page to be looked at."""

    content: bytes
    name: str
    kind: str
    pages: Mapping[str, bytes] = {}
    """The pages that it links to, by their places beside it; it stands among them as its name with `.html`."""

    @property
    def size(self) -> int:
        """Return how many bytes it has in all."""
        return len(self.content) + sum(map(len, self.pages.values()))


class Results:
    """Makes results within bounds and keeps the latest."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, kept: int = KEPT) -> None:
        self.turn = threading.Semaphore(at_once)
        self.places = threading.Semaphore(at_once + waiting)
        self.most = kept
        self.kept: OrderedDict[str, Made] = OrderedDict()
        self.lock = threading.Lock()

    async def made(self, key: object, make: Callable[[], Made]) -> str:
        """Return the mark of a result, made now unless the same was made before. `key` is all that it rests on.

        Raises PayerdiffError: `busy`, and what `make` raises.
        """
        mark = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:24]
        if self.found(mark) is not None:
            return mark
        if not self.places.acquire(blocking=False):
            raise PayerdiffError(
                "busy", "this page", "too many reports are being made", "Try again when one of them is done."
            )
        try:
            self.keep(mark, await run_in_threadpool(self.in_turn, mark, make))
        finally:
            self.places.release()
        return mark

    def in_turn(self, mark: str, make: Callable[[], Made]) -> Made:
        """Make a result when it is its turn; who waited for the same one takes that."""
        with self.turn:
            return self.found(mark) or make()

    def keep(self, mark: str, one: Made) -> None:
        """Keep a result; the oldest go when all together are too large."""
        with self.lock:
            self.kept[mark] = one
            self.kept.move_to_end(mark)
            while len(self.kept) > 1 and sum(other.size for other in self.kept.values()) > self.most:
                self.kept.popitem(last=False)

    def found(self, mark: str) -> Made | None:
        """Return the result of a mark; None where it is not kept any longer."""
        with self.lock:
            return self.kept.get(mark)
