"""What words name and no typed condition carries: part of the policy's schema."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

AFTER_ANOTHER = "after another therapy"
"""The subject of a `waived` mention: that another therapy came before is what waives the step."""

NEW_TO_THERAPY = "new_to_therapy"
"""The concept of words that limit a criterion to patients who are new to a therapy or a class."""

REQUESTED = "requested"
"""The concept of words that say only for which product a request is (`The request is for Madeupra`): for any other it is none."""

ONLY_IF_REQUESTED = "only_if_requested"
"""The concept of words that ask something of requests for some products alone (`If the request is for Madeupra, …`)."""

OF_REQUESTS = (REQUESTED, ONLY_IF_REQUESTED)
"""The concepts of words on the product that a request is for."""

INITIAL_CRITERIA = "initial_criteria"
"""The concept of words that ask for the criteria of an initial approval, without repeating them."""

DOSE_AMOUNT = "dose_amount"
"""The concept of an amount of the drug."""

LIMIT_ELSEWHERE = "limit_elsewhere"
"""The concept of words that limit a quantity or dose by what stands elsewhere, as in the label."""

ANY_SPECIALIST = "specialist in the disease"
"""The subject of a `specialty` mention that names no field: whoever specializes in the disease."""

CANDIDATE = "candidate"
"""The concept of words that a patient could be given a therapy (`a candidate for phototherapy`): whether it was is not asked."""
OPTIONAL = "optional"
"""The concept of words on a specialist who need not be seen by every patient: one who is recommended or considered, or asked for only if something holds."""
GENERATION = "generation"
"""The concept of words on the generation of a class of drugs: two of them are two drugs."""


class Mention(BaseModel):
    """What a criterion's words name without carrying it as a typed condition; `start` and `end` count characters of its text.

    `concept` is one of the schema's, or what only words carry: `trial` (which may be a clinical one), `drug`, `drug_class`, `specialty`,
    `duration`, `therapies` (how many), `another_therapy` (one that was not named before), `each_therapy`, `all_therapies` (all that are preferred),
    `waived` (that something is not required), `new_to_therapy` (that it is asked of such patients alone), `initial_criteria` (that those of an initial approval are met), `requested` (that the request is for such a product), `only_if_requested` (that it is
    asked of such requests alone), `dose_amount`, `limit_elsewhere` (a limit of which the numbers stand elsewhere), `section` (a pointer), `generation` (of a class of drugs), `candidate` (for a therapy that need not have come before), `optional` (a specialist whom not every patient must see), `undefined_term` (an abbreviation spelled out nowhere).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    concept: str
    subject: str | None = None
    value: float | None = None
    unit: str | None = None
    text: str
    start: int
    end: int
    negated: bool = False
    products: list[str] = Field(default_factory=list, exclude_if=lambda held: not held)
    """Of words on requests, the products of the `subject` that they name (`Madeupra`, not its biosimilars); all of its products where they name none.
    Left out of the JSON where it is empty."""

    def is_of(self, generic: str, product: str = "") -> bool:
        """Return True if words on requests mean a drug, and the product of it that is asked for."""
        named = {name.lower() for name in self.products}
        return self.subject == generic and (not named or not product or product.lower() in named)
