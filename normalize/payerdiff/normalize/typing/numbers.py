"""Numbers as criteria write them: in digits, in words, in words and digits again."""

from __future__ import annotations

NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "ninety": 90, "twice": 2, "birth": 0,
}  # fmt: skip
DIGITS = r"(?<!\d)\d{1,15}(?!\d)"
"""Digits of a whole number. More of them are no number that a policy asks for or allows: its words stay open."""
GROUPED = r"(?<!\d)(?<!\d,)\d[\d,]{0,14}(?!,?\d)"
"""Digits that commas may part into thousands, as few of them."""
NUMBER = rf"({DIGITS}(?:\.\d+)?|" + "|".join(word for word in NUMBERS if word not in ("zero", "twice", "birth")) + ")"
"""One number, as an expression with a group."""


def number_of(word: str) -> float:
    """Return the number that a word or digits mean, as a whole number where it is one.

    >>> number_of("Two"), number_of("1,200"), number_of("0.1")
    (2, 1200, 0.1)
    """
    plain = word.lower().replace(",", "")
    value = float(NUMBERS[plain]) if plain in NUMBERS else float(plain)
    return int(value) if value.is_integer() else value
