"""The report's words for terms of the schema."""

from __future__ import annotations

PHASES = {
    "initial": "Initial approval",
    "renewal": "Continued therapy",
    "universal": "For every use",
    "exclusion": "Not covered",
}
