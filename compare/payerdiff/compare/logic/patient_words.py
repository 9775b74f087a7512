"""A patient in words: what is asked of a patient, and what an ordinary request would have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from payerdiff.compare.logic.conditions import atom_holds
from payerdiff.compare.logic.witness import ANOTHER
from payerdiff.model import concepts
from payerdiff.model.concepts import BY_NAME, FACTS, Concept
from payerdiff.model.patient import Patient, Therapy
from payerdiff.model.phrasing import counted, ended, listed, plural, say
from payerdiff.model.policy import Atom, Criterion
from payerdiff.normalize import lexicon

UNNAMED = concepts.of(concepts.DISEASE).lacking[""]
HELD: dict[concepts.Shape, str] = {"number": "{subject} {amount}", "state": "{subject} {words}", "set": "{subject}: {words}"}  # fmt: skip
"""What is said of a patient who has a fact, by its shape, where its concept has no words of its own."""
OF_UNKNOWN = "no {title} ({subject}) on record"
"""The same of a concept that the register does not know, where it has a subject: a test for a disease is not the disease."""
LACKING = "no {subject}"
"""What is said of a patient who has none of the values, states or treatments that policies name."""


def words_of(patient: Patient, within: frozenset[str] = frozenset()) -> list[str]:
    """Say a patient in words; doses and levels named in `within` go without saying."""
    return [word for word in said(patient, within) if word]


def said(patient: Patient, within: frozenset[str]) -> Iterator[str]:
    """Yield the parts of a patient's description: concepts with a field of their own in their order, then all other facts."""
    fields: set[str] = set()
    for concept in sorted(concepts.every(), key=lambda c: c.told):
        if concept.field == FACTS or concept.field in fields:
            continue
        fields.add(concept.field)
        if concept.field in BY_NAME:
            for name, known in getattr(patient, concept.field).items():
                yield fact_said(concept, name, known) if name not in within else ""
        elif concept.roles:
            yield roles_said(concept, patient)
        else:
            yield from field_said(concept, patient.at((concept.field,)))
    for name, known in patient.facts.items():
        if name not in within:
            yield from fact_of(name, known)


def fact_of(name: str, known: object) -> Iterator[str]:
    """Yield what is said of a fact by its name."""
    concept = concepts.at(name) or concepts.of(name.partition(".")[0])
    if concept.shape == "therapy":
        yield from treatments(concept, known)
    else:
        yield fact_said(concept, name, known)


def field_said(concept: Concept, known: object) -> Iterator[str]:
    """Yield what is said of a concept with a field of its own."""
    if concept.shape == "therapy":
        yield from treatments(concept, known)
    elif concept.shape == "set" or known is not None:
        yield fact_said(concept, "", known)


def fact_said(concept: Concept, name: str, known: object) -> str:
    """Say what is known under a name: a number, a state, or values."""
    if isinstance(known, float):
        return number_said(concept, name, known)
    known = known if isinstance(known, list) else [known]
    values = [str(v) for v in known if v not in (None, ANOTHER, concept.none)]
    if not values:
        return lacking_said(concept, concept.named_at(name))
    wider = {kind for value in values for kind in lexicon.kinds_of(concept.tables, value)}
    return held_said(concept, concept.named_at(name), [v for v in values if v not in wider])


def lacking_said(concept: Concept, subject: str, role: str = "") -> str:
    """Say what policies ask for and the patient lacks, in the words for the role or the subject where there are any."""
    way = concept.lacking.get(role or subject, concept.lacking.get("", LACKING if concept.name in concepts.REGISTER or not subject else OF_UNKNOWN))  # fmt: skip
    return way.format(subject=subject or concept.title.lower(), title=concept.title.lower())


def held_said(concept: Concept, subject: str, values: Sequence[str]) -> str:
    """Say values that hold."""
    ways = {"": HELD[concept.shape], **concept.held}
    words = listed([concept.values.get(v, v).replace("_", " ") for v in values], "and")
    way = ways.get(values[0], ways[""]) if len(values) == 1 else ways[""]
    return way.format(subject=subject or concept.title.lower(), words=words)


def failing_said(atoms: Sequence[Atom], patient: Patient) -> Iterator[str]:
    """Yield what a patient lacks of what is asked, where a description of the patient passes over it in silence (`no trial of methotrexate`)."""
    for atom in atoms:
        concept = concepts.of(atom.concept)
        other = bool(concept.roles) and any(patient.values(concept, "", role) for role in concept.roles)
        unsaid = concept.shape == "set" and not concept.roles and concept.held.get("") == "" and bool(patient.values(concept, atom.subject))  # fmt: skip
        silent = concept.shape != "number" and not concept.is_measured(atom.value) and (other or unsaid or concept.lacking.get("") == "")  # fmt: skip
        if (
            silent
            and not atom.negated
            and atom.op not in ("!=", "not_in", "without")
            and atom_holds(atom, patient) is False
        ):
            words = say(atom)
            yield f"no {words}" if concept.shape == "therapy" or concept.on_drug else denied(words)


