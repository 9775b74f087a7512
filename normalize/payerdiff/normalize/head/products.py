"""The drugs that the head of a class document lists as its own: product lists, tables and labels, before the criteria begin.

A line is a list of products where little else stands in it than names of drugs, their forms and marks. Drugs named in steps, examples
and references come behind the criteria's heading, or in sentences, and are not the policy's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from payerdiff.model.policy import Drug
from payerdiff.normalize import lexicon
from payerdiff.normalize.head.printed import Cell, Row
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.drugs import is_drug_name, known, pairs_in

DRUGS = r"drugs?(?:\(s\))?(?: (?:names?|applied|products?(?:\(s\))?|product\(s\)|affected))?|products? affected|medications?|generic names?|brand names?"
PREFERRED = r"(?:non[- ]?)?preferred(?: (?:agents?|products?|drugs?|\(targeted\)))?(?:\(s\))?"
TARGETED = r"target(?:ed)? (?:agents?|drugs?|brand agents?)"
OTHER_NAMES = r"agents?(?:\(s\))?|trade name|excluded drugs?|formulary|covered (?:agents|drugs)|this (?:policy|program) applies to"
LABEL = Rule(
    "products.label",
    rf"^\W*(?:{DRUGS}|{PREFERRED}|{TARGETED}|{OTHER_NAMES})\b[^:]{{0,30}}(?::|$)",
    "Preferred agents: a",
    "Criteria: a",
)
WHICH_CRITERIA = (
    r"initial|renewal|prior|coverage|approval|authorization|clinical|medical necessity|exception|step therapy"
)
WHOSE_CRITERIA = r"general|specific|indication|prior authorization|criteria for|policy|guideline|reauthorization"
ASKS = r"\bmust (?:meet|include)\b|\bthe following criteria\b|\ball of the following\b"
OTHER_PARTS = r"references|background|overview|description|documentation"
CRITERIA = Rule(
    "products.criteria",
    rf"^\W*(?:[A-Z0-9IVX]{{1,4}}[.)]\s+)?(?:(?:{WHICH_CRITERIA}|{WHOSE_CRITERIA})\s*)+(?:criteria|rationale|requirements|approval|authorization)\b|^\W*criteria\b|{ASKS}|^\W*(?:{OTHER_PARTS})\W*$",
    "A. Initial Criteria",
    "Drugs",
)
"""What ends the head: criteria, or a section of prose."""
ROUTES = r"SC|SQ|IV|ER|XR|LQ|CF|HCl|inj(?:ection)?|injectors?|solution|subcutaneous(?:ly)?|intravenous(?:ly)?"
DOSE_FORMS = r"infusion|oral|tablets?|capsules?|cream|ointment|foam|topical|auto-?injectors?|prefilled|syringes?|pens?|vials?|kits?"
ON_SKIN = r"lotion|gel|shampoo|emollient|suspension|augmented"
KINDS_OF_PRODUCT = r"biosimilars?|products?|covered|unbranded|unspecified|generics?|brands?|and|or|all|the|of|for|other|agents?|preferred|non-?preferred|drugs?|names?"
WORDS_OF_LISTS = r"formulary|status|medications?|excluded|targeted|available|mg|mL|Cordavis|Sandoz|medical|pharmacy|benefit|years? old|new"
FORMS = Rule(
    "products.forms",
    rf"\b(?:{ROUTES}|{DOSE_FORMS}|{ON_SKIN}|{KINDS_OF_PRODUCT}|{WORDS_OF_LISTS})\b|[-–][a-z]{{4}}\b|[A-Z]\d{{4}}\b",
    "oral",
    "Brandname",
)
OPENING = Rule("products.opening", r"\b(?:of|for|use|cover|coverage of)\b", "for", "Brandname", exact=True)
SUFFIX = Rule("products.suffix", r"[-–][a-z]{4}\b", "drug-abcd", "drug", exact=True)
STRENGTH = Rule(
    "products.strength",
    r" (?!IV\b|SC\b|SQ\b|IM\b)(?:[A-Z]{2}\b|Aria\b|Hycela\b)",
    "Brandname XR",
    "Brandname IV",
    exact=True,
)
"""What makes another product of a brand: `Xeljanz XR`."""
BESIDE = Rule(
    "products.beside",
    r"[®™]*\s*\(([a-z]{4,}(?:[ -][a-z]{4,})?)\)",
    "Brandname (genericol)",
    "Brandname (XR)",
    exact=True,
)
"""The nonproprietary name behind a brand."""
FIRST_ROWS = 40
ELSEWHERE = Rule(
    "products.elsewhere",
    r"\b(?:see|refer to)\s+(?:the\s+)?(?P<place>[^:;.]{4,80}?)\s*(?:\bfor\b\s*:?|:)\s*$",
    "See Madeup Formulations for: ",
    "See the criteria below",
)
"""What stands before drugs of which another document has the criteria."""
DENSE, ROWS, FEW, TABLE = 0.62, 140, 3, 5


@dataclass(slots=True)
class Named:
    """A drug and the names that the document lists it under."""

    generic: str
    written: dict[str, None] = field(default_factory=dict)
    elsewhere: str | None = None
    """Where the list sends for the drug's criteria; null where any of its lines has the drug as its own."""


