"""For which product a request is: criteria of a class name the one that they speak of (`The request is for Madeupra`; `For Madeupra: …`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.model.mention import OF_REQUESTS, ONLY_IF_REQUESTED, REQUESTED, Mention
from payerdiff.model.polarity import walk
from payerdiff.model.policy import Criterion, Drug
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.scope.preferences import WHICH, status_in
from payerdiff.normalize.sections.product_lists import AMONG, Products, named_in, products_behind

REQUEST = Rule(
    "requests.request",
    r"\brequests? (?:is|are|was) for\b|\brequested (?:drug|medication|product|agent|therapy) is\b",
    "The request is for Madeupra",
    "Requests for review",
)
FORMULATION = Rule("requests.formulation", r"\s+(?:an?\s+|the\s+)?(?:(?:intravenous|subcutaneous|oral|IV|SC)\s+)?(?:formulations?|forms?) of\s+", " an intravenous formulation of Madeupra", " Madeupra", by="match")  # fmt: skip
"""What stands between the request and the product: the form is asked for beside it."""
OPENS = Rule("requests.opens", r"\W*(?:the|this|a)?\s*", "The ", "Failure of one drug if the ", by="fullmatch")
IF = Rule("requests.if", r"\W*(?:if|when|where)\s+(?:the |a |this )?", "If the ", "Failure of one drug if the ", by="fullmatch")  # fmt: skip
IF_BEHIND = Rule(
    "requests.if_behind", r"\b(?:if|when|where)\s+(?:the |a |this )?$", "Failure of one drug if the ", "The "
)
OR_ELSE = Rule("requests.or_else", r"\W*or\b", " or the patient is a child", ", the patient", by="match")
SENTENCE = Rule("requests.sentence", r"\b(?:is|are|was|has|have|had|will|not|no|with|for|tried|failure|failed|trial)\b", "Madeupra was tried", "Madeupra (madeupumab intravenous infusion)")  # fmt: skip
ALL = r"(?:all|any)(?: of)?(?: the)?(?: other)?"
ASKED_FOR = r"(?:drugs?|medications?|products?|agents?|therap(?:y|ies))?(?:\s*requests?)?"
EXCEPT = r"(?:except(?: for| in)?|excluding|other than|but)"
KIND = r"(?:agents?|drugs?|products?|medications?|brands?|biosimilars?)(?:\(s\))?"
CLASS = rf"(?P<which>(?:\s+[\w()/-]+){{0,9}}?)\s*(?:{KIND})?"
AHEAD = r"^\W*(?:in addition to [^,]{5,60}, )?(?:for |all |any |coverage (?:for|of) |requests? for )*(?:the )?"
MAY_BE = r"may be (?:authori[sz]ed|approved|covered)|(?:is|are) (?:covered|approved|provided)|will be"
VERB = rf"\s*(?:\([^()]*\)\s*)?(?:each\s+|also\s+)?(?:(?:requires?|needs?|must|{MAY_BE})\b|:)"
STATUS = Rule("requests.status", rf"{AHEAD}(?:{WHICH})\b{CLASS}{VERB}", "Non-preferred agents require a trial", "Failure of a preferred agent", by="match")  # fmt: skip
"""What begins a criterion that is of requests for products of one status."""
TITLED = Rule("requests.titled", rf"{AHEAD}(?:{WHICH})\b{CLASS}\W*(?::.*)?$", "Non-preferred agents", "Failure of a preferred agent", by="match")  # fmt: skip
"""A title that names products by their status."""
OPPOSITE = {"preferred": "non-preferred", "non-preferred": "preferred"}
"""Of two statuses, the one that a product has which is not listed under the other."""
EVERY_OTHER = Rule("requests.every_other", rf"^\W*(?:for\s+)?{ALL}\s+{ASKED_FOR}\s*,?\s*\(?{EXCEPT}\s+(?=\S)", "For all drugs except Madeupra: age 18", "For all drugs: age 18", by="match")  # fmt: skip
"""What begins a criterion that is none of requests for the products that follow."""
FOR = Rule("requests.for", r"^\W*(?:for|requests? for)\s+(?:[^\s,:;.]+(?: [^\s,:;.]+){0,3}? for\s+)?(?:an?\s+|the\s+)?(?:requests? for\s+)?(?=\S)", "For Madeupra: age 18", "Forty", by="match")  # fmt: skip
NAMED = Rule("requests.named", r"^\W*(?:note:\s*)?(?:all |any |each )?(?=\w)", "Madeupra only: age 18", ":", by="match")
ALONE = r"(?:\s*(?:requests?|users?|only|alone|therapy))*"
CLOSED = Rule("requests.closed", rf"(?P<lead>{AMONG.pattern}{ALONE})\W*(?::|\s[–—-])\s*(?=\S|$)", " only: age 18", ", age 18", by="match")  # fmt: skip
"""What ends the name of the products that a criterion begins with."""
CLAUSE = Rule("requests.clause", rf"(?P<lead>{AMONG.pattern}{ALONE})\)?,\s+(?=[a-z(])", ", member is an adult", ", Otherumab and Thirdumab: age 18", exact=True, by="match")  # fmt: skip
"""The same, where a clause follows: a further name begins with a capital."""
SECOND = r"ages?|aged|weigh\w*|members?|patients?|individuals?|diagnosis|children|adults?"
IF_TOO = Rule("requests.if_too", rf"(?P<lead>{AMONG.pattern}{ALONE})\)?,?\s+(?:(?:and|in|with|for)\s+(?:{SECOND})|if|when|where)\b[^:;]{{0,80}}:", " and age ≥ 18 years: failure of both", " and Thirdumab: failure of both", by="match")  # fmt: skip
"""The same, where what the patient must be stands behind the names: it asks nothing of a request for another product."""
ONLY = Rule("requests.only", rf"(?P<lead>{AMONG.pattern}(?:\s*requests?)?\s*\b(?:only|alone))\s*[:,–—-]\s*(?=\S)", " only: age 18", ": age 18", by="match")  # fmt: skip


APPROVES = Rule("requests.approves", r"^\W*(?:[^.:]{0,60}[.:]\s*)?(?:approve|authorize)\s+(?=\S)", "All conditions. Approve Madeupra if", "Failure of one drug", by="match")  # fmt: skip
GRANTED = Rule("requests.granted", rf"(?P<lead>{AMONG.pattern})\s*(?:\([^()]*\)\s*)?(?:for [^,;:]{{3,30}}\s)?(?:if|when)\b", " (initial therapy) if the", " and Otherumab if", by="match")  # fmt: skip
"""What ends the name of the products that a sentence approves."""
REFUSES = Rule("requests.refuses", r"^\W*(?:the )?(?:use|coverage) of\s+(?=\S)", "Use of Madeupra for gout is not covered", "Failure of one drug", by="match")  # fmt: skip
NOT_GIVEN = r"(?:is|are) (?:an? )?(?:benefit )?exclu\w+|(?:is|are|will) not (?:be )?(?:authori[sz]ed|approved|covered)"
REFUSED = Rule("requests.refused", rf"(?P<lead>{AMONG.pattern})\s*(?:for [^.;:]{{3,80}}\s)?(?:{NOT_GIVEN})\b", " for gout is not covered", " is contraindicated", by="match")  # fmt: skip
"""What ends the name of the products that a sentence refuses: a request for another it leaves as it is."""
MADE = r"injections?|infusions?|tablets?|capsules?|solution|suspension"
OF_A_MAKER = Rule("requests.of_a_maker", rf"^\W*[^()–−]{{3,40}}\([^()–−]*\b(?:{MADE})\s*[–−-]\s*[A-Z][^()]*\)\W*$", "Madeupra (madeupumab tablets – Maker)", "Madeupra (madeupumab)", by="match")  # fmt: skip
"""A product with its maker, as the head of a policy lists what it is for: nothing that is asked of a patient."""
FACET = Rule("requests.facet", r"\W*(?:(?:minimum|member|patient)\s)?(?:ages?|weights?|prescribers?|specialt(?:y|ies)|diagnos[ei]s|indications?)(?: (?:limit|requirement|restriction)s?)?\W*", "Age:", "Failure of:", by="fullmatch")  # fmt: skip
"""What names one thing that is asked for, above what each product asks."""
SAYS_ALONE = Rule(
    "requests.says_alone", r"\b(?:only|alone|requires?|needs?|may be)\b", "Madeupra only: age 18", "Madeupra: age 18"
)
ONLY_AFTER = r"may be (?:authori[sz]ed|approved|covered) (?:only )?(?:after|if|when|for)"
OF_ITSELF = Rule("requests.of_itself", rf"(?P<lead>{AMONG.pattern}\s*(?:each |also )?(?:requires?|needs?|{ONLY_AFTER})\b)", " require a trial of Otherumab", " have been tried", by="match")  # fmt: skip
"""What says of the products named before it what a request for them must meet."""


def requests_in(text: str, own: Sequence[Drug] = ()) -> Iterator[Mention]:
    """Yield for which products words are, a mention for each drug; nothing where they leave open whether a request for another is meant too.

    A criterion that begins with products of the policy's `own` is of requests for these.

    >>> [(m.concept, m.subject) for m in requests_in("The request is for Otezla")]
    [('requested', 'apremilast')]
    >>> [(m.concept, m.subject) for m in requests_in("If the request is for Otezla, the member has tried methotrexate")]
    [('only_if_requested', 'apremilast')]
    """
    found = (
        list(told_in(text, own))
        or list(opening(text, own))
        or list(closing(text, own))
        or list(of_maker(text, own))
        or list(of_status(text, own))
    )
    yield from found


def told_in(text: str, own: Sequence[Drug]) -> Iterator[Mention]:
    """Yield the products that words name as those of a request."""
    for match in REQUEST.finditer(text):
        form = FORMULATION.match(text, match.end())
        listed, end = products_behind(text, form.end() if form else match.end(), own)
        before, rest = text[: match.start()], text[end:]
        if not listed or OR_ELSE.match(rest):
            continue
        names = as_far_as_told(listed, rest, own)
        whole = AMONG.fullmatch(rest) is not None
        if whole and (OPENS.fullmatch(before) or IF.fullmatch(before)):
            yield from mentions(text, (form.end() if form else match.start(), end), names, REQUESTED)
        elif (
            IF.fullmatch(before)
            or (whole and IF_BEHIND.search(before))
            or (OPENS.fullmatch(before) and CLOSED.match(rest))
        ):
            yield from mentions(text, (match.start(), end), names, ONLY_IF_REQUESTED)


ASKED = Rule("requests.asked", rf"{SENTENCE.pattern}|\b(?:must|use|members?|patients?|individuals?|prescribers?|providers?|documentation|then|one|two|both|all|at least|requires?)\b", ", the member is an adult", ", Otherumab")  # fmt: skip
"""What says that the names of a list are over."""


def as_far_as_told(names: Products, rest: str, own: Sequence[Drug]) -> Products:
    """Return the products of a list; of a drug of which more are named behind words that nothing knows, all."""
    over = ASKED.search(rest)
    later = {hit.canonical for hit in named_in(rest[: over.start()] if over else rest, own)}
    return {generic: () if generic in later else products for generic, products in names.items()}


def opening(text: str, own: Sequence[Drug]) -> Iterator[Mention]:
    """Yield the products of the policy's own that a criterion begins with (`For Madeupra: …`), or those that it leaves where it begins with an exception."""
    known = {drug.generic: drug for drug in own}
    for begins, ends in (
        (EVERY_OTHER, (CLOSED, CLAUSE)),
        (FOR, (CLOSED, CLAUSE, IF_TOO)),
        (APPROVES, (GRANTED,)),
        (REFUSES, (REFUSED,)),
        (NAMED, (ONLY, OF_ITSELF)),
    ):
        start = begins.match(text)
        if start is None or (begins is NAMED and not SAYS_ALONE.search(text)):
            continue
        names, end = products_behind(text, start.end(), own)
        closed = next(filter(None, (rule.match(text, end) for rule in ends)), None)
        leads = begins is FOR and len(own) > 1 and closed is not None and closed.end() == len(text)
        mine = {generic: products for generic, products in names.items() if generic in known or (leads and is_branded(generic))}  # fmt: skip
        if mine and closed and not SENTENCE.search(text[start.end() : end]):
            meant = left_by(mine, own) if begins is EVERY_OTHER else mine
            yield from mentions(text, (0, closed.end("lead")), meant, ONLY_IF_REQUESTED)
            return


