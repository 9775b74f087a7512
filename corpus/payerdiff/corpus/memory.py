"""Where results are kept by what they rest on, as whoever makes a result sees it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

Result = TypeVar("Result", bound=BaseModel)
TELLS = logging.getLogger("payerdiff.store")
"""Hears that a store cannot be used, and why; the results are the same without one."""


class Memory(Protocol):
    """Keeps results. What it gives back is what was kept; where it cannot keep or find something, it says nothing."""

    def recall(self, kind: str, parts: Sequence[str]) -> bytes | None:
        """Return the result of a kind that rests on parts, None where it is not known."""

    def remember(self, kind: str, parts: Sequence[str], body: bytes) -> None:
        """Keep a result by what it rests on."""

    def recall_all(self, kind: str, parts: Sequence[Sequence[str]]) -> list[bytes | None]:
        """Return many results of a kind, each by what it rests on."""

    def remember_all(self, kind: str, results: Sequence[tuple[Sequence[str], bytes]]) -> None:
        """Keep many results of a kind, each by what it rests on."""


def recalled(
    memory: Memory | None, kind: str, parts: Callable[[], Sequence[str]], form: type[Result], make: Callable[[], Result]
) -> Result:
    """Return a result from memory, or made and kept: `parts` is all that it rests on but the program itself."""
    if memory is None:
        return make()
    held = parts()
    known = memory.recall(kind, held)
    if known is not None:
        try:
            return form.model_validate_json(known)
        except ValidationError as cause:
            TELLS.warning("A stored %s is not one that this program writes (%d errors). It is made anew.", kind, cause.error_count())  # fmt: skip
    made = make()
    memory.remember(kind, held, made.model_dump_json(by_alias=True).encode())
    return made


def contents(results: Iterable[BaseModel]) -> list[str]:
    """Return the hashes of results, in order: two results of one hash say the same."""
    return [hashlib.sha256(one.model_dump_json(by_alias=True).encode()).hexdigest() for one in results]
