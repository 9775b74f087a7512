"""Pharmacy benefit managers, whose criteria plans and Medicaid programs publish."""