ASIDE = Rule("requests.aside", r"\s(?:[–—-]\s+|\()(?=[A-Za-z])", "Member is an adult – Madeupra", "well-known")
OF_A_PATIENT = Rule("requests.of_a_patient", r"^\W*(?:the |minimum |documentation of )*(?:members?|patients?|individuals?|ages?|weight|prescribe[dr]|diagnosis)\b", "Member is an adult", "Failure of one drug", by="match")  # fmt: skip
TRIED = r"tri(?:ed|als?)|fail\w*|respon\w+|intoleran\w+|contraind\w+|received?|tak(?:es?|ing|en)|using|used?|switch\w*"
BY = r"therap\w+|treat\w+|on|not|no|without|despite|following|combination|agents?|drugs?|products?"
TREATS = Rule("requests.treats", rf"\b(?:{TRIED}|{BY})\b", "Member has tried one of", "Member is an adult")
"""What lets names behind a dash be those of drugs that a patient had."""


def closing(text: str, own: Sequence[Drug]) -> Iterator[Mention]:
    """Yield the products of the policy's own that a criterion on the patient ends with, behind a dash or in brackets: it is for requests for these.

    >>> adult = "Member is 18 years or older – Otezla, Humira"
    >>> several = [Drug(generic=name) for name in ("apremilast", "adalimumab", "secukinumab")]
    >>> [m.subject for m in closing(adult, several)], list(closing("Member has tried one of two – Otezla, Humira", several))
    (['apremilast', 'adalimumab'], [])
    """
    known = {drug.generic for drug in own}
    if len(known) < 2 or not OF_A_PATIENT.match(text):
        return
    for dash in ASIDE.finditer(text):
        names, end = products_behind(text, dash.end(), own)
        before = text[: dash.start()]
        if names and known.issuperset(names) and AMONG.fullmatch(text[end:]) and not TREATS.search(before):
            if not named_in(before, own):
                yield from mentions(text, (dash.end(), len(text)), names, ONLY_IF_REQUESTED)
            return