def products_of(rows: Sequence[Row], title: str) -> list[Drug]:
    """Return the drugs that a head lists, or nothing where it lists fewer than three names: then the title tells more."""
    rows = list(own_rows(rows))
    own = {hit.canonical for hit in drugs_in(title)}
    found: dict[str, Named] = {}
    names = 0
    for text in product_lines(rows):
        place = sent_to(text)
        for generic, written in named_in(text):
            if len(own) == 1 and generic not in own:
                continue
            names += 1
            held = found.setdefault(generic, Named(generic, elsewhere=place))
            held.written[written] = None
            held.elsewhere = held.elsewhere if place else None
    if not own and (preferred := list(preferred_products(rows))):
        for generic, written in preferred:
            names += 1
            found.setdefault(generic, Named(generic)).written[written] = None
    if names < FEW and not own:
        headed = list(headed_products(rows))
        for generic, written in headed if len(headed) >= TABLE else table_of_products(rows):
            names += 1
            found.setdefault(generic, Named(generic)).written[written] = None
    if names < FEW and not own:
        return behind_label(rows)
    if names < FEW:
        return []
    return [drug_of(one) for one in found.values()]


PLAIN_LIST = Rule(
    "products.plain_list",
    r"^\W*(?:drugs?|medications?|products?|agents?)(?:\(s\))?(?: (?:names?|affected|included|covered))?\s*:\s*(?P<list>[A-Z].*)$",
    "Drugs: Brandname, Otherbrand; Third",
    "Drugs and criteria",
)
BETWEEN_NAMES = Rule("products.between_names", r"\s*[,;]\s*(?:and\s+|or\s+)?", ", ", " and ", exact=True)
BRACKETED = Rule("products.bracketed", r"\((?P<list>[A-Z][^()]*,[^()]*)\)", "(Brandname, Otherbrand, Third)", "Drugs (all)", by="fullmatch")  # fmt: skip
"""A line below the title that is a list of products in brackets."""
BELOW_TITLE = 12
"""Lines of a head in which it may stand."""
A_NAME = Rule(
    "products.a_name",
    r"[A-Z][\w’'-]{2,}(?: [A-Z][\w-]*){0,2}(?: \d+%)?[®™]?",
    "Brandname DIF",
    "see below",
    exact=True,
    by="fullmatch",
)


