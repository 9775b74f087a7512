"""The questions that a library answers: a closed set, each in several phrasings. What fits none, or names what is not there, is refused with the nearest that does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Literal

from payerdiff.compare.library import periods
from payerdiff.compare.side_by_side.label import is_label
from payerdiff.compare.side_by_side.payer_names import short_name
from payerdiff.corpus.library import Library, Subject
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy
from payerdiff.model.words import plain_words
from payerdiff.normalize import lexicon
from payerdiff.normalize.disease_names import diseases

Kind = Literal["coverage", "requirements", "differences", "changes", "steps"]
PLANS = r"(?:plans?|payers?|policies|insurers?|health plans?)"
FOR = r"(?: (?:for|in|to treat) (?P<indication>.+))?"
CHANGED = r"(?:what(?: has|'s|’s| was| is)? (?:changed|new)|(?:show (?:me )?|list )?(?:the )?changes)"
PERIOD = r"(?:in |during |over |within )?(?:the )?(?:this|current|last|previous|past|q[1-4]|(?:first|second|third|fourth) quarter|(?:first|second) half|h[12] 20|between|20\d\d|[a-z]{3,9} 20\d\d).*"
FORMS: tuple[tuple[Kind, str], ...] = (
    ("changes", r"what (?:has )?changed(?: (?:for|on|in|with) (?P<drug>.+?))?(?: (?:at|by|under) (?P<payer>.+?))? since (?P<date>.+)"),
    ("changes", r"(?:show |list )?changes(?: (?:for|on|to) (?P<drug>.+?))?(?: (?:at|by|under) (?P<payer>.+?))? since (?P<date>.+)"),
    ("changes", rf"{CHANGED}(?: (?:for|on|to|with) (?P<drug>.+?))?(?: (?:at|by|under) (?P<payer>.+?))?,? (?P<period>{PERIOD})"),
    ("changes", rf"{CHANGED} (?:at|by|under) (?P<payer>.+?) (?:for|on|to|with) (?P<drug>.+?),? (?P<period>{PERIOD})"),
    ("changes", rf"{CHANGED},? (?P<period>{PERIOD}?),? (?:at|by|under) (?P<payer>.+?)(?: (?:for|on|to|with) (?P<drug>.+))?"),
    ("changes", rf"{CHANGED},? (?P<period>{PERIOD}?),? (?:for|on|to|with) (?P<drug>.+?)(?: (?:at|by|under) (?P<payer>.+))?"),
    ("differences", r"how (?:do|does) (?P<payer>.+?) (?:and|compare with|compare to|differ from) (?P<other>.+?)(?: differ| compare)? (?:on|for) (?P<drug>.+)"),
    ("changes", r"(?:what (?:has )?changed|(?:show |list )?changes) (?:at|by|under) (?P<payer>.+?) (?:for|on|to|in|with) (?P<drug>.+?) since (?P<date>.+)"),
    ("differences", r"compare (?P<payer>.+?) (?:and|with|to|vs\.?|versus) (?P<other>.+?) (?:on|for) (?P<drug>.+)"),
    ("differences", r"(?:what are the )?differences? between (?P<payer>.+?) and (?P<other>.+?) (?:on|for) (?P<drug>.+)"),
    ("differences", r"how (?:do|does) (?P<payer>.+) (?:and|compare with|compare to|differ from) (?P<other>.+?)(?: differ| compare)? (?:on|for) (?P<drug>.+)"),
    ("differences", r"compare (?P<payer>.+) (?:and|with|to|vs\.?|versus) (?P<other>.+?) (?:on|for) (?P<drug>.+)"),
    ("differences", r"(?:what are the )?differences? between (?P<payer>.+) and (?P<other>.+?) (?:on|for) (?P<drug>.+)"),
    ("steps", rf"does (?P<payer>.+?) (?:require|ask for|have|need) step therapy (?:for|on|before) (?P<drug>.+?){FOR}"),
    ("steps", rf"(?:which|what) {PLANS} (?:require|ask for|have|need) step therapy (?:for|on|before) (?P<drug>.+?){FOR}"),
    ("steps", rf"who (?:requires|asks for) step therapy (?:for|on|before) (?P<drug>.+?){FOR}"),
    ("steps", rf"is step therapy required (?:for|on|before) (?P<drug>.+?){FOR}"),
    ("coverage", rf"(?:who|(?:does|do) any(?:one|body| {PLANS})|(?:which|what) {PLANS}) (?:covers?|pays? for) (?P<drug>.+?){FOR}"),
    ("coverage", rf"is (?P<drug>.+?) covered{FOR}"),
    ("coverage", rf"(?:does|will) (?P<payer>.+?) cover (?P<drug>.+?){FOR}"),
    ("coverage", rf"is (?P<drug>.+?) covered (?:by|at|under) (?P<payer>.+?){FOR}"),
    ("coverage", r"is (?P<drug>.+?) covered (?:for|in|to treat) (?P<indication>.+) (?:by|at|under) (?P<payer>.+)"),
    ("requirements", rf"what (?:does|do) (?P<payer>.+?) (?:require|ask|need|want)s?(?: for| before| of)? (?P<drug>.+?){FOR}"),
    ("requirements", rf"what are (?P<payer>.+?)(?:'s|’s|')? (?:criteria|requirements) (?:for|on) (?P<drug>.+?){FOR}"),
    ("requirements", rf"(?:criteria|requirements) of (?P<payer>.+?) (?:for|on) (?P<drug>.+?){FOR}"),
    ("requirements", r"what is (?:required|needed) (?:for|before) (?P<drug>.+?) (?:at|by|under) (?P<payer>.+)"),
    ("requirements", rf"what(?: is|'s|’s) (?P<payer>.+?)(?:'s|’s|')? policy (?:for|on) (?P<drug>.+?){FOR}"),
    ("requirements", r"(?:what are |list |show (?:me )?)?(?:the )?(?:criteria|requirements) (?:for|on) (?P<drug>.+?) (?:at|of|under|by) (?P<payer>.+)"),
)  # fmt: skip
"""Phrasings by what is asked; the first that fits, and whose names are known, is taken. A payer's own name may have an `and`: two payers are parted at the first one, then at the last."""
LEADING = re.compile(r"^(?:in|during|over|within) ", re.I)
EXAMPLES: dict[Kind, str] = {
    "coverage": "Which plans cover DRUG for DISEASE?",
    "requirements": "What does PAYER require for DRUG?",
    "differences": "How do PAYER and PAYER differ on DRUG?",
    "changes": "What changed for DRUG since YYYY-MM-DD?",
    "steps": "Which plans require step therapy for DRUG?",
}
SMALL = frozenset(["of", "the", "and", "plan", "plans", "health", "insurance", "inc"])
"""Words of a payer's name that tell nothing apart."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, every name known."""

    kind: Kind
    drug: Subject | None = None
    payers: tuple[tuple[Policy, ...], ...] = ()
    """The policies of each payer that is named."""
    indication: str | None = None
    since: date | None = None
    until: date | None = None
    """The last day, of what changed."""