def of_maker(text: str, own: Sequence[Drug]) -> Iterator[Mention]:
    """Yield the one of the policy's several drugs that a line is, with its maker."""
    if len(own) > 1 and OF_A_MAKER.match(text):
        names, _ = products_behind(text, 0, own)
        if len(names) == 1 and {drug.generic for drug in own}.issuperset(names):
            yield from mentions(text, (0, len(text)), dict.fromkeys(names, ()), ONLY_IF_REQUESTED)


def each_of_its_product(node: Criterion, own: Sequence[Drug]) -> Criterion:
    """Return a list such as `Age:` of which each item is labeled with products of its own (`Madeupra: at least 12 years`) with what each is for.

    The drugs of the policy must be several, and no product stand in two labels: such a list is no choice, whoever asks for one product is not
    asked what stands behind another.
    """
    several = len(own) > 1 and len(node.children) > 1 and FACET.fullmatch(node.text)
    told = [list(labeled(kid.text, own)) for kid in node.children] if several else []
    names = [{name for m in held for name in (m.products or [m.subject or ""])} for held in told]
    if not told or not all(told) or sum(map(len, names)) != len(set().union(*names)):
        return node
    kids = [
        kid
        if any(m.concept in OF_REQUESTS for m in kid.mentions)
        else kid.model_copy(update={"mentions": sorted([*kid.mentions, *held], key=lambda m: m.start)})
        for kid, held in zip(node.children, told, strict=True)
    ]
    return node.model_copy(update={"children": kids})


