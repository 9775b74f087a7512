"""Criteria of any template: each block by its role, each list by the headings above it."""

from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.structure.sets import read_structured

STRUCTURED = Layout(read_structured)
