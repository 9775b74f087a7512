"""`make fidelity`: how well documents are read, by template family, against gold that a person labelled from the pages.

    python tests/fidelity/bench.py [--kept | --kept2 | --opened | --drawn | --drawn2 | --drawn3 | --drawn4 | --invented | --invented2 | --invented3 | --invented4 | --invented-kept] [--misses] [--only WORDS] FOLDER…

FOLDERs hold the documents (other people's; they are no part of the project, except for those that were invented). A document that is not there is left
out, and said so.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scoring import Count, Score, leaves, score

from payerdiff.ingest.reader import read_file
from payerdiff.model.errors import PayerdiffError
from payerdiff.normalize.normalizer import normalize_all

HERE = Path(__file__).resolve().parent
GOLD = HERE / "gold"
"""Labels of documents that rules were written from: the regression guard."""
SETS = {
    "--kept": HERE / "kept",
    "--kept2": HERE / "kept2",
    "--opened": HERE / "opened",
    "--drawn": HERE / "drawn",
    "--drawn2": HERE / "drawn2",
    "--drawn3": HERE / "drawn3",
    "--drawn4": HERE / "drawn4",
    "--invented": HERE / "invented" / "labels",
    "--invented2": HERE / "invented2" / "labels",
    "--invented3": HERE / "invented3" / "labels",
    "--invented4": HERE / "invented4" / "labels",
    "--invented-kept": HERE / "invented_kept" / "labels",
}
"""Further labels by the word that asks for them; README.md here says of each when it was labeled, and since when rules are written from it."""
ASIDE = ("--kept", "--kept2", "--invented-kept")
"""Those that nobody who writes rules looks into."""
SHARED = HERE.parents[2] / "shared"
COLUMNS = ("leaves", "logic", "trees", "atoms", "approvals", "limits", "codes", "revisions", "metadata")
RECALLED = ("logic", "trees")
"""Kinds of which nothing can be invented: what is shown is the share that is right."""


def read(path: Path) -> dict[str, Any] | None:
    """Return a document's policies as one in JSON, None where it was refused."""
    try:
        return merged([one.model_dump(mode="json", by_alias=True) for one in normalize_all(read_file(path))])
    except PayerdiffError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return None


LISTS = ("drugs", "criteria", "exclusions", "approvals", "limits")


def merged(policies: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the policies of one document as a whole: gold is labeled by document. Codes and revisions are named once."""
    whole = dict(policies[0])
    for other in policies[1:]:
        for key in LISTS:
            whole[key] = [*whole[key], *other[key]]
        for key in ("codes", "revisions"):
            whole[key] = [*whole[key], *(row for row in other[key] if row not in whole[key])]
        counts = {key: whole["ledger"][key] + other["ledger"][key] for key in ("criteria", "unread")}
        whole["ledger"] = {**whole["ledger"], **counts}
    return whole


def reach(policy: dict[str, Any]) -> tuple[Count, Count]:
    """Return how many leaves have a typed condition, and how many characters of criteria sections were read, each against the rest."""
    ends = [leaf for tree in policy.get("criteria") or [] for _, leaf in leaves(tree["root"])]
    typed = sum(bool(leaf.get("atoms")) for leaf in ends)
    ledger = policy["ledger"]
    return Count(typed, 0, len(ends) - typed), Count(ledger["criteria"], 0, ledger["unread"])


def runs(folders: Sequence[Path], only: str, labels: Path = GOLD) -> Iterator[tuple[str, str, Score]]:
    """Yield family, document and score for each gold file of a folder of labels whose document is there."""
    held = {path.name: path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()}
    for path in sorted(labels.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        document = held.get(gold["document"])
        if document is None:
            sys.stderr.write(f"left out, the document is not there: {gold['document']}\n")
        elif only in path.name:
            policy = read(document)
            result = score(gold, policy)
            if policy is not None:
                result.counts["typed"], result.counts["read"] = reach(policy)
            yield gold.get("family", "invented"), gold["document"], result


def cell(result: Score, kind: str) -> str:
    """Return one figure of the table; – where the gold has nothing of the kind and nothing was found."""
    count = result.counts.get(kind)
    if count is None:
        return "–"
    if kind in RECALLED or kind in ("typed", "read"):
        total = count.right + count.missed
        share = count.right / total if total else None
        return (
            "–"
            if share is None
            else f"{1 - share:.1%}"
            if kind == "read"
            else f"{share:.0%}"
            if kind == "typed"
            else f"{share:.3f}"
        )
    return "–" if count.f1 is None else f"{count.f1:.3f}"


def table(families: dict[str, Score], documents: dict[str, int]) -> str:
    """Return the table as Markdown."""
    heads = ("family", "documents", *COLUMNS, "typed", "unread")
    kinds = (*COLUMNS, "typed", "read")
    rows = [[name, str(documents[name]), *(cell(result, kind) for kind in kinds)] for name, result in families.items()]
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> int:
    """Print the table by family, the sum last; with --misses also what was missed and invented; with another set's word for that set."""
    words = sys.argv[1:]
    asked = next((word for word in SETS if word in words), "")
    labels = SETS.get(asked, GOLD)
    only = words[words.index("--only") + 1] if "--only" in words else ""
    named = [Path(word) for word in words if Path(word).is_dir()] or [SHARED / "documents", SHARED / "seeds"]
    folders = [*named, *([labels.parent] if labels.name == "labels" else [])]
    families: dict[str, Score] = {}
    documents: dict[str, int] = {}
    for family, name, result in runs([folder for folder in folders if folder.is_dir()], only, labels):
        families.setdefault(family, Score()).take(result)
        documents[family] = documents.get(family, 0) + 1
        if "--misses" in words:
            sys.stdout.write("".join(f"{name} · {miss}\n" for miss in result.misses))
    if not families:
        sys.stderr.write(
            "No document of the gold was found: name the folders that hold them (make fidelity DOCUMENTS=FOLDER).\n"
        )
        return 2
    ordered = dict(sorted(families.items()))
    whole = "all (kept aside)" if asked in ASIDE else "all (seen)"
    ordered[whole] = Score()
    for family, result in families.items():
        ordered[whole].take(result)
        documents[whole] = documents.get(whole, 0) + documents[family]
    sys.stdout.write(table(ordered, documents) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