def labeled(text: str, own: Sequence[Drug]) -> Iterator[Mention]:
    """Yield the products that a criterion is labeled with, which are all that stands before its colon."""
    start = NAMED.match(text)
    names, end = products_behind(text, start.end(), own) if start else ({}, 0)
    ends = CLOSED.match(text, end) if names else None
    if ends is not None and not SENTENCE.search(text[:end]):
        yield from mentions(text, (0, ends.end("lead")), names, ONLY_IF_REQUESTED)


def is_branded(generic: str) -> bool:
    """Return True if a drug is one that policies are about: a heading of a class (`For Madeupra:`) may name one that the head of the document leaves out."""
    return lexicon.step_kind(generic) == "branded"


def of_status(text: str, own: Sequence[Drug], rule: Rule = STATUS) -> Iterator[Mention]:
    """Yield the products of the status of which a criterion says what they require (`Non-preferred agents require …`); nothing where no list tells which these are."""
    match = rule.match(text)
    if match is None:
        return
    status = status_in(match)
    meant = under(status, own)
    if meant:
        yield from mentions(text, (0, match.end()), of_class(match["which"], meant), ONLY_IF_REQUESTED)


def apart(root: Criterion, own: Sequence[Drug]) -> Criterion:
    """Return criteria in which who is named by one of them (`Madeupra and Otherumab require …`) is none of a class that another names and no table knows."""
    nodes = [place.node for place in walk(root)]
    unknown = [node.text for node in nodes if of_unknown_class(node.text)]
    taken = [m for node in nodes if node.text not in unknown for m in node.mentions if m.concept == ONLY_IF_REQUESTED]
    return without(root, unknown, taken, own) if unknown and taken else root