def as_one(atoms: Iterable[Atom], patient: Patient) -> list[Atom]:
    """Return the conditions that a patient does not meet, those that ask the same of different values as one: of alternatives all are lacking."""
    found: dict[tuple[object, ...], Atom] = {}
    for atom in atoms:
        if atom.negated or atom_holds(atom, patient) is not False:
            continue
        alike = atom.op in ("=", "in") and atom.count is None and not concepts.of(atom.concept).is_measured(atom.value)
        key = (atom.concept, atom.subject, atom.outcome, atom.duration, atom.role) if alike else (len(found),)
        known = found.get(key)
        values = [value for one in (known, atom) if one for value in (one.value if isinstance(one.value, list) else [one.value])]  # fmt: skip
        found[key] = atom if known is None else known.model_copy(update={"op": "in", "value": list(dict.fromkeys(map(str, values)))})  # fmt: skip
    return list(found.values())


def too_low(leaf: Criterion, patient: Patient) -> list[str]:
    """Return the numbers of a leaf that a patient does not reach, where a description passes over a number below all limits."""
    asked = [a for a in leaf.atoms if concepts.of(a.concept).unsaid == "below" and a.op in (">=", ">") and not a.negated]  # fmt: skip
    failing = [a for a in asked if atom_holds(a, patient) is False]
    return [f"{a.subject or concepts.of(a.concept).title} below {a.value} {a.unit or ''}".strip() for a in failing]


def too_short(leaf: Criterion, patient: Patient) -> list[str]:
    """Return the treatments of a leaf that a patient had, and not for as long as the leaf asks: a description tells no length."""
    if patient.criteria.get(leaf.text) is not False:
        return []
    return [f"no {say(atom)}" for atom in leaf.atoms if atom.duration and atom_holds(atom, patient) is None]


def denied(words: str) -> str:
    """Return the denial of what is said of a patient.

    >>> denied("with inhaled corticosteroid"), denied("chronic")
    ('without inhaled corticosteroid', 'not chronic')
    """
    return f"without {words.removeprefix('with ')}" if words.startswith("with ") else f"not {words}"


def number_said(concept: Concept, name: str, known: float) -> str:
    """Say a number with its subject and unit."""
    if concept.measure == "age":
        months = round(known, 2)
        return f"{months // 12:g} years old" if months >= 24 else f"{months:g} months old" if months >= 1 else "newborn"
    if (concept.unsaid == "ordinary" and known == concept.ordinary) or (concept.measure == "count" and not known):
        return ""
    subject, unit = parted(concept, name)
    is_counted = concept.measure == "count" and concept.unit
    amount = counted(known, concept.unit) if is_counted else f"{known:g} {unit or concept.unit}".strip()
    way = concept.held.get("", HELD["number"]) if concept.shape == "number" else HELD["number"]
    return way.format(subject=subject or concept.title.lower(), number=f"{known:g}", amount=amount)


def parted(concept: Concept, name: str) -> tuple[str, str]:
    """Return the subject and the unit in a name: up to the end of the longest subject that the data files know, else the first word.

    >>> parted(concepts.of("lab_value"), "FEV1 % predicted"), parted(concepts.of("dose"), "mcg/day")
    (('FEV1', '% predicted'), ('', 'mcg/day'))
    >>> parted(concepts.of("lab_value"), "esophageal eosinophils hpf")
    ('esophageal eosinophils', 'hpf')
    """
    own = concept.named_at(name)
    if not (name.startswith(f"{concept.name}.") if concept.field == FACTS else concept.tables):
        return "", own
    every = [s for table in concept.tables for s in lexicon.table(table) if f" {s} " in f" {own} "]
    known = max((s for s in every if own.startswith(s)), key=len, default="") or max(every, key=len, default="")
    subject = f"{own.partition(known)[0]}{known}" if known else own.split(" ", 1)[0]
    return subject, own.removeprefix(subject).strip()


def roles_said(concept: Concept, patient: Patient) -> str:
    """Say who holds a value in the strictest role, or which role is lacking."""
    held = {role: patient.values(concept, "", role) for role in concept.roles}
    strict = held[concept.strictest]
    if strict:
        return held_said(concept, "", strict)
    if strict is None:
        return ""
    wholly = not any(own is None or own for own in held.values())
    return lacking_said(concept, "", "" if wholly else concept.strictest)


def treatments(concept: Concept, known: object) -> Iterator[str]:
    """Yield treatments that came before; what failed was tried, and several are one."""
    before = [one for one in known if isinstance(one, Therapy)] if isinstance(known, list) else []
    if not before:
        yield lacking_said(concept, "")
    ended = {t.drug for t in before if t.outcome not in ("tried", "contraindicated")}
    most = {t.drug: max(other.count for other in before if other.drug == t.drug) for t in before}
    for therapy in before:
        if follows_from(therapy, before, concept):
            continue
        if therapy.count == most[therapy.drug] and (therapy.outcome != "tried" or therapy.drug not in ended):
            yield treatment(therapy)


def follows_from(therapy: Therapy, before: Sequence[Therapy], concept: Concept) -> bool:
    """Return True if a treatment is the class of another one that came before, with the same outcome or with none that counts."""
    narrower = (other for other in before if therapy.drug in lexicon.kinds_of(concept.tables, other.drug))
    return therapy.count == 1 and any(therapy.outcome in (other.outcome, "tried") for other in narrower if other.outcome != "contraindicated")  # fmt: skip


def treatment(therapy: Therapy) -> str:
    """Say a treatment that came before."""
    number = f"{therapy.count} different {plural(therapy.drug)}" if therapy.count > 1 else therapy.drug
    return ended(therapy.outcome, number)
