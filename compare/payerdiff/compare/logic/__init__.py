"""Criteria and patients: the plain evaluator, and formulas for the solver."""
