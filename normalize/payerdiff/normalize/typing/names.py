"""Names that no vocabulary holds, read by the words around them: a disease in `diagnosis of …`, a treatment in `trial of …`, and the policy's own drug."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import pairwise

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.coordination import JOINT
from payerdiff.normalize.typing.joining.shared_heads import KIND_BEFORE, with_shared_end, with_shared_head
from payerdiff.normalize.typing.tagging.own_drug import as_subject, with_own
from payerdiff.normalize.typing.tagging.tokens import Token, reduced

TRIALS = "(?:TRIED|FAILED|INTOLERANT|CONTRAINDICATED)"
"""Cues of what became of a treatment, one by one: they are not put together yet."""
COUNT = "(?:ONE_OF|ALL_OF|NUM|GE|DUR|WITHIN|LASTING|IDLE|CLASSES|NEW)*"
ENDS = "(?=$|INCLUDING|STOP|SEMI|COMMA|OR|AND|UNLESS|IF|DUR|WITHIN|LASTING|FOR|IDLE|TRIED|FAILED|INTOLERANT|CONTRAINDICATED|SINCE|FOR_THOSE)"
"""What may stand behind a name: nothing that it could belong to."""
MEMBER = "(?:THER U?|[U GENE]{1,3})"
"""One treatment of a list; a word in capitals may be a gene's symbol elsewhere."""
NO_TAIL = f"(?!{JOINT}U+THER)"
"""No member of the list goes on into a treatment, whose last word it may share: `periocular or intravitreal corticosteroids`."""
MOST_WORDS = 4
OPENS = Rule(
    "names.opens",
    r"(?:\b(?:of|to|with|on|from|by|through|against|for|after|following)|tried|trialed|received|undergone|failed|tolerate|take|use|using|taking|receiving)$",
    "inadequate response to",
    "inadequate response",
)
"""How a cue ends that says what became of the thing behind it."""
STRICT = Rule("names.strict", r"diagnos\w* (?:of|with|as|is|for)|suffer", "diagnosis of", "presence of")
"""Cues that nothing but a disease stands behind."""
ENDINGS = (
    r"itis|osis|oses|hypertension|hypotension|a?emia|omas?|path(?:y|ies)|troph(?:y|ies)|plasias?|penia|uria|[a-z]{3}ism|algias?|iasis|rrhea|spermia|menorrhea",
    r"plegia|paresis|phobia|phrenia|ectasis|megaly|sclerosis|stenosis|dystonia|ataxia",
)
KINDS = (
    r"diseases?|syndromes?|disorders?|deficienc(?:y|ies)|cancers?|tumou?rs?|infections?|failure|injur(?:y|ies)|fractures?",
    r"insufficiency|malformations?|degeneration|ulcers?|palsy|hernia|neoplasms?|anomal(?:y|ies)|incontinence|obstruction",
    r"retention|infertility|varicoceles?|adhesions|instability|deformit(?:y|ies)|necrosis|tears?|thrombosis|embolism",
)
DISEASE = Rule("names.disease", rf"(?:{'|'.join((*ENDINGS, *KINDS))})$", "karvel syndrome", "karvel test")
"""How names of diseases end."""
KIND_BEHIND = Rule(
    "names.kind_behind",
    r"\s(?:therap(?:y|ies)|treatments?|disease|agents?|medications?|drugs?|products?)\b",
    " therapy", " test", by="match",
)  # fmt: skip
"""Idle words that are the last of a name: `oxygen therapy`."""
WORD_OF_NAME = Rule("names.word_of_name", r"[A-Za-z][A-Za-z0-9’'/-]+", "CPAP", "12", exact=True, by="fullmatch")
GAP = Rule(
    "names.gap", r"(?:\s|\b(?:an?|the|another|any|other|both|either|at least|one)\b)*", " an ", " was ", by="fullmatch"
)
"""What may stand between a connector and the next name."""
BRACKETED = Rule("names.bracketed", r"\s*\([A-Za-z]{2,6}\)\s*", "transthyretin (TTR) reducing", "one (1)")
"""An abbreviation in brackets within a name."""
CLOSE = Rule("names.close", r"[\s-]{1,2}|\s*\([A-Za-z]{2,6}\)\s*", " (XR) ", ", ", by="fullmatch")
"""What may stand between the words of one name."""


