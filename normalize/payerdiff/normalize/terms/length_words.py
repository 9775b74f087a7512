"""The words around a length of authorization: what leads to its number, what makes it another number, labels, and lengths without one."""

from __future__ import annotations

from itertools import pairwise

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.approvals import NUMBER

COVERAGE_IS = r"coverage (?:[\w-]+ ){0,4}?(?:will|may|can|is|shall)(?: be)?(?: provided| approved| granted)?"
ALLOWED = r"(?:re-?)?(?:approv(?:e[ds]?|als?)|authori[sz](?:e[ds]?|ations?)|certif(?:y|ied|ications?)|auth)"
PERMITTED = r"(?:will|may|can) be (?:allowed|permitted)"
COVERS = r"covers?(?= [^.;]{1,60}\bfor an? (?:initial|additional|further)\b)"
STRONG = rf"(?:{PERMITTED}|{COVERAGE_IS}|{ALLOWED}|{COVERS})"
GOES_ON = r"continuation|(?<!been )(?<!was )(?<!were )continued"
"""Going on with the drug; `could have been continued` is told of a study."""
WEAK = rf"(?:coverage|durations?|lengths?|renew(?:als?|ed)|extensions?|periods?|initial(?:ly)?|{GOES_ON}|subsequent|valid|granted|extended|issued)"
STRONG_CUE = Rule("length_words.strong_cue", rf"\b{STRONG}\b", "is approved", "is given")
WEAK_CUE = Rule("length_words.weak_cue", rf"(?<!follow-up )(?<!follow up )\b{WEAK}\b", "is valid", "is given")
ONE_TIME = r"times?(?=\(s\)|\W*$|\W+only\b)"
UNIT = rf"(?P<unit>days?|weeks?|months?|years?|yrs?|{ONE_TIME}|(?:induction |initial |maintenance |total )?(?:doses?|infusions?|injections?|treatments?))"
REACH = 90
"""Characters before a number in which the words of approval stand that lead to it."""
SMALL_WORDS = r"for|of|to|than|is|are|be|x|period|exceed|duration|maximum|every|an?|additional|another|first"
NOUNS = r"initial|further|approval|authorization|reauthorization|renewal|the|up|within|first|extended|lasting|in|length|next|good"
RUNS = Rule("length_words.runs", r"\b(?:(?:runs?|lasts?) for(?: up to)?|(?:ends?|expires?) (?:after|in))\s*$", "approvals run for ", "patients run ")  # fmt: skip
"""A verb right before the number that says how long an approval lasts, whoever it is for."""
LEADS = Rule("length_words.leads", rf"(?:\b(?:{SMALL_WORDS}|{NOUNS})|[:=–—)-]|^)\s*$", "approved for ", "approved ")
"""What may stand right before the number."""
TRIALS = r"trials?|failures?|failed|history|within|past|previous(?:ly)?|received?|prior to|at least|least|minimum|greater|older"
AGES_AND_DOSES = r"age[ds]?|mg|mcg|\w+/kg|after|prescri\w+|last|score|pediatric"
PEOPLE = r"adults? (?:and|aged)|(?<!renewed )(?<!provided )(?<!granted )(?<!issued )(?<!approved )every"
TIMES = r"supply|from|between|half|diagnosis|≥|>|week|naive|patients? (?:who|with|has)"
OF_TREATMENT = r"children|taking|treated|effective|equal|reviewed|prior authorization (?:request )?within|turnaround|respond\w*|study|FDA"
OTHER_NUMBER = Rule(
    "length_words.other_number",
    rf"\b(?:{TRIALS}|{AGES_AND_DOSES}|{PEOPLE}|{TIMES}|{OF_TREATMENT})\b|[≥>]",
    "a trial of ",
    "approved for ",
)
"""Words between that make it another number."""
AGE_BEHIND = r"of age|(?:is )?equal|old\b|or older|and older|or younger|to \d"
HISTORY_BEHIND = r"trial|supply|of (?:previous|prior|continuous|conventional|the last|consistent)|prior|history|ago"
EVENT_BEHIND = r"\(?\d+ ?(?:mg|ml)|mg\b|apart|after (?:the )?(?:last|first|dis|trans|birth)|before|post|from (?:the )?(?:initiation|start)|interval"
NOT_BEHIND = Rule(
    "length_words.not_behind",
    rf"^\s*(?:{AGE_BEHIND}|{HISTORY_BEHIND}|{EVENT_BEHIND})",
    " of age",
    " of therapy",
    by="match",
)
WAS_WRITTEN = r"chang(?:ed|es)|updat(?:ed|es)|revis(?:ed|ion)|clarified|annual (?:review|revision)"
WAS_CHANGED = r"extend(?:ed|s) (?:approval|initial)|increas(?:ed|es)|decreas(?:ed|es)|removed|added|shortened"
CHANGED = Rule(
    "length_words.changed",
    rf"\b(?:{WAS_WRITTEN}|{WAS_CHANGED})\b.{{0,60}}\b(?:approval|authorization|duration|length|coverage|from)\b",
    "Updated approval duration",
    "Approval duration",
)
NO_RENEWAL = Rule("length_words.no_renewal", r"\b(?:may|can|will|shall) not be renewed\b|\b(?:not renewable|no (?:renewals?|reauthorizations?) (?:will|may|are))\b", "may not be renewed", "may be renewed")  # fmt: skip
WHAT_RUNS = r"(?:(?:initial|renewal|reauthorization|continuation|prior) )?(?:(?:approval|authori[sz]ation|coverage|certification|PA|therapy)\s*)?"
HOW_LONG = r"durations?|lengths?|periods?|time ?frames?"
OF_WHAT = (
    r"(?: of (?:initial )?(?:approval|authori[sz]ation|coverage|therapy)s?)?(?: \((?:initial|renewal|[A-Z]{2,4})\))?"
)
AS_A_CRITERION = (
    r" of (?:\w+ ){1,5}?(?:of )?(?:greater|longer|more|less|at least|exceed\w*|over|lasting)\b| of (?:\w+ ){1,5}?[<>≤≥]"
)
"""How a criterion says for how long a state has lasted: `duration of pain greater than 2 weeks`."""
TERMS = Rule(
    "length_words.terms",
    rf"^\W*(?:[A-Z0-9IVX]+[.)]\s*)?{WHAT_RUNS}(?:{HOW_LONG})(?!{AS_A_CRITERION}){OF_WHAT}\W*(?P<rest>.*)$",
    "Duration of Approval: 6 months",
    "Asthma: 6 months",
)
"""A label of lengths: what stands behind it, or in the lines below it, is one."""
AS_LONG_AS = r"life ?time|duration of (?:therapy|treatment|request|the request|pregnancy|benefit)|length of (?:benefit|therapy|treatment)|indefinite(?:ly)?"
TO_A_DAY = r"(?:end of |through (?:the )?(?:end of )?)?(?:the )?(?:plan|calendar|contract|benefit) year"
FOR_GOOD = r"one[- ]time(?: (?:approval|dose|use))?|permanent|unlimited"
OPEN_ENDED = Rule(
    "length_words.open_ended",
    rf"^(?:(?:for )?(?:the )?(?:{AS_LONG_AS}|{TO_A_DAY}|{FOR_GOOD}))\b[^.;]{{0,60}}",
    "for the duration of therapy",
    "for 6 months",
    by="match",
)
"""Lengths without a number."""
EACH = Rule(
    "length_words.each",
    rf"(?<![\w.,/])(?P<number>{NUMBER})\s*(?:\(\d+\)\s*)?[\s-]*{UNIT}(?!\w)(?:\(s\))?",
    "6 months",
    "six",
)


