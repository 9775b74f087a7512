"""Criteria as sentences, each with its list: `X may be considered medically necessary when all of the following are met:`."""

from payerdiff.normalize.criteria.statements import read_statements
from payerdiff.normalize.layouts.base import Layout

SENTENCES = Layout(read_statements)