@cache
def no_names() -> frozenset[str]:
    """Return the words that are no part of a name: they say how, how much or when, or begin another statement."""
    return frozenset(lexicon.table("cues")["no_name"]["words"])


def with_names(tokens: list[Token], text: str, lead: Sequence[Token] = (), own: Iterable[str] = ()) -> list[Token]:
    """Return the tokens with unknown words that must be names marked as such, and the policy's own drug as what is asked for.

    `lead` are the tokens of the words above a list, whose members may be names by themselves.
    """
    waits = {t.tag for t in lead} & {"OUTL", "COMBINED"}
    mine = frozenset(own)
    found = tokens if waits else as_subject(tokens, text, mine)
    found = with_own(found, text, mine) if own and not waits else found
    found = reduced(
        found, f"{KIND_BEFORE}(?:COMMA {KIND_BEFORE})* COMMA? (?:OR|AND) DIS", partial(with_shared_head, text=text)
    )
    found = reduced(found, "THER U{0,2} (?:U|TESTED)", partial(named_by_a_test, text=text))
    if not any(t.tag in UNKNOWN for t in found):
        return found
    found = reduced(found, "THER U", partial(named_by_treatment, text=text))
    found = reduced(found, "U(?:COMMA U)* COMMA? (?:OR|AND) SET DIS", with_shared_end)
    found = reduced(found, f"(?:DX|USED_FOR) (?:SEVERITY|SET|TO)* U{{1,3}} DIS {ENDS}", partial(named_kind, text=text))
    found = reduced(
        found,
        f"(?:DX|USED_FOR|HISTORY|SEX|FOR_THOSE) (?:SEVERITY|SET|ADULT|CHILD|TO|HISTORY)* (?:U{{1,{MOST_WORDS}}}|GENE) {ENDS}(?!{JOINT}(?:U|DIS))",
        partial(named_disease, text=text),
    )
    found = reduced(
        found,
        f"(?:DX|USED_FOR|SEX) (?:SEVERITY|SET|TO)* (?:DIS|U+)(?:{JOINT}(?:DIS|U{{1,{MOST_WORDS}}}))+ {ENDS}",
        partial(named_diseases, text=text),
    )
    found = reduced(
        found,
        f"NOT+ (?:IDLE|SEVERITY|SET)* (?:DIS|U{{1,{MOST_WORDS}}})(?:{JOINT}(?:SEVERITY|SET)*(?:DIS|U{{1,{MOST_WORDS}}}))* {ENDS}",
        partial(named_diseases, text=text),
    )
    found = reduced(found, f"{TRIALS} {COUNT} U{{1,2}} THER {ENDS}", partial(named_procedure, text=text))
    found = reduced(
        found, f"{TRIALS} {COUNT} {MEMBER}(?:{JOINT}{MEMBER})* {ENDS}{NO_TAIL}", partial(named_treatments, text=text)
    )
    found = reduced(
        found,
        f"COMBINED (?:ONE_OF|ALL_OF|IDLE)* {MEMBER}(?:{JOINT}{MEMBER})* {ENDS}{NO_TAIL}",
        partial(named_treatments, text=text),
    )
    found = reduced(found, f"DUR {MEMBER} {ENDS}", partial(named_members, text=text, tag="THER"))
    return alone(found, text, {t.tag for t in lead})