def behind_label(rows: Sequence[Row]) -> list[Drug]:
    """Return the products of a label's list that no vocabulary knows: names with capitals, three at least, and nothing else."""
    for at, row in enumerate(rows[:FIRST_ROWS]):
        for place, cell in enumerate(row.cells):
            right = row.cells[place + 1].text if place + 1 < len(row.cells) else ""
            match = PLAIN_LIST.match(f"{cell.text} {right}" if cell.text.rstrip().endswith(":") else cell.text)
            match = match or (BRACKETED.fullmatch(row.text.strip()) if at < BELOW_TITLE else None)
            if not match:
                continue
            text = match["list"]
            for below in rows[at + 1 : at + 3]:
                if not text.rstrip().endswith((",", ";")) or not below.cells:
                    break
                text = f"{text} {below.cells[min(place, len(below.cells) - 1)].text}"
            names = [name for name in BETWEEN_NAMES.split(text.strip(" .;,")) if name]
            if len(names) >= FEW and all(map(A_NAME.fullmatch, names)):
                return [drug_of(Named(name.lower(), {name: None})) for name in dict.fromkeys(names)]
    return []


def sent_to(text: str) -> str | None:
    """Return where a line sends for the criteria of the drugs that it lists, None where it sends nowhere."""
    first = min((hit.start for hit in drugs_in(text)), default=0)
    match = ELSEWHERE.search(text[:first])
    return " ".join(match["place"].split()) if match else None


def drugs_in(text: str) -> list[lexicon.Hit]:
    """Return the drugs that a text names, classes left out, and words that are part of a class's name (`calcitonin gene-related peptide`)."""
    classes = lexicon.table("regimens")
    hits = lexicon.treatments(text)
    spans = [(hit.start, hit.end) for hit in hits if hit.canonical in classes]
    return [
        hit
        for hit in hits
        if hit.canonical not in classes and not any(low <= hit.start and hit.end <= high for low, high in spans)
    ]


NAMES_CRITERIA = Rule("products.names_criteria", r"criteria", "Criteria", "Drugs")


def product_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the words of the lines that list products, before the criteria begin."""
    labeled = 0
    for at, row in enumerate(rows[:ROWS]):
        text = row.text
        if row.furniture and row.page > 1:
            continue
        dense = density(text)
        if CRITERIA.search(text) and dense < DENSE:
            if at > 12 or NAMES_CRITERIA.search(text):
                break
            continue
        if LABEL.match(text):
            labeled = 3
        cells = [cell.text for cell in row.cells if density(cell.text) >= DENSE]
        if dense >= DENSE or (labeled and dense > 0.35):
            before, after = (rows[i].text if 0 <= i < len(rows) else "" for i in (at - 1, at + 1))
            if before.endswith(",") and density(before) < DENSE:
                yield from OPENING.split(before)[-1:]
            yield text
            if text.rstrip().endswith((",", " or", " and")) and density(after) < DENSE:
                yield after.split(" ")[0]
            labeled = max(labeled, 1)
        elif cells:
            yield from cells
        else:
            labeled = max(0, labeled - 1)


def table_of_products(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Yield the names of a table whose rows each open with a drug, wherever a document of a class has it."""
    opening = [row for row in rows if len(row.cells) > 1 and density(row.cells[0].text) >= DENSE]
    if len(opening) >= TABLE:
        for row in opening:
            generics = {generic for generic, _ in named_in(row.cells[0].text)}
            for cell in row.cells[:2]:
                yield from named_in(cell.text)
            if len(generics) == 1 and is_drug_name(row.cells[1].text) and not drugs_in(row.cells[1].text):
                yield generics.pop(), row.cells[1].text


ALTERNATIVES = Rule("products.alternatives", r"^(?:[\w.:]+ ){0,2}(?:therapeutic|formulary) alternatives?\W*$", "V. Therapeutic Alternatives:", "If nothing else helps")  # fmt: skip
"""A heading over other drugs than the policy's own."""
NUMBERED = Rule("products.numbered", r"^(?:[IVX]{1,5}|\d{1,2}|[A-Z])[.)]\s+[A-Z]", "VI. Dosing", "Dosing", exact=True)