def parsed(words: str, library: Library, today: date) -> Question:
    """Return what a question asks of a library on a day. Raises PayerdiffError `no-such-question`, with the nearest question, or with the name that is not known."""
    plain = " ".join(words.strip().rstrip("?.! ").split())
    refused: list[str] = []
    for kind, form in FORMS:
        found = re.fullmatch(form, plain, re.IGNORECASE)
        if found is None:
            continue
        try:
            return resolved(kind, found.groupdict(), library, today)
        except UnknownNameError as unknown:
            refused.append(str(unknown))
    if refused:
        raise no_question(words, refused[0])
    raise no_question(words, "it is none of the questions that are answered")


class UnknownNameError(Exception):
    """A name in a question that the library does not have, in words for who asked."""


def no_question(words: str, why: str) -> PayerdiffError:
    """Return the error that a question is not answered, with the nearest one that is."""
    near = max(EXAMPLES.values(), key=lambda one: len(set(plain_words(one)) & set(plain_words(words))))
    others = " ".join(one for one in EXAMPLES.values() if one != near)
    return PayerdiffError("no-such-question", words, why, f"The nearest: {near} Others: {others}")


def resolved(kind: Kind, names: dict[str, str | None], library: Library, today: date) -> Question:
    """Return a question with its names known. Raises UnknownNameError."""
    drug = names.get("drug")
    payers = [told for slot in ("payer", "other") if (told := names.get(slot))]
    indication = names.get("indication")
    since, until = days_of(names.get("date"), LEADING.sub("", names.get("period") or ""), today)
    named = tuple(policies_of(one, library.policies) for one in payers)
    if len(named) == 2 and named[0] == named[1]:
        raise UnknownNameError(f"“{payers[0]}” and “{payers[1]}” are the same payer")
    return Question(
        kind, drug_of(drug, library) if drug else None, named,
        disease_of(indication) if indication else None, since, until,
    )  # fmt: skip