def named_disease(tokens: list[Token], text: str) -> list[Token] | None:
    """Name the disease that words for a diagnosis wait for."""
    run = [t for t in tokens if t.tag in UNKNOWN]
    strict = STRICT.search(tokens[0].text) is not None
    if tokens[0].tag == "FOR_THOSE" and not tokens[0].text.lower().endswith("with"):
        return None
    name = name_in(run, text, "DIS", any_word=strict)
    return None if name is None or not near(tokens, run, text) else [*tokens[: -len(run)], name]


ONE_KIND = Rule("names.one_kind", rf"(?:{'|'.join(KINDS)})", "cancer", "breast cancer", by="fullmatch")


def named_kind(tokens: list[Token], text: str) -> list[Token] | None:
    """Name a disease by the words before its kind: `adenoid cystic cancer` is more than a cancer."""
    run, kind = [t for t in tokens if t.tag == "U"], tokens[-1]
    if ONE_KIND.fullmatch(kind.text.lower()) is None or not near(tokens, [*run, kind], text):
        return None
    name = name_in([*run, kind], text, "DIS", any_word=True)
    return None if name is None else [*tokens[: -len(run) - 1], name]


OF_A_TREATMENT = Rule(
    "names.of_a_treatment",
    r"deficienc(?:y|ies)|insufficiency|poisoning|overdose",
    "deficiency",
    "response",
    by="fullmatch",
)


def named_by_treatment(tokens: list[Token], text: str) -> list[Token] | None:
    """Name a disease that begins like a treatment: `testosterone deficiency`."""
    first, kind = tokens
    if OF_A_TREATMENT.fullmatch(kind.text.lower()) is None or CLOSE.fullmatch(text[first.end : kind.start]) is None:
        return None
    words = text[first.start : kind.end]
    return [Token("DIS", first.start, kind.end, words.lower(), words)]


TEST = Rule("names.test", r"tests?|testing|assays?|titers?", "tests", "therapy", by="fullmatch")


def named_by_a_test(tokens: list[Token], text: str) -> list[Token] | None:
    """Take a test that begins like a treatment for what it is, no treatment: `factor IX inhibitor test`."""
    last = tokens[-1]
    if TEST.fullmatch(last.text.lower()) is None or any(
        CLOSE.fullmatch(text[a.end : b.start]) is None for a, b in pairwise(tokens)
    ):
        return None
    return [*(replace(t, tag="U", value=None) for t in tokens[:-1]), last]


PROCEDURE = Rule(
    "names.procedure",
    r"(?:surger(?:y|ies)|transplant(?:ation)?s?|injections?|block)",
    "surgery",
    "statin",
    by="fullmatch",
)


def named_procedure(tokens: list[Token], text: str) -> list[Token] | None:
    """Name a procedure by the words before its kind: `prior bariatric surgery`."""
    run, kind = [t for t in tokens if t.tag == "U"], tokens[-1]
    if PROCEDURE.fullmatch(kind.text.lower()) is None or not near(tokens, [*run, kind], text):
        return None
    name = name_in([*run, kind], text, "THER", any_word=True)
    return None if name is None else [*tokens[: -len(run) - 1], name]


def near(tokens: Sequence[Token], run: Sequence[Token], text: str) -> bool:
    """Return True if nothing but words that weigh nothing stands between the words of a cue and the name behind it."""
    at = len(tokens) - len(run)
    return BREAKS.search(text[tokens[at - 1].end : run[0].start]) is None


BREAKS = Rule(
    "names.breaks", r"\b(?:has|have|had|is|are|was|were|by|in|at|on|as|from|when|who|that|to)\b|\d", " has ", " the "
)
"""Words that part a name from what is before it."""


def named_diseases(tokens: list[Token], text: str) -> list[Token] | None:
    """Name the diseases of a list of which others are known, or all are built like names of diseases."""
    return named_members(tokens, text, "DIS")


def named_treatments(tokens: list[Token], text: str) -> list[Token] | None:
    """Name the treatments of which an outcome is told."""
    cue = next(t for t in tokens if t.tag in OUTCOME_TAGS)
    if OPENS.search(cue.text.lower().strip()) is None or any(t.tag == "SLASH" for t in tokens):
        return None
    return named_members(tokens, text, "THER")