def own_rows(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows without those below a heading on alternatives, up to the next heading."""
    others = False
    for row in rows:
        if len(row.cells) == 1 and ALTERNATIVES.search(row.text):
            others = True
        elif others and len(row.cells) == 1 and (NUMBERED.search(row.text) or row.text.endswith(":")):
            others = False
        if not others:
            yield row


PREFERRED_COLUMN = Rule("products.preferred_column", r"(?:non-? ?)?preferred(?: (?:agents?|drugs?|products?|medications?))?", "Non-Preferred Agents", "Preferred drugs are tried first", by="fullmatch")  # fmt: skip
MARKS = Rule("products.marks", r"[*†‡]*\s+(?:PA|QL|ST|AL|CC|MD|OTC)(?:[\s,]+(?:PA|QL|ST|AL|CC|MD|OTC))*(?:\s+|$)", "Brandname PA,QL", "Brandname", exact=True)  # fmt: skip
"""What stands behind a name in a list of preferred products."""
LISTED_NAME = Rule("products.listed_name", r"[A-Z][a-z’'-]+(?:[ -][A-Z][\w-]*)?[®™]?|[a-z]{5,}(?:[ /][a-z]{4,}){0,2}", "Brandname", "Agents of two classes", exact=True, by="fullmatch")  # fmt: skip


def preferred_products(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Yield the names in columns of preferred and other products, whether or not a vocabulary knows them."""
    heads: list[tuple[Cell, int]] = []
    for row in rows:
        named = [(cell, at) for at, cell in enumerate(row.cells) if PREFERRED_COLUMN.fullmatch(cell.text.strip())]
        if len(named) > 1:
            heads = named
            continue
        heads = heads if len(row.cells) > 1 else []
        for head, at in heads:
            for name in (part.strip() for text in below(row, head, at) for part in MARKS.split(text)):
                if LISTED_NAME.fullmatch(name):
                    known_names = list(named_in(name))
                    yield from known_names or [(name.lower(), name)]


COLUMN = Rule(
    "products.column",
    r"(?:generic|brand|drug|product|trade)? ?(?:names?|drugs?|medications?|products?)(?: ?(?:\(|/) ?(?:brand|generic|trade) names?\)?)?",
    "Generic Name (Brand Name)",
    "Drug criteria",
    by="fullmatch",
)
"""The head of a column that names products."""
OF_A_PRODUCT = Rule(
    "products.of_a_product",
    r"\b(?:strengths?|codes?|benefits?|formulary|status|dosage forms?|tier|HCPCS|availab\w+|restrictions?|route)\b",
    "Available strengths",
    "Criteria",
)
"""The head of a column that says something of each product."""
WRITTEN = Rule(
    "products.written",
    r"(?P<generic>[A-Z][\w’'-]+(?:[ /]+(?!cream|oint|lotion|solu|gel|oil|shampoo|emollient|drops|tablet|vial|capsule|foam)[A-Z][\w-]+){0,2})(?P<rest>.*)",
    "Genericol Valerate Cream",
    "100 mg",
    by="fullmatch",
)
"""A product as a table writes it: its name, then its forms, its brands in brackets."""
BRANDS = Rule("products.brands", r"\(([A-Z][^()]*)\)", "Genericol (Brandname)", "Genericol", exact=True)
PROSE = 9
"""Words of a line that stands in no table of products."""


def headed_products(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Yield the names of tables of products that say so in their head, whether or not a vocabulary knows them: each row has one, with its brands in brackets."""
    column: tuple[Cell, int] | None = None
    for row in rows:
        named = next((at for at, cell in enumerate(row.cells) if COLUMN.fullmatch(cell.text.strip())), None)
        if named is not None and any(OF_A_PRODUCT.search(c.text) for c in row.cells if c is not row.cells[named]):
            column = row.cells[named], named
        elif row.furniture or column is None:
            continue
        elif len(row.cells) < 2:
            column = None if len(row.text.split()) >= PROSE or CRITERIA.search(row.text) else column
        else:
            written = next(filter(None, (WRITTEN.fullmatch(text) for text in below(row, *column))), None)
            if written is not None:
                yield from names_of(written["generic"], written["rest"])


def below(row: Row, head: Cell, at: int) -> list[str]:
    """Return the words of a row below the head of a column: by its place on the page, by its number where there is no geometry."""
    if head.left is None:
        return [cell.text.strip() for cell in row.cells[at : at + 1]]
    return [cell.text.strip() for cell in row.cells if cell.stands_below(head)]


def names_of(written: str, rest: str) -> Iterator[tuple[str, str]]:
    """Yield the names of one product: its nonproprietary name by the vocabulary, or as written, and its brands."""
    parts = "/".join(part.strip() for part in written.split("/")).split()
    plain = " ".join(part for part in parts if FORMS.fullmatch(part) is None)
    known_names = list(named_in(written)) if density(written) >= DENSE else []
    yield from known_names
    generic = known_names[0][0] if known_names else plain.lower()
    if not known_names and plain:
        yield generic, plain.lower()
    for bracket in BRANDS.findall(rest):
        for brand in bracket.split(","):
            if not FORMS.fullmatch(brand.strip()):
                yield generic, brand.strip()


def density(text: str) -> float:
    """Return the share of a line's letters that names of drugs and their forms make up; 0 where no drug is named."""
    hits = drugs_in(text)
    pairs = pairs_in(text)
    if not hits and not pairs:
        return 0.0
    mask = bytearray(len(text))
    for hit in hits:
        mask[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
    spans = [match.span() for match in FORMS.finditer(text)]
    spans += [match.span() for pair in pairs for name in (pair.brand, pair.generic) for match in re.finditer(re.escape(name), text, re.IGNORECASE)]  # fmt: skip
    for low, high in spans:
        mask[low:high] = b"\x01" * (high - low)
    letters = [at for at, char in enumerate(text) if char.isalpha()]
    return sum(mask[at] for at in letters) / len(letters) if letters else 0.0


def named_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield the drugs of a list by their nonproprietary name, with each name as written."""
    hits = drugs_in(text)
    known_words = {text[hit.start : hit.end].lower() for hit in hits}
    for pair in pairs_in(text):
        generic = next((h.canonical for h in drugs_in(pair.generic)), pair.generic)
        if pair.brand.lower() not in known_words:
            yield generic, pair.brand
    for hit in hits:
        strength = STRENGTH.match(text, hit.end)
        if strength:
            yield hit.canonical, " ".join(text[hit.start : strength.end()].split())
        beside = BESIDE.match(text, hit.end)
        if beside and is_drug_name(SUFFIX.sub("", beside[1])):
            yield hit.canonical, beside[1]
        suffix = SUFFIX.match(text, hit.end)
        end = suffix.end() if suffix and not text[hit.start : hit.end].endswith(suffix[0]) else hit.end
        yield hit.canonical, " ".join(text[hit.start : end].split())


def drug_of(one: Named) -> Drug:
    """Return a drug with the names that the document lists, besides those of the drug table."""
    drug = known(one.generic) if one.generic in lexicon.table("drugs") else Drug(generic=one.generic)
    held = {drug.generic.lower(), *(brand.lower() for brand in drug.brands)}
    more: dict[str, str] = {}
    for name in one.written:
        shown = (
            name.title()
            if name.isupper() and len(name) > 4 and "-" not in name
            else name.lower()
            if name.isupper()
            else name
        )
        if shown.lower() not in held:
            more.setdefault(shown.lower(), shown)
    brands = [name for name in more.values() if not name.islower()]
    plain = [name for name in more.values() if name.islower()]
    return drug.model_copy(update={"brands": [*drug.brands, *brands, *plain], "elsewhere": one.elsewhere})
