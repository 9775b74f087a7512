"""Full text over the libraries of several folders: each passage with the policy that has it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from payerdiff.corpus.store.full_text import Hit, hits
from payerdiff.corpus.store.opening import address_of
from payerdiff.corpus.store.packing import opened
from payerdiff.corpus.store.schema import POLICIES
from payerdiff.corpus.store.store import existing_store
from payerdiff.model.policy import Policy


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage that was found, with its policy."""

    policy: Policy
    place: str
    page: int
    shown: str


def search(folders: Sequence[Path], readings: Collection[str], words: str, drug: str | None, most: int) -> list[PassageHit]:  # fmt: skip
    """Return the passages that have all words, the best of each folder first, among some readings and of a drug's policies alone if one is given.

    Raises PayerdiffError: `no-store`, `store-unusable`.
    """
    found: list[PassageHit] = []
    for folder in {address_of(folder): folder for folder in folders}.values():  # several libraries may share a database
        with existing_store(folder) as store, store.asking() as connection:
            every = hits(connection, words, readings, most if drug is None else len(readings) * most)
            found += [hit for hit in with_policies(connection, every) if drug is None or is_of(hit.policy, drug)]
    return found[:most]


def with_policies(connection: Connection, found: Sequence[Hit]) -> Iterator[PassageHit]:
    """Yield passages with their policies; one that is damaged is left to `library check`."""
    held: dict[int, Policy] = {}
    for hit in found:
        if hit.policy not in held:
            row = connection.execute(select(POLICIES.c.kind, POLICIES.c.body, POLICIES.c.content).where(POLICIES.c.id == hit.policy)).one()  # fmt: skip
            policy = opened(row.kind, row.body, row.content)
            if not isinstance(policy, Policy):
                continue
            held[hit.policy] = policy
        yield PassageHit(held[hit.policy], hit.place, hit.page, hit.shown)


def is_of(policy: Policy, drug: str) -> bool:
    """Return True if a policy is about a drug."""
    return any(d.generic == drug for d in policy.drugs)