OUTCOME_TAGS = frozenset(("COMBINED", "TRIED", "FAILED", "INTOLERANT", "CONTRAINDICATED"))
JOINTS = frozenset(("COMMA", "SEMI", "OR", "AND", "SLASH", "PLUS", "NOR"))


def named_members(tokens: list[Token], text: str, tag: str) -> list[Token] | None:
    """Return a list with its unknown members named; None where one of them is no name."""
    found: list[Token] = []
    run: list[Token] = []
    changed = False
    for token in [*tokens, None]:
        if token is not None and token.tag in UNKNOWN:
            run.append(token)
            continue
        if run and found and found[-1].tag == tag:
            formed = in_a_form(found[-1], run, text)
            if formed is None:
                return None
            found[-1], changed, run = formed, True, []
        if run:
            begins = found[-1] if found else None
            gap = text[begins.end : run[0].start] if begins else ""
            listed = begins is not None and begins.tag in JOINTS
            fits = GAP.fullmatch(gap) if listed else BREAKS.search(gap) is None
            name = (
                name_in(run, text, tag, any_word=tag == "THER")
                if fits and not shares_its_end(run, token, tokens, text)
                else None
            )
            ambiguous = begins is not None and begins.tag == "AND" and tokens[0].tag != "COMBINED"
            if name is None or (ambiguous and not is_proper(name, text)):
                return None
            found.append(name)
            changed, run = True, []
        if token is not None:
            found.append(token)
    return found if changed else None


def shares_its_end(run: Sequence[Token], joint: Token | None, tokens: Sequence[Token], text: str) -> bool:
    """Return True if a word may have its end in common with the last member of its list: `a heart, kidney or lung transplant`."""
    if joint is None or joint.tag not in JOINTS or len(run) > 1 or run[0].text[:1].isupper():
        return False
    before, last = tokens[-2:]
    if last.start <= run[0].end:
        return False
    two_words = before.tag in UNKNOWN if last.tag in UNKNOWN else " " in text[last.start : last.end]
    return two_words and last.tag in (*UNKNOWN, "THER", "DIS")


def in_a_form(known: Token, run: Sequence[Token], text: str) -> Token | None:
    """Return a treatment with its form as one that is a kind of it: `corticosteroid enema`; None where words behind it say something else."""
    if (
        len(run) > 1
        or known.tag != "THER"
        or not FORM.fullmatch(run[0].text.lower())
        or not CLOSE.fullmatch(text[known.end : run[0].start])
    ):
        return None
    form = singular(run[0].text.lower())
    if form in SAME_DRUG:
        return replace(known, end=run[0].end, text=text[known.start : run[0].end])
    return replace(known, end=run[0].end, value=f"{known.value} {form}", text=text[known.start : run[0].end])


FORM = Rule(
    "names.form",
    r"(?:enema|foam|shampoo|patch(?:e)?|injection|suppositor(?:y|ie)|lozenge|inhaler|spray|drop|ointment|cream|gel|tablet|capsule|solution|suspension|infusion)s?",
    "enema",
    "taper",
    by="fullmatch",
)
SAME_DRUG = frozenset(("tablet", "capsule", "solution", "suspension", "injection", "infusion"))
"""Forms that leave a drug the same."""
UNKNOWN = frozenset(("U", "GENE"))


def is_proper(name: Token, text: str) -> bool:
    """Return True if a name behind `and` cannot begin another statement: it has a capital, or says what kind of thing it is."""
    words = text[name.start : name.end]
    return words[0].isupper() or DISEASE.search(words.lower()) is not None or KIND.search(words.lower()) is not None


KIND = Rule(
    "names.kind",
    r"(?:therap(?:y|ies)|treatments?|agents?|inhibitors?|blockers?|modification|exercises?|injections?|management)$",
    "oxygen therapy",
    "oxygen",
)