def drug_of(words: str, library: Library) -> Subject:
    """Return the drug of a name, brand or code. Raises UnknownNameError with the nearest name of the library."""
    found = library.subject(words)
    if found is not None:
        return found
    names = sorted({name for p in library.policies for d in p.drugs for name in (d.generic, *d.brands)}, key=str.lower)
    raise UnknownNameError(f"no drug, brand or code is named “{words}”{nearest(words, names)}")


def policies_of(words: str, policies: Sequence[Policy]) -> tuple[Policy, ...]:
    """Return the policies of the one payer that words name. Raises UnknownNameError where none or several have them."""
    wanted = set(plain_words(words)) - SMALL
    held: dict[str, list[Policy]] = {}
    for policy in policies:
        if policy.payer.name and not is_label(policy) and wanted and wanted <= names_of_payer(policy):
            held.setdefault(policy.payer.name, []).append(policy)
    exact = [name for name in held if set(plain_words(name)) - SMALL == wanted]
    chosen = exact if len(exact) == 1 else list(held)
    if len(chosen) == 1:
        return tuple(held[chosen[0]])
    if chosen:
        raise UnknownNameError(f"“{words}” may be {' or '.join(sorted(chosen)[:4])}")
    names = sorted({p.payer.name for p in policies if p.payer.name})
    raise UnknownNameError(f"no payer is named “{words}”{nearest(words, names)}")


def names_of_payer(policy: Policy) -> set[str]:
    """Return the words of a payer's names, the letters that its name begins with among them."""
    name = policy.payer.name or ""
    initials = "".join(word[0] for word in plain_words(name) if word[0].isalpha())
    return {
        *plain_words(name),
        *plain_words(short_name(policy)),
        *plain_words(policy.payer.id.replace("_", " ")),
        initials,
    }


def disease_of(words: str) -> str:
    """Return the disease that words name, as criteria call it. Raises UnknownNameError where they name none, or more than that."""
    found = list(dict.fromkeys(hit.canonical for hit in (*lexicon.hits("diagnoses", words), *diseases(words))))
    whole = [
        hit
        for hit in (*lexicon.hits("diagnoses", words), *diseases(words))
        if hit.end - hit.start >= len(words.strip()) - 1
    ]
    if whole:
        return whole[0].canonical
    raise UnknownNameError(
        f"“{words}” is no disease by a name that criteria use" + (f"; perhaps {found[0]}" if found else "")
    )


def days_of(since: str | None, period: str | None, today: date) -> tuple[date | None, date | None]:
    """Return the first and last day of what is asked. Raises UnknownNameError where words give none."""
    if since:
        first = periods.since(since, today)
        if first is None:
            raise UnknownNameError(f"“{since}” is no date: write 2026-03-15, March 15, 2026 or March 2026")
        if first > today:
            raise UnknownNameError(f"“{since}” lies after {today}")
        return first, today
    if period:
        found = periods.period(period, today)
        if found is None:
            raise UnknownNameError(
                f"“{period}” is no period: write this quarter, last month, the last 90 days, Q3 2025 or March 2026"
            )
        return found
    return None, None


def nearest(words: str, names: Iterable[str]) -> str:
    """Return the nearest known name, in words; nothing where none is near."""
    known = {name.lower(): name for name in names}
    close = get_close_matches(words.lower(), known, n=1)
    return f"; the nearest is “{known[close[0]]}”" if close else ""
