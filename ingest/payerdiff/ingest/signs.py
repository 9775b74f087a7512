"""Signs of print that mean the same in every format: bullets, and what makes a raised number an exponent."""

from __future__ import annotations

import re

BULLETS = "•◦▪■□●○‣⁃−–—§·ü➢✓✔\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf02d\uf06f\uf0e0\uf0a8\uf0be"
"""Glyphs that open a list item; the private-use ones are Wingdings and Symbol codes as PDFs carry them."""
POWER_OF_TEN = re.compile(r"[×x·*]\s*10\s*$")
"""Words before a raised number that make it an exponent, not a note mark."""