def name_in(run: Sequence[Token], text: str, tag: str, any_word: bool) -> Token | None:
    """Return words as one name of a kind; None where they are none."""
    if len(run) > MOST_WORDS or any(CLOSE.fullmatch(text[a.end : b.start]) is None for a, b in pairwise(run)):
        return None
    start, end = run[0].start, run[-1].end
    behind = KIND_BEHIND.match(text, end)
    words = BRACKETED.sub(" ", text[start:end]).split()
    if not all(
        WORD_OF_NAME.fullmatch(w) and w.lower() not in no_names() and not w.lower().endswith("ly") for w in words
    ):
        return None
    end = behind.end() if behind else end
    name = " ".join(BRACKETED.sub(" ", text[start:end]).split())
    if not any_word and (DISEASE.search(name.lower()) is None or VAGUE.fullmatch(name.lower())):
        return None
    if any_word and not behind and ADJECTIVE.search(words[-1].lower()):
        return None
    plain = name if name.isupper() else name.lower()
    return Token(tag, start, end, plain if words[-1][0].isupper() and len(words) == 1 else singular(plain), name)


ANY_DISEASE = r"(?:\w+(?:ic|al|ive|ed|ary|ous|ing|y) )?diseases?"
VAGUE = Rule(
    "names.vague", rf"{ANY_DISEASE}|{'|'.join(KINDS)}", "multicentric disease", "ischemic heart disease", by="fullmatch"
)
"""What is no name of a disease by itself."""
ADJECTIVE = Rule(
    "names.adjective",
    r"(?:ed|ive|able|ible|ous|ary|al|ar|ful|less|est|ier|(?<!biot)(?<!uret)(?<!ges)(?<!het)(?<!lyt)(?<!emet)ic)$",
    "conservative",
    "bracing",
)
"""How words end that name nothing without a noun behind them."""


def singular(name: str) -> str:
    """Return a name without the plural of its last word.

    >>> singular("oral retinoids"), singular("karvel biopsies"), singular("karvelosis")
    ('oral retinoid', 'karvel biopsy', 'karvelosis')
    """
    if name.isupper():
        return name
    if name.endswith("ies") and len(name) > 5:
        return f"{name[:-3]}y"
    return name[:-1] if PLURAL.search(name) else name


PLURAL = Rule("names.plural", r"[a-z]{3}(?<!s)(?<!u)(?<!i)(?<!')s$", "retinoids", "abscess", exact=True)


def alone(tokens: list[Token], text: str, lead: set[str]) -> list[Token]:
    """Return a leaf that is nothing but a name with the name: a treatment where the words above it wait for one, else what is built like a disease."""
    tag = "THER" if lead & {"OUTL", "COMBINED"} else "DIS"
    run = [t for t in tokens if t.tag in UNKNOWN]
    before = [t.tag for t in tokens if t.tag not in UNKNOWN]
    if (
        not run
        or not set(before) <= BEFORE_A_NAME
        or tokens[-1] is not run[-1]
        or before[-1:] in (["OR"], ["AND"], ["COMMA"])
    ):
        return tokens
    name = name_in(run, text, tag, any_word=tag == "THER")
    if name is None or FINISHED.search(text[name.end :]) or (tag == "THER" and FINISHED.search(text[: name.start])):
        return tokens
    return [*(t for t in tokens if t not in run), name]


BEFORE_A_NAME = frozenset(("NOT", "IDLE", "SEVERITY", "SET", "OR", "AND", "COMMA", "SLASH"))
"""What may stand before a name that is all else of a leaf: how severe or far the disease is."""
FINISHED = Rule(
    "names.finished",
    r"[:?]|\b(?:is|are|was|were|has|have|had|must|will|with|by|in|at|for|from|to|of)\b",
    "oxygen is given",
    "oral retinoids",
)
"""What stands in a statement, and in no name."""