def without(node: Criterion, unknown: Sequence[str], taken: Sequence[Mention], own: Sequence[Drug]) -> Criterion:
    """Return criteria of which those of an unknown class are of no request for products that are taken."""
    children = [without(child, unknown, taken, own) for child in node.children]
    found = [left for m in node.mentions if (left := left_of(m, taken, own))] if node.text in unknown else node.mentions
    if not any(m.concept == ONLY_IF_REQUESTED for m in found):
        found = node.mentions
    return node.model_copy(update={"children": children, "mentions": found})


def left_of(one: Mention, taken: Sequence[Mention], own: Sequence[Drug]) -> Mention | None:
    """Return what is left of a mention without the products of others, None where that is nothing."""
    others = [m for m in taken if m.subject == one.subject]
    if one.concept != ONLY_IF_REQUESTED or not others:
        return one
    names = {name.lower() for m in others for name in m.products}
    held = one.products or next((drug.brands for drug in own if drug.generic == one.subject), [])
    kept = [name for name in held if name.lower() not in names]
    return one.model_copy(update={"products": kept}) if kept and all(m.products for m in others) else None


def of_unknown_class(text: str) -> bool:
    """Return True if a criterion is of a status and a class of which no table tells the members."""
    match = STATUS.match(text)
    return match is not None and bool(match["which"].strip()) and not products_behind(match["which"].strip(), 0)[0]


def titled(title: str, own: Sequence[Drug]) -> list[Mention]:
    """Return the products that a title names by their status."""
    return list(of_status(title, own, TITLED))


def under(status: str, own: Sequence[Drug]) -> Products:
    """Return the products that a policy lists under a status; where it lists the opposite status alone, all that are not among those."""
    listed = {drug.generic: drug.listed_as(status) for drug in own}
    if any(listed.values()):
        return {generic: whole(generic, names) for generic, names in listed.items() if names}
    others = {drug.generic: drug.listed_as(OPPOSITE[status]) if status in OPPOSITE else [] for drug in own}
    if not any(others.values()):
        return {}
    return {
        drug.generic: tuple(left) if others[drug.generic] else ()
        for drug in own
        if (left := [name for name in products_of(drug) if name.lower() not in map(str.lower, others[drug.generic])])
        and drug.generic not in others[drug.generic]
    }


def products_of(drug: Drug) -> list[str]:
    """Return the products of a drug by their brands; its names with a suffix are products of their own where it has several brands."""
    brands = [name for name in drug.brands if not name.islower()]
    suffixed = [name for name in drug.brands if name.lower().startswith(f"{drug.generic}-")]
    return [*brands, *(name for name in suffixed if len(brands) > 1 and name not in brands)] or [drug.generic]


def whole(generic: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return products as those of a request: all of a drug that is listed by its generic name."""
    return () if generic in map(str.lower, names) else tuple(names)


def of_class(words: str, meant: Products) -> Products:
    """Return those of some products that words name, or that belong to the class that they name; all where they name neither or an unknown one."""
    named, _ = products_behind(words, len(words) - len(words.lstrip()))
    held = {generic: products for generic, products in meant.items() if generic in named}
    return held or meant


def left_by(named: Products, own: Sequence[Drug]) -> Products:
    """Return the products of the policy's own that an exception leaves: other drugs, and other products of a drug of which some are named."""
    left: dict[str, tuple[str, ...]] = {}
    for drug in own:
        if drug.generic not in named:
            left[drug.generic] = ()
            continue
        taken = {name.lower() for name in named[drug.generic]}
        others = tuple(name for name in drug.brands if name.lower() not in taken)
        if taken and others:
            left[drug.generic] = others
    return left


def product_named(text: str, own: Sequence[Drug] = ()) -> Iterator[Mention]:
    """Yield the products that a condition is, which says no more than their names: `Madeupra (madeupumab intravenous infusion)`."""
    names, end = products_behind(text, 0, own)
    if names and AMONG.fullmatch(text[end:]) and not SENTENCE.search(text):
        yield from mentions(text, (0, end), names, REQUESTED)


def mentions(text: str, at: tuple[int, int], names: Products, concept: str) -> Iterator[Mention]:
    """Yield a mention for each drug."""
    start, end = at
    for name, products in names.items():
        yield Mention(concept=concept, subject=name, text=text[start:end], start=start, end=end, products=list(products))  # fmt: skip
