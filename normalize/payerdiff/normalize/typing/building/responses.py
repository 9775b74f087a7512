"""What a rule over lists makes of responses, harm, papers and tests: what became of the disease under the drug, and what shows it."""

from __future__ import annotations

from dataclasses import replace

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.building.builders import PARTICIPLE, Builder, condition, mapped, unknown
from payerdiff.normalize.typing.coordination import held, outcome_of
from payerdiff.normalize.typing.expression import Condition, Expression, Unknown, joined
from payerdiff.normalize.typing.tagging.tokens import Token, place_of, tokens_of


def no_toxicity(tokens: list[Token]) -> Token:
    """Build that the drug did no harm that stops it."""
    return condition(tokens, Condition("toxicity", "=", "absent", *place_of(tokens)))


HARM = Rule("responses.harm", r"\b(?:adverse|side effect|toxic)", "no serious adverse effects", "no intolerance")


def no_harm(tokens: list[Token]) -> Token | None:
    """Build that the drug did no harm, where no drug is named: `no unacceptable side effects`."""
    return no_toxicity(tokens) if outcome_of(tokens) == "intolerant" and HARM.search(tokens[-1].text) else None


def neither(tokens: list[Token]) -> Token | None:
    """Build that neither the disease progressed nor the drug did harm, one denial of both."""
    found = tokens_of(tokens, "PROGRESSION", "TOXICITY")
    if {t.tag for t in found} != {"PROGRESSION", "TOXICITY"}:
        return None
    return condition(tokens, joined("all", [held(no_progression(tokens)), held(no_toxicity(tokens))]))


def no_progression(tokens: list[Token]) -> Token:
    """Build that the disease did not progress under the drug."""
    return condition(tokens, Condition("response", "=", "no_progression", *place_of(tokens)))


LIMITED = frozenset(("NUM", "PERCENT", "GE", "GT", "LE", "LT", "DUR", "TIMES", "C"))
"""What sets a limit to a response: how much, or for how long."""
SILENT = ("RESPL", "SELF", "IDLE", "THERL", "AND", "OR", "COMMA", "SLASH", "TO", "FOR", "USED_FOR", "SINCE")


def response(tokens: list[Token]) -> Token:
    """Build what became of the disease under the drug; in what it is to be seen stays open, where words say that."""
    said = joined("any", [held(t) for t in tokens_of(tokens, "RESPL")])
    behind = [t for t in tokens if t.tag not in SILENT]
    own = tokens_of(tokens, "RESPL")[-1]
    end = next((t.start for t in tokens if t.start > own.start and t.tag in ("COMMA", "SLASH")), tokens[-1].end)
    if not any(
        t.tag in LIMITED for t in behind if not is_any_one(t)
    ):  # in what it is seen is no more than that it is seen
        seen_in = [t for t in tokens if own.start <= t.start < end]
        said = mapped(said, lambda c: replace(c, end=seen_in[-1].end) if c.end == own.end else c)
        behind = [t for t in behind if t.start >= end]
    rest = behind
    return condition(tokens, joined("all", [said, *([Unknown("", rest[0].start, rest[-1].end)] if rest else [])]))


def is_any_one(token: Token) -> bool:
    """Return True if a token only says that one is enough: `improvement in at least one symptom`."""
    return token.tag == "GE" or (token.tag == "NUM" and token.number == 1)


CAME = Rule(
    "responses.came", r"(?:(?:has|have|had|is|are|was|were|been) )*(?:improv(?:ed|es)|stabili[sz]e[ds]|maintained)\b", "has improved", "improvement", by="match"
)  # fmt: skip
"""How a verb tells that a thing before it became better."""


def thing_that_improved(tokens: list[Token]) -> Token | None:
    """Build the response that a verb tells of what stands before it: `visual acuity has improved`; none of a noun (`quality improvement`)."""
    told = tokens[-1]
    return condition(tokens, held(told)) if CAME.match(told.text.strip()) else None


BARE_RESPONSE = Rule(
    "responses.bare_response",
    r"(?:(?:clinical|treatment|therapeutic|disease) )?responses?(?: (?:to|of|on) .*)?",
    "clinical response to therapy",
    "positive response",
    by="fullmatch",
)
"""A response of which nothing is said: neither that it is good nor that it is there."""


BEFORE_NOW = Rule(
    "responses.before_now",
    r"\b(?:last|latest|prior|previous|earlier|first|second|initial|most recent|trials?)\b",
    "the last regimen", "the regimen",
)  # fmt: skip


def response_of_another(tokens: list[Token]) -> Token | None:
    """Leave open a response to a treatment before, or in a trial of something: it is none to the requested drug."""
    own = next(i for i, t in enumerate(tokens) if t.tag == "RESPL")
    said = tokens[1:-1] if own == 0 else tokens[:1]
    return unknown(tokens) if any(BEFORE_NOW.search(t.text.lower()) for t in said) else None


PROGRESSED = Rule("responses.progressed", r"\bprogress", "disease progression on", "relapse on")


def progression_in_what_shows_it(tokens: list[Token]) -> Token | None:
    """Build that the disease did not progress, where what is named behind that is no treatment: `no progression on imaging`."""
    (told,) = tokens_of(tokens, "OUTL")
    return no_progression(tokens) if PROGRESSED.search(told.text) else None


def documents_of_a_response(tokens: list[Token]) -> list[Token] | None:
    """Leave open a response of which papers must be sent in: they may tell a good one or none."""
    sent, told = tokens
    return [documents([sent]), unknown([told])] if BARE_RESPONSE.fullmatch(told.text.strip().lower()) else None


def response_by_name(tokens: list[Token]) -> Token | None:
    """Leave open a response that is only named behind other words: `treatments, their duration, and response`."""
    return unknown(tokens) if BARE_RESPONSE.fullmatch(tokens[0].text.strip().lower()) else None


def noun_of_a_response(tokens: list[Token]) -> Token | None:
    """Leave open a response that belongs to the word before it: `quality improvement`, `warfarin response`."""
    before, told = tokens
    apart = told.start - before.end > 1 or PARTICIPLE.match(before.words)
    return None if apart or " " in JOINED.split(told.text.strip())[0] else unknown(tokens)


JOINED = Rule("responses.joined", r" (?:or|and) ", "reduction or discontinuation", "reduction")


def test_done(tokens: list[Token]) -> Token | None:
    """Build that tests were done, by which a thing is shown or by themselves; none where a treatment's outcome stands before one."""
    if outcome_of(tokens) not in ("", "tried"):
        return None

    def done(c: Condition) -> Expression:
        tests = [replace(c, op="=", value="done", subject=str(value)) for value in c.values]
        return joined("any" if c.op == "in" else "all", tests)

    return condition(tokens, mapped(held(tokens_of(tokens, "EXAML")[0]), done))


def documents(tokens: list[Token]) -> Token:
    """Build papers that must be sent in."""
    return condition(tokens, Condition("documentation", "=", "required", *place_of(tokens)))


RESPONSES: dict[str, Builder] = {
    f.__name__: f
    for f in (
        no_toxicity, neither, no_harm, no_progression, response, thing_that_improved, test_done, documents, documents_of_a_response, response_by_name,
        noun_of_a_response, response_of_another, progression_in_what_shows_it,
    )
}  # fmt: skip
"""The builders by the names under which the grammar calls them."""