ONLY_PHASE = Rule("length_words.only_phase", r"\W*(?:(?:and|then|or|for|initial(?:ly)?|renewal|re-?auth\w*|continuation|up to)\b\W*)*", "; then renewal: ", "; asthma: ", by="fullmatch")  # fmt: skip
"""What stands between two lengths of one use: `Asthma: 8 weeks (initial); 6 months (renewal)`."""
JOINED = Rule("length_words.joined", r"(?:[\s,/&;]|\([^()]*\)|\b(?:and|or)\b)+", " (CD) and ", " with ", by="fullmatch")
"""What joins the names of uses that one length is for."""


def named_in(about: str) -> str | None:
    """Return the one use that words name, or those that they name one after the other (`asthma and COPD`); None where they name several apart, or none.

    >>> named_in("Plaque psoriasis and psoriatic arthritis: 8 weeks"), named_in("Asthma: 6 months; gout: 1 year")
    ('Plaque psoriasis and psoriatic arthritis', None)
    """
    hits = sorted(lexicon.hits("diagnoses", about), key=lambda hit: hit.start)
    if len({hit.canonical for hit in hits}) == 1:
        return about[hits[0].start : hits[0].end]
    joined = all(JOINED.fullmatch(about[one.end : other.start]) for one, other in pairwise(hits))
    return about[hits[0].start : hits[-1].end] if hits and joined else None


GIVEN = r"(?:(?:will|shall|may|can) be|is|are) (?:issued |granted |given |approved |limited |valid |provided )?(?:for |to )?"
AT_MOST = r"(?:up to |no more than |not more than |a maximum of |no longer than )?(?:an? )?"
SO_LONG = r"\d+(?: \(\d+\))?[ -](?:day|week|month|year|dose|infusion|injection|treatment|time)s?(?: periods?)?"
ONLY_LENGTH = Rule(
    "length_words.only_length",
    rf"\W*(?:the )?(?:(?:initial|first|renewal|subsequent|continued) )?(?:re-?)?(?:authori[sz]ation|approval|coverage|certification)s? {GIVEN}{AT_MOST}{SO_LONG}(?: of (?:[A-Z]\w+|therapy|treatment))?\W*",
    "Initial authorization will be for no more than 12 months",
    "Authorization is for 12 months if the member responds",
    by="fullmatch",
)
"""A sentence that says for how long requests are approved, and nothing else: no patient has to meet it."""
