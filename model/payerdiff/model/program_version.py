"""The version of payerdiff: a report carries the one that made it, and only the same one is held to its bytes."""

from __future__ import annotations

VERSION = "0.2.0"
